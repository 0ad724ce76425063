"""The screens of a service (屏幕总装): of every hall who attends its terminals, and who tells everybody what they see."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from kiosk.identity.accounts import DeviceRole, Identity
from kiosk.journal import Entry
from kiosk.live.attendants import Attendants
from kiosk.live.case_rooms import CaseRooms
from kiosk.live.clock import ServiceClock
from kiosk.live.issuer_writer import IssuerWriter
from kiosk.live.machines import Machines
from kiosk.live.nudges import nudge
from kiosk.live.paper_pages import PaperPages
from kiosk.live.people import People
from kiosk.live.ports import named_terminals
from kiosk.live.post import Tools
from kiosk.live.publisher import Publisher
from kiosk.live.store import Store
from kiosk.live.watching import PublisherLimits
from kiosk.live.websocket import event_frame
from kiosk.live.writer import HallWriter
from kiosk.settings import Settings


def make_screens(
    settings: Settings,
    store: Store,
    clock: ServiceClock,
    writers: Mapping[str, HallWriter],
    issuer: IssuerWriter,
    machines: Machines,
    people: People,
    identity: Identity,
    utc_offset_min: int,
    publishers: dict[str, Publisher],
    cases: CaseRooms,
) -> dict[str, Attendants]:
    """Of every hall: who attends its terminals, and (in `publishers`) who tells everybody what they see."""
    attendants: dict[str, Attendants] = {}
    left_alone = named_terminals("left_alone", settings.left_alone, machines.peripherals.terminals)
    for key, writer in writers.items():
        tools = Tools(
            writer=writer,
            issuer=issuer,
            peripherals=machines.peripherals,
            people=people,
            pages=PaperPages(writer, store),
            clock=clock,
            utc_offset_min=utc_offset_min,
            nudge=partial(nudge, publishers, key),
            lost=machines.ledger.lost,
            files=machines.files if settings.simulation else None,
            desk=cases.desks[key],
        )
        attendants[key] = Attendants(
            tools, is_simulation=settings.simulation, left_alone=left_alone, entered=partial(_kiosks, identity, key)
        )
        publishers[key] = _publisher(writer, clock, settings, attendants[key])
    for key, publisher in publishers.items():
        publisher.restore(_day_so_far(writers[key]))
    return attendants


def _kiosks(identity: Identity, hall: str) -> list[str]:
    return [each.device for each in identity.devices() if each.role is DeviceRole.KIOSK and each.hall == hall]


def _publisher(writer: HallWriter, clock: ServiceClock, settings: Settings, attendants: Attendants) -> Publisher:
    limits = PublisherLimits.of(settings)
    return Publisher(
        writer,
        clock,
        event_frame,
        limits=limits,
        terminals=attendants.monitor_records,
        states=attendants.states,
        front=attendants,
    )


def _day_so_far(writer: HallWriter) -> list[Entry]:
    """The running day's events, for the figures, taken from what the recovery has read."""
    entries = list(writer.recovered.entries)
    # They are needed once; kept, a long day would stay in memory twice.
    writer.recovered.entries.clear()
    return [] if writer.committed.state.day is None else entries
