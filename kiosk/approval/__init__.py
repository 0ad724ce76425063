"""The verdict (审批): a matter's version and facts in, a decision out. Pure, and it fails closed.

language: conditions. tables: amounts. compiling: a document becomes a compiled matter or a list of mistakes.
verdict: what follows. notice: what of it a citizen may read. decisions: how it is kept and replayed.
"""
