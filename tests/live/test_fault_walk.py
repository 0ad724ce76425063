"""Every fault of every device of the terminal, struck in the middle of the step that needs it: what the citizen sees,
and who is sent.

The kinds are taken from the models' own tables; what is expected of each is written here by hand, after the catalogue
of devices.md §7.1. A new kind fails until it has its row.
"""

from __future__ import annotations

import gevent
import pytest

from devices import messages as m
from devices.faults import AT_ONCE, COMMON_KINDS, Fault, Trigger
from devices.models import MODELS
from devices.profiles import PROFILES
from kiosk.hall import commands as c
from kiosk.live.fault_screens import screen_of
from kiosk.live.people import signing_key
from kiosk.live.peripherals import DeviceFault
from kiosk.live.phones import Phones
from tests.live.place import PAPER, SECRET, Place, T
from tests.live.test_attendant import place

__all__ = ["place"]

DEVICES = {part.kind: name for name, part in PROFILES["yuezhizhu"].parts.items()}
GONE = {kind: (kind, "reset") for kind in ("unplugged", "offline", "power_cut")}
S = "s"

Row = tuple[str | None, tuple[str, str] | None]
PRINTER: dict[str, Row] = {
    "paper_low": (None, ("paper_low", "maintenance")),
    "paper_out": ("paper_out", ("paper_out", "maintenance")),
    "jam": ("paper_jam", ("jam", "clear")),
    "cutter": ("paper_jam", ("cutter", "clear")),
    "bin_full": ("printer_off", ("bin_full", "maintenance")),
    **{kind: ("printer_off", task) for kind, task in GONE.items()},
    "slow": (None, None),
    "silent": ("paper_unknown", None),
    "twice": (None, None),
    "garbage": (None, None),
}
UNUSED: dict[str, Row] = {
    **{kind: (None, task) for kind, task in GONE.items()},
    "slow": (None, None),
    "silent": (None, None),
    "twice": (None, None),
    "garbage": (None, None),
}
"""Of a device that no step needs yet: nobody at the terminal is told anything, and somebody comes all the same."""
DEAD: Row = (None, ("dead", "reset"))
EXPECTED: dict[str, dict[str, Row]] = {
    "social_card_reader": {
        **UNUSED,
        "dead": DEAD,
        "jam": (None, ("jam", "clear")),
        "dirty_contacts": (None, None),
        "bin_full": (None, ("bin_full", "maintenance")),
    },
    "document_camera": {
        **UNUSED,
        "dead": DEAD,
        "lamp": (None, ("lamp", "maintenance")),
        "dirty_glass": (None, ("dirty_glass", "clear")),
    },
    "sign_pad": {**UNUSED, "dead": DEAD, "worn_pen": (None, ("worn_pen", "maintenance"))},
    "presence_sensor": {**UNUSED, "dead": DEAD, "covered": (None, ("covered", "clear"))},
    "lights": {**UNUSED, "dead": DEAD, "bulb": (None, ("bulb", "maintenance"))},
    "speaker": {**UNUSED, "dead": DEAD, "torn": (None, ("torn", "maintenance"))},
    "cabinet_door": {
        **UNUSED,
        "lock_stuck": (None, ("lock_stuck", "maintenance")),
        "left_open": (None, ("left_open", "suspend")),
        "forced": (None, ("forced", "suspend")),
    },
    "receipt_printer": PRINTER,
    "document_printer": PRINTER,
    "scanner": {
        "dead": ("scanner_off", ("dead", "reset")),
        "dirty_window": ("try_again", ("dirty_window", "clear")),
        "blind": ("try_again", None),
        **{kind: ("scanner_off", task) for kind, task in GONE.items()},
        "slow": (None, None),
        "silent": ("scanner_off", None),
        "twice": (None, None),
        "garbage": ("not_accepted", None),
    },
    "id_reader": {
        "dead": ("reader_off", ("dead", "reset")),
        "security_module": ("reader_off", ("security_module", "maintenance")),
        "weak_field": ("try_again", None),
        **{kind: ("reader_off", task) for kind, task in GONE.items()},
        "slow": (None, None),
        "silent": ("reader_off", None),
        "twice": (None, None),
        "garbage": ("not_accepted", None),
    },
    "face_camera": {
        "blocked": ("camera_off", ("blocked", "clear")),
        "dead": ("camera_off", ("dead", "reset")),
        "glare": ("try_again", ("glare", "clear")),
        "unreadable": ("try_again", None),
        "spoof": ("suspected", ("spoof", "suspend")),
        **{kind: ("camera_off", task) for kind, task in GONE.items()},
        "slow": (None, None),
        "silent": ("try_again", None),
        "twice": (None, None),
        "garbage": ("camera_off", None),
    },
    "network": {
        **{kind: ("network", task) for kind, task in GONE.items()},
        "slow": (None, None),
        "silent": (None, None),
        "twice": (None, None),
        "garbage": (None, None),
    },
}
"""Kind of device -> fault -> (screen, (cause, action) of the task)."""

