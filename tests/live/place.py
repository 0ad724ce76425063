"""A place for tests of attendants (终端现场): a hall with one terminal, its devices, and somebody behind it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache

import gevent

from devices import messages as m
from devices.edge.rack import Rack
from devices.faults import Fault
from devices.terminal import Terminal
from kiosk.hall import commands as c
from kiosk.hall.commands import TaskStep
from kiosk.hall.state import HallState, Session, Task
from kiosk.identity.personas import PERSONAS
from kiosk.live.attendants import Attendants
from kiosk.live.case_file import alias_of
from kiosk.live.catalogue_book import CatalogueBook, load_book
from kiosk.live.issuer_writer import IssuerWriter
from kiosk.live.paper_pages import PaperPages
from kiosk.live.people import People, open_issuer, signing_key
from kiosk.live.peripherals import Peripherals
from kiosk.live.phone_files import PhoneFiles
from kiosk.live.post import Tools
from tests.builders import terminals, two_line_config
from tests.live.halls import START_MS, LiveHall, render

SECRET = b"s" * 32
T = "hall-1"
PEOPLE = {each.key: each for each in PERSONAS}


PAPER = "case:261123-0001"
"""The matter of a paper: every paper is a case's."""


class Sheets:
    """What is to be printed of cases, in the place of a desk: the alias, the hour and the terminal. book: the catalogue."""

    def __init__(self) -> None:
        self.book = book()
        self.papers = self

    def printable(self, page: str) -> None:
        """Every page is a text."""

    def page(self, matter: str, terminal: str, at_ms: int) -> str:
        return f"仿真·测试数据 SIMULATED\n{alias_of(matter)}\n{at_ms}\n{terminal}\n仿真·测试数据 SIMULATED"

    def record(self, terminal: str) -> dict[str, object]:
        """Nobody is at a case."""
        return {}


@cache
def book() -> CatalogueBook:
    """Read once for all tests."""
    return load_book()


class Place:
    """A hall with one terminal and somebody behind it. broken: (device, fault) that is there before anybody listens."""

    def __init__(
        self,
        hall: LiveHall,
        lost: Sequence[tuple[str, m.Ended]] = (),
        *,
        kept_outputs: int = 0,
        broken: tuple[str, str] | None = None,
    ) -> None:
        writer = hall.writer
        clock, settings = writer._clock, writer._settings
        key, people = signing_key(SECRET), People(SECRET)
        self.hall = hall
        self.nudged: list[str] = []
        self.rack = Rack(1, SECRET, START_MS, kept_outputs=kept_outputs)
        self.peripherals = Peripherals(clock, self.rack, {T: ("一号机", "Kiosk 1")}, longest_wait_s=5)
        self.issuer = IssuerWriter(writer._store, clock, settings, {key.kid: key.public})
        self.issuer.start()
        open_issuer(self.issuer, has_personas=True, people=people, now_ms=START_MS, utc_offset_min=480)
        self.files = PhoneFiles(writer._store, clock.now_ms, settings.phone_files_days, self.peripherals.wake)
        tools = Tools(
            writer=writer,
            issuer=self.issuer,
            peripherals=self.peripherals,
            people=people,
            pages=PaperPages(writer, writer._store),
            clock=clock,
            utc_offset_min=480,
            nudge=self.nudged.append,
            lost=lost,
            files=self.files,
            desk=Sheets(),  # type: ignore[arg-type]  # as much of a desk as printing asks for
        )
        self.attendants = Attendants(tools, is_simulation=True)
        if broken is not None:
            self.rack.ask(T, broken[0], m.Inject(fault=Fault(fault_id="before", kind=broken[1])))
        self.attendants.start()
        self.driver = gevent.spawn(self.peripherals.run)
        there = self.rack.terminal(T)
        self.wait(lambda: there.devices["scanner"].running is not None or there.is_supervised)

    @property
    def state(self) -> HallState:
        return self.hall.writer.committed.state

    def session(self) -> Session | None:
        return self.state.sessions.get(T)

    def notice(self) -> str | None:
        notice = self.attendants.at(T).post.notice
        return None if notice is None else notice.code

    def act(self, device: str, kind: str, **value: object) -> None:
        self.peripherals.ask(T, device, m.Stimulus(kind=kind, value=value))

    def lay(self, persona: str) -> None:
        who = PEOPLE[persona]
        until = "长期" if who.valid_until is None else f"{who.valid_until:%Y%m%d}"
        fields = {"number": who.number, "name": who.name, "valid_from": f"{who.valid_from:%Y%m%d}"}
        self.act("id_reader", "card", valid_until=until, **fields)

    def break_down(self, device: str, kind: str, fault_id: str = "f") -> None:
        self.peripherals.ask(T, device, m.Inject(fault=Fault(fault_id=fault_id, kind=kind)))

    def task(self, cause: str) -> Task | None:
        """The open task of a cause."""
        return next((each for each in self.state.tasks.values() if each.cause == cause), None)

    def await_task(self, cause: str) -> str:
        """Wait for it; its number."""
        self.wait(lambda: self.task(cause) is not None)
        found = self.task(cause)
        assert found is not None
        return found.task

    def advance(self, task: str, *steps: TaskStep) -> None:
        """Do these steps, and let the attendant act."""
        for step in steps:
            assert self.do(c.AdvanceTask(task=task, step=step, by="supervisor01")) == 200
            self.settle()

    def settle(self) -> None:
        """Until the attendant has done what it heard of; entries are told a turn after their answer."""
        gevent.sleep(0.01)
        self.wait(lambda: not self.attendants.is_busy)

    def terminal(self) -> Terminal:
        return self.rack.terminal(T)

    def do(self, command: c.Command) -> int:
        submit = self.hall.writer.submit
        return submit(command, principal="test", key=None, body_hash="", render=render).status

    def wait(self, is_so: Callable[[], object]) -> None:
        with gevent.Timeout(10):
            while not is_so():
                self.hall.clock.seconds += 0.05
                self.peripherals.catch_up()
                gevent.sleep(0.001)

    def close(self) -> None:
        self.attendants.stop()
        self.driver.kill()
        self.issuer.stop()


def configure(hall: LiveHall, keys: tuple[str, ...] = (T,)) -> None:
    config = replace(two_line_config(), terminals=terminals(*keys))
    hall.writer.submit(c.ConfigureHall(config=config), principal="test", key=None, body_hash="", render=render)
