"""The envelope (消息信封): what every message has in common, read and written as plain mappings.

Text and JSON are the edge's; here a frame is a mapping already, or None where it was none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from devices.messages import NOTHING
from devices.xfs.contract import Completion, Dialect, Refused, Type

LARGEST_REQUEST_ID: Final = 2**53 - 1
"""The largest whole number that every JSON reader keeps exact."""
_VERSION: Final = re.compile(r"[1-9][0-9]{0,8}\.([1-9][0-9]{0,8}|0)")
_NAME: Final = re.compile(r"[A-Za-z]{1,64}\.[A-Za-z0-9]{1,64}")

Message = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A command that is well formed. timeout_ms: 0 for none."""

    request_id: int
    name: str
    version: str
    timeout_ms: int
    payload: Mapping[str, object]


class Malformed(ValueError):
    """Not a command of ours. request_id: 0 where there is none to read. The message names the field."""

    def __init__(self, field: str, request_id: int = 0) -> None:
        super().__init__(field)
        self.field = field
        self.request_id = request_id


def read_request(frame: object, dialect: Dialect) -> Request:
    """A command out of a frame. Raises Malformed."""
    header = frame.get("header") if isinstance(frame, Mapping) else None
    if not isinstance(frame, Mapping) or not isinstance(header, Mapping):
        raise Malformed("header")
    request_id = header.get("requestId")
    if not _is_whole(request_id, 1, LARGEST_REQUEST_ID):
        raise Malformed("requestId")
    assert isinstance(request_id, int), "just looked at"
    payload = frame.get("payload")
    if payload is None:
        payload = NOTHING
    if not isinstance(payload, Mapping):
        raise Malformed("payload", request_id)
    name, version = header.get("name"), header.get("version", "1.0" if dialect.is_flat else None)
    timeout = (payload if dialect.is_flat else header).get("timeout")
    wanted = (
        ("type", header.get("type") == Type.COMMAND),
        ("name", isinstance(name, str) and _NAME.fullmatch(name) is not None),
        ("version", isinstance(version, str) and _VERSION.fullmatch(version) is not None),
        ("timeout", timeout is None or _is_whole(timeout, 0, LARGEST_REQUEST_ID)),
    )
    wrong = next((field for field, is_right in wanted if not is_right), None)
    if wrong is not None:
        raise Malformed(wrong, request_id)
    if dialect.is_flat:
        payload = {key: value for key, value in payload.items() if key != "timeout"}
    return Request(
        request_id=request_id,
        name=str(name),
        version=str(version),
        timeout_ms=timeout if isinstance(timeout, int) else 0,
        payload=payload,
    )


def acknowledge(request_id: int, name: str, version: str, dialect: Dialect, status: Refused | None = None) -> Message:
    """The first answer to a command; with a status, the only one."""
    header: Message = {"type": str(Type.ACKNOWLEDGE), "name": name, "version": version, "requestId": request_id}
    fields: Message = {} if status is None else {"status": str(status)}
    return _message(header, fields, None, dialect)


def completion(
    request: Request, version: str, dialect: Dialect, code: Completion, payload: Mapping[str, object], text: str = ""
) -> Message:
    """The last answer to a command. text: free words for its developer."""
    header: Message = {
        "type": str(Type.COMPLETION),
        "name": request.name,
        "version": version,
        "requestId": request.request_id,
    }
    fields: Message = {}
    if code is not Completion.SUCCESS or dialect.says_success or dialect.is_flat:
        fields["completionCode"] = spelt(code, dialect)
    if text:
        fields["errorDescription"] = text
    return _message(header, fields, dict(payload) or None, dialect)


def spelt(code: Completion, dialect: Dialect) -> str:
    """A completion code as the dialect spells it."""
    return str(code).replace("authoriz", "authoris") if dialect.spells_with_s else str(code)


def event(name: str, version: str, payload: Mapping[str, object], request_id: int | None = None) -> Message:
    """Something that happened: of one command, or unsolicited."""
    header: Message = {
        "type": str(Type.UNSOLICITED if request_id is None else Type.EVENT),
        "name": name,
        "version": version,
    }
    if request_id is not None:
        header["requestId"] = request_id
    return {"header": header, "payload": dict(payload) or None}


def _message(header: Message, fields: Message, payload: Message | None, dialect: Dialect) -> Message:
    """Where the fields stand depends on the dialect."""
    if dialect.is_flat:
        return {"header": header, "payload": {**fields, **(payload or {})} or None}
    return {"header": {**header, **fields}, "payload": payload}


def _is_whole(value: object, least: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most
