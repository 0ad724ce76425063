"""What the hall puts on paper, and how anybody sees that it did.

Slips are drawings alone. A sheet is set (`rendering`), signed (`signing`) and kept (`store`) in that order (`issuing`),
by a press in a process of its own (`press_process`); `verifying` and `codes` say what a file or a QR is, `register`
whether it still counts. The room knows no case, asks no source and reads no clock but the command line's.
"""
