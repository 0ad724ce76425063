"""Rules about materials, basis and ways (材料、依据、途径): E17 to E22 and E25 to E30."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from kiosk.matters.lint_subject import BASIC_CODE, Clash, Finding, Looked, Surroundings, found
from kiosk.matters.model import MatterDocument

CATCH_ALLS: Final = ("其他材料", "其它材料", "有关材料", "相关材料", "等材料", "其他证明")
"""Words that let somebody ask for anything (兜底条款)."""
SYNONYMS: Final = {
    "户口本": "居民户口簿",
    "户口簿": "居民户口簿",
    "身份证": "居民身份证",
    "二代身份证": "居民身份证",
    "残疾证": "残疾人证",
    "社保卡": "社会保障卡",
    "工商执照": "营业执照",
    "一寸照片": "近期免冠相片",
    "免冠照片": "近期免冠相片",
}
"""What a material is sometimes called -> its one name (同义词表)."""
BY_HAND: Final = frozenset({"upload", "scan"})
"""Sources that somebody has to look at."""
PATIENCE_WD: Final = 20
"""Working days within which a superior's new version is taken over."""


def catch_all(document: MatterDocument, _: Surroundings) -> Iterator[Clash]:
    """E17: a material that could be anything."""
    for material in document.materials:
        if any(each in material.name.zh for each in CATCH_ALLS) or material.name.zh.endswith("等"):
            yield f"materials.{material.id}", material.name.zh


def material_without_basis(document: MatterDocument, _: Surroundings) -> Iterator[Clash]:
    """E18: a material that no basis asks for."""
    for material in document.materials:
        if not 0 <= material.basis < len(document.basis):
            yield f"materials.{material.id}", f"{material.name.zh}: {material.basis}"


def not_shared(document: MatterDocument, around: Surroundings) -> Iterator[Clash]:
    """E19: the library has it, and people are asked for it (应共享未共享)."""
    for material in document.materials:
        is_shared = any(source.startswith("cert:") for source in material.source)
        if material.name.zh in (around.library or ()) and not is_shared:
            yield f"materials.{material.id}", material.name.zh


def waived_proof(document: MatterDocument, around: Surroundings) -> Iterator[Clash]:
    """E20: a proof that nobody may ask for any more (无谓证明)."""
    for material in document.materials:
        if material.name.zh in (around.waived or ()):
            yield f"materials.{material.id}", material.name.zh


def other_word(document: MatterDocument, _: Surroundings) -> Iterator[Clash]:
    """E21: a material by another than its one name."""
    for material in document.materials:
        if material.name.zh in SYNONYMS:
            yield f"materials.{material.id}", f"{material.name.zh} → {SYNONYMS[material.name.zh]}"


def basis_gone(document: MatterDocument, around: Surroundings) -> Iterator[Clash]:
    """E22: no basis, or one that is no longer law."""
    for at, basis in enumerate(document.basis):
        if not basis.title.strip() or basis.title in (around.expired or ()):
            yield f"basis.{at}", basis.title or "-"


def no_such_hardware(document: MatterDocument, around: Surroundings) -> Iterator[Clash]:
    """E25: a sort of terminal that lacks what the matter needs."""
    machines = around.machines or {}
    for machine in document.channels.kiosk:
        missing = sorted(set(document.kiosk.hardware) - set(machines.get(machine, ())))
        if machine not in machines or missing:
            yield "channels.kiosk", f"{machine}: {', '.join(missing) or '-'}"


def instant_by_hand(document: MatterDocument, _: Surroundings) -> Iterator[Clash]:
    """E26: decided at once, with a stage or a material that a person has to see."""
    if document.classing.instant != "allowed":
        return
    for stage in document.special:
        yield "special", stage.kind
    for child in document.parallel:
        yield "parallel", child.dept
    for material in document.materials:
        if material.need == "required" and set(material.source) <= BY_HAND:
            yield f"materials.{material.id}", ", ".join(material.source) or "-"


def bundle_of_nothing(looked: Looked) -> Iterator[Finding]:
    """E27: a bundle with a matter that is cancelled or does not exist."""
    for bundle in looked.bundles:
        for at, member in enumerate(bundle.members):
            if looked.is_cancelled(member.matter):
                yield Finding(rule="E27", subject=bundle.key, version=None, place=f"members.{at}", detail=member.matter)


def cancelled_in_use(looked: Looked) -> Iterator[Finding]:
    """E28: cancelled, and still on a menu or with cases that are not closed."""
    latest = {document.key: document for document in looked.documents}
    for key, document in latest.items():
        if looked.is_cancelled(key):
            if key in (looked.around.menus or ()):
                yield found("E28", document, "status", "menu")
            if (looked.around.open_cases or {}).get(key):
                yield found("E28", document, "status", str((looked.around.open_cases or {})[key]))


def not_taken_over(document: MatterDocument, around: Surroundings) -> Iterator[Clash]:
    """E29: delegated to us, and nobody wrote down that we took it."""
    if document.status.change.kind == "delegated" and document.matter.code not in (around.taken_over or ()):
        yield "status.change", document.status.change.doc


def older_than_above(document: MatterDocument, around: Surroundings) -> Iterator[Clash]:
    """E30: the level above has had a newer version for too long."""
    above = (around.superior or {}).get(document.matter.code[BASIC_CODE])
    if above is not None and above.version > document.matter.version and above.waiting_wd > PATIENCE_WD:
        yield "matter.version", f"{document.matter.version} < {above.version}, {above.waiting_wd} wd"
