"""The kernel: pure rules of the hall. No clock, no chance, no I/O."""
