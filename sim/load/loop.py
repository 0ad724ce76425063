"""An event loop whose timers keep to microseconds.

epoll counts in whole milliseconds, and asyncio rounds up to them: every request would leave up to
a millisecond after its due time. select() takes microseconds, and a few hundred sockets are little
to look through.
"""

from __future__ import annotations

import asyncio
import selectors

MOST_SOCKETS = 900
"""select() looks at file descriptors below 1,024 only; the rest are for files and pipes."""


def precise_loop() -> asyncio.AbstractEventLoop:
    """A loop for few sockets and exact due times."""
    return asyncio.SelectorEventLoop(selectors.SelectSelector())
