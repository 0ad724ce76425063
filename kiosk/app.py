"""The wiring (总装): settings in, a service out. Nothing else in the house builds these parts together.

Must run in a process that gevent has patched (the `run` command). Building reads the store and
recovers every hall; nothing listens yet.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from time import perf_counter
from typing import Any, Final

import gevent
from flask import Flask, Request, Response, request
from flask.sessions import NullSession, SessionInterface
from flask_socketio import SocketIO
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException

from devices.edge.rack import Rack
from kiosk.calendars.opening import Calendar, calendar_from_json, calendar_to_json
from kiosk.certificates.fonts import load_family
from kiosk.hall.config import HallConfig
from kiosk.hall.refusals import Refusal
from kiosk.identity.accounts import DeviceRole, Identity
from kiosk.identity.issuer.state import Redemption
from kiosk.identity.passwords import Passwords, PasswordTooShort, load_secret
from kiosk.journal import Entry, JournalError
from kiosk.live.attendants import Attendants
from kiosk.live.backup import BackupFailed
from kiosk.live.clock import ServiceClock, wall_ms
from kiosk.live.demo import Cast, seed_identity
from kiosk.live.heartbeats import Heartbeats
from kiosk.live.interrupted import INTERRUPTED, interrupted
from kiosk.live.issuer_writer import IssuerWriter
from kiosk.live.ledger import Ledger
from kiosk.live.note_writings import NoteWritings
from kiosk.live.opener import Opener
from kiosk.live.people import People, open_issuer, signing_key
from kiosk.live.peripherals import Peripherals
from kiosk.live.phones import Phones
from kiosk.live.ports import named_terminals
from kiosk.live.post import Tools
from kiosk.live.publisher import Publisher, PublisherLimits
from kiosk.live.records import last_stamp_ms, list_halls, put_hall
from kiosk.live.recovery import TablesDiffer
from kiosk.live.schema import SchemaIsMissing, SchemaIsNewer
from kiosk.live.server import CannotListen
from kiosk.live.simulation import Simulation
from kiosk.live.staff_records import StaffRecords
from kiosk.live.store import DatabaseUnusable, DataFolderInUse, SpeedDiffers, Store
from kiosk.live.websocket import SocketLimits, event_frame
from kiosk.live.writer import HallWriter
from kiosk.settings import SettingInvalid, Settings, start_at_ms
from kiosk.web import sockets
from kiosk.web.access import Gate, Principal, Role
from kiosk.web.files import StaticFiles, static_root
from kiosk.web.health import Metrics
from kiosk.web.limits import RateInvalid
from kiosk.web.openapi import document
from kiosk.web.pages import add_pages
from kiosk.web.problems import BY_STATUS, JSON_TYPE, PROBLEMS, WebProblem, problem_bytes, refusal_answer
from kiosk.web.rooms import check_room
from kiosk.web.routes import ROUTES
from kiosk.web.routing import guarded
from kiosk.web.services import Services
from kiosk.web.simulation import add_simulation

LOG: Final = logging.getLogger("yzz.app")
Wsgi = Callable[[dict[str, Any], Any], Any]
FIRST_HALL: Final = "main"
"""Key of the hall of a new service that plays neither demo nor scenario."""
BEIJING_MIN: Final = 480

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
    SQLAlchemyError,
)
"""Why a service cannot start; each explains itself in one line."""

SECURITY: Final = (
    ("X-Content-Type-Options", "nosniff"),
    # A ticket's secret stands in its address: no page that it links to may learn it.
    ("Referrer-Policy", "no-referrer"),
    ("X-Frame-Options", "DENY"),
    ("Cache-Control", "no-store"),
    # For everything that is no page; pages carry their own with a nonce.
    (
        "Content-Security-Policy",
        "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; frame-ancestors 'none'",
    ),
)
"""Headers of every answer that does not set its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HallPlan:
    """A hall that the service shall have and who plays in it: the demo's or a scenario's.

    calendar: None where its days are opened by hand.
    """

    key: str
    config: HallConfig | None
    calendar: Calendar | None
    cast: Cast


