"""Bundles (一件事): several matters with one form, each field asked once, each with a result of its own.

A member that fails takes no other with it, unless the bundle is atomic. `after` only orders: who must wait for whom.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

from pydantic import Field

from kiosk.matters.loader import CATALOGUE, CatalogueUnreadable, Misread, read_document
from kiosk.matters.model import Derived, Dictionary, Document, Fetched, FieldName, Key, MatterDocument, Words

BUNDLES: Final = CATALOGUE / "bundles"
BUNDLE_PRIORITY: Final = 60
"""A bundle's priority: among what many want."""


class Member(Document):
    """One matter of a bundle. after: members that are concluded first."""

    matter: Key
    after: tuple[Key, ...] = ()


class Bundle(Document):
    """Several matters as one (一件事). atomic: all are granted or none is."""

    key: Key
    name: Words
    tile: Annotated[str, Field(description="按钮上的名称，| 处可以换行")] = ""
    about: Words
    alias: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    owner: Annotated[str, Field(description="牵头部门")]
    members: Annotated[tuple[Member, ...], Field(min_length=2, max_length=12)]
    atomic: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One field of a bundle's form. matters: whose it is, in the order of the bundle."""

    field: FieldName
    zh: str
    en: str
    type: str
    matters: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleForm:
    """prefill: what is filled in, form key -> field. ask: what the applicant is asked, once each. scope: source -> fields.

    promises: matters that an acceptance with gaps would ask a promise for.
    """

    prefill: Mapping[str, FieldName]
    ask: tuple[Asked, ...]
    scope: Mapping[str, tuple[FieldName, ...]]
    promises: tuple[str, ...]


def load_bundles(folder: Path = BUNDLES) -> tuple[Bundle, ...]:
    """Every bundle of a folder, in the order of their names. Raises CatalogueUnreadable with all that is wrong."""
    wrong: list[Misread] = []
    read: dict[str, Bundle] = {}
    for path in sorted(folder.glob("*.yaml")):
        try:
            bundle = read_document(path, Bundle)
        except CatalogueUnreadable as error:
            wrong += error.misread
            continue
        if bundle.key in read:
            wrong.append(Misread(file=path.name, key=("key",), line=1, message=f"{bundle.key} is a bundle already"))
        read[bundle.key] = bundle
        wrong += [Misread(file=path.name, key=key, line=1, message=text) for key, text in misshapen(bundle)]
    if wrong:
        raise CatalogueUnreadable(wrong)
    return tuple(read.values())


def misshapen(bundle: Bundle) -> list[tuple[tuple[str | int, ...], str]]:
    """What is wrong with a bundle whichever matters there are: (key path, message)."""
    keys = [member.matter for member in bundle.members]
    found: list[tuple[tuple[str | int, ...], str]] = []
    for at, member in enumerate(bundle.members):
        place = ("members", at)
        if member.matter in keys[:at]:
            found.append(((*place, "matter"), f"{member.matter} is a member already"))
        found += [
            ((*place, "after"), f"{each} is no other member of this bundle")
            for each in member.after
            if each not in keys or each == member.matter
        ]
    if not found and len(stages(bundle)[-1]) == 0:
        found.append((("members",), "members wait for each other in a circle"))
    return found


def stages(bundle: Bundle) -> tuple[tuple[str, ...], ...]:
    """Members by when they may begin: each stage after the one before. Ends with an empty one if they wait in a circle."""
    waiting = {member.matter: set(member.after) for member in bundle.members}
    made: list[tuple[str, ...]] = []
    while waiting:
        ready = tuple(key for key, after in waiting.items() if not after & waiting.keys())
        made.append(ready)
        if not ready:
            break
        waiting = {key: after for key, after in waiting.items() if key not in ready}
    return tuple(made)


def members_of(bundle: Bundle, documents: Mapping[str, MatterDocument]) -> tuple[MatterDocument, ...]:
    """The documents in the order in which they are judged. documents: key -> the version in force. Raises KeyError."""
    return tuple(documents[key] for stage in stages(bundle) for key in stage)


def form_of(bundle: Bundle, documents: Mapping[str, MatterDocument], dictionary: Dictionary) -> BundleForm:
    """The one form of a bundle: the union of its members' forms, by the fields of the dictionary. Raises KeyError."""
    members = members_of(bundle, documents)
    prefill: dict[str, str] = {}
    asking: dict[str, list[str]] = {}
    scope: dict[str, dict[str, None]] = {}
    for document in members:
        prefill |= document.form.prefill
        for field in document.form.ask:
            asking.setdefault(field, []).append(document.key)
        for name, declared in document.fields.items():
            if isinstance(declared, Fetched):
                scope.setdefault(declared.source, {})[name] = None
    entries = dictionary.fields
    return BundleForm(
        prefill=prefill,
        ask=tuple(
            Asked(
                field=field, zh=entries[field].zh, en=entries[field].en, type=entries[field].type, matters=tuple(keys)
            )
            for field, keys in asking.items()
        ),
        scope={source: tuple(names) for source, names in scope.items()},
        promises=tuple(document.key for document in members if document.lack.enabled),
    )


def disagreements(bundle: Bundle, documents: Mapping[str, MatterDocument]) -> list[tuple[str, str]]:
    """Where members cannot share one form: (matter, what is wrong). Matters that do not exist are left to rule E27."""
    found: list[tuple[str, str]] = []
    prefill: dict[str, tuple[str, str]] = {}
    derived: dict[str, tuple[str, str]] = {}
    for document in (documents[member.matter] for member in bundle.members if member.matter in documents):
        for key, field in document.form.prefill.items():
            other, meant = prefill.setdefault(key, (document.key, field))
            if meant != field:
                found.append((document.key, f"prefill {key} is {field} here and {meant} in {other}"))
        for name, declared in document.fields.items():
            if isinstance(declared, Derived):
                other, rule = derived.setdefault(name, (document.key, declared.rule))
                if rule != declared.rule:
                    found.append((document.key, f"{name} is {declared.rule} here and {rule} in {other}"))
        locked = {name for name, each in document.fields.items() if isinstance(each, Fetched) and each.lock}
        found += [(document.key, f"{field} is asked for and locked") for field in document.form.ask if field in locked]
    return found
