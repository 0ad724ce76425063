"""A service (XFS 服务): one device behind the standard's execution rules.

Acknowledge first, exactly one; at most one completion; its events between them. Commands queue, one at a
time; the asynchronous ones pass them by. A command's time-out runs from its receipt, so one that still
queues may time out, and does so at once. Cancelling and closing the connection give commands up.
It lives in time like the device: `tick`, `next_deadline`; frames come out as mappings, in order.

Source: devices.md §2.3 of the plan; tests/devices/xfs/test_rules.py holds each rule.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Final

from devices import messages as m
from devices.life import WORKING, DeviceState
from devices.messages import NOTHING
from devices.xfs import common_interface as common, envelope
from devices.xfs.binding import RESET, Binding, Declined, Order, Payload, Said, Unanswerable, failed, invalid
from devices.xfs.contract import COMMANDS, MOST_REQUESTS, SOLICITED, UNASKED, Completion, Dialect, Refused
from devices.xfs.envelope import Request
from devices.xfs.outgoing import Frame, Outgoing
from devices.xfs.pending import DOWN, Pending, refusal_code
from devices.xfs.publisher import malformed

Ask = Callable[[m.Command, int], None]
"""(command, now_ms): asks the device; what it says comes back through `hear`. Raises DeviceRefusal."""
Status = Callable[[], Payload]
"""The device's whole flat status."""


