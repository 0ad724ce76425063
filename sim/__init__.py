"""The simulator: the same rules on a virtual clock."""
