"""The table of what still reads belongs to the conditions and codes that it names."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest

from devices.edge.pictures import READERS, draw

DOCS = Path(__file__).resolve().parents[2] / "docs"
SCRIPT = runpy.run_path(str(DOCS / "draw_decoding.py"))
PAGE = (DOCS / "decoding.md").read_text(encoding="utf-8")


def test_every_condition_has_its_row_in_every_table() -> None:
    rows = re.findall(r"^\| ([^|]+) \|", PAGE, re.MULTILINE)
    once = ["condition", *SCRIPT["CONDITIONS"]]

    assert rows == once * 3
    assert PAGE.count(" | ".join(READERS)) == 3


@pytest.mark.parametrize("size", SCRIPT["codes"]())
def test_the_codes_have_the_modules_that_the_table_says(size: str) -> None:
    # 60 % of 480 pixels, less the remainder of whole pixels a module.
    modules = int(re.findall(r"(\d+) modules", size)[0])
    picture = draw(SCRIPT["codes"]()[size])
    inked = (picture.min(axis=0) < 128).nonzero()[0]

    assert inked.max() - inked.min() + 1 == modules * (288 // modules)


def test_the_clean_row_is_perfect_and_a_cell_says_what_the_readers_do() -> None:
    assert PAGE.count("| clean | 100 | 100 | 100 | 100 | 100 | 100 | 100 |") == 3
    text = SCRIPT["codes"]()["citizen, 49 modules"]
    inverted = SCRIPT["CONDITIONS"]["inverted (dark mode)"]

    assert SCRIPT["share_read"](text, inverted, 2) == {
        "zxing-cpp": 100,
        "smoothed": 100,
        "smoothed more": 100,
        "flattened": 100,
        "OpenCV": 0,
        "sharpened": 100,
        "asked in turn": 100,
    }
