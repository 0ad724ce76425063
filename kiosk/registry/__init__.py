"""The mock authorities (模拟部门): a synthetic town, the sources behind one port, and who looked at what."""
