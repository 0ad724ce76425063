"""Printing files and piece by piece, what becomes of a page, and what a document camera reads."""

from __future__ import annotations

import zlib
from base64 import b64encode
from collections.abc import Mapping

import pytest

from devices import messages as m
from devices.document_camera import DocumentCamera
from devices.faults import Fault
from devices.printer import DocumentPrinter, Printer
from devices.xfs.bind.document_camera import Scan
from devices.xfs.layout import Document, Layout, Writing
from devices.xfs.native import pdf_sheets
from tests.devices.xfs.payloads import pdf, png
from tests.devices.xfs.rig import Printing, Rig, short

FORM, NATIVE, CONTROL = "Printer.PrintForm", "Printer.PrintNative", "Printer.ControlMedia"
EJECT, RETRACT = {"move": "eject"}, {"move": "retract"}
FIELDS: Mapping[str, object] = {"number": "A001", "matter": "社会保险参保登记"}


def form(**more: object) -> dict[str, object]:
    """A ticket that is given out."""
    return {"formName": "Ticket", "fields": FIELDS, "mediaControl": EJECT, **more}


def writings(layout: object) -> list[tuple[str, ...]]:
    """Lines of text of a page."""
    assert isinstance(layout, Layout)
    return [item.lines for item in layout.items if isinstance(item, Writing)]


# Files.


def test_a_picture_is_printed_at_the_width_of_the_roll() -> None:
    rig = Printing(Printer("printer"))

    code = rig.done(NATIVE, {"data": b64encode(png(1_152, 800)).decode(), "mediaControl": EJECT})

    (page,) = rig.pages
    assert (code, page.height) == ("success", 400)
    # 400 dots are 50 mm, and 20 before the knife.
    assert rig.device.counters["paper_left"] == 150_000 - 70


@pytest.mark.parametrize("is_packed", [False, True])
def test_a_document_takes_as_many_sheets_as_it_has_pages(is_packed: bool) -> None:
    rig = Printing(DocumentPrinter("printer"))
    data = pdf(3, is_packed=is_packed)

    assert rig.done(NATIVE, {"data": b64encode(data).decode(), "mediaControl": EJECT}) == "success"

    assert rig.pages[0].items == (Document(pdf=data, sheets=3),)
    assert rig.device.counters["paper_left"] == 250 - 3


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"%PDF-1.7 nothing", "invalidData"),
        (pdf(101), "invalidData"),
        (png(8, 8)[:30], "invalidData"),
        (b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + b"\xff" * 25, "invalidData"),
        (b"plain text", "unsupportedData"),
        (png(1, 20_000), "mediaOverflow"),
        (pdf(20), "mediaOverflow"),
    ],
)
def test_a_file_that_cannot_be_printed_has_its_code(data: bytes, code: str) -> None:
    rig = Printing(Printer("printer"))

    assert rig.done(NATIVE, {"data": b64encode(data).decode()}) == code
    assert rig.pages == []


def test_what_only_looks_like_a_document_is_looked_through_once() -> None:
    # Two hundred thousand beginnings without an end: looked for from each of them it would take minutes.
    endless = b"%PDF-1.7" + b"stream\n" * 200_000

    with pytest.raises(ValueError, match="no pages"):
        pdf_sheets(endless)


def test_a_document_that_unpacks_without_end_is_left_alone() -> None:
    bomb = zlib.compress(b"7 0 /Type /Page " + bytes(64_000_000))
    data = b"%PDF-1.7" + (b"<</Type /ObjStm /N 1 /First 4>> stream\n" + bomb + b"endstream\n") * 5

    assert pdf_sheets(data) == 1


def test_a_page_that_a_revision_writes_again_is_one_page() -> None:
    again = b"2 0 obj <</Type /Page /Parent 1 0 R /Rotate 90>> endobj\n%%EOF"

    assert pdf_sheets(pdf(3) + again) == 3


@pytest.mark.parametrize("is_packed", [False, True])
def test_what_is_drawn_on_a_page_adds_none(is_packed: bool) -> None:
    words = b"BT (how to write /Type /Page) Tj ET"
    drawn = zlib.compress(words) if is_packed else zlib.compress(words, level=0)

    assert pdf_sheets(pdf(2) + b"90 0 obj <</Length 1>> stream\n" + drawn + b"endstream endobj\n%%EOF") == 2


