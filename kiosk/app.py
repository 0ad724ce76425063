"""The wiring (总装): settings in, a service out. Nothing else in the house builds these parts together.

Must run in a process that gevent has patched (the `run` command). Building reads the store and
recovers every hall; nothing listens yet.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any, Final

import gevent
from flask import Flask
from flask_socketio import SocketIO
from sqlalchemy.exc import SQLAlchemyError

from kiosk.approval.mistakes import CatalogueErrors
from kiosk.calendars.local_days import LocalDaysInvalid
from kiosk.calendars.opening import Calendar
from kiosk.certificates.authority import KeyMissing
from kiosk.certificates.fonts import load_family
from kiosk.hall.config import HallConfig
from kiosk.identity.accounts import DeviceRole, Identity
from kiosk.identity.codes import SigningKey
from kiosk.identity.issuer.state import Redemption
from kiosk.identity.passwords import PasswordTooShort, load_secret, load_token
from kiosk.journal import JournalError
from kiosk.live.backup_files import BackupFailed
from kiosk.live.booking_desk import BookingDesk
from kiosk.live.case_rooms import CaseRooms, open_case_rooms
from kiosk.live.clock import ServiceClock, wall_ms
from kiosk.live.demo import seed_identity
from kiosk.live.disclosures import Disclosures
from kiosk.live.drawing import Drawing
from kiosk.live.forecaster import Forecaster
from kiosk.live.hall_notices import HallNotices
from kiosk.live.hall_plan import HallPlan, calendars_of, configs_of, enter_hall, utc_offset_of
from kiosk.live.identities import identity_of
from kiosk.live.interrupted import INTERRUPTED, interrupted
from kiosk.live.issuer_writer import IssuerWriter
from kiosk.live.ledger import Ledger
from kiosk.live.machines import Machines, make_machines
from kiosk.live.note_writings import NoteWritings
from kiosk.live.notices import Notices
from kiosk.live.nudges import moved, nudge, said
from kiosk.live.opener import Opener
from kiosk.live.people import People, day_of, open_issuer, signing_key
from kiosk.live.peripherals import Peripherals
from kiosk.live.phones import Phones
from kiosk.live.publisher import Publisher
from kiosk.live.records import last_stamp_ms
from kiosk.live.recovery import TablesDiffer
from kiosk.live.schema import SchemaIsMissing, SchemaIsNewer
from kiosk.live.screens import make_screens
from kiosk.live.server import CannotListen
from kiosk.live.shops import Companies
from kiosk.live.simulation import Simulation
from kiosk.live.slipless import Slipless
from kiosk.live.slot_planner import SlotPlanner
from kiosk.live.store import DatabaseUnusable, DataFolderInUse, SpeedDiffers, Store
from kiosk.live.townspeople import enrolling, townspeople
from kiosk.live.unlocking import Unlocking
from kiosk.live.voices import Voices, espeak
from kiosk.live.websocket import SocketLimits
from kiosk.live.writer import HallWriter
from kiosk.matters.loader import CatalogueUnreadable
from kiosk.settings import SettingInvalid, Settings, start_at_ms
from kiosk.web import sockets
from kiosk.web.access import Gate, Principal, Role
from kiosk.web.application import create_app
from kiosk.web.files import StaticFiles, static_root
from kiosk.web.limits import RateInvalid
from kiosk.web.openapi import document
from kiosk.web.problems import refusal_answer
from kiosk.web.routes import ROUTES
from kiosk.web.services import Services
from kiosk.web.simulation import add_simulation

LOG: Final = logging.getLogger("yzz.app")

UNUSABLE: Final = (
    DatabaseUnusable,
    DataFolderInUse,
    SpeedDiffers,
    SchemaIsNewer,
    SchemaIsMissing,
    TablesDiffer,
    JournalError,
    CannotListen,
    SettingInvalid,
    RateInvalid,
    PasswordTooShort,
    BackupFailed,
    CatalogueUnreadable,
    CatalogueErrors,
    LocalDaysInvalid,
    KeyMissing,
    SQLAlchemyError,
)
"""Why a service cannot start; each explains itself in one line."""


@dataclass(slots=True, kw_only=True)
class Service:
    """A service ready to listen. app: the WSGI application, sockets included."""

    app: Flask
    socketio: SocketIO
    services: Services
    openers: list[Opener]
    planners: list[SlotPlanner]
    simulation: Simulation | None
    issuer: IssuerWriter
    interrupted: list[Redemption]
    ledger: Ledger
    people: People
    watching: sockets.Watching
    cases: CaseRooms
    _running: list[gevent.Greenlet[..., None]] = field(default_factory=list)

    def start(self) -> None:
        """Begin to decide, to open days, to wake devices, and to look whether open sockets may still watch."""
        self._running = [
            gevent.spawn(self.watching.recheck_every, self.services.settings.recheck_s),
            gevent.spawn(self.services.peripherals.run),
            gevent.spawn(self.ledger.run),
        ]
        self.services.forecaster.start()
        self.issuer.start()
        for writer in self.services.halls.values():
            writer.start()
        for writings in self.services.writings.values():
            writings.start()
        for notices in self.services.hall_notices.values():
            notices.start()
        for desk in self.services.bookings.values():
            desk.start()
        self.services.files_on_phones.start()
        self._open_issuer()
        self._note_interrupted()
        for opener in self.openers:
            opener.start()
        if self.simulation is not None:
            self.simulation.start()
        for attendants in self.services.attendants.values():
            attendants.start()
        self.cases.start()
        # They count the working days that the halls have just been told.
        for planner in self.planners:
            planner.start()

    def stop(self) -> None:
        """Carry out what is queued, then let go of the store."""
        gevent.killall(self._running)
        if self.simulation is not None:
            self.simulation.stop()
        for attendants in self.services.attendants.values():
            attendants.stop()
        self.cases.stop()
        for writer in self.services.halls.values():
            writer.stop()
        self.issuer.stop()
        self.services.forecaster.stop()
        self.ledger.catch_up()
        self.services.store.close()

    def _note_interrupted(self) -> None:
        """Codes that were used when the last service ended, and nobody was told."""
        for use in self.interrupted:
            self.issuer.note_refusal(use.terminal, use.session, INTERRUPTED)

    def _open_issuer(self) -> None:
        services = self.services
        open_issuer(
            self.issuer,
            has_personas=services.settings.simulation,
            people=self.people,
            now_ms=services.clock.now_ms(),
            utc_offset_min=services.utc_offset_min,
        )
        if services.settings.simulation:
            known = self.issuer.committed.state.subjects
            day = self.cases.authorities.plan.day
            self.issuer.submit_all(enrolling(self.people, townspeople(day), known, day))


def create_service(settings: Settings, plan: HallPlan | None, public_url: str) -> Service:
    """Open the store, recover every hall, wire everything. public_url: what stands in every QR.

    Raises DataFolderInUse, SpeedDiffers, SchemaIsNewer, TablesDiffer, JournalError.
    """
    store = Store(settings)
    try:
        return _wire(settings, plan, public_url, store)
    except BaseException:
        store.close()
        raise


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ground:
    """What stands before anything is shown. writers, calendars: by hall. day: on which the service first began."""

    settings: Settings
    store: Store
    clock: ServiceClock
    secret: bytes
    key_pair: SigningKey
    identity: Identity
    calendars: dict[str, Calendar | None]
    writers: dict[str, HallWriter]
    issuer: IssuerWriter
    machines: Machines
    utc_offset_min: int
    day: date
    drawing: Drawing


def _ground(settings: Settings, plan: HallPlan | None, store: Store) -> _Ground:
    """Recover the halls and the issuer; build the machines."""
    store.open()
    enter_hall(store, plan)
    first_ms = store.settle_clock(settings.speed, start_at_ms(settings, wall_ms()))
    clock = ServiceClock(max(first_ms, store.read(last_stamp_ms) or 0), settings.speed)
    identity, secret = identity_of(settings, store), load_secret(settings.secret_path)
    if plan is not None:
        seed_identity(identity, plan.key, plan.cast)
    calendars = calendars_of(store)
    writers = {key: HallWriter(key, store, clock, settings, refusal_answer) for key in calendars}
    key_pair = signing_key(secret)
    machines = make_machines(settings, store, clock, secret)
    _place_terminals(machines.peripherals, configs_of(writers, plan), identity)
    machines.ledger.watch(machines.rack)
    utc_offset_min = utc_offset_of(calendars)
    return _Ground(
        settings=settings,
        store=store,
        clock=clock,
        secret=secret,
        key_pair=key_pair,
        identity=identity,
        calendars=calendars,
        writers=writers,
        issuer=IssuerWriter(store, clock, settings, {key_pair.kid: key_pair.public}),
        machines=machines,
        utc_offset_min=utc_offset_min,
        day=day_of(first_ms, utc_offset_min).date(),
        drawing=Drawing(load_family(static_root() / "vendor")),
    )


def _cases(
    ground: _Ground, public_url: str, publishers: dict[str, Publisher], companies: Companies, people: People
) -> CaseRooms:
    """Catalogue, authorities, press, and a desk in every hall."""
    return open_case_rooms(
        ground.settings,
        ground.store,
        ground.clock,
        ground.writers,
        ground.issuer,
        secret=ground.secret,
        drawing=ground.drawing,
        vendor=static_root() / "vendor",
        public_url=public_url,
        day=ground.day,
        utc_offset_min=ground.utc_offset_min,
        nudge=partial(nudge, publishers),
        name_of=ground.machines.peripherals.name_of,
        companies=companies,
        number_hash=people.number_hash,
    )


def _wire(settings: Settings, plan: HallPlan | None, public_url: str, store: Store) -> Service:
    ground = _ground(settings, plan, store)
    machines, issuer, identity, secret = ground.machines, ground.issuer, ground.identity, ground.secret
    clock, writers, utc_offset_min = ground.clock, ground.writers, ground.utc_offset_min
    townsfolk = townspeople(ground.day) if settings.simulation else ()
    companies, publishers = Companies(), dict[str, Publisher]()
    people = People(secret, townsfolk, companies)
    cases = _cases(ground, public_url, publishers, companies, people)
    attendants = make_screens(
        settings, store, clock, writers, issuer, machines, people, identity, utc_offset_min, publishers, cases
    )
    services = Services(
        settings=settings,
        clock=clock,
        store=store,
        gate=Gate(identity, secret),
        identity=identity,
        files=StaticFiles(static_root()),
        drawing=ground.drawing,
        peripherals=machines.peripherals,
        phones=Phones(issuer, ground.key_pair, townsfolk, companies),
        files_on_phones=machines.files,
        unlocking=Unlocking(secret),
        slipless=Slipless(secret),
        attendants=attendants,
        halls=writers,
        writings={key: NoteWritings(writer, store, secret) for key, writer in writers.items()},
        bookings={key: BookingDesk(writer, store, secret, issuer, people) for key, writer in writers.items()},
        hall_notices={key: HallNotices(writer, store, secret) for key, writer in writers.items()},
        disclosures=Disclosures(store, clock, settings, secret),
        publishers=publishers,
        calendars=ground.calendars,
        main_hall=plan.key if plan is not None else next(iter(writers)),
        cases=cases,
        forecaster=Forecaster(settings, store, clock, writers, publishers, utc_offset_min),
        notices=Notices(secret, public_url, store, cases.book, ground.drawing, writers, utc_offset_min),
        voices=Voices(espeak()),
        public_url=public_url,
        utc_offset_min=utc_offset_min,
        document=document(ROUTES, public_url),
        simulation_token=load_token(settings.simulation_path) if settings.simulation else None,
        **_demo(plan),
    )
    machines.rack.listeners.append(partial(said, publishers))
    return _assembled(services, plan, machines, issuer, people)


def _assembled(
    services: Services, plan: HallPlan | None, machines: Machines, issuer: IssuerWriter, people: People
) -> Service:
    """The service around its services: what opens days, answers requests and plays the physical world."""
    app, openers, planners = create_app(services), _openers(services, plan), _planners(services)
    watching = _watching(services)
    return Service(
        app=app,
        socketio=_sockets(app, services, watching),
        services=services,
        openers=openers,
        planners=planners,
        simulation=_simulation(app, services, machines, issuer, [*openers, *planners]),
        issuer=issuer,
        interrupted=services.store.read(lambda connection: interrupted(connection, issuer.committed.state)),
        ledger=machines.ledger,
        people=people,
        watching=watching,
        cases=services.cases,
    )


def _openers(services: Services, plan: HallPlan | None) -> list[Opener]:
    configs = {} if plan is None else {plan.key: plan.config}
    return [
        Opener(writer, configs.get(key), services.calendars[key], services.clock.now_ms)
        for key, writer in services.halls.items()
    ]


def _planners(services: Services) -> list[SlotPlanner]:
    return [
        SlotPlanner(writer, services.calendars[key], services.clock.now_ms) for key, writer in services.halls.items()
    ]


def _simulation(
    app: Flask,
    services: Services,
    machines: Machines,
    issuer: IssuerWriter,
    openers: Sequence[Opener | SlotPlanner],
) -> Simulation | None:
    """What plays the physical world, where simulation is on."""
    if not services.settings.simulation:
        return None
    simulation = Simulation(
        services.settings,
        services.clock,
        machines.rack,
        machines.peripherals,
        [*services.halls.values(), issuer, machines.ledger],
        [*openers, *services.attendants.values(), *services.cases.desks.values()],
        services.draw,
        services.cases.sheets.pages_of,
        lambda: services.phones.carried(services.clock.now_ms()),
        partial(moved, services.publishers),
    )
    add_simulation(app, simulation, services.settings, services.cases.authorities, services.clock)
    return simulation


def _place_terminals(peripherals: Peripherals, configs: Iterable[HallConfig], identity: Identity) -> None:
    """Devices for every terminal that is configured, and for a kiosk that is only entered."""
    for terminal in (terminal for config in configs for terminal in config.terminals):
        peripherals.add(terminal.key, terminal.name_zh, terminal.name_en, terminal.profile)
    for device in identity.devices():
        if device.role is DeviceRole.KIOSK and device.device not in peripherals.terminals:
            peripherals.add(device.device, device.name_zh, device.name_en)


def _demo(plan: HallPlan | None) -> dict[str, Any]:
    """What only a service with public tokens offers: pages that are devices at once, accounts on the start page."""
    if plan is None:
        return {}
    return {
        "has_public_tokens": True,
        "demo_devices": {
            each.device: (each.token, Principal(each.device, Role(each.role), plan.key)) for each in plan.cast.devices
        },
        "demo_accounts": [
            {"account": each.account, "password": each.password, "role": each.role} for each in plan.cast.accounts
        ],
        "demo_board": next(each.device for each in plan.cast.devices if each.role == Role.BOARD),
    }


def _watching(services: Services) -> sockets.Watching:
    """Who watches what; asked again whenever a session or a token ends."""
    watching = sockets.Watching(services.publishers, services.check_watch)
    services.identity.listeners.append(watching.recheck)
    return watching


def _sockets(app: Flask, services: Services, watching: sockets.Watching) -> SocketIO:
    settings = services.settings
    socketio = sockets.make_socketio(
        app, SocketLimits.of(settings), ping_interval_s=settings.ping_interval_s, ping_timeout_s=settings.ping_timeout_s
    )
    watching.attach(socketio)
    return socketio
