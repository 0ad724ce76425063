"""What hall notices say (大厅通知文字): in both languages, in an erasable table, for as long as the notice stands."""

from __future__ import annotations

from typing import Any

from kiosk.hall import events as e
from kiosk.live.kept_writings import KeptWritings
from kiosk.live.store import Store
from kiosk.live.tables import HALL_NOTICES
from kiosk.live.writer import HallWriter


class HallNotices(KeptWritings):
    """Of one hall. secret: of this installation."""

    def __init__(self, writer: HallWriter, store: Store, secret: bytes) -> None:
        super().__init__(
            writer,
            store,
            secret,
            HALL_NOTICES,
            "writing",
            (e.HallNoticeEnded,),
            lambda state: {each.writing for each in state.hall_notices.values()},
        )

    def texts(self) -> list[dict[str, Any]]:
        """Every notice that stands with what it says, the oldest first."""
        notices = list(self._writer.committed.state.hall_notices.values())
        found = self.of([one.writing for one in notices])
        return [
            {"notice": one.notice, "until_ms": one.until_ms, "zh": row["zh"], "en": row["en"]}
            for one in notices
            if (row := found.get(one.writing)) is not None
        ]
