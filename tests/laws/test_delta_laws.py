"""What a patch says (增量): snapshot and patches, conflated or not, are the snapshot of the end, for every reader.

States are any JSON values; the service's writer (`kiosk.live.deltas`) is read by the load generator's reader and, over
the same vectors, by the pages' own.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

from hypothesis import given, settings, strategies as st

from kiosk.live.deltas import difference
from sim.load.deltas import merged

READER = Path(__file__).parents[2] / "static" / "lib" / "deltas.js"
HARNESS = """
import { readFileSync } from "node:fs";
import { deepStrictEqual } from "node:assert";
for (const { states, patches } of JSON.parse(readFileSync(0, "utf-8"))) {
  const first = JSON.stringify(states[0]);
  let state = states[0];
  for (const [changes, end] of patches) {
    state = merged(state, changes);
    deepStrictEqual(state, states[end]);
  }
  deepStrictEqual(JSON.stringify(states[0]), first);
}
console.log("equal");
"""

# Few names, so that states meet in them; a number is never 0 or 1, which Python takes for false and true.
NAMES = st.sampled_from(["a", "b", "c", "A001", ""])
LEAVES = st.one_of(st.none(), st.booleans(), st.integers(2, 9), st.sampled_from(["", "x", "登岗"]))
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(NAMES, inner, max_size=4)),
    max_leaves=12,
)
STATES = st.dictionaries(NAMES, VALUES, max_size=4)
RUNS = st.lists(st.tuples(STATES, st.booleans()), min_size=1, max_size=6)
"""States in order, and whether each is told by a patch of its own or together with the next."""


def walked(run: list[tuple[dict[str, Any], bool]]) -> dict[str, Any]:
    """The states, and each patch with the number of the state that it leads to; through JSON, as on the wire."""
    states = [state for state, _ in run]
    told = 0
    patches = []
    for number, (_, is_told) in enumerate(run):
        if is_told or number == len(run) - 1:
            patches.append([difference(states[told], states[number]), number])
            told = number
    made: dict[str, Any] = json.loads(json.dumps({"states": states, "patches": patches}))
    return made


@given(RUNS)
@settings(max_examples=400)
def test_a_snapshot_and_its_patches_are_the_snapshot_of_the_end(run: list[tuple[dict[str, Any], bool]]) -> None:
    walk = walked(run)
    state = walk["states"][0]

    for changes, end in walk["patches"]:
        state = merged(state, changes)
        assert state == walk["states"][end]


@given(STATES, STATES)
def test_nothing_is_said_of_equals_and_nobody_is_touched(before: dict[str, Any], now: dict[str, Any]) -> None:
    told = json.dumps(before), json.dumps(now)

    changes = difference(before, now)
    merged(before, changes)

    assert (json.dumps(before), json.dumps(now)) == told
    assert (changes == {}) == (before == now)


def test_the_pages_read_the_same_patches_to_the_same_states() -> None:
    vectors: list[dict[str, Any]] = []

    @given(RUNS)
    @settings(max_examples=300, database=None)
    def gather(run: list[tuple[dict[str, Any], bool]]) -> None:
        vectors.append(walked(run))

    gather()
    source = READER.read_text(encoding="utf-8") + HARNESS
    ended = subprocess.run(
        ["node", "--input-type=module", "--eval", source],
        input=json.dumps(vectors),
        capture_output=True,
        text=True,
        check=False,
    )

    assert len(vectors) > 100
    assert (ended.stdout, ended.stderr) == ("equal\n", "")


def test_what_changes_alike_is_told_once_and_one_is_not_true() -> None:
    before = {"lines": {key: {"estimate_min": 9, "waiting": 0} for key in ("A", "A-senior", "B", "C")}}
    now = {
        "lines": {
            "A": {"estimate_min": 2, "waiting": 0},
            "A-senior": {"estimate_min": 2, "waiting": 0},
            "B": {"estimate_min": 1, "waiting": 0},
            "C": {"estimate_min": True, "waiting": 0},
        }
    }

    changes = difference(before, now)

    assert changes["lines"]["A\nA-senior"] == {"estimate_min": 2}
    assert merged(before, changes) == now
    assert set(changes["lines"]) == {"A\nA-senior", "B", "C"}


def test_a_patch_says_only_what_is_other_than_before() -> None:
    before = {"counters": {"1": {"state": "idle", "ticket": None, "serves": ["A"], "actions": {"next": True}}}}
    now = {"counters": {"1": {"state": "calling", "ticket": None, "serves": ["A", "B"], "actions": {"next": False}}}}

    assert difference(before, now) == {
        "counters": {"1": {"state": "calling", "serves": [["A", "B"]], "actions": {"next": False}}}
    }
    assert difference(now, {"counters": {}}) == {"counters": {"1": []}}
    assert difference({"counters": {}}, before) == {
        "counters": {"1": {"state": "idle", "ticket": None, "serves": [["A"]], "actions": {"next": True}}}
    }
