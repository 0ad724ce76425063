"""Draws docs/devices.md from the models' tables: `python docs/draw_devices.py`.

A test compares the file with what this prints, so that the page cannot lie.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from devices.core import COMMON_REMEDIES, Device
from devices.face_tables import LIMITS, matcher_of
from devices.faults import COMMON_KINDS, Effect, FaultKind
from devices.life import LIFE
from devices.models import MODELS
from devices.profiles import HAZARDS, PROFILES, SERVICES, Hazard

PAGE = Path(__file__).with_name("devices.md")
HEAD = """# Devices

Drawn by `python docs/draw_devices.py` from the tables in `devices/`; do not edit.

Every device here is a model: nothing touches hardware, and no device of a real make is imitated. **All timings and
limits are assumptions** that a terminal's profile may replace; consumables are counted, never chanced. A model draws no
chance: *uniforms* are what an operation is handed, each by name, and `fault` is what shares of faults are compared with.
"""
FACE = """Scores are synthetic: no biometric processing, no picture of anybody is stored. The holder's latent score is
normal around {mean:.3f}, anybody else's around 0, and {bar:.3f} is a confidence of 80, from which it matches.
"""


def table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """One table."""
    names = tuple(head)
    lines = ["| " + " | ".join(names) + " |", "|" + "---|" * len(names)]
    return "\n".join([*lines, *("| " + " | ".join(map(str, row)) + " |" for row in rows)]) + "\n"


def diagram(life: Mapping[tuple[object, str], object]) -> str:
    """One Mermaid state diagram; it begins where the table does."""
    first = next(iter(life))[0]
    lines = ["```mermaid", "stateDiagram-v2", f"    [*] --> {first}"]
    lines += [f"    {before} --> {after}: {what}" for (before, what), after in life.items()]
    return "\n".join([*lines, "```\n"])


def effect_of(effect: Effect) -> str:
    """What a fault does to an operation and to the device, in words."""
    words = [f"`{effect.error}`"] if effect.error else []
    words += [f"→ {effect.state}"] if effect.state else []
    words += [f"{effect.delay_ms / 1000:g} s late"] if effect.delay_ms else []
    flags = {"never ends": effect.drops, "ends twice": effect.duplicates, "garbled": effect.garbles}
    words += [name for name, is_so in flags.items() if is_so]
    words += ["half done"] if effect.halves else []
    return ", ".join(words) or "–"


def ended_by(kind: str, row: FaultKind, remedies: Mapping[str, tuple[str, ...]]) -> str:
    """What makes a fault go away."""
    if not row.stays:
        return "with the operation"
    words = [f"`{remedy}`" for remedy, kinds in remedies.items() if kind in kinds]
    if row.recovery == "reset" or (row.effect.state is not None and kind not in COMMON_KINDS):
        words.append("Reset")
    return " then ".join(words)


def faults(kinds: Mapping[str, FaultKind], remedies: Mapping[str, tuple[str, ...]]) -> str:
    """A table of faults."""
    head = ("fault", "中文", "English", "effect", "status", "action", "ended by")
    rows = []
    for kind, row in kinds.items():
        status = ", ".join(f"{path} {value}" for path, value in row.status.items())
        rows.append(
            (
                kind,
                row.zh,
                row.en,
                effect_of(row.effect),
                status or "–",
                row.action or "–",
                ended_by(kind, row, remedies),
            )
        )
    return table(head, rows)


def chapter(model: type[Device]) -> str:
    """Everything about one model."""
    zh, en = model.TITLE
    parts = [f"## {zh} {en}\n\nKind `{model.KIND}`, in `{model.__module__.replace('.', '/')}.py`.\n"]
    if model.KIND == "face_camera":
        found = matcher_of(LIMITS)
        parts.append(FACE.format(mean=found.genuine, bar=found.bar))
    if model.OPERATIONS:
        rows = [(op, ", ".join(row.draws)) for op, row in model.OPERATIONS.items()]
        parts.append(table(("operation", "uniforms"), rows))
    if model.STIMULI:
        parts.append(f"Stimuli: {', '.join(f'`{kind}`' for kind in model.STIMULI)}.\n")
    for path, life in model.PARTS.items():
        parts.append(f"Life of `{path}`:\n\n{diagram(life)}")
    parts.append(faults(model.FAULTS, model.REMEDIES))
    if model.TIMINGS:
        timings = [(name, f"{each.median_ms:g}", f"{each.spread:g}") for name, each in model.TIMINGS.items()]
        parts.append(table(("timing (assumption)", "median ms", "spread"), timings))
    if model.LIMITS:
        parts.append(table(("limit (assumption)", "value"), model.LIMITS.items()))
    return "\n".join(parts)


def rate(hazard: Hazard) -> str:
    """How often a fault comes by itself."""
    if hazard.share is not None:
        return f"1 in {1 / hazard.share:,.0f} operations"
    assert hazard.per_hour is not None, "a hazard has a rate"
    return f"once in {1 / hazard.per_hour:,.0f} powered hours"


def machines() -> str:
    """Which devices make which terminal, and what each is for."""
    profiles = [
        (
            f"`{key}` {profile.zh}",
            ", ".join(name if name == part.kind else f"{name} ({part.kind})" for name, part in profile.parts.items()),
            ", ".join(profile.services),
            f"{profile.diagonal_in:g}",
            f"{profile.repair.median_ms / 3_600_000:g} h",
        )
        for key, profile in PROFILES.items()
    ]
    services = [
        (
            f"`{key}` {service.zh}",
            " or ".join(" + ".join(f"{kind}.{op}".rstrip(".") for kind, op in way) or "nothing" for way in service.ways)
            + (", once its flow is there" if service.is_coming else ""),
        )
        for key, service in SERVICES.items()
    ]
    hazards = [(hazard.kind, hazard.fault, rate(hazard), hazard.source) for hazard in HAZARDS]
    return "\n".join(
        [
            "## Machines\n\nA service works where one of its ways does; one whose flow is still to come works nowhere and makes no terminal worse. What is built in, sizes, repair times and rates are assumptions.\n",
            table(("profile", "devices", "services", "inches", "repair, median"), profiles),
            table(("service", "needs"), services),
            table(("device", "fault", "comes", "source"), hazards),
        ]
    )


def draw() -> str:
    """The page."""
    life = table(
        ("from", "what happens", "to"), [(str(before), what, str(after)) for (before, what), after in LIFE.items()]
    )
    limits = table(("limit (assumption)", "value"), Device.COMMON_LIMITS.items())
    every = [
        HEAD,
        f"## Every device\n\n{diagram(LIFE)}\n{life}\n{faults(COMMON_KINDS, COMMON_REMEDIES)}\n{limits}",
        *(chapter(model) for model in MODELS.values()),
        machines(),
    ]
    return "\n".join(every)


if __name__ == "__main__":
    PAGE.write_text(draw(), encoding="utf-8")
