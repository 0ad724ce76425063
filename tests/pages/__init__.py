"""Checks of the pages: their tokens, texts and sources, and what their modules do in a browser."""
