"""The face camera: acquire, tell attack from life, compare; literal uniforms, literal times."""

from __future__ import annotations

import pytest

from devices import messages as m
from devices.face import FaceCamera
from devices.faults import Trigger
from devices.matcher import ORDERS
from tests.devices.builders import actions, begin, changes, ends, feel, inject, noticed, result

HOLDER = {"holder": "h1", "session": "s1"}


def outcome(camera: FaceCamera, at: int, **uniforms: float) -> object:
    """Outcome of one attempt that begins at this instant."""
    camera.tick(at)
    begun = begin(camera, "verify", at, HOLDER, **uniforms)
    return result((*begun, *camera.tick(at + 30_000))).get("outcome")


def test_the_holder_stands_there_by_himself_and_is_accepted() -> None:
    camera = FaceCamera("camera")

    begun = begin(camera, "verify", 0, HOLDER)
    events = camera.tick(60_000)

    # 700 ms for the picture, 250 ms for the comparison.
    assert noticed((*begun, *events)) == [(0, "PresentSubjectEvent"), (700, "SubjectDetectedEvent")]
    assert [event for event in events if isinstance(event, m.Ended)] == [
        m.Ended(
            at_ms=950,
            device="camera",
            op_id="a",
            op="verify",
            code=m.Code.SUCCESS,
            result={"outcome": "accepted", "score": 96, "threshold": 80},
        )
    ]
    assert camera.counters == {"accepted": 1, "attempts": 1}
    assert camera.status() == {"device": "online", "camera": "ok", "subject": "unknown", "capture": "idle"}


def test_somebody_else_is_no_match() -> None:
    camera = FaceCamera("camera")
    feel(camera, "face", 0, identity="h2")

    begin(camera, "verify", 0, HOLDER)
    events = camera.tick(60_000)

    assert ends(events) == [(950, "success", None)]
    assert result(events) == {"outcome": "noMatch", "score": 8, "threshold": 80}


def test_a_lower_threshold_lets_more_through() -> None:
    camera = FaceCamera("camera")
    feel(camera, "face", 0, latent=3.0)

    begin(camera, "verify", 0, {"threshold": 66})
    lenient = camera.tick(60_000)
    begin(camera, "verify", 60_000, {"threshold": 67})
    strict = camera.tick(90_000)

    # 100 / (1 + exp(3.719 - 3 - ln 4)) = 66.1
    assert [result(each)["outcome"] for each in (lenient, strict)] == ["accepted", "noMatch"]


def test_a_person_keeps_his_luck_for_the_session_and_gets_new_luck_in_the_next() -> None:
    camera = FaceCamera("camera")
    unlucky = {"person": 0.0001, "attempt": 0.4}

    first = outcome(camera, 0, **unlucky)
    again = outcome(camera, 100_000, person=0.9999, attempt=0.4)
    begin(camera, "verify", 200_000, {"holder": "h1", "session": "s2"}, person=0.9999, attempt=0.4)

    assert (first, again) == ("noMatch", "noMatch")
    assert result(camera.tick(300_000))["outcome"] == "accepted"


def test_two_people_of_one_session_have_each_their_own_luck() -> None:
    camera = FaceCamera("camera")
    assert outcome(camera, 0, person=0.0001, attempt=0.4) == "noMatch"

    begin(camera, "verify", 50_000, {"holder": "h2", "session": "s1"}, person=0.9999, attempt=0.4)

    assert result(camera.tick(90_000))["outcome"] == "accepted"


def test_attempts_without_a_session_have_nothing_to_do_with_each_other() -> None:
    camera = FaceCamera("camera")
    feel(camera, "face", 0, presentation="print")
    for at in (0, 10_000, 20_000):
        begin(camera, "verify", at)
        camera.tick(at + 9_000)

    assert camera.state == "online"


def test_forgetting_is_an_operation() -> None:
    camera = FaceCamera("camera")
    outcome(camera, 0, person=0.0001, attempt=0.4)

    begin(camera, "clear", 50_000)

    assert outcome(camera, 100_000, person=0.9999, attempt=0.4) == "accepted"


def test_a_poor_picture_asks_for_a_better_one_and_is_no_attempt() -> None:
    camera = FaceCamera("camera")
    feel(camera, "face", 0, quality="tooFar")

    begin(camera, "verify", 0, HOLDER)
    poor = camera.tick(1_000)
    feel(camera, "face", 1_000)
    good = camera.tick(60_000)

    assert noticed(poor) == [(700, "OrientationEvent")]
    assert ends(good) == [(1_950, "success", None)]
    assert camera.counters == {"accepted": 1, "attempts": 1}


