"""Any payload at all, with any command: an answer of the standard's, and a service that lives."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given, settings, strategies as st

from devices.models import MODELS
from devices.xfs.bind import BINDINGS
from devices.xfs.contract import COMMANDS, Completion
from tests.devices.xfs.payloads import BAD, good
from tests.devices.xfs.rig import Rig

WORDS = (
    "eject",
    "retract",
    "upper",
    "Ticket",
    "Notice",
    "A4",
    "topLeft",
    "png",
    "cold",
    "exit",
    "unitStock",
    "AAAA",
    "",
)
SCALARS = st.none() | st.booleans() | st.integers(-2, 2**40) | st.sampled_from(WORDS) | st.text(max_size=5)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)
PAIRS = [(kind, name) for kind, binding in BINDINGS.items() for name in binding.commands]


def fields_of(kind: str, name: str) -> list[str]:
    """Names that a command knows, from the payloads that are known to be good or nearly so."""
    payloads = [good(kind, name), *BAD.get(name, ())]
    return sorted({field for each in payloads if isinstance(each, Mapping) for field in each})


@pytest.mark.parametrize(("kind", "name"), PAIRS)
@settings(max_examples=40)
@given(data=st.data())
def test_no_payload_upsets_a_command(kind: str, name: str, data: st.DataObject) -> None:
    base = good(kind, name)
    keys = st.sampled_from([*fields_of(kind, name), "mediaControl", "fields", "x"])
    changed = data.draw(st.dictionaries(keys, VALUES, max_size=3) | VALUES)
    payload = {**base, **changed} if isinstance(base, Mapping) and isinstance(changed, Mapping) else changed
    rig = Rig(MODELS[kind]("device"))

    rig.send("c1", name, 1, payload, timeout=1_000)
    rig.go_to(5_000)
    rig.send("c1", "Common.Status", 2)

    codes = [each[3] for each in rig.seen() if each[0] == "completion"]
    refused = [each[3] for each in rig.seen() if each[0] == "acknowledge" and each[3] is not None]
    command = BINDINGS[kind].commands[name]
    assert codes[-1] == "success"
    assert len(codes) + len(refused) == 2
    assert set(refused) <= {"invalidMessage"}
    assert set(codes) <= {*Completion, *command.errors.values(), *command.declines} - {Completion.INTERNAL_ERROR}
    assert {*command.declines} <= {*COMMANDS[name].errors}
