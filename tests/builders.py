"""Builders for kernel tests: an open hall, a ticket, a call, in one line each."""

from __future__ import annotations

from kiosk.hall import commands as c, events as e
from kiosk.hall.config import (
    Calling,
    CounterConfig,
    HallConfig,
    IdleOrder,
    LineConfig,
    ReliefKind,
    ReliefRule,
    TerminalConfig,
)
from kiosk.hall.hall import Hall
from kiosk.hall.kinds import APPOINTMENT, PRIORITY, STANDARD_KINDS

OPENS_MS = 0
CLOSES_MS = 1_000_000
TURNS_MS = 2_000_000


def line_config(key: str, **settings: object) -> LineConfig:
    """A line named by its key; the prefix is the key's first letter."""
    values: dict[str, object] = {
        "key": key,
        "matter_class": key,
        "name_zh": key,
        "name_en": key,
        "prefix": key[0],
        **settings,
    }
    return LineConfig(**values)  # type: ignore[arg-type]  # a builder takes what a test names


def two_line_config(calling: Calling = Calling.MANUAL, **settings: object) -> HallConfig:
    """Lines A and B; counter 1 serves A, counter 2 serves B, counter 3 both."""
    values: dict[str, object] = {
        "name_zh": "测试大厅",
        "name_en": "Test hall",
        "lines": (
            line_config("A"),
            line_config("B"),
            line_config(
                "A-priority",
                matter_class="A",
                kind=PRIORITY,
                credit_ms=60_000,
            ),
            line_config("A-appointment", matter_class="A", kind=APPOINTMENT, prefix="AP"),
        ),
        "counters": (
            counter_config("1", "A", "A-priority", "A-appointment"),
            counter_config("2", "B"),
            counter_config("3", "A", "B", "A-priority", "A-appointment"),
        ),
        "calling": calling,
        "idle_order": IdleOrder.LONGEST_IDLE,
        **settings,
    }
    return HallConfig(**values)  # type: ignore[arg-type]  # a builder takes what a test names


def tide_rule(**settings: object) -> ReliefRule:
    """Counter 3 opens when more than 2 wait for A or B, or one 60 s; for at least 100 s, until at most 1 waits for 30 s."""
    return _relief_rule(**{"key": "tide", "kind": ReliefKind.TIDE, "counter": "3", "lines": ("A", "B"), **settings})


def help_rule(**settings: object) -> ReliefRule:
    """Counter 2, which serves B, helps with A on the same terms while nobody waits for B; not where two do."""
    return _relief_rule(**{"key": "help", "kind": ReliefKind.HELP, "counter": "2", "lines": ("A",), **settings})


def _relief_rule(**settings: object) -> ReliefRule:
    values: dict[str, object] = {
        "begins_waiting": 2,
        "begins_wait_ms": 60_000,
        "ends_waiting": 1,
        "ends_wait_ms": 20_000,
        "end_after_ms": 30_000,
        "least_ms": 100_000,
        "quiet_ms": 50_000,
        "own_begins": 1,
        "own_ends": 2,
        **settings,
    }
    return ReliefRule(**values)  # type: ignore[arg-type]  # as above


def relief_config(*rules: ReliefRule, calling: Calling = Calling.MANUAL) -> HallConfig:
    """The hall of `two_line_config` with relief rules."""
    return two_line_config(calling, relief=rules)


def kinds_config(calling: Calling = Calling.MANUAL, **settings: object) -> HallConfig:
    """A line of class A for each standard kind (A, A-special …) and B; counter 1 serves A, 2 serves B, 3 all."""
    keys = {kind.key: "A" if kind.is_plain else f"A-{kind.key}" for kind in STANDARD_KINDS}
    lines = [
        line_config(key, matter_class="A", kind=kind, prefix="AP" if kind == APPOINTMENT else "A")
        for kind, key in keys.items()
    ]
    values: dict[str, object] = {
        "lines": (*lines, line_config("B")),
        "counters": (
            counter_config("1", *keys.values()),
            counter_config("2", "B"),
            counter_config("3", *keys.values(), "B"),
        ),
        "kinds": STANDARD_KINDS,
        **settings,
    }
    return two_line_config(calling, **values)


def counter_config(key: str, *serves: str) -> CounterConfig:
    """A counter that serves the lines named."""
    return CounterConfig(key=key, name_zh=f"{key} 号窗口", name_en=f"Counter {key}", serves=serves)


def terminals(*keys: str, **settings: object) -> tuple[TerminalConfig, ...]:
    """Terminals named by their keys, all alike."""
    return tuple(TerminalConfig(key=key, name_zh=key, name_en=key, **settings) for key in keys)  # type: ignore[arg-type]  # a builder takes what a test names


def configured_hall(config: HallConfig | None = None) -> Hall:
    """A hall that knows its lines and counters but has no day."""
    hall = Hall()
    hall.handle(c.ConfigureHall(config=config or two_line_config()), OPENS_MS)
    return hall


def open_hall(config: HallConfig | None = None, *, counters: tuple[str, ...] = ("1", "2", "3")) -> Hall:
    """A hall open from 0 to 1,000,000 ms whose named counters are staffed and open.

    The clerk of counter "1" is "clerk-1", and so on.
    """
    hall = configured_hall(config)
    hall.handle(c.OpenHall(day="2026-11-23", intervals=((OPENS_MS, CLOSES_MS),), turns_at_ms=TURNS_MS), OPENS_MS)
    for counter in counters:
        staff(hall, counter, at=OPENS_MS)
    return hall


def staff(hall: Hall, counter: str, *, at: int) -> None:
    """A clerk sits down and opens the counter."""
    do(hall, c.TakeSeat(counter=counter, by=clerk(counter)), at)
    do(hall, c.OpenCounter(counter=counter, by=clerk(counter)), at)


def clerk(counter: str) -> str:
    """The account that works a counter in tests."""
    return f"clerk-{counter}"


def do(hall: Hall, command: c.Command, at: int) -> tuple[e.Event, ...]:
    """Tick, then handle, as every driver does; all events of both."""
    return hall.tick(at) + hall.handle(command, at)


def take(hall: Hall, line: str = "A", *, at: int, slot: int | None = None) -> str:
    """Take a ticket; its number."""
    events = do(hall, c.TakeTicket(line=line, slot_at_ms=slot), at)
    taken = [event for event in events if isinstance(event, e.TicketTaken)]
    return taken[0].ticket


def call(hall: Hall, counter: str, *, at: int) -> str:
    """Call whoever is next; the number called."""
    events = do(hall, c.CallNext(counter=counter, by=clerk(counter)), at)
    return next(event.ticket for event in events if isinstance(event, e.TicketCalled))


def start(hall: Hall, counter: str, *, at: int) -> None:
    """The called citizen has come."""
    do(hall, c.StartService(counter=counter, by=clerk(counter)), at)


def serve(hall: Hall, counter: str, *, at: int, until: int) -> str:
    """Call, start and finish; the number served."""
    number = call(hall, counter, at=at)
    start(hall, counter, at=at)
    do(hall, c.FinishService(counter=counter, by=clerk(counter)), until)
    return number