def test_after_five_poor_pictures_it_gives_up_without_having_tried() -> None:
    camera = FaceCamera("camera")
    inject(camera, "glare", 0)

    begin(camera, "verify", 0, HOLDER)
    events = camera.tick(60_000)

    assert ends(events) == [(3_500, "commandErrorCode", "readFailed")]
    assert result(events) == {"outcome": "poorQuality"}
    assert camera.counters == {"fault_glare": 1, "poorQuality": 1}


def test_the_next_attempt_has_its_five_pictures_again() -> None:
    camera = FaceCamera("camera")
    inject(camera, "glare", 0)
    begin(camera, "verify", 0, HOLDER)
    camera.tick(10_000)

    begin(camera, "verify", 10_000, HOLDER)

    assert ends(camera.tick(60_000)) == [(13_500, "commandErrorCode", "readFailed")]


def test_the_status_follows_who_is_there_and_what_is_done() -> None:
    camera = FaceCamera("camera")

    gone = feel(camera, "leave", 0)
    come = feel(camera, "face", 1)
    steps = [begin(camera, "verify", 1, {"gestures": 1}), *(camera.tick(at) for at in (701, 2_001, 2_251))]

    assert (changes(gone), changes(come)) == ({"subject": "notPresent"}, {"subject": "present"})
    assert [changes(step)["capture"] for step in steps] == ["seeking", "challenging", "matching", "idle"]


def test_whoever_leaves_half_way_is_waited_for() -> None:
    camera = FaceCamera("camera")
    begin(camera, "verify", 0, HOLDER)

    feel(camera, "leave", 500)
    waiting = camera.tick(9_000)
    feel(camera, "face", 9_000)

    assert waiting == ()
    assert ends(camera.tick(60_000)) == [(9_950, "success", None)]


def test_an_attempt_given_up_leaves_nothing_to_come() -> None:
    camera = FaceCamera("camera")
    begin(camera, "verify", 0, HOLDER)

    camera.handle(m.Abort(op_id="a"), 500)

    assert camera.next_deadline() is None


def test_nobody_comes() -> None:
    camera = FaceCamera("camera")
    feel(camera, "leave", 0)

    begin(camera, "verify", 0, HOLDER, timeout_ms=20_000)

    assert ends(camera.tick(60_000)) == [(20_000, "timeOut", None)]


def test_the_second_attack_of_a_session_shuts_the_camera_until_the_supervisor_comes() -> None:
    camera = FaceCamera("camera")
    feel(camera, "face", 0, presentation="print")

    begin(camera, "verify", 0, HOLDER)
    once = camera.tick(10_000)
    begin(camera, "verify", 10_000, HOLDER)
    twice = camera.tick(20_000)
    refused = begin(camera, "verify", 20_000, HOLDER)
    camera.handle(m.Reset(by=m.Who.SUPERVISOR), 30_000)
    begin(camera, "verify", 30_000, HOLDER)
    camera.tick(40_000)

    assert ends(once) == [(700, "fraudAttempt", None)]
    assert result(once) == {"outcome": "spoofSuspected"}
    assert actions(once) == []
    assert changes(twice)["device"] == "potentialFraud"
    assert actions(twice) == [("spoof", "suspend")]
    assert ends(refused) == [(20_000, "fraudAttempt", None)]
    assert camera.state == "online"


def test_attacks_of_two_sessions_do_not_add_up() -> None:
    camera = FaceCamera("camera")
    feel(camera, "face", 0, presentation="print")

    for session, at in (("s1", 0), ("s2", 10_000), ("s3", 20_000)):
        begin(camera, "verify", at, {"session": session})
        camera.tick(at + 9_000)

    assert camera.state == "online"


@pytest.mark.parametrize(
    ("presentation", "below", "above"),
    [
        ("bonaFide", 0.0299, 0.0301),
        ("print", 0.9949, 0.9951),
        ("replay", 0.9799, 0.9801),
        ("mask2d", 0.9499, 0.9501),
        ("mask3d", 0.8499, 0.8501),
    ],
)
def test_what_passes_for_alive_is_a_matter_of_the_profile(presentation: str, below: float, above: float) -> None:
    camera = FaceCamera("camera")
    feel(camera, "face", 0, presentation=presentation)

    assert outcome(camera, 0, aliveness=below) == "spoofSuspected"
    assert outcome(camera, 100_000, aliveness=above) == "accepted"


