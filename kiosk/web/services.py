"""What the views work with (服务): made once by `kiosk.app`, handed to every request.

No view reaches for a global; whatever it needs is a field or a method here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Response

from kiosk.calendars.opening import Calendar
from kiosk.certificates.booking_slip import BookingSlip, draw_booking_slip
from kiosk.certificates.fonts import FontFamily
from kiosk.certificates.slip import Slip, draw_slip
from kiosk.hall.commands import Command
from kiosk.identity.accounts import Identity
from kiosk.journal import Entry
from kiosk.live.attendants import Attendants
from kiosk.live.booking_desk import BookingDesk
from kiosk.live.case_rooms import CaseRooms
from kiosk.live.clock import ServiceClock
from kiosk.live.disclosures import Disclosures
from kiosk.live.drawing import Drawing, Drawn
from kiosk.live.figures import Followed
from kiosk.live.forecaster import Forecaster
from kiosk.live.hall_notices import HallNotices
from kiosk.live.note_writings import NoteWritings
from kiosk.live.notices import Notices
from kiosk.live.peripherals import Peripherals
from kiosk.live.phone_files import PhoneFiles
from kiosk.live.phones import Phones
from kiosk.live.publisher import Publisher
from kiosk.live.records import ticket_by_token
from kiosk.live.slipless import Slipless
from kiosk.live.store import Store
from kiosk.live.unlocking import Unlocking
from kiosk.live.voices import Voices
from kiosk.live.writer import HallWriter, Render
from kiosk.settings import Settings
from kiosk.web.access import DEVICES, Gate, Principal, Role
from kiosk.web.files import StaticFiles
from kiosk.web.health import Metrics
from kiosk.web.limits import Rate
from kiosk.web.problems import JSON_TYPE, WebProblem
from kiosk.web.rooms import DEVICES_ROOM, check_room
from kiosk.web.routing import Call
from kiosk.web.xfs import check_token


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose ticket a token is. followed: of today, in memory; row: of an earlier day, from the tables."""

    hall: str
    ticket: str
    followed: Followed | None = None
    row: dict[str, Any] | None = None


