"""The authorities behind the store: what is not granted is refused and written down, and nothing leaves without its row."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import gevent
import pytest

from kiosk.approval.facts import Outcome
from kiosk.live.authorities import Authorities
from kiosk.live.case_reading import CONSENT_TEXT
from kiosk.live.catalogue_book import load_book
from kiosk.live.loop import StoreUnavailable
from kiosk.live.store import Store
from kiosk.registry.consents import Consent
from kiosk.registry.port import FetchRequest
from tests.live.halls import START_MS, rows, settings_in
from tests.service import QUICK

SECRET = b"s" * 32
MATTER = "insurance_proof"


@pytest.fixture
def place(tmp_path: Path) -> Iterator[tuple[Store, Authorities]]:
    folder = str(Path(tempfile.gettempdir()) / Path(QUICK["YZZ_TOWN_FOLDER"]).name)
    settings = settings_in(tmp_path, town_people=2000, town_folder=folder, source_latency_pct=0)
    with Store(settings) as store:
        store.open()
        authorities = Authorities(settings, store, load_book(), SECRET, date(2026, 11, 23), 480)
        yield store, authorities
        authorities.close()


def asking(fields: dict[str, tuple[str, ...]], consent: str | None = None) -> FetchRequest:
    return FetchRequest(
        subject="t-pensioner",
        matter=MATTER,
        case="c1",
        fields=fields,
        why="社保参保证明",
        terminal="hall-1",
        token="t" * 32,
        consent=consent,
    )


def give_leave(authorities: Authorities) -> str:
    authorities.consents.record(
        Consent(
            consent="leave-1",
            subject="t-pensioner",
            given_by="t-pensioner",
            matter=MATTER,
            case="c1",
            fields=frozenset({"insurance.kinds"}),
            why="社保参保证明",
            at_ms=START_MS,
            terminal="hall-1",
            text_version=CONSENT_TEXT,
        )
    )
    return "leave-1"


def test_a_field_that_the_matter_does_not_declare_is_denied_and_written_down(
    place: tuple[Store, Authorities], tmp_path: Path
) -> None:
    answer = place[1].fetch(asking({"custody": ("custody.records",)}), START_MS)["custody"]

    assert (answer.outcome, answer.readings["custody.records"].value) == (Outcome.DENIED, None)
    assert rows(tmp_path, "select kind, source, outcome from registry_audit") == [("refused", "custody", "DENIED")]


def test_without_consent_a_source_that_needs_it_is_denied_and_with_it_answers(
    place: tuple[Store, Authorities], tmp_path: Path
) -> None:
    wanted = {"insurance": ("insurance.kinds",)}
    denied = place[1].fetch(asking(wanted), START_MS)["insurance"]
    answer = place[1].fetch(asking(wanted, give_leave(place[1])), START_MS)["insurance"]

    assert (denied.outcome, answer.outcome) == (Outcome.DENIED, Outcome.OK)
    assert rows(tmp_path, "select kind, basis from registry_audit order by seq") == [
        ("refused", "none"),
        ("read", "leave-1"),
    ]


def test_what_cannot_be_written_down_is_not_released(place: tuple[Store, Authorities], tmp_path: Path) -> None:
    store, authorities = place
    store.write(lambda connection: connection.exec_driver_sql("alter table registry_audit rename to away"))

    with pytest.raises(StoreUnavailable):
        authorities.fetch(asking({"population": ("person.name",)}), START_MS)


def test_while_the_town_is_read_others_run(place: tuple[Store, Authorities]) -> None:
    turns = []
    running = gevent.spawn(lambda: [turns.append(gevent.sleep(0)) for _ in range(10)])
    place[1].fetch(asking({"population": ("person.name",)}), START_MS)
    seen = len(turns)
    running.join()

    assert seen > 0
