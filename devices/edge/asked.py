"""A request of the automation API: what it names and carries, and how it is turned away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

Answer = tuple[int, Any]
"""(status, plain value)."""
BodyType = TypeVar("BodyType", bound=BaseModel)


class Unfit(Exception):
    """A request that makes no sense: status, code and parameters."""

    def __init__(self, status: int, code: str, **params: object) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.params = params


@dataclass(frozen=True, slots=True)
class Asked:
    """One request. names: the variable parts of its path, in order."""

    names: tuple[str, ...]
    query: Mapping[str, str]
    body: Any

    @property
    def terminal(self) -> str:
        """Its first variable part."""
        return self.names[0]

    @property
    def device(self) -> str:
        """Its second one."""
        return self.names[1]

    def number(self, name: str, default: int | None) -> int | None:
        """A whole number of its query, from 0. Raises Unfit."""
        text = self.query.get(name)
        if text is None:
            return default
        if not text.isascii() or not text.isdigit():
            raise Unfit(400, "invalid_argument", field=name)
        return int(text)


def match(pattern: str, parts: tuple[str, ...]) -> tuple[str, ...] | None:
    """The variable parts of a path, or None if it is another."""
    wanted = tuple(part for part in pattern.split("/") if part)
    if len(wanted) != len(parts) or any(want not in {"*", part} for want, part in zip(wanted, parts, strict=True)):
        return None
    return tuple(part for want, part in zip(wanted, parts, strict=True) if want == "*")


def read(model: type[BodyType], body: object) -> BodyType:
    """A body as its model has it. Raises Unfit with every place that is wrong."""
    try:
        return model.model_validate({} if body is None else body)
    except ValidationError as error:
        places = {".".join(map(str, each["loc"])) or "body": each["msg"] for each in error.errors()}
        raise Unfit(400, "invalid_argument", places=places) from None