@dataclass(slots=True, kw_only=True)
class Services:
    """Everything a view may use.

    halls, writings, bookings, hall_notices, publishers, attendants, calendars: by hall key. main_hall: the hall of pages that name none. demo_devices:
    key -> (token, device), empty outside the demo. demo_accounts: for the start page, empty outside it.
    cases: of the main hall. document: the OpenAPI document. simulation_token: of whoever may play the physical world; None: nobody may.
    """

    settings: Settings
    clock: ServiceClock
    store: Store
    gate: Gate
    identity: Identity
    files: StaticFiles
    drawing: Drawing
    peripherals: Peripherals
    phones: Phones
    files_on_phones: PhoneFiles
    unlocking: Unlocking
    slipless: Slipless
    attendants: Mapping[str, Attendants]
    halls: Mapping[str, HallWriter]
    writings: Mapping[str, NoteWritings]
    bookings: Mapping[str, BookingDesk]
    hall_notices: Mapping[str, HallNotices]
    disclosures: Disclosures
    publishers: Mapping[str, Publisher]
    calendars: Mapping[str, Calendar | None]
    cases: CaseRooms
    forecaster: Forecaster
    notices: Notices
    voices: Voices
    main_hall: str
    public_url: str
    utc_offset_min: int
    has_public_tokens: bool = False
    demo_devices: Mapping[str, tuple[str, Principal]] = field(default_factory=dict)
    demo_accounts: list[dict[str, str]] = field(default_factory=list)
    demo_board: str = ""
    simulation_token: str | None = None
    metrics: Metrics = field(default_factory=Metrics)
    document: dict[str, Any] = field(default_factory=dict)
    failed_sign_ins: Rate = field(init=False)
    failed_pairings: Rate = field(init=False)
    device_rate: Rate = field(init=False)
    staff_rate: Rate = field(init=False)
    phone_rate: Rate = field(init=False)
    picture_rate: Rate = field(init=False)
    verify_rate: Rate = field(init=False)

    def __post_init__(self) -> None:
        most = self.settings.rate_names
        self.failed_sign_ins = Rate(self.settings.rate_sign_in, most)
        self.failed_pairings = Rate(self.settings.rate_sign_in, most)
        self.device_rate = Rate(self.settings.rate_device, most)
        self.staff_rate = Rate(self.settings.rate_staff, most)
        self.phone_rate = Rate(self.settings.rate_phone, most)
        self.picture_rate = Rate(self.settings.rate_picture, most)
        self.verify_rate = Rate(self.settings.rate_verify, most)

    @property
    def is_https(self) -> bool:
        """Whether cookies must not travel in the clear."""
        return self.public_url.startswith("https:")

    def submit(
        self, call: Call, command: Command, render: Render, *, status: int = 200, hall: str | None = None
    ) -> Response:
        """Send a command to its hall's writer; the answer is durable when this returns."""
        writer = self.halls[hall or call.path["hall"]]
        answer = writer.submit(
            command,
            principal=call.who.key if call.who is not None else "holder",
            key=call.key or None,
            body_hash=call.body_hash,
            render=render,
            status=status,
        )
        return Response(answer.body, answer.status, content_type=JSON_TYPE)

    def hall_of(self, terminal: str) -> str:
        """The hall whose configuration names a terminal; the main hall where none does."""
        for key, writer in self.halls.items():
            config = writer.committed.state.config
            if config is not None and config.terminal(terminal) is not None:
                return key
        return self.main_hall

    def hall_names(self) -> list[dict[str, str]]:
        """Key and names of every hall."""
        names: list[dict[str, str]] = []
        for key, writer in self.halls.items():
            config = writer.committed.state.config
            zh, en = (config.name_zh, config.name_en) if config else (key, key)
            names.append({"key": key, "name_zh": zh, "name_en": en})
        return names

    def journal_after(self, hall: str, after: int, limit: int) -> list[Entry]:
        """Journal entries, read off the hub."""
        return self.halls[hall].entries_after(after, limit)

    def holder_of(self, token_hash: str) -> Holder | None:
        """Whose ticket a token is; tickets of earlier days are looked up in the tables."""
        for key, publisher in self.publishers.items():
            followed = publisher.figures.by_token(token_hash)
            if followed is not None:
                return Holder(key, followed.number, followed)
        row = self.store.read(lambda connection: ticket_by_token(connection, token_hash))
        return None if row is None else Holder(row["hall"], row["number"], row=row)

    def slip_png(self, token: str, holder: Holder, record: Mapping[str, Any]) -> bytes:
        """The slip of a ticket, drawn in the drawing thread. record: of kiosk.live.ticket_views.ticket_record."""
        config = self.halls[holder.hall].committed.state.config
        if config is None:
            raise WebProblem("slip_unavailable")
        slip = Slip(
            hall_zh=config.name_zh,
            hall_en=config.name_en,
            ticket=record["ticket"],
            line_zh=record["line_name_zh"],
            line_en=record["line_name_en"],
            ahead=record["ahead"],
            estimate_min=record["estimate_min"],
            most_min=record["estimate_most_min"],
            is_staffed=record["staffed"],
            taken_at_ms=record["taken_at_ms"],
            utc_offset_min=self.utc_offset_min,
            url=f"{self.public_url}/t/{token}",
        )
        return self.draw(draw_slip, slip)

    def booking_slip_png(self, token: str, record: Mapping[str, Any]) -> bytes:
        """The slip of an appointment. record: of kiosk.live.booking_views.own_booking_record."""
        slip = BookingSlip(
            hall_zh=record["hall_name_zh"],
            hall_en=record["hall_name_en"],
            booking=record["booking"],
            service_zh=record["service_name_zh"],
            service_en=record["service_name_en"],
            class_zh=record["class_name_zh"],
            class_en=record["class_name_en"],
            slot=(record["slot_at_ms"], record["slot_ends_at_ms"]),
            at_home=record["at_home"],
            check_in=(record["check_in_from_ms"], record["check_in_until_ms"]),
            cancel_until_ms=record["cancel_until_ms"],
            utc_offset_min=self.utc_offset_min,
            url=f"{self.public_url}/b/{token}",
        )
        return self.draw(draw_booking_slip, slip)

    def draw(self, work: Callable[[Drawn, FontFamily], bytes], what: Drawn) -> bytes:
        """A picture, made in the drawing thread."""
        return self.drawing.draw(work, what)

    def pair(self, code: str) -> tuple[str, Principal] | None:
        """(token, device) of a pairing code, or None; it works once."""
        paired = self.identity.pair(code)
        if paired is None:
            return None
        token, device = paired
        return token, Principal(device.device, Role(device.role), device.hall)

    def device_record(self, asker: Principal) -> dict[str, Any]:
        """A device as it is told who it is."""
        device = next(each for each in self.identity.devices() if each.device == asker.name)
        return {
            "device": device.device,
            "role": device.role,
            "hall": device.hall,
            "name_zh": device.name_zh,
            "name_en": device.name_en,
        }

    def session_record(self, staff: Principal) -> dict[str, Any]:
        """A session as its page needs it."""
        account = self.identity.account(staff.name)
        assert account is not None, "a session has an account"
        return {
            "account": account.account,
            "name_zh": account.name_zh,
            "name_en": account.name_en,
            "role": account.role,
            "csrf": staff.csrf,
            "hall": account.hall,
        }

    def check_watch(self, cookies: Mapping[str, str], authorization: str | None, hall: str, room: str) -> None:
        """Raises WebProblem unless whoever shows these may watch a room."""
        if not room.startswith(DEVICES_ROOM):
            check_room(self.gate.principals(cookies, authorization), hall, room)
        elif self.simulation_token is None:
            raise WebProblem("unknown_room", room=room[:64])
        else:
            check_token(authorization, self.simulation_token)

    def limit(self, asker: Principal) -> None:
        """Count a change. A demo or scenario has no limit: its tokens are public, and it is what load tests run on.

        Raises WebProblem too_many_requests.
        """
        if not self.has_public_tokens:
            rate = self.device_rate if asker.role in DEVICES else self.staff_rate
            rate.spend(asker.name)