class Service:
    """One service. draws: what an operation may use of its streams."""

    def __init__(
        self,
        name: str,
        device: str,
        binding: Binding,
        *,
        ask: Ask,
        draws: Callable[[str], tuple[float, ...]],
        status: Status,
        dialect: Dialect | None = None,
    ) -> None:
        self.name = name
        self.device = device
        self.binding = binding
        self.dialect = Dialect() if dialect is None else dialect
        self.transaction: tuple[str, str] = ("inactive", "")
        self._ask = ask
        self._draws = draws
        self._status = status
        self._queue: deque[Pending] = deque()
        self._running: Pending | None = None
        self._serial = 0
        self._out = Outgoing(self.dialect)
        # What the device's status has been said to be, and what clients know of it.
        self._flat = dict(status())
        self._told = common.status_of(binding, self._flat)

    # What a driver asks.

    def next_deadline(self) -> int | None:
        """The earliest time-out of a command, or None."""
        due = [pending.due_ms for pending in self._open() if pending.due_ms is not None]
        return min(due, default=None)

    def tick(self, now_ms: int) -> tuple[Frame, ...]:
        """Let time pass: commands whose time is over end."""
        while (due_ms := self.next_deadline()) is not None and due_ms <= now_ms:
            due = [each for each in self._open() if each.due_ms == due_ms]
            self._give_all_up(due, Completion.TIMED_OUT, due_ms)
        return self._out.fetch()

    def receive(self, connection: str, frame: object, now_ms: int) -> tuple[Frame, ...]:
        """A frame from a client: a mapping, or whatever else its text turned out to be."""
        try:
            request = envelope.read_request(frame, self.dialect)
        except envelope.Malformed as error:
            self._out.refuse(connection, malformed(error, self.dialect))
            return self._out.fetch()
        mine = [each for each in self._open() if each.connection == connection]
        refused = None
        if any(each.request.request_id == request.request_id for each in mine):
            refused = Refused.INVALID_REQUEST_ID
        elif len(mine) >= MOST_REQUESTS:
            refused = Refused.TOO_MANY_REQUESTS
        self._out.acknowledge(connection, request, refused)
        if refused is None:
            self._accept(connection, request, now_ms)
        return self._out.fetch()

    def disconnect(self, connection: str, now_ms: int) -> tuple[Frame, ...]:
        """A client is gone, and its commands with it."""
        mine = [each for each in self._open() if each.connection == connection]
        self._give_all_up(mine, Completion.CANCELED, now_ms, is_silent=True)
        self._out.forget(connection)
        return self._out.fetch()

    def hear(self, events: tuple[m.Event, ...]) -> tuple[Frame, ...]:
        """What the device said, whoever asked it."""
        self._take_in(events)
        return self._out.fetch()

    def look_again(self) -> tuple[Frame, ...]:
        """The device was replaced and says nothing of how it differs: clients are told."""
        self._flat = dict(self._status())
        self._tell_changes()
        return self._out.fetch()

    # Commands.

    def _accept(self, connection: str, request: Request, now_ms: int) -> None:
        is_ours = request.name in self.binding.commands or request.name in COMMON
        pending = Pending(connection, request, now_ms + request.timeout_ms if request.timeout_ms else None)
        if not is_ours or self._out.version(connection, request) is None:
            self._complete(pending, Completion.UNSUPPORTED_COMMAND)
        elif COMMANDS[request.name].is_async:
            self._answer(pending, now_ms)
        else:
            self._queue.append(pending)
            self._go_on(now_ms)

    def _go_on(self, now_ms: int) -> None:
        """Begin what is next in the queue."""
        while self._running is None and self._queue:
            pending = self._queue.popleft()
            if pending.request.name in COMMON:
                self._answer(pending, now_ms)
            else:
                self._begin(pending, now_ms)

    def _answer(self, pending: Pending, now_ms: int) -> None:
        """A command of the service itself."""
        try:
            payload = COMMON[pending.request.name](self, pending, now_ms)
        except Declined as declined:
            self._decline(pending, declined)
        else:
            self._complete(pending, Completion.SUCCESS, payload)

    def _decline(self, pending: Pending, declined: Declined) -> None:
        self._say(pending, declined.says)
        payload: Payload = {"errorCode": declined.error} if declined.error else NOTHING
        self._complete(pending, declined.code, payload, declined.text)

    def _begin(self, pending: Pending, now_ms: int) -> None:
        command, flat = self.binding.commands[pending.request.name], self._status()
        state = DeviceState(str(flat["device"]))
        if command.is_mechanical and state not in WORKING:
            self._complete(pending, DOWN.get(state, Completion.NOT_READY))
            return
        try:
            plan = command.plan(pending.request.payload, flat)
        except Declined as declined:
            self._decline(pending, declined)
            return
        self._running = pending
        pending.steps = deque(plan.steps)
        self._say(pending, plan.says)
        self._step(pending, now_ms)

    def _step(self, pending: Pending, now_ms: int) -> None:
        """Go on with a command until the device has to be waited for, or it is done."""
        while pending.steps:
            step = pending.steps.popleft()
            try:
                if isinstance(step, Order):
                    self._order(pending, step, now_ms)
                    return
                self._ask(step.command, now_ms)
            except m.DeviceRefusal as refusal:
                self._finish(pending, refusal_code(refusal), text=refusal.code)
                return
            if step is RESET and not self._has_started(pending, DeviceState(str(self._status()["device"]))):
                return
        command = self.binding.commands[pending.request.name]
        try:
            payload = command.answer(pending.request.payload, pending.ended)
        except Unanswerable as error:
            self._finish(pending, Completion.INTERNAL_ERROR, text=str(error))
            return
        for said in command.closing(self._status(), pending.ended):
            self._out.tell_all(*said)
        self._finish(pending, Completion.SUCCESS, payload)

    def _order(self, pending: Pending, order: Order, now_ms: int) -> None:
        self._serial += 1
        pending.op_id = f"{self.name}/{self._serial}"
        self._ask(m.Begin(op_id=pending.op_id, op=order.op, args=order.args, draws=self._draws(order.op)), now_ms)

    def _has_started(self, pending: Pending, state: DeviceState) -> bool:
        """Whether a device that was reset works; one that does not ends the command, one that starts lets it wait."""
        pending.is_starting = state is DeviceState.STARTING
        if state not in WORKING and not pending.is_starting:
            self._finish(pending, DOWN.get(state, Completion.NOT_READY))
        return state in WORKING

    def _give_all_up(self, several: list[Pending], code: Completion, now_ms: int, *, is_silent: bool = False) -> None:
        """End several commands; those that queue go first, as giving up the one that runs begins the next."""
        for pending in sorted(several, key=lambda each: each is self._running):
            pending.is_abandoned = is_silent
            self._give_up(pending, code, now_ms)

    def _give_up(self, pending: Pending, code: Completion, now_ms: int) -> None:
        """End a command that queues at once, one that runs through the device."""
        if pending is not self._running:
            self._queue.remove(pending)
            self._complete(pending, code)
            return
        pending.ending, pending.due_ms = code, None
        try:
            if pending.is_starting:
                self._finish(pending, code)
            else:
                self._ask(m.Abort(op_id=pending.op_id), now_ms)
        except m.NotWaiting:
            # It has just ended by itself, and its completion is on the way.
            return
        except m.DeviceRefusal:
            # There is nobody left who would end it.
            self._finish(pending, code)
        self._go_on(now_ms)

    # What the device says.

    def _take_in(self, events: tuple[m.Event, ...]) -> None:
        for event in events:
            if event.device == self.device:
                HEAR[type(event)](self, event)

    def _ended(self, event: m.Ended) -> None:
        pending = self._running
        if pending is None or pending.op_id != event.op_id:
            return
        # Whatever ends twice is heard once.
        pending.op_id = ""
        if pending.ending is not None:
            self._finish(pending, pending.ending)
        elif event.code is m.Code.SUCCESS:
            pending.ended += (event,)
            self._step(pending, event.at_ms)
        elif event.code is m.Code.COMMAND_ERROR:
            self._fail(pending, str(event.error))
        else:
            self._finish(pending, Completion(str(event.code)))
        self._go_on(event.at_ms)

    def _fail(self, pending: Pending, error: str) -> None:
        """An error of the device's own, as the command's table has it."""
        told = self.binding.commands[pending.request.name].errors.get(error, Completion.HARDWARE_ERROR)
        if isinstance(told, Completion):
            self._finish(pending, told, text="" if told is Completion.SUCCESS else error)
        else:
            self._finish(pending, Completion.COMMAND_ERROR, {"errorCode": told})

    def _noticed(self, event: m.Noticed) -> None:
        row = self.binding.notices.get(event.name)
        said = None if row is None else row(event.payload)
        pending = self._running
        if said is None:
            return
        if said[0] not in SOLICITED:
            self._out.tell_all(*said)
        elif pending is not None and pending.op_id == event.op_id:
            self._say(pending, (said,))
        elif said[0] in UNASKED:
            self._out.tell_all(UNASKED[said[0]], said[1])

    def _status_changed(self, event: m.StatusChanged) -> None:
        self._flat.update(event.changes)
        self._tell_changes()
        pending = self._running
        if pending is None or not pending.is_starting or "device" not in event.changes:
            return
        if self._has_started(pending, DeviceState(str(event.changes["device"]))):
            self._step(pending, event.at_ms)
        self._go_on(event.at_ms)

    def _tell_changes(self) -> None:
        now = common.status_of(self.binding, self._flat)
        payload, self._told = common.changed(self._told, now), now
        if payload:
            self._out.tell_all("Common.StatusChangedEvent", payload)

    def _action_needed(self, event: m.ActionNeeded) -> None:
        self._out.tell_all("Common.ErrorEvent", common.error_of(event))

    def _nothing_to_tell(self, event: m.Event) -> None:
        """Of no concern to a client."""

    # Common commands.

    def _tell_status(self, _pending: Pending, _now_ms: int) -> Payload:
        return common.status_of(self.binding, self._status())

    def _tell_capabilities(self, _pending: Pending, _now_ms: int) -> Payload:
        return common.capabilities_of(self.binding, self.name)

    def _cancel(self, pending: Pending, now_ms: int) -> Payload:
        wanted = pending.request.payload.get("requestIds")
        mine = [each for each in self._open() if each.connection == pending.connection and each.ending is None]
        if wanted is not None:
            if not isinstance(wanted, list) or not all(isinstance(each, int) for each in wanted):
                raise invalid("requestIds")
            mine = [each for each in mine if each.request.request_id in wanted]
            if not mine:
                raise failed("noMatchingRequestIDs")
        self._give_all_up(mine, Completion.CANCELED, now_ms)
        return NOTHING

    def _set_versions(self, pending: Pending, _now_ms: int) -> Payload:
        self._out.choose(pending.connection, common.chosen_of(self.binding, pending.request.payload))
        return NOTHING

    def _set_transaction(self, pending: Pending, _now_ms: int) -> Payload:
        self.transaction = common.transaction_of(pending.request.payload)
        return NOTHING

    def _get_transaction(self, _pending: Pending, _now_ms: int) -> Payload:
        state, transaction = self.transaction
        return {"state": state, "transactionID": transaction}

    # Small steps.

    def _open(self) -> list[Pending]:
        running = [] if self._running is None else [self._running]
        return [*running, *self._queue]

    def _finish(self, pending: Pending, code: Completion, payload: Payload = NOTHING, text: str = "") -> None:
        """End the command that runs."""
        self._running = None
        self._complete(pending, code, payload, text)

    def _complete(self, pending: Pending, code: Completion, payload: Payload = NOTHING, text: str = "") -> None:
        if not pending.is_abandoned:
            self._out.complete(pending.connection, pending.request, code, payload, text)

    def _say(self, pending: Pending, says: tuple[Said, ...]) -> None:
        """Events of one command."""
        if not pending.is_abandoned:
            self._out.say(pending.connection, pending.request, says)


Common = Callable[[Service, Pending, int], Payload]
COMMON: Final[dict[str, Common]] = {
    "Common.Status": Service._tell_status,
    "Common.Capabilities": Service._tell_capabilities,
    "Common.Cancel": Service._cancel,
    "Common.SetVersions": Service._set_versions,
    "Common.SetTransactionState": Service._set_transaction,
    "Common.GetTransactionState": Service._get_transaction,
}
"""Commands that every service has."""

HEAR: Final[dict[type[m.Event], Callable[[Service, m.Event], None]]] = {
    m.Began: Service._nothing_to_tell,
    m.Ended: Service._ended,  # type: ignore[dict-item]  # typed by the union's member; a test checks the table
    m.Paused: Service._nothing_to_tell,
    m.Noticed: Service._noticed,  # type: ignore[dict-item]  # the same
    m.StatusChanged: Service._status_changed,  # type: ignore[dict-item]  # the same
    m.ActionNeeded: Service._action_needed,  # type: ignore[dict-item]  # the same
    m.StimulusLost: Service._nothing_to_tell,
}
"""What the device says -> what clients hear of it."""
