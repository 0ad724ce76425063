"""How a relief rule stands (分流记录), and the suggestion (建议) that is open because of it."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.hall.lifecycles import ReliefState


@dataclass(slots=True)
class Suggestion:
    """What a supervisor is advised to do, and why. what: open · close · help · end_help.

    because: waiting · wait · expected · low · own_lines. waiting, wait_ms: people, and the longest wait, when it was made.
    expected_ms, relieved_ms: what most people were expected to wait (P90), and would be if it were done; None: unknown.
    is_taken: agreed to and not yet done, because a clerk is still to sit down or a citizen to be finished.
    taken_by: who agreed; None for the rule itself.
    """

    suggestion: str
    what: str
    because: str
    waiting: int
    wait_ms: int
    made_at_ms: int
    is_taken: bool = False
    taken_by: str | None = None
    expected_ms: int | None = None
    relieved_ms: int | None = None


@dataclass(slots=True)
class Relief:
    """One rule's state. began_at_ms: while it goes on. eased_at_ms: since when the load lies below its lower mark.

    quiet_until_ms: nothing is suggested before. expected_ms, relieved_ms: what was foreseen last, as in `Suggestion`.
    """

    rule: str
    state: ReliefState = ReliefState.RESTING
    suggestion: Suggestion | None = None
    began_at_ms: int | None = None
    eased_at_ms: int | None = None
    quiet_until_ms: int = 0
    expected_ms: int | None = None
    relieved_ms: int | None = None
