"""After a visit with a case no personal word is left but in the erasable tables: not in memory, journals, answers or log.

A proof is approved, signed and printed; then every word of its holder is looked for in every place that has seen one.
"""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kiosk.settings import DATABASE_FILE
from tests import memory_probe
from tests.service import QUICK, RunningService
from tests.web.casework import PEOPLE, Visitor

LIMIT_S = 30.0
WHO = PEOPLE["t-pensioner"]
WORDS = [WHO.name, WHO.number, "蔡**七", "445***********1335"]
ERASABLE = {"case_facts", "decisions", "paper_pages", "phone_files"}
MASKED_ONLY = {"certificates"}
"""The register anybody may ask: masked words, and no others."""


@pytest.fixture(scope="module")
def probed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """A service whose memory can be looked into."""
    folder = tmp_path_factory.mktemp("wipe")
    options = ("--demo", "--no-crowd", "--log-level", "debug", "--access-log-every", "1")
    made = RunningService(folder / "data", options, program=("-m", "tests.memory_probe"))
    names = {memory_probe.WORDS: str(folder / "words.json"), memory_probe.FOUND: str(folder / "found.json")}
    made.environ = QUICK | names
    with made as running:
        yield running


def look(service: RunningService, words: list[str]) -> list[Any]:
    """(word, what holds it) of everything in its memory."""
    folder = service.data.parent
    (folder / "words.json").write_text(json.dumps(words, ensure_ascii=False), encoding="utf-8")
    found = folder / "found.json"
    found.unlink(missing_ok=True)
    assert service.process is not None
    os.kill(service.process.pid, signal.SIGUSR1)
    ends_s = time.monotonic() + LIMIT_S
    while not found.exists():
        assert time.monotonic() < ends_s, "the service did not look"
        service.session().get(f"{service.base_url}/healthz", timeout=LIMIT_S)
    hits: list[Any] = json.loads(found.read_text(encoding="utf-8"))
    return hits


def tables_with(data: Path, words: list[str]) -> dict[str, set[str]]:
    """Table -> words that stand in it."""
    found: dict[str, set[str]] = {}
    with sqlite3.connect(f"file:{data / DATABASE_FILE}?mode=ro", uri=True) as connection:
        names = [row[0] for row in connection.execute("select name from sqlite_master where type = 'table'")]
        for name in names:
            text = "\n".join(str(row) for row in connection.execute(f'select * from "{name}"'))
            hits = {word for word in words if word in text}
            if hits:
                found[name] = hits
    return found


def test_after_a_visit_with_a_case_its_words_are_in_erasable_tables_alone(probed: RunningService) -> None:
    with Visitor(probed, WHO.key) as visitor:
        alias = visitor.begin("insurance_proof")
        record = visitor.submit(alias)
        visitor.post(f"/{alias}/print")
        visitor.kiosk.wait(lambda room: (room["case"].get(alias, {}).get("paper") or {}).get("state") == "printed")
        during = look(probed, WORDS)
    visitor.hands.advance(60_000)

    assert record["stage"] == "done"
    assert {word for word, _ in during} >= {WHO.name}
    tables = tables_with(probed.data, WORDS)
    assert set(tables) <= ERASABLE | MASKED_ONLY
    assert tables.get("certificates", set()) <= {"蔡**七", "445***********1335"}
    assert "decisions" in tables
    log = probed.log.read_text(encoding="utf-8")
    assert [word for word in WORDS if word in log] == []
    assert visitor.hands.outputs() == []
    assert visitor.kiosk.room()["case"] == {}
    # The cast of the town is made up and stands in the code, as the personas do.
    assert [hit for hit in look(probed, WORDS) if "registry.town." not in hit[1]] == []
