"""Problems of notices and ratings (告知与评价类错误); part of `kiosk.web.problems`."""

from __future__ import annotations

from typing import Final

from kiosk.web.problem import Problem

SERVICES: Final[dict[str, Problem]] = {
    "notice_item_unknown": Problem(
        422,
        "这个事项没有这一项，或者原因不适用；请从清单里选。",
        "The matter has no such item, or not for that reason; please choose from the list.",
    ),
    "told_already": Problem(
        409,
        "这些已经告知过，不重复告知；请只选新的，或重打原来的告知书。",
        "This was told already; please choose only what is new, or print the first notice again.",
    ),
    "unknown_notice": Problem(404, "没有这份告知书。", "There is no such notice."),
    "rating_closed": Problem(
        409,
        "现在不能评价：还没办结，或已过评价时间。",
        "It cannot be rated now: it is not finished, or it was too long ago.",
    ),
    "rated_already": Problem(409, "一次一评，这次已经评过了。", "One service, one rating: this one has been answered."),
    "unknown_follow_up": Problem(404, "没有这个待回访的差评。", "No such poor rating waits for anybody."),
}
