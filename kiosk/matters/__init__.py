"""Matters (事项): what people come for. Three stand in until the catalogue comes; see `stubs`."""
