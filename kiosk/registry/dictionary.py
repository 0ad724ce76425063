"""The field dictionary of the catalogue, as the command line and tools need it."""

from __future__ import annotations

from kiosk.matters.loader import CATALOGUE, DICTIONARY, read_document
from kiosk.matters.model import Dictionary


def bundled_dictionary() -> Dictionary:
    """The dictionary that comes with the program."""
    return read_document(CATALOGUE / DICTIONARY, Dictionary)
