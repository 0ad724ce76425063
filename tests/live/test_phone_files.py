"""Papers on phones: the page that the printer would have got, for its holder alone, and not a day longer than its term."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import gevent
import pytest
from PIL import Image

from devices import messages as m
from devices.faults import Fault, Trigger
from kiosk.certificates.fonts import load_family
from kiosk.hall import commands as c
from kiosk.hall.lifecycles import PaperState
from kiosk.live.phone_files import PhoneFiles, draw_page
from kiosk.settings import DATABASE_FILE
from tests.live.halls import START_MS, live_hall, rows, wait_until
from tests.live.place import PAPER, PEOPLE, Place, T, configure
from tests.live.test_fault_walk import S, come

PRINTER = "document_printer"
DAY_S = 86_400
STATIC = Path(__file__).resolve().parents[2] / "static"


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with live_hall(tmp_path) as hall:
        configure(hall)
        made = Place(hall, kept_outputs=5)
        yield made
        made.close()


def order(place: Place, device: str, paper: str | None = None) -> int:
    return place.do(c.OrderPaper(terminal=T, session=S, matter=PAPER, device=device, level=1, paper=paper))


def state_of(place: Place) -> PaperState | None:
    found = place.state.papers.get("P0001")
    return None if found is None else found.state


def send(place: Place) -> None:
    """The printer fails, and the paper goes to the phone."""
    come(place, 1)
    fault = Fault(fault_id="f", kind="jam", trigger=Trigger(op="print"))
    place.peripherals.ask(T, PRINTER, m.Inject(fault=fault))
    order(place, PRINTER)
    place.wait(lambda: state_of(place) is PaperState.FAILED)
    assert order(place, "phone", "P0001") == 200
    place.wait(lambda: state_of(place) is PaperState.SENT)


def test_what_could_not_be_printed_lies_on_its_holders_phone_as_it_would_have_been_printed(place: Place) -> None:
    send(place)

    (file,) = place.files.of("demo-elder")
    page = place.files.page("demo-elder", place.hall.writer.hall, "P0001")
    assert (file["paper"], file["matter"]) == ("P0001", PAPER)
    assert page is not None
    assert untimed(page) == ["仿真·测试数据 SIMULATED", "261123-0001", "hall-1", "仿真·测试数据 SIMULATED"]


def untimed(page: str) -> list[str]:
    """A page without the line that says when it was set."""
    lines = page.split("\n")
    return lines[:2] + lines[3:]


def test_it_is_the_very_page_that_a_printer_gets(place: Place) -> None:
    come(place, 1)
    order(place, PRINTER)
    place.wait(lambda: state_of(place) is PaperState.TAKEN)
    printed = place.rack.outputs(T)[-1].page
    assert order(place, "phone") == 200
    place.wait(lambda: place.state.papers["P0002"].state is PaperState.SENT)

    sent = place.files.page("demo-elder", place.hall.writer.hall, "P0002")

    assert untimed(str(sent)) == untimed(str(printed))


def test_its_picture_is_drawn_as_a_printed_page_is() -> None:
    png = draw_page("仿真·测试数据\nP0001", load_family(STATIC / "vendor"))

    picture = Image.open(io.BytesIO(png))
    assert picture.width == 576
    assert picture.convert("L").getextrema() == (0, 255)


def test_nobody_else_is_shown_it(place: Place) -> None:
    send(place)

    assert place.files.of("demo-adult") == []
    assert place.files.page("demo-adult", place.hall.writer.hall, "P0001") is None
    assert place.files.page("demo-elder", "another-hall", "P0001") is None


def test_the_journal_knows_a_pseudonym_and_nothing_of_the_page(place: Place, tmp_path: Path) -> None:
    send(place)

    text = "".join(str(row) for row in rows(tmp_path, "select command, events from journal"))

    elder = PEOPLE["demo-elder"]
    assert '"device":"phone"' in text
    assert '"subject":"demo-elder"' in text
    assert not [word for word in (elder.name, elder.number, "林*二", "参保证明") if word in text]


def test_a_file_is_erased_when_its_term_is_over(place: Place, tmp_path: Path) -> None:
    send(place)
    assert rows(tmp_path, "select until_ms - at_ms from phone_files") == [(7 * DAY_S * 1000,)]
    due_ms = place.files.next_deadline()
    assert due_ms is not None

    place.files.tick(due_ms - 1)
    gevent.sleep(0.01)
    assert len(rows(tmp_path, "select paper from phone_files")) == 1
    place.hall.clock.seconds = (due_ms - START_MS) / 1000
    assert place.files.of("demo-elder") == []
    place.files.tick(due_ms)

    wait_until(lambda: rows(tmp_path, "select paper from phone_files") == [])
    assert place.files.next_deadline() is None


def test_terms_are_kept_over_a_restart(place: Place) -> None:
    send(place)

    again = PhoneFiles(place.hall.store, lambda: START_MS, 7, lambda: None)
    again.start()

    assert again.next_deadline() == place.files.next_deadline()


def test_what_was_under_way_to_a_phone_when_the_service_stopped_arrives_once(place: Place, tmp_path: Path) -> None:
    come(place, 1)
    attendant = place.attendants.at(T)
    place.attendants.stop()
    assert order(place, "phone") == 200
    assert state_of(place) is PaperState.ORDERED

    attendant.printing.resume()
    attendant.printing.resume()

    assert state_of(place) is PaperState.SENT
    assert len(rows(tmp_path, "select paper from phone_files")) == 1


def test_a_store_that_cannot_keep_it_is_told_and_nothing_is_lost(place: Place, tmp_path: Path) -> None:
    come(place, 1)
    place.hall.store.write(lambda connection: connection.exec_driver_sql("drop table phone_files"))

    assert order(place, "phone") == 200
    place.wait(lambda: state_of(place) is PaperState.FAILED)

    assert place.state.papers["P0001"].cause == "phone_unavailable"
    assert (tmp_path / DATABASE_FILE).exists()
