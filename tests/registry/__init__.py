"""The mock authorities: a town that agrees with itself, and a port that lets nothing out unseen."""