WALK = [(kind, fault) for kind in DEVICES for fault in (*MODELS[kind].FAULTS, *COMMON_KINDS)]
OPS = {
    "scanner": "read", "id_reader": "read", "face_camera": "verify", "receipt_printer": "print",
    "document_printer": "print", "network": "",
}  # fmt: skip
"""Kind of device -> the operation of the step that needs it."""
PRINTERS = ("receipt_printer", "document_printer")


def come(place: Place, level: int = 0) -> None:
    """Somebody stands there, known at a level."""
    assert place.do(c.StartSession(terminal=T, session=S)) == 200
    if level:
        known = c.LogIn(terminal=T, session=S, subject="demo-elder", level=level, proofs=("code",))
        assert place.do(known) == 200


def show_code(place: Place) -> None:
    text = Phones(place.issuer, signing_key(SECRET)).show("demo-adult", "citizen", place.hall.writer._clock.now_ms())[
        "text"
    ]
    place.attendants.at(T).scan(S, text)


def look(place: Place) -> None:
    place.act("face_camera", "face", script=["accepted"])
    place.attendants.at(T).look(S)


def order(place: Place, matter: str, device: str, paper: str | None = None) -> int:
    return place.do(c.OrderPaper(terminal=T, session=S, matter=matter, device=device, level=1, paper=paper))


def step(place: Place, kind: str) -> None:
    """What needs this device."""
    if kind in PRINTERS:
        assert order(place, PAPER, kind) == 200
    elif kind == "face_camera":
        look(place)
    elif kind == "id_reader":
        place.lay("demo-elder")
    else:
        show_code(place)


def listen_anew(place: Place) -> None:
    """The readers begin again, so that the next read is theirs to spoil."""
    running = {name: place.rack.terminal(T).devices[name].running for name in ("scanner", "id_reader")}
    place.attendants.at(T).stand_aside(is_aside=True)
    place.wait(lambda: all(place.rack.terminal(T).devices[name].running is None for name in running))


def strike(place: Place, kind: str, fault: str) -> None:
    """The fault strikes while the step runs: at once, or the very operation where it is one that spoils."""
    found = MODELS[kind].fault_kind(fault)
    spoils = OPS.get(kind) and (found.effect.error is not None or not found.stays)
    injected = m.Inject(fault=Fault(fault_id="f", kind=fault, trigger=Trigger(op=OPS[kind]) if spoils else AT_ONCE))
    if kind == "scanner" and fault == "dirty_window":
        # Its own share is a matter of chance; here the window is as dirty as can be.
        scanner = place.rack.terminal(T).devices[DEVICES[kind]]
        scanner.limits = {**scanner.limits, "dirty_misread_per_100k": 100_000}
    if kind not in OPS:
        # No step needs it: what would spoil an operation of it waits for one that does not come.
        at = Trigger(op=next(iter(MODELS[kind].OPERATIONS), "none")) if not found.stays else AT_ONCE
        place.peripherals.ask(T, DEVICES[kind], m.Inject(fault=Fault(fault_id="f", kind=fault, trigger=at)))
        return
    if spoils or kind == "network" or fault in {"dirty_window", "glare", "paper_low"}:
        if spoils:
            listen_anew(place)
        place.peripherals.ask(T, DEVICES[kind], injected)
        if spoils:
            place.attendants.at(T).stand_aside(is_aside=False)
            place.wait(lambda: not place.attendants.is_busy)
        step(place, kind)
        return
    step(place, kind)
    if kind in PRINTERS:
        place.wait(lambda: place.rack.terminal(T).devices[DEVICES[kind]].running is not None)
    place.peripherals.ask(T, DEVICES[kind], injected)


def screens(place: Place, seconds: float) -> list[str]:
    """Every screen that is shown while service time passes."""
    seen: list[str] = []
    ends_s = place.hall.clock.seconds + seconds
    while place.hall.clock.seconds < ends_s or place.attendants.is_busy:
        place.hall.clock.seconds += 0.25
        place.peripherals.catch_up()
        gevent.sleep(0.001)
        causes = [paper.cause for paper in place.state.papers.values()]
        shown = [screen_of(code) for code in (place.notice(), *causes) if code is not None]
        seen += [each for each in shown if each not in seen]
    return seen


def test_every_kind_of_fault_of_every_device_of_the_terminal_is_expected() -> None:
    assert {(kind, fault) for kind, rows in EXPECTED.items() for fault in rows} == set(WALK)


@pytest.mark.parametrize(("kind", "fault"), WALK, ids=[f"{kind}-{fault}" for kind, fault in WALK])
def test_a_fault_shows_its_screen_and_sends_its_person(place: Place, kind: str, fault: str) -> None:
    come(place, {"face_camera": 1, **dict.fromkeys(PRINTERS, 3)}.get(kind, 0))

    try:
        strike(place, kind, fault)
    except DeviceFault:
        # The page is told at once; its room says the same.
        pass
    seen = screens(place, 65 if kind in PRINTERS else 25)

    screen, task = EXPECTED[kind][fault]
    assert seen == ([] if screen is None else [screen])
    assert [(each.cause, each.action) for each in place.state.tasks.values()] == ([] if task is None else [task])
