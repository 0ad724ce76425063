"""A document while it is compiled (编译中): its names and bits, and the mistakes found so far."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from kiosk.approval.compiled import Way
from kiosk.approval.language import compile_expression
from kiosk.approval.language.checker import FIRST_FIELD, Named, Scope
from kiosk.approval.mistakes import Collector, Wrong
from kiosk.approval.values import Type
from kiosk.matters.model import Dictionary, MatterDocument


@dataclass(slots=True)
class Workshop:
    """A document on its way. names: what expressions may use. bits: field or member -> its bit, given when first read."""

    document: MatterDocument
    dictionary: Dictionary
    notes: Collector
    types: Mapping[str, Type]
    names: dict[str, Named] = field(default_factory=dict)
    bits: dict[str, int] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    route_sources: dict[str, str] = field(default_factory=dict)
    size: int = FIRST_FIELD

    @property
    def scope(self) -> Scope:
        """The names as expressions see them."""
        undeclared = frozenset(self.dictionary.fields) - self.names.keys()
        return Scope(self.names, self.first_loop, undeclared)

    @property
    def first_loop(self) -> int:
        """Loops use the slots behind every field and output there can be."""
        outputs = sum(len(table.outputs) for table in self.document.tables)
        return FIRST_FIELD + len(self.document.fields) + outputs

    def give(self, name: str, kind: Type, reads: frozenset[str], words: Mapping[str, str] | None = None) -> Named:
        """A slot for a name. words: its texts in English."""
        self.names[name] = Named(kind, self.size, reads, words or {})
        self.size += 1
        return self.names[name]

    def mask(self, reads: Iterable[str]) -> int:
        """The bits of what is read; from here on it counts as used."""
        self.used |= {read.partition("[]")[0] for read in reads}
        return sum(self.bits.setdefault(read, 1 << len(self.bits)) for read in sorted(reads))

    def way(self, written: str, wanted: Type) -> tuple[Way, frozenset[str]]:
        """An expression with its mask. Raises Wrong."""
        compiled = compile_expression(written, self.scope, wanted)
        if not compiled.names:
            raise Wrong("never_reads", 0)
        self.used |= compiled.names
        return Way(self.mask(compiled.reads), compiled.run, written), compiled.reads
