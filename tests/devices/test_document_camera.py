"""The document camera: a picture of what lies well, a reason for what does not."""

from __future__ import annotations

import pytest

from devices import messages as m
from devices.document_camera import DocumentCamera
from tests.devices.builders import actions, begin, changes, ends, feel, inject, noticed, result

DEED = {"title": "房产证", "picture": "deed-1"}


def test_a_document_is_waited_for_and_taken_in_a_second_and_a_half() -> None:
    camera = DocumentCamera("camera")

    waiting = begin(camera, "capture", 0, {"side": "back"})
    laid = feel(camera, "document", 2_000, **DEED)
    events = camera.tick(9_000)

    assert noticed((*waiting, *laid)) == [(0, "NoMediaEvent"), (2_000, "MediaInsertedEvent")]
    assert changes(laid) == {"plate": "present"}
    assert ends(events) == [(3_400, "success", None)]
    assert result(events) == {"title": "房产证", "side": "back", "picture": "deed-1"}


def test_a_document_that_lies_badly_is_sent_back_with_the_reason() -> None:
    camera = DocumentCamera("camera")
    feel(camera, "document", 0, lie="align", **DEED)

    begin(camera, "capture", 0)
    events = camera.tick(9_000)

    assert ends(events) == [(1_400, "commandErrorCode", "mediaRejected")]
    assert [event.payload for event in events if isinstance(event, m.Noticed)] == [{"reason": "align"}]
    assert camera.counters == {"rejected": 1}


def test_a_document_taken_away_too_early_is_waited_for_again() -> None:
    camera = DocumentCamera("camera")
    begin(camera, "capture", 0)
    feel(camera, "document", 0, **DEED)
    away = feel(camera, "remove", 500)

    nothing = camera.tick(5_000)
    feel(camera, "document", 5_000, **DEED)

    assert (noticed(away), changes(away)) == ([(500, "MediaTakenEvent")], {"plate": "notPresent"})
    assert nothing == ()
    assert ends(camera.tick(9_000)) == [(6_400, "success", None)]


def test_a_document_that_is_gone_is_not_taken_a_picture_of() -> None:
    camera = DocumentCamera("camera")
    feel(camera, "document", 0, **DEED)
    feel(camera, "remove", 0)

    begin(camera, "capture", 0)

    assert camera.tick(9_000) == ()


def test_a_capture_given_up_leaves_nothing_to_come() -> None:
    camera = DocumentCamera("camera")
    feel(camera, "document", 0, **DEED)
    begin(camera, "capture", 0)

    camera.handle(m.Abort(op_id="a"), 500)

    assert camera.next_deadline() is None


def test_two_pages_are_two_captures() -> None:
    camera = DocumentCamera("camera")

    pictures = []
    for at, picture in ((0, "p1"), (10_000, "p2")):
        feel(camera, "document", at, title="合同", picture=picture)
        begin(camera, "capture", at)
        pictures.append(result(camera.tick(at + 9_000))["picture"])

    assert pictures == ["p1", "p2"]
    assert camera.counters == {"pictures": 2}


def test_dirty_glass_spoils_pictures_and_a_dead_lamp_prevents_them() -> None:
    camera = DocumentCamera("camera")
    feel(camera, "document", 0, **DEED)
    dirty = inject(camera, "dirty_glass", 0)

    begin(camera, "capture", 0)
    spoiled = camera.tick(5_000)
    feel(camera, "wipe", 5_000)
    dark = inject(camera, "lamp", 5_000)
    refused = begin(camera, "capture", 5_000)
    feel(camera, "replace_lamp", 6_000)
    begin(camera, "capture", 6_000)

    assert actions(dirty) == [("dirty_glass", "clear")]
    assert ends(spoiled) == [(1_400, "commandErrorCode", "mediaRejected")]
    assert changes(dark) == {"lamp": "inop"}
    assert ends(refused) == [(5_000, "commandErrorCode", "lampInoperative")]
    assert ends(camera.tick(9_000)) == [(7_400, "success", None)]


@pytest.mark.parametrize("value", [{}, {"title": "x", "lie": "crooked"}, {"title": "x" * 61}])
def test_a_document_has_a_title_and_lies_somehow(value: dict[str, object]) -> None:
    with pytest.raises(m.InvalidStimulus):
        feel(DocumentCamera("camera"), "document", 0, **value)


def test_the_other_side_is_awaited_until_the_document_is_turned_over() -> None:
    camera = DocumentCamera("camera")
    feel(camera, "document", 0, **DEED)
    begin(camera, "capture", 0)
    camera.tick(5_000)

    waiting = begin(camera, "capture", 5_000, {"side": "back", "anew": True}, op_id="b")
    still = camera.tick(20_000)
    feel(camera, "document", 20_000, title="房产证", picture="deed-2")
    turned = camera.tick(30_000)

    assert noticed(waiting) == [(5_000, "NoMediaEvent")]
    assert ends(still) == []
    assert result(turned) == {"title": "房产证", "side": "back", "picture": "deed-2"}