@dataclass(slots=True, kw_only=True)
class Service:
    """A service ready to listen. app: the WSGI application, sockets included."""

    app: Flask
    socketio: SocketIO
    services: Services
    openers: list[Opener]
    simulation: Simulation | None
    issuer: IssuerWriter
    interrupted: list[Redemption]
    ledger: Ledger
    people: People
    watching: sockets.Watching
    _running: list[gevent.Greenlet[..., None]] = field(default_factory=list)

    def start(self) -> None:
        """Begin to decide, to open days, to wake devices, and to look whether open sockets may still watch."""
        self._running = [
            gevent.spawn(self.watching.recheck_every, self.services.settings.recheck_s),
            gevent.spawn(self.services.peripherals.run),
            gevent.spawn(self.ledger.run),
        ]
        self.issuer.start()
        for writer in self.services.halls.values():
            writer.start()
        for writings in self.services.writings.values():
            writings.start()
        self._open_issuer()
        self._note_interrupted()
        for opener in self.openers:
            opener.start()
        if self.simulation is not None:
            self.simulation.start()
        for attendants in self.services.attendants.values():
            attendants.start()

    def stop(self) -> None:
        """Carry out what is queued, then let go of the store."""
        gevent.killall(self._running)
        if self.simulation is not None:
            self.simulation.stop()
        for attendants in self.services.attendants.values():
            attendants.stop()
        for writer in self.services.halls.values():
            writer.stop()
        self.issuer.stop()
        self.ledger.catch_up()
        self.services.store.close()

    def _note_interrupted(self) -> None:
        """Codes that were used when the last service ended, and nobody was told."""
        try:
            for use in self.interrupted:
                self.issuer.note_refusal(use.terminal, use.session, INTERRUPTED)
        except Refusal as refusal:
            # The next start finds them again.
            LOG.warning("%s interrupted log-ins are not noted: %s", len(self.interrupted), refusal.code)

    def _open_issuer(self) -> None:
        services = self.services
        open_issuer(
            self.issuer,
            has_personas=services.settings.simulation,
            people=self.people,
            now_ms=services.clock.now_ms(),
            utc_offset_min=services.utc_offset_min,
        )


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


