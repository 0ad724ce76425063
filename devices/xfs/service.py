"""A service (XFS 服务): one device behind the standard's execution rules.

Acknowledge first, exactly one; at most one completion; its events between them. Commands queue, one at a
time; the asynchronous ones pass them by. A command's time-out runs from its receipt, so one that still
queues may time out, and does so at once. Cancelling and closing the connection give commands up.
It lives in time like the device: `tick`, `next_deadline`; frames come out as mappings, in order.

Source: devices.md §2.3 of the plan; tests/devices/xfs/test_rules.py holds each rule.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from devices import messages as m
from devices.messages import NOTHING
from devices.xfs import envelope
from devices.xfs.binding import Binding, Direct, InvalidPayload, Order, Payload
from devices.xfs.contract import COMMANDS, EVENTS, MOST_REQUESTS, Completion, Dialect, Refused
from devices.xfs.envelope import Message, Request
from devices.xfs.publisher import malformed

Ask = Callable[[m.Command, int], None]
"""(command, now_ms): asks the device; what it says comes back through `hear`. Raises DeviceRefusal."""
Status = Callable[[], Payload]
"""The device's whole flat status."""

TRANSACTION_STATES: Final = ("active", "inactive")
ERROR_ACTIONS: Final[Mapping[str, str]] = {
    "reset": "hardware",
    "clear": "hardware",
    "maintenance": "hardware",
    "suspend": "fraudAttempt",
    "configuration": "software",
}
"""What a person must do -> the sort of error it comes from."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A message on its way. connection: None for every connection of this service."""

    connection: str | None
    message: Message