# What becomes of a page.


def test_a_page_is_held_until_the_rest_is_printed_and_then_given_out() -> None:
    rig = Printing(Printer("printer"))
    held = form()
    del held["mediaControl"]

    codes = [rig.done(FORM, held), rig.done(NATIVE, {"data": b64encode(png(8, 8)).decode()})]
    status = dict(rig.device.status())
    codes.append(rig.done(CONTROL, {"mediaControl": EJECT}))

    assert codes == ["success"] * 3
    assert status["media"] == "held"
    assert rig.told("Printer.MediaPresentedEvent") == [{"wadIndex": 1, "totalWads": 1}]
    assert rig.device.page.before == ("service/1", "service/2")
    # One page, one margin: 65 mm of form, 1 mm of picture.
    assert rig.device.counters["paper_left"] == 150_000 - 86


def test_what_is_printed_on_a_held_sheet_uses_no_other() -> None:
    rig = Printing(DocumentPrinter("printer"))
    notice = {"formName": "Notice", "fields": {"holder": "h", "matter": "m", "missing": "n"}}

    rig.done(FORM, notice)
    rig.done(FORM, {**notice, "mediaControl": EJECT})

    assert [page.is_over for page in rig.pages] == [False, True]
    assert rig.device.counters["paper_left"] == 250 - 1


@pytest.mark.parametrize(
    ("control", "code"),
    [
        (EJECT, "noMediaPresent"),
        (RETRACT, "noMediaPresent"),
        ({"cut": True}, "noMediaPresent"),
        ({}, "invalidData"),
        (None, "invalidData"),
        ({"partialCut": True}, "unsupportedData"),
        ({"turnPage": "forward"}, "unsupportedData"),
    ],
)
def test_nothing_can_be_done_with_a_page_that_is_not_there(control: object, code: str) -> None:
    assert Printing(Printer("printer")).done(CONTROL, {"mediaControl": control}) == code


def test_a_sheet_cannot_be_cut() -> None:
    assert Printing(DocumentPrinter("printer")).done(CONTROL, {"mediaControl": {"cut": True}}) == "unsupportedData"


def test_a_page_that_is_called_back_goes_to_the_bin_even_uncut() -> None:
    rig = Printing(Printer("printer"))

    assert rig.done(FORM, form(mediaControl=RETRACT)) == "success"

    assert rig.device.counters["in_bin"] == 1
    assert rig.told("Printer.MediaPresentedEvent") == []


@pytest.mark.parametrize(
    ("control", "position", "in_bin"), [(None, "unit1", 1), ("unit1", "unit1", 1), ("eject", "entering", 0)]
)
def test_a_reset_says_where_it_has_put_the_page_it_found(control: str | None, position: str, in_bin: int) -> None:
    rig = Printing(Printer("printer"))
    held = form()
    del held["mediaControl"]
    rig.done(FORM, held)

    assert rig.done("Printer.Reset", {"mediaControl": control}) == "success"
    assert rig.told("Printer.MediaDetectedEvent") == [{"position": position}]
    assert rig.device.counters.get("in_bin", 0) == in_bin


def test_a_page_of_another_front_end_is_told_as_one_that_nobody_here_asked_for() -> None:
    rig = Printing(Printer("printer"))

    rig.ask(m.Begin(op_id="page", op="print", args={"lines": 1, "length": 1}, draws=(0.5,) * 4), 0)
    rig.go_to(2_000)

    assert rig.told("Printer.MediaPresentedUnsolicitedEvent", "c2") == [{"wadIndex": 1, "totalWads": 1}]
    assert rig.told("Printer.MediaPresentedEvent", "c2") == []


def test_thresholds_are_told_however_they_were_reached() -> None:
    rig = Printing(Printer("printer"))

    for kind in ("paper_low", "paper_out", "bin_full"):
        rig.ask(m.Inject(fault=Fault(fault_id=kind, kind=kind)), 0)
    rig.send("c1", "Printer.SupplyReplenish", 1, {"upper": True})
    rig.ask(m.Stimulus(kind="empty_bin"), 0)

    papers = [each["threshold"] for each in rig.told("Printer.PaperThresholdEvent", "c2")]
    assert papers == ["low", "out", "full"]
    assert [each["state"] for each in rig.told("Printer.RetractBinThresholdEvent", "c2")] == ["full", "ok"]


