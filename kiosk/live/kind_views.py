"""What screens show of kinds of tickets (号票类型视图): their names, and which one somebody gets by their identity."""

from __future__ import annotations

from collections.abc import Collection as Several

from kiosk.hall import commands as c
from kiosk.hall.config import HallConfig
from kiosk.hall.kinds import ChosenBy, Ground, best_ground, ground_shown, plain_kind
from kiosk.hall.state import HallState, configured
from kiosk.live.counter_views import Collection, Record


def kind_records(state: HallState) -> Collection:
    """The kinds of the hall's tickets; they change with its configuration only."""
    return {
        kind.key: {
            "key": kind.key,
            "name_zh": kind.name_zh,
            "name_en": kind.name_en,
            "rank": rank,
            "credit_ms": kind.credit_ms,
            "grounds": [ground.value for ground in kind.grounds],
            "takes_slot": kind.takes_slot,
            "is_plain": kind.is_plain,
        }
        for rank, kind in enumerate(configured(state).kinds)
    }


def offer_record(config: HallConfig | None, grounds: Several[Ground]) -> Record | None:
    """The kind that these grounds give, and which of them does; None where an ordinary ticket is all there is."""
    found = None if config is None else best_ground(config.kinds, grounds)
    return None if found is None else {"kind": found[0].key, "ground": found[1].value}


def kind_fields(config: HallConfig | None, key: str, chosen_by: ChosenBy) -> Record:
    """What a ticket's record says of its kind; the key instead of a name where the hall has it no more."""
    kind = None if config is None else config.kind(key)
    ground = ground_shown(kind, chosen_by)
    return {
        "kind": key,
        "chosen_by": chosen_by.value,
        "ground": None if ground is None else ground.value,
        "kind_name_zh": key if kind is None else kind.name_zh,
        "kind_name_en": key if kind is None else kind.name_en,
    }


def declining(state: HallState, number: str) -> c.SetTicketKind:
    """What a holder asks who wants to be called in turn like everybody."""
    kind = plain_kind(configured(state).kinds).key
    return c.SetTicketKind(ticket=number, kind=kind, chosen_by=ChosenBy.HOLDER)