def create_app(services: Services) -> Flask:
    """The WSGI application over finished services: routes, pages, one error shape, headers, metrics."""
    app = Flask("kiosk.web", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = services.settings.body_limit_bytes
    app.session_interface = _NoSession()
    # Two slashes are another address, not a reason to send the client somewhere.
    app.url_map.merge_slashes = False
    for route in ROUTES:
        app.add_url_rule(route.path, route.name, guarded(route, services), methods=[route.method])
    add_pages(app, services)
    _answer_problems(app)
    app.wsgi_app = _finished(app.wsgi_app, services.metrics)  # type: ignore[method-assign,assignment]  # Flask's own way
    return app


class _NoSession(SessionInterface):
    """Flask's cookie session is not ours: staff sessions are rows in the store."""

    def open_session(self, app: Flask, request: Request) -> NullSession:
        del app, request
        return _NOTHING

    def is_null_session(self, obj: object) -> bool:
        del obj
        return True


_NOTHING: Final = NullSession()


def _finished(inner: Wsgi, metrics: Metrics) -> Wsgi:
    """Add the security headers and count; outside of Flask, where a header costs a list append."""

    def answer(environ: dict[str, Any], start_response: Any) -> Any:
        """One request, its headers and its row of the metrics."""
        began_s = perf_counter()

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            own = {name for name, _ in headers}
            headers.extend(header for header in SECURITY if header[0] not in own)
            metrics.count(environ.get("yzz.route", "other"), int(status[:3]), perf_counter() - began_s)
            return start_response(status, headers, *rest)

        return inner(environ, start)

    return answer


def _wire(settings: Settings, plan: HallPlan | None, public_url: str, store: Store) -> Service:
    store.open()
    _enter_hall(store, plan)
    first_ms = store.settle_clock(settings.speed, start_at_ms(settings, wall_ms()))
    clock = ServiceClock(max(first_ms, store.read(last_stamp_ms) or 0), settings.speed)
    identity = _identity(settings, store)
    if plan is not None:
        seed_identity(identity, plan.key, plan.cast)
    rows = store.read(list_halls)
    calendars = {row["hall"]: _calendar(row["calendar"]) for row in rows}
    utc_offset_min = _utc_offset_min(calendars)
    writers = {key: HallWriter(key, store, clock, settings, refusal_answer) for key in calendars}
    secret = load_secret(settings.secret_path)
    kept_outputs = settings.kept_outputs if settings.simulation else 0
    ledger = Ledger(store, clock, settings)
    rack = Rack(
        settings.device_seed,
        secret,
        clock.now_ms(),
        kept_outputs=kept_outputs,
        keep_outputs=settings.simulation and settings.keep_outputs,
        counters=ledger.counters,
    )
    configs = _configs(writers, plan)
    peripherals = Peripherals(clock, rack, {}, settings.printer_wait_s, settle=ledger.settle)
    _place_terminals(peripherals, configs, identity)
    ledger.watch(rack)
    peripherals.beside.append(Heartbeats(peripherals))
    people, key_pair = People(secret), signing_key(secret)
    issuer = IssuerWriter(store, clock, settings, {key_pair.kid: key_pair.public})
    publishers: dict[str, Publisher] = {}
    attendants: dict[str, Attendants] = {}
    left_alone = named_terminals("left_alone", settings.left_alone, peripherals.terminals)
    for key, writer in writers.items():
        tools = Tools(
            writer=writer,
            issuer=issuer,
            peripherals=peripherals,
            people=people,
            clock=clock,
            utc_offset_min=utc_offset_min,
            nudge=partial(_nudge, publishers, key),
            lost=ledger.lost,
        )
        attendants[key] = Attendants(tools, is_simulation=settings.simulation, left_alone=left_alone)
        publishers[key] = _publisher(writer, clock, settings, attendants[key])
    for key, publisher in publishers.items():
        publisher.restore(_day_so_far(writers[key]))
    services = Services(
        settings=settings,
        clock=clock,
        store=store,
        gate=Gate(identity, secret),
        identity=identity,
        files=StaticFiles(static_root()),
        fonts=load_family(static_root() / "vendor"),
        peripherals=peripherals,
        phones=Phones(issuer, key_pair),
        attendants=attendants,
        halls=writers,
        writings={key: NoteWritings(writer, store, secret) for key, writer in writers.items()},
        publishers=publishers,
        calendars=calendars,
        main_hall=plan.key if plan is not None else next(iter(writers)),
        public_url=public_url,
        utc_offset_min=utc_offset_min,
        document=document(ROUTES, public_url),
        **_demo(plan),
    )
    app = create_app(services)
    openers = [
        Opener(writer, plan.config if plan is not None and plan.key == key else None, calendars[key], clock.now_ms)
        for key, writer in writers.items()
    ]
    watching = _watching(services)
    socketio = _sockets(app, services, watching)
    simulation = None
    if settings.simulation:
        simulation = Simulation(
            settings,
            clock,
            rack,
            peripherals,
            [*writers.values(), issuer, ledger],
            [*openers, *attendants.values()],
            services.draw,
            lambda: services.phones.carried(clock.now_ms()),
        )
        add_simulation(app, simulation, settings)
    return Service(
        app=app,
        socketio=socketio,
        services=services,
        openers=openers,
        simulation=simulation,
        issuer=issuer,
        interrupted=store.read(lambda connection: interrupted(connection, issuer.committed.state)),
        ledger=ledger,
        people=people,
        watching=watching,
    )


@contextmanager
def open_identity(settings: Settings) -> Iterator[Identity]:
    """Accounts and devices of a data folder that no service uses. Raises as `create_service`."""
    with Store(settings) as store:
        store.open()
        yield _identity(settings, store)


def _identity(settings: Settings, store: Store) -> Identity:
    return Identity(
        StaffRecords(store),
        Passwords(),
        aside=store.aside,
        wall=wall_ms,
        session_h=settings.session_h,
        pairing_min=settings.pairing_min,
    )


def _enter_hall(store: Store, plan: HallPlan | None) -> None:
    """The planned hall's row; a new service without a plan gets one hall, to be configured by its administrator."""
    known = {row["hall"] for row in store.read(list_halls)}
    if plan is not None and plan.key not in known:
        names = (plan.config.name_zh, plan.config.name_en) if plan.config else (plan.key, plan.key)
        calendar = None if plan.calendar is None else calendar_to_json(plan.calendar)
        store.write(lambda connection: put_hall(connection, plan.key, *names, calendar))
    elif plan is None and not known:
        store.write(lambda connection: put_hall(connection, FIRST_HALL, FIRST_HALL, FIRST_HALL, None))


def _calendar(stored: Mapping[str, Any] | None) -> Calendar | None:
    return None if stored is None else calendar_from_json(stored)


def _utc_offset_min(calendars: Mapping[str, Calendar | None]) -> int:
    """Of the first hall that says so; pages and slips show its time."""
    offsets = [calendar.utc_offset_min for calendar in calendars.values() if calendar is not None]
    return offsets[0] if offsets else BEIJING_MIN


def _configs(writers: Mapping[str, HallWriter], plan: HallPlan | None) -> list[HallConfig]:
    """Of every hall that has one, or will have one as soon as its opener has begun."""
    known = {key: writer.committed.state.config for key, writer in writers.items()}
    if plan is not None and known.get(plan.key) is None:
        known[plan.key] = plan.config
    return [config for config in known.values() if config is not None]


def _place_terminals(peripherals: Peripherals, configs: Iterable[HallConfig], identity: Identity) -> None:
    """Devices for every terminal that is configured, and for a kiosk that is only entered."""
    for terminal in (terminal for config in configs for terminal in config.terminals):
        peripherals.add(terminal.key, terminal.name_zh, terminal.name_en, terminal.profile)
    for device in identity.devices():
        if device.role is DeviceRole.KIOSK and device.device not in peripherals.terminals:
            peripherals.add(device.device, device.name_zh, device.name_en)


def _publisher(writer: HallWriter, clock: ServiceClock, settings: Settings, attendants: Attendants) -> Publisher:
    limits = PublisherLimits.of(settings)
    return Publisher(writer, clock, event_frame, limits=limits, terminals=attendants.monitor_records, front=attendants)


def _nudge(publishers: Mapping[str, Publisher], hall: str, room: str) -> None:
    publishers[hall].nudge(room)


def _day_so_far(writer: HallWriter) -> list[Entry]:
    """The running day's events, for the figures, taken from what the recovery has read."""
    entries = list(writer.recovered.entries)
    # They are needed once; kept, a long day would stay in memory twice.
    writer.recovered.entries.clear()
    return [] if writer.committed.state.day is None else entries


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

    def authorise(cookies: Mapping[str, str], authorization: str | None, hall: str, room: str) -> None:
        check_room(services.gate.principals(cookies, authorization), hall, room)

    watching = sockets.Watching(services.publishers, authorise)
    services.identity.listeners.append(watching.recheck)
    return watching


def _sockets(app: Flask, services: Services, watching: sockets.Watching) -> SocketIO:
    settings = services.settings
    socketio = sockets.make_socketio(
        app, SocketLimits.of(settings), ping_interval_s=settings.ping_interval_s, ping_timeout_s=settings.ping_timeout_s
    )
    watching.attach(socketio)
    return socketio


def _answer_problems(app: Flask) -> None:
    """Every error in the one shape, whoever raised it."""

    @app.errorhandler(WebProblem)
    def web_problem(problem: WebProblem) -> Response:
        return _problem(problem.code, problem.params, problem.retry_after_s)

    @app.errorhandler(Refusal)
    def refusal(refused: Refusal) -> Response:
        retry_after_s = refused.params.get("retry_after_s")
        return _problem(refused.code, refused.params, retry_after_s if isinstance(retry_after_s, int) else None)

    @app.errorhandler(HTTPException)
    def http_error(error: HTTPException) -> Response:
        """What Flask itself refuses (404, 405, 413 …), under a code of ours."""
        is_theirs = error.code is not None and error.code < HTTPStatus.INTERNAL_SERVER_ERROR
        code = BY_STATUS.get(error.code or 0, "bad_request" if is_theirs else "internal_error")
        answer = _problem(code, {})
        allowed = getattr(error, "valid_methods", None)
        if allowed:
            answer.headers["Allow"] = ", ".join(sorted(allowed))
        return answer

    @app.errorhandler(Exception)
    def bug(error: Exception) -> Response:
        LOG.exception("%s %s failed", request.method, request.path, exc_info=error)
        return _problem("internal_error", {})


def _problem(code: str, params: Mapping[str, Any], retry_after_s: float | None = None) -> Response:
    problem = PROBLEMS[code]
    answer = Response(problem_bytes(code, dict(params)), problem.status, content_type=JSON_TYPE)
    seconds = problem.retry_after_s if retry_after_s is None else retry_after_s
    if seconds is not None:
        answer.headers["Retry-After"] = str(max(1, round(seconds)))
    return answer
