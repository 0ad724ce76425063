"""Draws docs/xfs.md from the contract and the bindings: `python docs/draw_xfs.py`.

A test compares the file with what this prints, so that the page cannot lie.
"""

from __future__ import annotations

from pathlib import Path

from devices.models import MODELS
from devices.xfs.bind import BINDINGS
from devices.xfs.binding import Binding
from devices.xfs.common_interface import OWN_COMMANDS, OWN_EVENTS
from devices.xfs.contract import COMMANDS, EVENTS, MOST_REQUESTS, SOLICITED, Completion, Refused
from devices.xfs.forms import ROLL_FORMS, ROLL_MEDIA, SHEET_FORMS, SHEET_MEDIA

PAGE = Path(__file__).with_name("xfs.md")
HEAD = """# XFS4IoT

Drawn by `python docs/draw_xfs.py` from `devices/xfs/contract.py` and the bindings; do not edit.

Every device below is a service of its own that speaks CEN XFS4IoT as its public implementations have it (2023-2 and
later). Names, versions and words are a table of our own; no text of the specification is in here. **A command that is
not listed for a device, or another version of it, is answered `unsupportedCommand` and advertised nowhere.** A field
that asks for what a device does not have is answered `unsupportedData`, one that makes no sense `invalidData`.

Commands queue, one at a time and at most {most} of one connection; *at once* marks those that pass the queue by. A
time-out runs from the receipt of a command. A Reset ends when the device has started, and with the device's own state
if a person must come first; `authorizationRequired` if that person is a supervisor. *Changes* marks commands that move
or mark something: when one was sent and nothing is heard of its end, it may have been carried out, and is not repeated
blindly (`devices/xfs/exchange.py` sorts what a client may be certain of).

Of several versions of a completion or an event the last is sent, unless a connection chooses another major version with
`Common.SetVersions`; a command is then accepted in that version alone, by that connection.
"""
DIALECTS = """## Dialects

Implementations differ; a service is told which one it speaks and never guesses.

| setting | off | on |
|---|---|---|
| `is_flat` | time-out, status, completion code and description stand in the header | version 1.0: they stand in the payload; every command is accepted and answered in 1.0, and its events are 1.0 |
| `says_success` (on unless set) | a success has no completion code | it is called `success`; the flat dialect always says so |
| `spells_with_s` | `authorizationRequired` | `authorisationRequired` |
"""
SCOPE = """## Out of scope

- Forms and media are those above: none are loaded (`LoadDefinition`, `SetForm`, `SetMedia`), measured or read
  (`MediaExtents`, `ReadForm`); no passbooks, no dispensing of paper, no counts to reset. `PrintRaw` prints text, and its
  page is cut and given out at once.
- `PrintNative` takes PNG and PDF. A PNG is drawn like every other paper. A PDF's pages are counted and use paper, and it is
  handed on as it was ordered; the service draws its first twenty pages when somebody looks, while devices on a desk of
  their own show a frame in its place. Pages are counted by the
  numbers of their objects, in the open and in object streams packed with Flate, so that a page written again by a revision
  counts once; one that a revision has taken out still counts, and an encrypted PDF with packed objects has none to be found.
- A document is read as PNG, JPEG or BMP, shrunk until a message stays below 256 KiB; no passport chips.
- `PowerSaveControl` is not there, and `powerSaveControl` says so; nonces, end-to-end security and encrypted sockets neither.
- Storage and exchange: the card box's stock and bin are `unitStock` and `unitRetain` of a Move, a printer's bin is
  `unit1`; counts are told by nobody.
- Camera, Biometric, Auxiliaries and Lights.
- Of the ID card the chip's text is read, never a photo or a fingerprint; a social card's chip answers from a table.
- A card in the box goes out once it has been written and read back; sooner is a `sequenceError`.
- A retract bin cannot be taken out, toner and ink do not run out, so their events never come. A full bin keeps `PrintRaw`
  from printing with `hardwareError`: the standard's table of that command has no code for it.
"""
FORMS_HEAD = """## Forms and media

Measured in eighths of a millimetre; letters are as tall as their size. A field that is required and empty, too long, or not
there ends `PrintForm` with `fieldError` and a `FieldErrorEvent`; one that may be cut off is a `FieldWarningEvent`.
"""


def table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """One table."""
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)]) + "\n"


def commands(names: tuple[str, ...], binding: Binding | None = None) -> str:
    """A table of commands."""
    rows = []
    for name in names:
        row = COMMANDS[name]
        command = None if binding is None else binding.commands[name]
        codes = sorted({*command.errors.values(), *command.declines} - set(Completion)) if command else []
        told = ", ".join(f"`{code}`" for code in codes) or "–"
        order = "at once" if row.is_async else "queues"
        changes = "yes" if row.changes else "–"
        rows.append((f"`{name}`", ", ".join(row.versions), ", ".join(row.answers), order, changes, told))
    return table(("command", "versions", "completion", "order", "changes", "error codes of its own"), rows)


def events(names: tuple[str, ...]) -> str:
    """A table of events."""
    rows = [
        (f"`{name}`", ", ".join(EVENTS[name]), "its command" if name in SOLICITED else "everybody") for name in names
    ]
    return table(("event", "version", "goes to"), rows)


def chapter(kind: str, binding: Binding) -> str:
    """One device."""
    zh, en = MODELS[kind].TITLE
    parts = [f"## {zh} {en}: {binding.interface}\n", commands(tuple(binding.commands), binding)]
    return "\n".join([*parts, *([events(tuple(sorted(binding.events)))] if binding.events else [])])


def forms() -> str:
    """Every form with its fields, and the media."""
    parts = [FORMS_HEAD]
    for printer, known in (("receipt printer", ROLL_FORMS), ("document printer", SHEET_FORMS)):
        for name, form in known.items():
            rows = [
                (
                    f"`{field}`",
                    row.kind,
                    row.role,
                    f"{row.x}, {row.y}",
                    f"{row.width} × {row.height}",
                    str(row.size) if row.kind == "text" else "–",
                    row.overflow if row.kind == "text" else "–",
                    f"{row.repeats}, every {row.step}" if row.repeats > 1 else "–",
                )
                for field, row in form.fields.items()
            ]
            head = ("field", "kind", "class", "x, y", "width × height", "letters", "too long", "values")
            parts.append(f"### `{name}` {form.title}: {printer}, {form.width} × {form.height}\n\n{table(head, rows)}")
    media = {**ROLL_MEDIA, **SHEET_MEDIA}
    rows = [(f"`{name}`", str(row.width), str(row.height or "as long as it is")) for name, row in media.items()]
    return "\n".join([*parts, table(("medium", "width", "height"), rows)])


def draw() -> str:
    """The page."""
    words = ", ".join(f"`{code}`" for code in Completion)
    refused = ", ".join(f"`{status}`" for status in Refused)
    every = [
        HEAD.format(most=MOST_REQUESTS),
        f"## Every service\n\n{commands(OWN_COMMANDS)}\n{events(OWN_EVENTS)}",
        "## The publisher\n\n" + commands(("ServicePublisher.GetServices",)),
        f"## How a command ends\n\nRefused with its acknowledge: {refused}. Completed: {words}.\n",
        *(chapter(kind, binding) for kind, binding in BINDINGS.items()),
        forms(),
        DIALECTS,
        SCOPE,
    ]
    return "\n".join(every)


if __name__ == "__main__":
    PAGE.write_text(draw(), encoding="utf-8")
