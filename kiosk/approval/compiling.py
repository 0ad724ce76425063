"""From a document to a compiled matter (编译事项): everything is checked here, and every mistake is named.

The data scope of a matter is what its rules, its form and its result use, no more: a field that is used but not
declared is a mistake, and so is one that is declared and used nowhere.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from operator import itemgetter
from typing import Any, Final

import orjson

from kiosk.approval.compiled import (
    DATA,
    EVALUATOR,
    ROUTE,
    CompiledCondition,
    CompiledMatter,
    DerivedField,
    Input,
    Label,
    Member,
    Severity,
    Way,
)
from kiosk.approval.language.checker import ACCEPTED_ON, FIRST_FIELD, MAX_LOOPS, Named, closest
from kiosk.approval.mistakes import CatalogueErrors, Collector, Wrong
from kiosk.approval.scope_checks import check_form, check_secrets, check_use
from kiosk.approval.table_reading import compile_table
from kiosk.approval.tables import Table
from kiosk.approval.templates import Said, Template, compile_template
from kiosk.approval.values import DATE, FLAG, SCALARS, UNKNOWN, Mistyped, Type, convert_to, types_of
from kiosk.approval.workshop import Workshop
from kiosk.matters.model import (
    Condition,
    Derived,
    Dictionary,
    Fetched,
    MatterDocument,
)

SELF_DECLARED: Final = frozenset({"form"})
"""Sources where the applicant's own word is what is asked for."""
PROVES: Final = frozenset("AB")
"""Grades of a fact that a source vouches for."""


def compile_matter(document: MatterDocument, dictionary: Dictionary, file: str = "") -> CompiledMatter:
    """A matter ready to judge. file: where the document was read, for messages. Raises CatalogueErrors with all mistakes."""
    shop = Workshop(
        document, dictionary, Collector(file, f"{document.number} {document.matter.name.zh}"), types_of(dictionary)
    )
    inputs = declare(shop)
    derived = derive(shop)
    conditions = read_conditions(shop)
    tables = read_tables(shop)
    rows = read_result(shop)
    check_form(shop)
    used = frozenset(shop.used)
    lack = read_lack(shop)
    check_use(shop)
    check_secrets(shop)
    if shop.notes.mistakes:
        raise CatalogueErrors(shop.notes.mistakes)
    return CompiledMatter(
        key=document.key,
        code=document.matter.code,
        version=document.matter.version,
        name=Said(document.matter.name.zh, document.matter.name.en),
        rules_hash=rules_hash(document, dictionary),
        is_instant=document.classing.instant == "allowed" and bool(conditions),
        inputs=tuple(each._replace(bit=shop.bits[each.name]) for each in inputs),
        members=members(shop),
        derived=derived,
        conditions=conditions,
        tables=tables,
        lack=lack,
        lack_ok=frozenset(document.lack.materials),
        result_rows=rows,
        sample_percent=document.after_check.percent,
        labels=labels(shop),
        names={bit: name for name, bit in shop.bits.items()},
        # What a route condition reads it asks for itself, and speaks of it to nobody.
        data_mask=bits_of(shop, (each.name for each in inputs if each.source not in shop.route_sources)),
        # A promise is asked for only where something is lacking.
        unasked_mask=bits_of(
            shop, (each.name for each in inputs if each.source in SELF_DECLARED and each.name not in used)
        ),
        blank=(0, None, None, *[UNKNOWN] * (shop.first_loop + MAX_LOOPS - FIRST_FIELD)),
    )


def declare(shop: Workshop) -> list[Input]:
    """The fields to be fetched, checked against the dictionary."""
    shop.names["accepted_on"] = Named(DATE, ACCEPTED_ON)
    inputs = []
    for name, fetched in shop.document.fields.items():
        if isinstance(fetched, Fetched):
            made = shop.notes.kept(f"fields.{name}", declared, shop, name, fetched)
            if made is not None:
                inputs.append(made)
    return inputs


def declared(shop: Workshop, name: str, fetched: Fetched) -> Input:
    """One field. Raises Wrong."""
    entry = shop.dictionary.fields.get(name)
    if entry is None:
        raise Wrong("unknown_field", name=name, **closest(name, shop.dictionary.fields))
    if fetched.source != entry.source:
        raise Wrong("wrong_source", source=fetched.source, name=name, wanted=entry.source)
    if entry.source not in shop.dictionary.sources:
        raise Wrong("unknown_source", name=entry.source)
    if entry.type not in shop.types:
        raise Wrong("unknown_type", name=entry.type)
    limit = shop.dictionary.sources[entry.source].fresh_days
    if fetched.fresh_days is not None and limit is not None and fetched.fresh_days > limit:
        raise Wrong("fresher_only", limit=limit)
    kind = shop.types[entry.type]
    convert = convert_to(kind)
    try:
        empty = UNKNOWN if entry.none is None else convert(entry.none)
    except Mistyped:
        raise Wrong("bad_none") from None
    named = shop.give(name, kind, frozenset({name}), entry.values)
    shop.bits[name] = 1 << len(shop.bits)
    fresh_days = limit if fetched.fresh_days is None else fetched.fresh_days
    grades = frozenset("ABCD") if entry.source in SELF_DECLARED else PROVES
    return Input(name, named.slot, 0, convert, empty, entry.source, fresh_days, grades)


