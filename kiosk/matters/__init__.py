"""Matters (事项): what people come for, as data: catalogue, bundles, linter, offer and search."""
