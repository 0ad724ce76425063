"""Authoring mistakes (编目错误): what is wrong in a matter document, where, and how to read it.

A mistake names file, matter, the place in the document, the column counted in characters, and shows the line with a
caret. A matter with a mistake is not compiled at all: nothing half-read ever decides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

Made = TypeVar("Made")

MISTAKES: Final[dict[str, tuple[str, str]]] = {
    "unfinished": ("表达式没有写完", "the expression is unfinished"),
    "syntax": ("这里读不懂（{message}）", "this cannot be read ({message})"),
    "one_equals": ("比较是否相等要写两个等号 ==", "equality is written with two equals signs, =="),
    "too_long": ("表达式超过 {limit} 个字符", "the expression is longer than {limit} characters"),
    "too_deep": ("嵌套超过 {limit} 层", "nested deeper than {limit}"),
    "forbidden_character": ("这里不能用 {character}", "{character} may not be used here"),
    "plain_quotes": ("引号要用半角的 ' 或 \"", "quotes must be plain ' or \""),
    "not_allowed": ("规则语言里没有 {what}", "the rule language has no {what}"),
    "plain_text": ("一段文字只用一对引号，前面不加字母", "a text is one pair of quotes without a prefix"),
    "plain_number": ("数字只写成 80 或 80.5", "numbers are written 80 or 80.5"),
    "unknown_field": ("没有字段 {name}{closest_zh}", "there is no field {name}{closest_en}"),
    "undeclared_field": (
        "字段 {name} 没有在本事项 fields 中声明",
        "field {name} is not declared in this matter's fields",
    ),
    "unknown_member": ("{record} 没有 {name}{closest_zh}", "a {record} has no {name}{closest_en}"),
    "unknown_function": ("没有函数 {name}{closest_zh}", "there is no function {name}{closest_en}"),
    "unknown_pattern": ("没有格式 {name}{closest_zh}", "there is no text pattern {name}{closest_en}"),
    "argument_count": ("{name} 要 {wanted} 个参数，这里有 {found} 个", "{name} takes {wanted} arguments, not {found}"),
    "argument_type": ("{name} 的参数应为 {wanted}，这里是 {found}", "{name} takes {wanted}, not {found}"),
    "literal_wanted": ("{name} 的这个参数要直接写出来", "this argument of {name} must be written out"),
    "not_a_date": ("{text} 不是日期，应写成 2024-01-31", "{text} is no date; write 2024-01-31"),
    "wrong_type": ("应为 {wanted}，这里是 {found}", "{wanted} is wanted here, not {found}"),
    "different_types": ("不能比较 {left} 与 {right}", "{left} and {right} cannot be compared"),
    "no_order": ("{found} 没有大小之分", "{found} has no order"),
    "mixed_list": ("列表里的类型要一致：{found}", "a list holds one type: {found}"),
    "empty_list": ("空列表没有类型", "an empty list has no type"),
    "name_taken": ("名字 {name} 已有别的意思", "the name {name} means something else already"),
    "not_iterable": ("只能逐个看列表，这里是 {found}", "only a list has members; this is {found}"),
    "one_loop": ("一次只能逐个看一个列表", "only one list at a time"),
    "never_reads": ("条件没有读任何事实", "the condition reads no fact"),
    "bad_template": ("花括号不成对", "braces do not match"),
    "not_read": ("{name} 不在本条件所读的值里", "{name} is not among the values this condition reads"),
    "not_shown": ("{name} 是一组记录，不能写进文字", "{name} is a list of records and cannot stand in a text"),
    "not_bound": ("when 与 any_of 必须且只能有一个", "exactly one of when and any_of must be given"),
    "duplicate_code": ("代码 {name} 重复", "code {name} is used twice"),
    "duplicate_field": ("{name} 不能与字典里的字段同名", "{name} is a field of the dictionary already"),
    "wrong_source": ("{source} 不提供 {name}，应为 {wanted}", "{source} does not list {name}; {wanted} does"),
    "fresher_only": (
        "fresh_days 只能比来源的 {limit} 天更短",
        "fresh_days may only be shorter than the source's {limit}",
    ),
    "unused_field": ("取了字段 {name} 却没有用到", "field {name} is fetched and used nowhere"),
    "no_such_basis": ("没有第 {index} 条依据", "there is no basis number {index}"),
    "no_such_material": ("没有材料 {name}", "there is no material {name}"),
    "not_lackable": (
        "材料 {name} 没有写明可容缺和补交天数",
        "material {name} does not say that it may be lacking, and for how long",
    ),
    "gap_not_soft": ("只有 soft 条件可以写 gap", "only a soft condition has a gap"),
    "route_shares_source": (
        "来源 {source} 由 route 条件 {code} 独用，别处读它会泄露原因",
        "source {source} belongs to route condition {code}; read elsewhere it would give the cause away",
    ),
    "unknown_type": ("没有类型 {name}", "there is no type {name}"),
    "unknown_source": ("没有来源 {name}", "there is no source {name}"),
    "bad_none": ("none 的类型与字段不符", "none is not of the field's type"),
    "bad_cell": ("单元格读不懂：{text}", "this cell cannot be read: {text}"),
    "cell_type": ("单元格应为 {wanted}：{text}", "this cell should be {wanted}: {text}"),
    "cell_value": ("{text} 不在该列的取值里", "{text} is not among the values of this column"),
    "column_type": ("{name} 不能做决策表的列", "{name} cannot be a column of a table"),
    "column_domain": ("该列的范围与类型 {found} 不符", "the domain of this column does not fit {found}"),
    "not_a_column": ("{name} 不是本表的列{closest_zh}", "{name} is no column of this table{closest_en}"),
    "missing_output": ("没有给出 {name}", "{name} is not given"),
    "output_type": ("{name} 应为 {wanted}", "{name} should be {wanted}"),
    "unreachable_row": ("第 {row} 行永远用不到", "row {row} can never be used"),
    "table_gap": ("{witness}：无规则", "no rule for {witness}"),
    "table_overlap": ("{witness}：第 {rows} 行同时命中", "rows {rows} all fit {witness}"),
    "table_too_big": ("决策表超过 {limit} 格", "the table has more than {limit} cells"),
    "best_wrong": (
        "PRIORITY 须用 best 排出第一个输出的所有值",
        "PRIORITY needs best: every value of the first output in order",
    ),
    "collect_type": ("{collect} 只能用于 number", "{collect} joins numbers only"),
}
"""Code -> what is wrong, in zh and en."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """One mistake. place: key path in the document. column: in characters, from 1; None where a whole key is meant."""

    code: str
    params: dict[str, str]
    file: str = ""
    matter: str = ""
    place: str = ""
    text: str | None = None
    column: int | None = None

    def said(self) -> tuple[str, str]:
        """What is wrong, in zh and en."""
        zh, en = MISTAKES[self.code]
        return zh.format_map(self.params), en.format_map(self.params)

    def __str__(self) -> str:
        zh, en = self.said()
        column = "" if self.column is None else f" · 第{self.column}列 column {self.column}"
        head = f"{self.file} · {self.matter} · {self.place}{column}: {zh} · {en}"
        if self.text is None or self.column is None:
            return head
        line = self.text.replace("\n", " ")
        return f"{head}\n    {line}\n    {caret_line(line, self.column)}"


def caret_line(text: str, column: int) -> str:
    """A caret under a character; wide characters before it take two places."""
    before = text[: column - 1].ljust(column - 1)
    return "".join("\u3000" if is_wide(each) else " " for each in before) + "^"


def is_wide(character: str) -> bool:
    """Whether a character takes two places on a screen: CJK, its punctuation and full-width forms."""
    return "\u1100" <= character <= "\u115f" or "\u2e80" <= character <= "\ua4cf" or "\uac00" <= character <= "\uff60"


class Wrong(Exception):
    """One mistake inside a text. at: index of the character, from 0; None where there is no text to point into."""

    def __init__(self, code: str, at: int | None = None, /, **params: object) -> None:
        super().__init__(code, at, params)
        self.code = code
        self.at = at
        self.params = {key: str(value) for key, value in params.items()}


@dataclass(slots=True)
class Collector:
    """Mistakes of one document as they are found, so that an author sees all of them at once."""

    file: str
    matter: str
    mistakes: list[Mistake] = field(default_factory=list)

    def note(self, place: str, error: Wrong, text: str | None = None) -> None:
        """One more. text: what its column points into."""
        params = dict(error.params)
        within = params.pop("text", None) if error.at is not None and text is None else text
        self.mistakes.append(
            Mistake(
                code=error.code,
                params=params,
                file=self.file,
                matter=self.matter,
                place=place,
                text=within,
                column=None if error.at is None or within is None else error.at + 1,
            )
        )

    def kept(self, place: str, make: Callable[..., Made], *given: Any, text: str | None = None) -> Made | None:
        """What is made of the given, or None and a mistake noted."""
        try:
            return make(*given)
        except Wrong as error:
            self.note(place, error, text)
            return None


class CatalogueErrors(Exception):
    """All mistakes of a document or dictionary, together."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(map(str, self.mistakes)))