def derive(shop: Workshop) -> tuple[DerivedField, ...]:
    """The derived fields in the order of the document; each may use those above it."""
    made = []
    for name, derived in shop.document.fields.items():
        if isinstance(derived, Derived):
            place = f"fields.{name}.rule"
            if name in shop.dictionary.fields or name in shop.names:
                shop.notes.note(place, Wrong("duplicate_field", name=name))
                continue
            kind = SCALARS[derived.type]
            found = shop.notes.kept(place, shop.way, derived.rule, kind, text=derived.rule)
            if found is not None and not found[1]:
                shop.notes.note(place, Wrong("never_reads", 0), derived.rule)
            way, reads = found or (Way(0, lambda _: UNKNOWN, ""), frozenset[str]())
            made.append(DerivedField(name, shop.give(name, kind, reads).slot, way))
    return tuple(made)


def read_conditions(shop: Workshop) -> tuple[CompiledCondition, ...]:
    """All conditions; whatever is wrong with one does not hide what is wrong with the next."""
    made, codes = [], {DATA, ROUTE}
    for condition in shop.document.eligibility:
        place = f"eligibility.{condition.code}"
        if condition.code in codes:
            shop.notes.note(place, Wrong("duplicate_code", name=condition.code))
        codes.add(condition.code)
        shop.notes.kept(place, check_condition, shop, condition)
        made.append(read_condition(shop, condition, place))
    return tuple(each for each in made if each is not None)


def check_condition(shop: Workshop, condition: Condition) -> None:
    """What a condition refers to. Raises Wrong."""
    if (condition.when is None) is (not condition.any_of):
        raise Wrong("not_bound")
    if not 0 <= condition.basis < len(shop.document.basis):
        raise Wrong("no_such_basis", index=condition.basis)
    if condition.gap is None:
        return
    if condition.severity != "soft":
        raise Wrong("gap_not_soft")
    materials = {each.id: each for each in shop.document.materials}
    if condition.gap not in materials:
        raise Wrong("no_such_material", name=condition.gap)


def read_condition(shop: Workshop, condition: Condition, place: str) -> CompiledCondition | None:
    """One condition with its texts, or None where an expression or a text is wrong."""
    written = (
        [(f"{place}.when", condition.when)]
        if condition.when is not None
        else [(f"{place}.any_of.{at}", each.when) for at, each in enumerate(condition.any_of, start=1)]
    )
    found = [shop.notes.kept(where, shop.way, text, FLAG, text=text) for where, text in written]
    ways = [each for each in found if each is not None]
    if len(ways) < len(written):
        return None
    reads = frozenset[str]().union(*(reads for _, reads in ways))
    fields = sorted({base(read) for read in reads})
    if condition.severity == "route":
        shop.route_sources |= {shop.dictionary.fields[name].source: condition.code for name in fields}

    def known(needed: frozenset[str]) -> bool:
        return needed <= reads

    reason = shop.notes.kept(f"{place}.reason", compile_template, condition.reason, shop.scope, known)
    remedy = shop.notes.kept(f"{place}.remedy", compile_template, condition.remedy, shop.scope, known)
    if reason is None or remedy is None:
        return None
    shop.used |= reason.names | remedy.names
    order = {name: at for at, name in enumerate(each for each in shop.bits if "[]" not in each)}
    places = [order[name] for name in fields]
    return CompiledCondition(
        code=condition.code,
        name=Said(condition.name.zh, condition.name.en),
        severity=Severity(condition.severity),
        gap=condition.gap,
        ways=tuple(way for way, _ in ways),
        mask=shop.mask(reads),
        gap_mask=gap_mask(shop, fields) if condition.gap is not None else 0,
        reads=tuple(sorted(reads)),
        places=getter(places),
        reason=reason,
        remedy=remedy,
        remedy_mask=shop.mask(remedy.reads),
        basis=condition.basis,
    )


def gap_mask(shop: Workshop, fields: Iterable[str]) -> int:
    """Bits of every declared field that comes from the sources of these."""
    sources = {shop.dictionary.fields[name].source for name in fields}
    return sum(bit for read, bit in shop.bits.items() if shop.dictionary.fields[base(read)].source in sources)


