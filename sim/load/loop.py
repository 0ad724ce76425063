"""An event loop whose timers keep to microseconds, in a process that is woken in time.

epoll counts in whole milliseconds, and asyncio rounds up to them: every request would leave up to
a millisecond after its due time. select() takes microseconds, and a few hundred sockets are little
to look through. And a generator that the system lets wait behind other programs measures these, so
it asks for real-time scheduling; where it may not have it, the lag in the report tells.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import selectors

MOST_SOCKETS = 900
"""select() looks at file descriptors below 1,024 only; the rest are for files and pipes."""


def precise_loop() -> asyncio.AbstractEventLoop:
    """A loop for few sockets and exact due times."""
    return asyncio.SelectorEventLoop(selectors.SelectSelector())


def ask_for_promptness() -> None:
    """Real-time scheduling at its lowest priority for this process, not its children, if the system allows it."""
    with contextlib.suppress(OSError, AttributeError):
        os.sched_setscheduler(0, os.SCHED_RR | os.SCHED_RESET_ON_FORK, os.sched_param(1))


def is_prompt() -> bool:
    """Whether this process has real-time scheduling."""
    try:
        return os.sched_getscheduler(0) & ~os.SCHED_RESET_ON_FORK == os.SCHED_RR
    except (OSError, AttributeError):
        return False
