"""The text of an expression (源文本): made plain outside quotes, with every position leading back to the author's own.

Chinese keyboards write （ ， ＞ and full-width digits: outside quotes each becomes what it stands for. Inside quotes
nothing changes, since there the text is data. No escapes and no comments: what is seen is what is read.
"""

from __future__ import annotations

import ast
import unicodedata
from dataclasses import dataclass
from typing import Final

from kiosk.approval.mistakes import Wrong

MAX_CHARACTERS: Final = 1000
QUOTES: Final = "'\""
CURLY: Final = "“”‘’「」『』＂＇`"
SPELLINGS: Final = {"≥": ">=", "≤": "<=", "≠": "!=", "\n": " ", "\t": " ", "\r": " ", "。": ".", "、": ","}
"""What a hand may write for an operator or a separator -> how it is read."""
NEVER: Final = "\\#;\0"
HIDDEN: Final = frozenset({"Cc", "Cf", "Cs"})
"""Characters that nobody sees; they may not even stand in quotes."""


@dataclass(frozen=True, slots=True)
class Text:
    """An expression as written and as read. origins: index in `plain` -> index in `written`, and one more for the end."""

    written: str
    plain: str
    origins: tuple[int, ...]

    def origin(self, index: int) -> int:
        """Where a character of the plain text stands in the written one."""
        return self.origins[min(max(index, 0), len(self.plain))]

    def at(self, node: ast.expr | ast.expr_context | ast.cmpop) -> int:
        """Where a node begins in the written text; ast counts bytes, authors count characters."""
        return self.origin(characters(self.plain, getattr(node, "col_offset", 0)))

    def segment(self, node: ast.expr) -> str:
        """The plain text of a node."""
        end = node.end_col_offset if node.end_col_offset is not None else node.col_offset
        return self.plain[characters(self.plain, node.col_offset) : characters(self.plain, end)]


def characters(text: str, count: int) -> int:
    """Index of the character at so many bytes of UTF-8."""
    return len(text.encode()[:count].decode(errors="ignore"))


def plain_text(written: str) -> Text:
    """Normalised outside quotes. Raises Wrong with the place of what may not stand there."""
    if len(written) > MAX_CHARACTERS:
        raise Wrong("too_long", MAX_CHARACTERS, limit=MAX_CHARACTERS)
    plain: list[str] = []
    origins: list[int] = []
    quote = ""
    for index, character in enumerate(written):
        is_hidden = unicodedata.category(character) in HIDDEN and character not in SPELLINGS
        if character in NEVER or is_hidden:
            raise Wrong("forbidden_character", index, character=ascii(character)[1:-1])
        spelt = character if quote or character in QUOTES else spell(character, index)
        if character in QUOTES and quote in ("", character):
            quote = "" if quote else character
        elif quote and character == "\n":
            raise Wrong("unfinished", index)
        plain.append(spelt)
        origins.extend([index] * len(spelt))
    # What stands before the first character is no indentation.
    whole = "".join(plain)
    start = len(whole) - len(whole.lstrip(" "))
    return Text(written, whole[start:].rstrip(" ") if not quote else whole[start:], (*origins[start:], len(written)))


def spell(character: str, index: int) -> str:
    """How one character outside quotes is read."""
    if character in CURLY:
        raise Wrong("plain_quotes", index)
    spelt = SPELLINGS.get(character) or unicodedata.normalize("NFKC", character)
    if any(each in QUOTES or each in NEVER for each in spelt):
        raise Wrong("forbidden_character", index, character=character)
    return spelt


def parse(text: Text) -> ast.expr:
    """The tree of an expression, not yet checked. Raises Wrong."""
    try:
        return ast.parse(text.plain, mode="eval").body
    except SyntaxError as error:
        raise wrong_syntax(text, error) from None
    except (ValueError, RecursionError, MemoryError) as error:
        raise Wrong("syntax", 0, message=type(error).__name__) from None


def wrong_syntax(text: Text, error: SyntaxError) -> Wrong:
    """Python's complaint with its place. It reports column 0 for the end of the input, and so it is unfinished."""
    end = len(text.written.rstrip())
    offset = error.offset or 0
    if offset <= 0 or offset > len(text.plain):
        return Wrong("unfinished", end)
    if "never closed" in error.msg or "unterminated" in error.msg:
        return Wrong("unfinished", end)
    place = offset - 1
    if text.plain[place : place + 2] != "==" and "=" in text.plain[place : place + 1]:
        return Wrong("one_equals", text.origin(place))
    return Wrong("syntax", text.origin(place), message=error.msg)
