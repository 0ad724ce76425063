"""Templates (文字模板): 「您现年{age}周岁」, checked at load against the values that will be there to fill them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from kiosk.approval.language.checker import Scope, closest
from kiosk.approval.mistakes import Wrong
from kiosk.approval.values import Type, shown
from kiosk.matters.model import Words

PLACE: Final = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Said:
    """One text as a citizen reads it."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Template:
    """A text in both languages. Parts are texts and slots of values. reads: the fields behind it.

    words: slot -> its texts in English. fixed: the text itself where no value stands in it.
    """

    zh: tuple[str | int, ...]
    en: tuple[str | int, ...]
    reads: frozenset[str]
    names: frozenset[str]
    words: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    fixed: Said | None = None

    def fill(self, env: Sequence[Any]) -> Said:
        """With the values of one evaluation; each of them must be known."""
        return self.fixed or Said(zh=filled(self.zh, env, 0), en=filled(self.en, env, 1, self.words))


def filled(
    parts: tuple[str | int, ...],
    env: Sequence[Any],
    language: int,
    words: Mapping[int, Mapping[str, str]] | None = None,
) -> str:
    """One language of a template. words: slot -> its texts in English."""
    said = words or {}
    return "".join(part if isinstance(part, str) else shown(env[part], said.get(part))[language] for part in parts)


def compile_template(words: Words, scope: Scope, is_allowed: Callable[[frozenset[str]], bool]) -> Template:
    """Both languages. is_allowed: whether values with these reads may stand in it. Raises Wrong (its text in params)."""
    reads: set[str] = set()
    names: set[str] = set()
    languages = []
    for text in (words.zh, words.en):
        parts, here = compiled_parts(text, scope, is_allowed)
        languages.append(parts)
        names |= here
        reads |= {read for each in here for read in scope.names[each].reads}
    said = {scope.names[each].slot: scope.names[each].words for each in names if scope.names[each].words}
    fixed = None if names else Said(zh=filled(languages[0], (), 0), en=filled(languages[1], (), 1))
    return Template(languages[0], languages[1], frozenset(reads), frozenset(names), said, fixed)


def compiled_parts(
    text: str, scope: Scope, is_allowed: Callable[[frozenset[str]], bool]
) -> tuple[tuple[str | int, ...], set[str]]:
    """Parts of one language, and the names in it."""
    if (at := unmatched_brace(text)) is not None:
        raise Wrong("bad_template", at, text=text)
    parts: list[str | int] = []
    names: set[str] = set()
    end = 0
    for found in PLACE.finditer(text):
        name = found[1].strip()
        at = found.start(1)
        named = scope.names.get(name)
        if named is None:
            code = "undeclared_field" if name in scope.undeclared else "unknown_field"
            raise Wrong(code, at, text=text, name=name, **closest(name, [*scope.names, *scope.undeclared]))
        if has_records(named.type):
            raise Wrong("not_shown", at, text=text, name=name)
        if not is_allowed(named.reads):
            raise Wrong("not_read", at, text=text, name=name)
        parts += [text[end : found.start()], named.slot]
        names.add(name)
        end = found.end()
    return (*(part for part in parts if part != ""), text[end:]), names


def has_records(kind: Type) -> bool:
    """Whether a type is a list of records."""
    return kind.element is not None and bool(kind.element.members)


def unmatched_brace(text: str) -> int | None:
    """Index of a brace without its fellow, or None."""
    rest = PLACE.sub(lambda found: " " * len(found[0]), text)
    places = [rest.find(brace) for brace in "{}" if brace in rest]
    return min(places, default=None)