@dataclass(slots=True)
class Pending:
    """A command that queues or runs. ending: why it is being given up, None if it is not."""

    connection: str
    request: Request
    due_ms: int | None
    op_id: str = ""
    ending: Completion | None = None
    is_abandoned: bool = False


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
        self._out: list[Frame] = []

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
        return self._flush()

    def receive(self, connection: str, frame: object, now_ms: int) -> tuple[Frame, ...]:
        """A frame from a client: a mapping, or whatever else its text turned out to be."""
        try:
            request = envelope.read_request(frame, self.dialect)
        except envelope.Malformed as error:
            self._send(connection, malformed(error, self.dialect))
            return self._flush()
        mine = [each for each in self._open() if each.connection == connection]
        refused = None
        if any(each.request.request_id == request.request_id for each in mine):
            refused = Refused.INVALID_REQUEST_ID
        elif len(mine) >= MOST_REQUESTS:
            refused = Refused.TOO_MANY_REQUESTS
        self._send(
            connection,
            envelope.acknowledge(request.request_id, request.name, request.version, self.dialect, refused),
        )
        if refused is None:
            self._accept(connection, request, now_ms)
        return self._flush()

    def disconnect(self, connection: str, now_ms: int) -> tuple[Frame, ...]:
        """A client is gone, and its commands with it."""
        mine = [each for each in self._open() if each.connection == connection]
        self._give_all_up(mine, Completion.CANCELED, now_ms, is_silent=True)
        return self._flush()

    def hear(self, events: tuple[m.Event, ...]) -> tuple[Frame, ...]:
        """What the device said, whoever asked it."""
        self._take_in(events)
        return self._flush()

    # Commands.

    def _accept(self, connection: str, request: Request, now_ms: int) -> None:
        row = COMMANDS.get(request.name)
        is_ours = request.name in self.binding.commands or request.name in COMMON
        pending = Pending(connection, request, now_ms + request.timeout_ms if request.timeout_ms else None)
        if row is None or not is_ours or request.version not in row.versions:
            self._complete(pending, Completion.UNSUPPORTED_COMMAND)
        elif row.is_async:
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
            code, payload = COMMON[pending.request.name](self, pending, now_ms)
        except InvalidPayload as error:
            self._complete(pending, Completion.INVALID_DATA, text=str(error))
        else:
            self._complete(pending, code, payload)

    def _begin(self, pending: Pending, now_ms: int) -> None:
        command = self.binding.commands[pending.request.name]
        try:
            plan = command.plan(pending.request.payload)
        except InvalidPayload as error:
            self._complete(pending, Completion.INVALID_DATA, text=str(error))
            return
        try:
            if isinstance(plan, Direct):
                self._ask(plan.command, now_ms)
                self._complete(pending, Completion.SUCCESS)
            else:
                self._order(pending, plan, now_ms)
        except m.DeviceRefusal as refusal:
            if self._running is pending:
                self._running = None
            self._complete(pending, REFUSALS.get(type(refusal), Completion.INTERNAL_ERROR), text=refusal.code)

    def _order(self, pending: Pending, order: Order, now_ms: int) -> None:
        self._serial += 1
        pending.op_id = f"{self.name}/{self._serial}"
        self._running = pending
        self._ask(m.Begin(op_id=pending.op_id, op=order.op, args=order.args, draws=self._draws(order.op)), now_ms)

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
            self._ask(m.Abort(op_id=pending.op_id), now_ms)
        except m.NotWaiting:
            # It has just ended by itself, and its completion is on the way.
            return
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
        self._running = None
        code = pending.ending or Completion(str(event.code))
        payload: Payload = NOTHING
        if code is Completion.COMMAND_ERROR:
            payload = {"errorCode": event.error}
        elif code is Completion.SUCCESS:
            payload = self.binding.commands[pending.request.name].answer(event)
        self._complete(pending, code, payload)
        self._go_on(event.at_ms)

    def _noticed(self, event: m.Noticed) -> None:
        name = self.binding.notices.get(event.name)
        if name is None:
            return
        pending = self._running
        if name in self.binding.solicited and pending is not None and pending.op_id == event.op_id:
            if not pending.is_abandoned:
                message = envelope.event(name, EVENTS[name], event.payload, pending.request.request_id)
                self._send(pending.connection, message)
            return
        self._send(None, envelope.event(name, EVENTS[name], event.payload))

    def _status_changed(self, event: m.StatusChanged) -> None:
        name = "Common.StatusChangedEvent"
        payload: dict[str, object] = {}
        if "device" in event.changes:
            payload["common"] = {"device": event.changes["device"]}
        own = self.binding.status(event.changes)
        if own:
            payload[_key(self.binding.interface)] = own
        if payload:
            self._send(None, envelope.event(name, EVENTS[name], payload))

    def _action_needed(self, event: m.ActionNeeded) -> None:
        name = "Common.ErrorEvent"
        payload = {
            "eventId": ERROR_ACTIONS.get(event.action, "hardware"),
            "action": event.action,
            "vendorDescription": event.cause,
        }
        self._send(None, envelope.event(name, EVENTS[name], payload))

    def _nothing_to_tell(self, event: m.Event) -> None:
        """Of no concern to a client."""

    # Common commands.

    def _tell_status(self, _pending: Pending, _now_ms: int) -> tuple[Completion, Payload]:
        flat = self._status()
        common = {
            "device": flat["device"],
            "devicePosition": "inPosition",
            "powerSaveRecoveryTime": 0,
            "antiFraudModule": "ok",
            "exchange": "inactive",
            "endToEndSecurity": "notSupported",
        }
        return Completion.SUCCESS, {"common": common, _key(self.binding.interface): self.binding.status(flat)}

    def _tell_capabilities(self, _pending: Pending, _now_ms: int) -> tuple[Completion, Payload]:
        interfaces = []
        for interface in ("Common", self.binding.interface):
            own = [name for name in (*COMMON, *self.binding.commands) if name.startswith(f"{interface}.")]
            interfaces.append(
                {
                    "name": interface,
                    "commands": {_short(name): {"versions": list(COMMANDS[name].versions)} for name in own},
                    "events": {
                        _short(name): {"versions": [version]}
                        for name, version in EVENTS.items()
                        if name.startswith(f"{interface}.")
                    },
                    "maximumRequests": MOST_REQUESTS,
                }
            )
        common = {
            "serviceVersion": "1.0",
            "deviceInformation": [
                {"modelName": "simulated", "serialNumber": self.name, "modelDescription": "仿真·测试数据"}
            ],
            "powerSaveControl": False,
            "antiFraudModule": False,
        }
        own_part = {_key(self.binding.interface): self.binding.capabilities}
        return Completion.SUCCESS, {"interfaces": interfaces, "common": common, **own_part}

    def _cancel(self, pending: Pending, now_ms: int) -> tuple[Completion, Payload]:
        wanted = pending.request.payload.get("requestIds")
        mine = [each for each in self._open() if each.connection == pending.connection and each.ending is None]
        if wanted is not None:
            if not isinstance(wanted, list) or not all(isinstance(each, int) for each in wanted):
                raise InvalidPayload("requestIds")
            mine = [each for each in mine if each.request.request_id in wanted]
            if not mine:
                return Completion.COMMAND_ERROR, {"errorCode": "noMatchingRequestIDs"}
        self._give_all_up(mine, Completion.CANCELED, now_ms)
        return Completion.SUCCESS, NOTHING

    def _set_versions(self, pending: Pending, _now_ms: int) -> tuple[Completion, Payload]:
        known: dict[str, set[str]] = {
            "commands": {version for name in self.binding.commands for version in COMMANDS[name].versions},
            "events": set(EVENTS.values()),
        }
        for group in ("commands", "events"):
            chosen = pending.request.payload.get(group) or NOTHING
            if not isinstance(chosen, Mapping):
                raise InvalidPayload(group)
            for name, major in chosen.items():
                if f"{major}.0" not in known[group]:
                    raise InvalidPayload(f"{group}.{name}")
        return Completion.SUCCESS, NOTHING

    def _set_transaction(self, pending: Pending, _now_ms: int) -> tuple[Completion, Payload]:
        state, transaction = (pending.request.payload.get(name) for name in ("state", "transactionID"))
        if state not in TRANSACTION_STATES:
            raise InvalidPayload("state")
        if not isinstance(transaction, str):
            raise InvalidPayload("transactionID")
        self.transaction = (str(state), transaction)
        return Completion.SUCCESS, NOTHING

    def _get_transaction(self, _pending: Pending, _now_ms: int) -> tuple[Completion, Payload]:
        state, transaction = self.transaction
        return Completion.SUCCESS, {"state": state, "transactionID": transaction}

    # Small steps.

    def _open(self) -> list[Pending]:
        running = [] if self._running is None else [self._running]
        return [*running, *self._queue]

    def _complete(self, pending: Pending, code: Completion, payload: Payload = NOTHING, text: str = "") -> None:
        if pending.is_abandoned:
            return
        row = COMMANDS.get(pending.request.name)
        version = pending.request.version if row is None else row.answers
        message = envelope.completion(pending.request, version, self.dialect, code, payload, text)
        self._send(pending.connection, message)

    def _send(self, connection: str | None, message: Message) -> None:
        self._out.append(Frame(connection, message))

    def _flush(self) -> tuple[Frame, ...]:
        out = tuple(self._out)
        self._out.clear()
        return out


def _key(interface: str) -> str:
    """An interface's own object in a payload: its name with a small letter first."""
    return interface[0].lower() + interface[1:]


def _short(name: str) -> str:
    return name.partition(".")[2]


Common = Callable[[Service, Pending, int], tuple[Completion, Payload]]
COMMON: Final[dict[str, Common]] = {
    "Common.Status": Service._tell_status,
    "Common.Capabilities": Service._tell_capabilities,
    "Common.Cancel": Service._cancel,
    "Common.SetVersions": Service._set_versions,
    "Common.SetTransactionState": Service._set_transaction,
    "Common.GetTransactionState": Service._get_transaction,
}
"""Commands that every service has."""

REFUSALS: Final[dict[type[m.DeviceRefusal], Completion]] = {
    m.DeviceBusy: Completion.SEQUENCE_ERROR,
    m.CannotHappen: Completion.NOT_READY,
    m.InvalidStimulus: Completion.INVALID_DATA,
    m.UnknownDevice: Completion.NOT_READY,
}
"""What a command is told when the device cannot make sense of it; anything else is a bug."""

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