def test_where_a_page_is_has_the_standards_words() -> None:
    rig, seen = Printing(Printer("printer")), []
    held = form()
    del held["mediaControl"]

    def media() -> object:
        rig.send("c2", "Common.Status", len(rig.got["c2"]) + 1)
        return rig.got["c2"][-1]["payload"]["printer"]["media"]

    seen.append(media())
    rig.done(FORM, held)
    seen.append(media())
    rig.done(CONTROL, {"mediaControl": EJECT})
    seen.append(media())
    rig.go_to(rig.now + 60_000)
    seen.append(media())
    rig.ask(m.Inject(fault=Fault(fault_id="f", kind="offline")), rig.now)
    seen.append(media())

    assert seen == ["notPresent", "present", "entering", "retracted", "unknown"]


# The document camera.


def test_a_document_is_waited_for_and_read_in_the_format_that_is_wanted() -> None:
    rig = Rig(DocumentCamera("camera"))

    rig.send("c1", "Printer.ReadImage", 1, {"frontImage": {"imageType": "jpg", "colorFormat": "grayscale"}})
    rig.ask(m.Stimulus(kind="document", value={"title": "房产证", "picture": "p1"}), 0)
    rig.go_to(5_000)

    events = [each[1] for each in rig.seen() if each[0] == "event"]
    assert events == ["Printer.NoMediaEvent", "Printer.MediaInsertedEvent"]
    completion = next(each for each in rig.got["c1"] if short(each)[0] == "completion")
    assert completion["payload"] == {
        "images": {"front": {"status": "ok", "data": Scan(reference="p1", format="jpg", color="grayscale")}}
    }


def test_both_sides_are_read_once_the_document_is_turned_over() -> None:
    rig = Rig(DocumentCamera("camera"))
    rig.ask(m.Stimulus(kind="document", value={"title": "房产证", "picture": "front"}), 0)
    rig.send("c1", "Printer.ReadImage", 1, {"frontImage": {}, "backImage": {}})
    rig.go_to(5_000)
    before = [each for each in rig.seen() if each[0] == "completion"]

    rig.ask(m.Stimulus(kind="document", value={"title": "房产证"}), 5_000)
    rig.go_to(10_000)

    completion = next(each for each in rig.got["c1"] if short(each)[0] == "completion")
    images = completion["payload"]["images"]
    assert before == []
    assert (images["front"]["data"].reference, images["back"]) == ("front", {"status": "missing", "data": None})


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        (None, "invalidData"),
        ({"frontImage": 1}, "invalidData"),
        ({"frontImage": {"imageType": "exe"}}, "invalidData"),
        ({"frontImage": {"imageType": "tif"}}, "unsupportedData"),
        ({"passportDataGroup1": True}, "unsupportedData"),
    ],
)
def test_what_no_camera_delivers_is_refused(payload: object, code: str) -> None:
    rig = Rig(DocumentCamera("camera"))

    rig.send("c1", "Printer.ReadImage", 1, payload)

    assert rig.seen()[-1][3] == code


def test_a_document_that_lies_badly_is_sent_back_with_the_reason() -> None:
    rig = Rig(DocumentCamera("camera"))
    rig.ask(m.Stimulus(kind="document", value={"title": "房产证", "lie": "multiple"}), 0)

    rig.send("c1", "Printer.ReadImage", 1, {"frontImage": {}})
    rig.go_to(5_000)

    rejected = next(each for each in rig.got["c1"] if short(each)[1] == "Printer.MediaRejectedEvent")
    assert rejected["payload"] == {"reason": "multiple"}


def test_a_lamp_that_fails_and_one_that_is_replaced_are_told() -> None:
    rig = Rig(DocumentCamera("camera"))

    rig.ask(m.Inject(fault=Fault(fault_id="f", kind="lamp")), 0)
    rig.send("c1", "Printer.SupplyReplenish", 1, {"lamp": True})

    told = [each["payload"] for each in rig.got["c2"] if short(each)[1] == "Printer.LampThresholdEvent"]
    assert told == [{"state": "inop"}, {"state": "ok"}]