def base(read: str) -> str:
    """The field of a read: person.household of person.household[].birth."""
    return read.partition("[]")[0]


def getter(places: list[int]) -> Any:
    """From a list of readings to the tuple of those at the places."""
    if len(places) == 1:
        (at,) = places
        return lambda readings: (readings[at],)
    return itemgetter(*places) if places else lambda _: ()


def read_tables(shop: Workshop) -> tuple[tuple[Table, int, tuple[int, ...]], ...]:
    """Every table with its mask and the slots of its outputs, which texts of the result may name."""
    made = []
    codes = {DATA, ROUTE, *(condition.code for condition in shop.document.eligibility)}
    for document in shop.document.tables:
        if document.code in codes:
            shop.notes.note(f"tables.{document.code}", Wrong("duplicate_code", name=document.code))
        codes.add(document.code)
        table = compile_table(document, shop.scope, shop.notes)
        if table is not None:
            made.append((document, table))
    compiled = []
    for document, table in made:
        slots = []
        for name, kind in document.outputs.items():
            if name in shop.names or name in shop.dictionary.fields:
                shop.notes.note(f"tables.{document.code}.outputs", Wrong("name_taken", name=name))
            slots.append(shop.give(name, output_type(document.hit, document.collect, SCALARS[kind]), table.reads).slot)
        compiled.append((table, shop.mask(table.reads), tuple(slots)))
        shop.used |= {column.field for column in document.inputs}
    return tuple(compiled)


def output_type(hit: str, collect: str, kind: Type) -> Type:
    """What an output holds: COLLECT may gather several values, or count them."""
    if hit == "COLLECT" and collect in ("list", "count"):
        return Type("list", kind) if collect == "list" else SCALARS["number"]
    return kind


def read_lack(shop: Workshop) -> Way | None:
    """What must hold besides for an acceptance with gaps; None where the matter has none."""
    lack = shop.document.lack
    materials = {each.id: each for each in shop.document.materials}
    for name in lack.materials:
        if name not in materials:
            shop.notes.note("lack.materials", Wrong("no_such_material", name=name))
        elif not materials[name].lack_ok or materials[name].lack_days is None:
            shop.notes.note("lack.materials", Wrong("not_lackable", name=name))
    if not lack.enabled:
        return None
    if lack.when is None:
        shop.notes.note("lack.when", Wrong("never_reads"))
        return None
    found = shop.notes.kept("lack.when", shop.way, lack.when, FLAG, text=lack.when)
    return None if found is None else found[0]


def read_result(shop: Workshop) -> tuple[tuple[Said, Template], ...]:
    """The rows of what is issued. They may show any declared value and any output."""
    made = []
    for at, row in enumerate(shop.document.result.rows, start=1):
        place = f"result.rows.{at}"
        template = shop.notes.kept(place, compile_template, row.value, shop.scope, lambda _: True)
        if template is not None:
            shop.mask(template.reads)
            shop.used |= template.names
            made.append((Said(row.label.zh, row.label.en), template))
    return tuple(made)


def bits_of(shop: Workshop, names: Iterable[str]) -> int:
    """The bits of fields and of the parts of their members."""
    wanted = frozenset(names)
    return sum(bit for read, bit in shop.bits.items() if base(read) in wanted)


def members(shop: Workshop) -> tuple[Member, ...]:
    """The parts of lists that some rule reads."""
    found = []
    for read, bit in shop.bits.items():
        name, is_member, part = read.partition("[].")
        if is_member:
            named = shop.names[name]
            assert named.type.element is not None
            index = [member for member, _ in named.type.element.members].index(part)
            found.append(Member(read, name, named.slot, index, bit))
    return tuple(found)


def labels(shop: Workshop) -> dict[str, Label]:
    """How fields are called in texts."""
    entries = {name: shop.dictionary.fields[name] for name in shop.bits if "[]" not in name}
    sources = shop.dictionary.sources
    return {
        name: Label((entry.zh, entry.en), (sources[entry.source].zh, sources[entry.source].en))
        for name, entry in entries.items()
    }


def rules_hash(document: MatterDocument, dictionary: Dictionary) -> str:
    """What decides: the document, what it uses of the dictionary, and the evaluator's version."""
    entries = {name: dictionary.fields[name] for name in document.fields if name in dictionary.fields}
    content = {
        "evaluator": EVALUATOR,
        "document": document.model_dump(mode="json", by_alias=True),
        "fields": {name: entry.model_dump(mode="json") for name, entry in entries.items()},
        "sources": {
            entry.source: dictionary.sources[entry.source].model_dump(mode="json") for entry in entries.values()
        },
        "records": {
            entry.type: dictionary.records[entry.type] for entry in entries.values() if entry.type in dictionary.records
        },
    }
    return hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()
