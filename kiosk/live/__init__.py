"""The live service: drives the kernel on a running clock; owns commits, pushes and the store."""
