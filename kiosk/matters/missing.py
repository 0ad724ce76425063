"""What a counter may say is missing (一次性告知的项目与原因): kinds of items, and for each the typed reasons.

Nothing a clerk could write about a person: an item is a code of the matter or one of three that every matter has, and a
reason is one of this table. Source: domain.md §5 (basis, limits, steps, fee, place, materials); the set is an assumption.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from kiosk.matters.model import Words


class ItemKind(StrEnum):
    """What may be missing."""

    MATERIAL = "material"
    CONDITION = "condition"
    FEE = "fee"
    LIMIT = "limit"
    PLACE = "place"


EVERY_MATTER: Final[Mapping[str, ItemKind]] = {"FEE": ItemKind.FEE, "LIMIT": ItemKind.LIMIT, "PLACE": ItemKind.PLACE}
"""Items that stand in no document because every matter has them -> their kind."""

REASONS: Final[Mapping[ItemKind, Mapping[str, Words]]] = {
    ItemKind.MATERIAL: {
        "missing": Words(zh="缺少", en="not there"),
        "expired": Words(zh="已过期", en="expired"),
        "unclear": Words(zh="不清晰", en="cannot be read"),
        "inconsistent": Words(zh="与登记不一致", en="differs from the record"),
        "incomplete": Words(zh="填写不全", en="not filled in"),
        "unsigned": Words(zh="未签字或盖章", en="not signed or sealed"),
    },
    ItemKind.CONDITION: {
        "unmet": Words(zh="目前不符合", en="not met for now"),
        "unproven": Words(zh="需要证明", en="has to be proved"),
    },
    ItemKind.FEE: {"unpaid": Words(zh="未缴费", en="not paid")},
    ItemKind.LIMIT: {
        "early": Words(zh="未到办理时间", en="too early"),
        "late": Words(zh="已过办理期限", en="the time is over"),
    },
    ItemKind.PLACE: {
        "elsewhere": Words(zh="不在本窗口办理", en="done elsewhere"),
        "in_person": Words(zh="需本人到场", en="the person must come"),
    },
}
"""Kind of item -> what may be wrong with it. A notice says one of these of each item it names."""
