"""The data scope of a matter (数据范围): what is used is declared, what is declared is used, what is secret stays so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kiosk.approval.language import compile_expression
from kiosk.approval.language.checker import closest
from kiosk.approval.mistakes import Wrong
from kiosk.approval.templates import compile_template
from kiosk.approval.workshop import Workshop
from kiosk.matters.model import Words


def check_form(shop: Workshop) -> None:
    """What the form fills in and asks for must be declared."""
    form = shop.document.form
    named = [(f"form.prefill.{key}", name) for key, name in form.prefill.items()]
    for place, name in [*named, *(("form.ask", name) for name in form.ask)]:
        if name not in shop.names:
            code = "undeclared_field" if name in shop.dictionary.fields else "unknown_field"
            shop.notes.note(place, Wrong(code, name=name, **closest(name, shop.names)))
        else:
            shop.mask(shop.names[name].reads)


def check_use(shop: Workshop) -> None:
    """A field that is fetched and used nowhere is a datum too much; a derived one is a rule nobody follows.

    Asked only of a matter that is right otherwise: what a broken expression meant to read is not known.
    """
    if shop.notes.mistakes:
        return
    for name in shop.document.fields:
        if name in shop.names and name not in shop.used:
            shop.notes.note(f"fields.{name}", Wrong("unused_field", name=name))


def check_secrets(shop: Workshop) -> None:
    """A source behind a route condition is read by nothing else.

    A text that named it when it is down would give away, by its absence, what it answered when it is not.
    """
    for place, names in open_reads(shop):
        fields = {read for name in names if name in shop.names for read in shop.names[name].reads}
        for source in sorted({shop.dictionary.fields[name].source for name in fields} & shop.route_sources.keys()):
            shop.notes.note(place, Wrong("route_shares_source", source=source, code=shop.route_sources[source]))


def open_reads(shop: Workshop) -> Iterator[tuple[str, Iterable[str]]]:
    """Place -> the names it reads, for all that a citizen may be told about."""
    document = shop.document
    for condition in document.eligibility:
        if condition.severity != "route":
            for text in filter(None, (condition.when, *(each.when for each in condition.any_of))):
                yield f"eligibility.{condition.code}", names_read(shop, text)
    for key, name in document.form.prefill.items():
        yield f"form.prefill.{key}", [name]
    for table in document.tables:
        yield f"tables.{table.code}", [column.field for column in table.inputs]
    for at, row in enumerate(document.result.rows, start=1):
        yield f"result.rows.{at}", names_in(shop, row.value)
    if document.lack.when:
        yield "lack.when", names_read(shop, document.lack.when)


def names_read(shop: Workshop, written: str) -> frozenset[str]:
    """Names an expression uses; nothing where it is wrong, which has been noted already."""
    try:
        return compile_expression(written, shop.scope).names
    except Wrong:
        return frozenset()


def names_in(shop: Workshop, words: Words) -> frozenset[str]:
    """Names in a text; nothing where it is wrong."""
    try:
        return compile_template(words, shop.scope, lambda _: True).names
    except Wrong:
        return frozenset()
