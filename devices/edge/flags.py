"""Flags (标志): what can be set about whoever stands before a device without acting it out.

A table from the kind of device to how its flags are read and what a change of them is felt as; a device without a
row has none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from devices import messages as m
from devices.core import Device
from devices.face import FaceCamera
from devices.matcher import Presentation
from devices.presence import Body, PresenceSensor

Flags = Mapping[str, Any]
"""subject_present, is_bona_fide, identity (None: the holder of what is shown); of a change only what is given."""


def _face_flags(device: Any) -> dict[str, Any]:
    subject = device.subject
    return {
        "subject_present": subject is not None,
        "is_bona_fide": subject is None or subject.presentation is Presentation.BONA_FIDE,
        "identity": None if subject is None else subject.identity,
    }


def _face_stimulus(device: Any, change: Flags) -> m.Stimulus:
    """A face with what is changed, and else as it is: the same species of attack, the same quality."""
    if change.get("subject_present") is False:
        return m.Stimulus(kind="leave")
    flags = {**_face_flags(device), **change}
    subject = device.subject
    is_attack = subject is not None and subject.presentation is not Presentation.BONA_FIDE
    attack = subject.presentation if is_attack else Presentation.PRINT
    value: dict[str, object] = {"presentation": str(Presentation.BONA_FIDE if flags["is_bona_fide"] else attack)}
    if subject is not None:
        value["quality"] = str(subject.quality)
    if flags["identity"] is not None:
        value["identity"] = flags["identity"]
    return m.Stimulus(kind="face", value=value)


def _presence_flags(device: Any) -> dict[str, Any]:
    return {"subject_present": device.parts["proximitySensor"] is Body.PRESENT}


def _presence_stimulus(_device: Any, change: Flags) -> m.Stimulus:
    return m.Stimulus(kind="approach" if change["subject_present"] else "leave")


FLAGS: Final[Mapping[str, tuple[Callable[[Any], dict[str, Any]], Callable[[Any, Flags], m.Stimulus]]]] = {
    FaceCamera.KIND: (_face_flags, _face_stimulus),
    PresenceSensor.KIND: (_presence_flags, _presence_stimulus),
}
"""Kind -> how its flags are, and what a change of them is felt as."""


def flags_of(device: Device) -> dict[str, Any]:
    """The flags of a device as they are now; none for most."""
    row = FLAGS.get(device.KIND)
    return {} if row is None else row[0](device)


def changed_flags(device: Device, change: Flags) -> m.Stimulus:
    """What a change of flags is felt as. Raises InvalidStimulus for a flag that this device does not have."""
    row, known = FLAGS.get(device.KIND), flags_of(device)
    unknown = sorted(set(change) - set(known))
    if row is None or unknown:
        raise m.InvalidStimulus(device=device.name, field=unknown[0], wanted=" | ".join(known) or "no flags")
    return row[1](device, change)