def test_a_challenge_asks_for_gestures_in_an_order_nobody_foresees() -> None:
    camera = FaceCamera("camera")

    # The last of the 60 orders of three gestures.
    begin(camera, "verify", 0, {**HOLDER, "gestures": 3}, order=0.999)
    asked = camera.tick(700)
    done = camera.tick(60_000)

    # 700 ms for the picture, three gestures of 1,300 ms, 250 ms for the comparison.
    assert asked[1] == m.Noticed(
        at_ms=700,
        device="camera",
        name="ChallengeEvent",
        op_id="a",
        payload={"gestures": ("nod", "openMouth", "turnRight")},
    )
    assert ends(done) == [(4_850, "success", None)]


def test_an_order_at_random_beats_a_replay_and_a_fixed_one_does_not() -> None:
    camera = FaceCamera("camera")
    recorded = ("blink", "turnLeft", "nod")
    feel(camera, "face", 0, presentation="replay", recorded=recorded)

    accepted = []
    for index in range(len(ORDERS[3])):
        at = index * 100_000
        camera.tick(at)
        begin(camera, "verify", at, {"gestures": 3}, order=(index + 0.5) / 60, aliveness=0.99)
        accepted.append(result(camera.tick(at + 50_000))["outcome"])
    begin(camera, "verify", 7_000_000, {"order": recorded}, aliveness=0.99)
    fixed = result(camera.tick(8_000_000))["outcome"]

    assert (accepted.count("accepted"), accepted.count("spoofSuspected")) == (1, 59)
    assert fixed == "accepted"


def test_who_does_not_move_is_neither_refused_nor_suspected() -> None:
    camera = FaceCamera("camera")

    begin(camera, "verify", 0, {"gestures": 1}, comply=0.995)
    events = camera.tick(60_000)

    assert ends(events) == [(2_000, "timeOut", None)]
    assert result(events) == {"outcome": "timeOut"}


def test_a_face_that_changes_after_the_challenge_is_looked_at_anew() -> None:
    camera = FaceCamera("camera")
    begin(camera, "verify", 0, {**HOLDER, "gestures": 1})
    camera.tick(2_100)

    swapped = feel(camera, "face", 2_100, presentation="print")
    events = camera.tick(60_000)

    assert noticed(swapped) == [(2_100, "SubjectRemovedEvent")]
    assert ends(events) == [(2_800, "fraudAttempt", None)]


def test_a_script_says_how_attempts_end() -> None:
    camera = FaceCamera("camera")
    feel(camera, "face", 0, script=["noMatch", "spoofSuspected"])

    outcomes = [outcome(camera, at) for at in (0, 100_000, 200_000)]

    assert outcomes == ["noMatch", "spoofSuspected", "accepted"]


def test_nothing_of_the_face_leaves_the_camera() -> None:
    camera = FaceCamera("camera")
    delivered: set[str] = set()
    for at, presentation in ((0, "bonaFide"), (100_000, "mask3d"), (200_000, "replay")):
        feel(camera, "face", at, presentation=presentation, identity="h2")
        begin(camera, "verify", at, {**HOLDER, "gestures": 2}, aliveness=0.999)
        delivered |= set(result(camera.tick(at + 50_000)))

    assert delivered == {"outcome", "score", "threshold"}


def test_a_covered_lens_and_a_failed_capture_say_so() -> None:
    camera = FaceCamera("camera")
    inject(camera, "blocked", 0)
    inject(camera, "unreadable", 0, Trigger(nth=2), fault_id="g")

    covered = begin(camera, "verify", 0, HOLDER)
    feel(camera, "uncover", 1_000)
    failed = begin(camera, "verify", 1_000, HOLDER)

    assert ends(covered) == [(0, "commandErrorCode", "cameraInoperable")]
    assert ends(failed) == [(1_000, "commandErrorCode", "readFailed")]


@pytest.mark.parametrize(
    "value",
    [
        {"identity": ""},
        {"presentation": "ghost"},
        {"quality": 1},
        {"latent": 21},
        {"script": ["x"]},
        {"recorded": "nod"},
    ],
)
def test_a_face_that_makes_no_sense_is_refused(value: dict[str, object]) -> None:
    with pytest.raises(m.InvalidStimulus):
        feel(FaceCamera("camera"), "face", 0, **value)
