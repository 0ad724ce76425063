"""What a service sends (外发消息): frames in their order, in the versions that each connection speaks."""

from __future__ import annotations

from dataclasses import dataclass

from devices.messages import NOTHING
from devices.xfs import envelope
from devices.xfs.binding import Payload, Said
from devices.xfs.contract import Completion, Dialect, Refused
from devices.xfs.envelope import Message, Request
from devices.xfs.versions import NONE_CHOSEN, Chosen, version_of_answer, version_of_event


@dataclass(frozen=True, slots=True)
class Frame:
    """A message on its way. connection: None for every connection of this service but those of others_than."""

    connection: str | None
    message: Message
    others_than: frozenset[str] = frozenset()


class Outgoing:
    """Frames until they are fetched."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self._frames: list[Frame] = []
        # Connections that have chosen nothing are not in here.
        self._chosen: dict[str, Chosen] = {}

    def choose(self, connection: str, wanted: Chosen) -> None:
        """A connection chooses versions of some messages."""
        self._chosen[connection] = {**self._chosen_by(connection), **wanted}

    def forget(self, connection: str) -> None:
        """It is gone."""
        self._chosen.pop(connection, None)

    def version(self, connection: str, request: Request) -> str | None:
        """In which version a command is answered, None if it is not supported."""
        return version_of_answer(request.name, request.version, self.dialect, self._chosen_by(connection))

    def fetch(self) -> tuple[Frame, ...]:
        """Everything since the last time."""
        frames = tuple(self._frames)
        self._frames.clear()
        return frames

    def refuse(self, connection: str, message: Message) -> None:
        """An answer to what is no command."""
        self._frames.append(Frame(connection, message))

    def acknowledge(self, connection: str, request: Request, status: Refused | None) -> None:
        """The first answer to a command."""
        message = envelope.acknowledge(request.request_id, request.name, request.version, self.dialect, status)
        self._frames.append(Frame(connection, message))

    def complete(
        self, connection: str, request: Request, code: Completion, payload: Payload = NOTHING, text: str = ""
    ) -> None:
        """The last one."""
        version = self.version(connection, request) or request.version
        message = envelope.completion(request, version, self.dialect, code, payload, text)
        self._frames.append(Frame(connection, message))

    def say(self, connection: str, request: Request, says: tuple[Said, ...]) -> None:
        """Events of one command."""
        for name, payload in says:
            version = version_of_event(name, self.dialect, self._chosen_by(connection))
            message = envelope.event(name, version, payload, request.request_id)
            self._frames.append(Frame(connection, message))

    def tell_all(self, name: str, payload: Payload) -> None:
        """An unsolicited event; whoever has chosen another version of it gets one of their own."""
        usual = version_of_event(name, self.dialect)
        versions = {each: version_of_event(name, self.dialect, chosen) for each, chosen in self._chosen.items()}
        others = {each: version for each, version in versions.items() if version != usual}
        self._frames.append(Frame(None, envelope.event(name, usual, payload), frozenset(others)))
        for connection, version in others.items():
            self._frames.append(Frame(connection, envelope.event(name, version, payload)))

    def _chosen_by(self, connection: str) -> Chosen:
        return self._chosen.get(connection, NONE_CHOSEN)
