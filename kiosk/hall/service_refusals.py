"""Refusals of notices and ratings (告知与评价的拒绝); see `kiosk.hall.refusals`."""

from __future__ import annotations

from kiosk.hall.refusals import Refusal


class NoticeItemUnknown(Refusal):
    """The matter has no such item, or it cannot be missing for that reason. items: which."""

    code = "notice_item_unknown"


class ToldAlready(Refusal):
    """The holder of the ticket was told of this already, by `notice`. items: which."""

    code = "told_already"


class RatingClosed(Refusal):
    """Nothing was finished under this number today, or it was too long ago."""

    code = "rating_closed"


class RatedAlready(Refusal):
    """One service, one rating."""

    code = "rated_already"


class UnknownFollowUp(Refusal):
    """No poor rating of this number waits for anybody."""

    code = "unknown_follow_up"
