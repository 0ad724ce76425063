"""Printing by form, by file and piece by piece: whole commands at both printers and the document camera."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping

import pytest

from devices import messages as m
from devices.document_camera import DocumentCamera
from devices.faults import Fault
from devices.printer import DocumentPrinter, Printer
from devices.xfs.bind.document_camera import Scan
from devices.xfs.forms import CERTIFICATE, MARK, NOTICE, RECEIPT, TICKET, Form
from devices.xfs.layout import Document, Layout, Picture, Symbol, Writing
from devices.xfs.setting import wrapped
from tests.devices.xfs.payloads import pdf, png, text
from tests.devices.xfs.rig import Rig, short

FORM, NATIVE, CONTROL = "Printer.PrintForm", "Printer.PrintNative", "Printer.ControlMedia"
EJECT, RETRACT = {"move": "eject"}, {"move": "retract"}
FIELDS: Mapping[str, object] = {"number": "A001", "matter": "社会保险参保登记"}


class Printing(Rig):
    """Remembers what was ordered of the device."""

    def __init__(self, device: Printer) -> None:
        self.pages: list[object] = []
        super().__init__(device)

    def ask(self, command: m.Command, now_ms: int) -> None:
        """Ask the device."""
        if isinstance(command, m.Begin):
            self.pages.append(command.args.get("page"))
        super().ask(command, now_ms)

    def done(self, name: str, payload: object, connection: str = "c1") -> object:
        """How a command ends, in twenty seconds."""
        request_id = len(self.got[connection]) + 1
        self.send(connection, name, request_id, payload)
        self.go_to(self.now + 20_000)
        return next(each[3] for each in self.seen(connection) if each[0] == "completion" and each[2] == request_id)

    def told(self, name: str, connection: str = "c1") -> list[object]:
        """Payloads of every event of a name."""
        return [
            each["payload"]
            for each in self.got[connection]
            if short(each)[1] == name and short(each)[0] != "completion"
        ]


def form(**more: object) -> dict[str, object]:
    """A ticket that is given out."""
    return {"formName": "Ticket", "fields": FIELDS, "mediaControl": EJECT, **more}


def writings(layout: object) -> list[tuple[str, ...]]:
    """Lines of text of a page."""
    assert isinstance(layout, Layout)
    return [item.lines for item in layout.items if isinstance(item, Writing)]


# Forms.


def test_a_form_is_filled_printed_and_given_out() -> None:
    rig = Printing(Printer("printer"))

    code = rig.done(FORM, form(fields={**FIELDS, "link": "https://example.org/t/1", "ahead": "前面 3 人"}))

    (page,) = rig.pages
    assert code == "success"
    assert writings(page) == [(MARK,), ("A001",), ("社会保险参保登记",), ("前面 3 人",)]
    assert [item.text for item in page.items if isinstance(item, Symbol)] == ["https://example.org/t/1"]
    assert rig.told("Printer.MediaPresentedEvent") == [{"wadIndex": 1, "totalWads": 1}]
    # 520 dots are 65 mm, and 20 mm before the knife.
    assert rig.device.counters["paper_left"] == 150_000 - 85


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        (form(formName="Nothing"), "formNotFound"),
        (form(formName="Certificate"), "formNotFound"),
        (form(mediaName="A4"), "mediaNotFound"),
        (form(offsetX=1), "mediaOverflow"),
        (form(offsetY=15_481), "mediaOverflow"),
        (form(fields=[]), "fieldSpecFailure"),
        (form(fields={"number": 5}), "fieldSpecFailure"),
        (form(paperSource="lower"), "sourceInvalid"),
        (form(resolution="high"), "unsupportedData"),
        (form(alignment="bottomLeft"), "unsupportedData"),
        (form(mediaControl={"move": "park"}), "unsupportedData"),
        (form(mediaControl={"stamp": True}), "unsupportedData"),
        (form(mediaControl={"move": "fly"}), "invalidData"),
        (form(mediaControl="eject"), "invalidData"),
        (form(offsetX=-1), "invalidData"),
        (form(colour="red"), "invalidData"),
        ({"fields": FIELDS}, "invalidData"),
        (form(mediaName="Roll80", paperSource="any", resolution="medium", alignment="topRight"), "success"),
        (form(offsetY=15_480), "success"),
    ],
)
def test_what_is_asked_of_a_form_has_its_code(payload: object, code: str) -> None:
    rig = Printing(Printer("printer"))

    assert rig.done(FORM, payload) == code
    assert (code == "success") == bool(rig.pages)


@pytest.mark.parametrize(
    ("fields", "field", "failure"),
    [
        ({"matter": "x"}, "number", "required"),
        ({**FIELDS, "nothing": "x"}, "nothing", "notFound"),
        ({**FIELDS, "mark": "x"}, "mark", "staticOverwrite"),
        # Fourteen narrow letters of 80 dots fill 576; "terminate" takes no fifteenth.
        ({**FIELDS, "number": "A" * 15}, "number", "overflow"),
        ({**FIELDS, "number": ["A001", "A002"]}, "number", "overflow"),
        ({**FIELDS, "matter": "社" * 37}, "matter", "overflow"),
    ],
)
def test_a_field_that_cannot_be_printed_ends_the_command_and_is_named(fields: object, field: str, failure: str) -> None:
    rig = Printing(Printer("printer"))

    assert rig.done(FORM, form(fields=fields)) == "fieldError"
    assert rig.told("Printer.FieldErrorEvent") == [{"formName": "Ticket", "fieldName": field, "failure": failure}]
    assert rig.pages == []


def test_a_text_that_is_cut_off_is_a_warning() -> None:
    rig = Printing(Printer("printer"))

    assert rig.done(FORM, form(fields={**FIELDS, "ahead": "前" * 40})) == "success"

    assert rig.told("Printer.FieldWarningEvent") == [
        {"formName": "Ticket", "fieldName": "ahead", "failure": "overflow"}
    ]
    # 528 dots hold eighteen letters of 28.
    assert writings(rig.pages[0])[-1] == ("前" * 18,)


def test_a_long_text_is_wrapped_where_its_field_says_so() -> None:
    rig = Printing(Printer("printer"))

    rig.done(FORM, form(fields={**FIELDS, "matter": "社" * 20}))

    assert writings(rig.pages[0])[2] == ("社" * 18, "社" * 2)


@pytest.mark.parametrize(
    ("line", "pieces"),
    [
        ("", []),
        ("abc", ["abc"]),
        ("ab cd ef", ["ab cd", "ef"]),
        ("abcdefgh", ["abcdef", "gh"]),
        ("abcdef gh", ["abcdef", "gh"]),
        ("社会保险", ["社会保", "险"]),
        ("社会保，险", ["社会保，", "险"]),
        ("社a会b", ["社a会b"]),
    ],
)
def test_a_line_of_six_narrow_letters_breaks_where_it_may(line: str, pieces: list[str]) -> None:
    assert wrapped(line, 6) == pieces


def test_a_repeated_field_takes_a_list_and_steps_downwards() -> None:
    rig = Printing(Printer("printer"))
    fields = {"case": "2026-1", "matter": "m", "materials": ["身份证", "户口簿"]}

    rig.done(FORM, {"formName": "Receipt", "fields": fields, "mediaControl": EJECT})

    materials = [item for item in rig.pages[0].items if isinstance(item, Writing)][-2:]
    assert [(item.y, item.lines) for item in materials] == [(240, ("身份证",)), (280, ("户口簿",))]


def test_a_picture_is_scaled_to_its_field_and_nonsense_is_none() -> None:
    rig = Printing(DocumentPrinter("printer"))
    fields = {"heading": "证明", "holder": "王*明", "body": "兹证明", "number": "1", "date": "2026-11-25"}
    good = {
        "formName": "Certificate",
        "mediaControl": EJECT,
        "fields": {**fields, "seal": b64encode(png(100, 50)).decode()},
    }
    bad = {**good, "fields": {**fields, "seal": text("no picture")}}

    assert (rig.done(FORM, good), rig.done(FORM, bad)) == ("success", "fieldError")

    (seal,) = [item for item in rig.pages[0].items if isinstance(item, Picture)]
    assert (seal.x, seal.y, seal.width, seal.height) == (1_080, 1_560, 400, 200)
    assert rig.told("Printer.FieldErrorEvent") == [
        {"formName": "Certificate", "fieldName": "seal", "failure": "graphic"}
    ]


def test_a_form_on_too_small_a_sheet_overflows() -> None:
    payload = {"formName": "Notice", "mediaName": "A5", "fields": {"holder": "h", "matter": "m", "missing": "n"}}

    assert Printing(DocumentPrinter("printer")).done(FORM, payload) == "mediaOverflow"


@pytest.mark.parametrize("each", [TICKET, RECEIPT, CERTIFICATE, NOTICE], ids=lambda form: form.title)
def test_every_form_fits_its_paper_and_says_that_it_is_simulated(each: Form) -> None:
    for field in each.fields.values():
        assert field.x + field.width <= each.width
        assert field.y + field.height + (field.repeats - 1) * field.step <= each.height
    assert each.fields["mark"].initial == MARK


def test_forms_media_and_fields_are_told_as_they_are() -> None:
    rig = Printing(Printer("printer"))

    def asked(name: str, payload: object = None) -> object:
        rig.done(f"Printer.{name}", payload)
        return rig.got["c1"][-1]["payload"]

    assert asked("GetFormList") == {"formList": ["Ticket", "Receipt"]}
    assert asked("GetMediaList") == {"mediaList": ["Roll80"]}
    assert asked("GetQueryMedia", {"name": "Roll80"}) == {
        "media": {
            "mediaType": "generic",
            "source": "upper",
            "unit": {"base": "mm", "x": 8, "y": 8},
            "size": {"width": 576, "height": 0},
        }
    }
    number = asked("GetQueryField", {"formName": "Ticket", "fieldName": "number"})
    assert number["fields"]["number"]["class"] == "required"
    told = asked("GetQueryForm", {"formName": "Receipt"})["form"]
    assert (told["title"], told["size"]) == ("受理回执", {"width": 576, "height": 800})
    assert told["fields"]["materials"]["index"] == {"repeatCount": 8, "x": 0, "y": 40}
    assert rig.done("Printer.GetQueryForm", {"formName": "x"}) == "formNotFound"
    assert rig.done("Printer.GetQueryMedia", {"name": "x"}) == "mediaNotFound"
    assert rig.done("Printer.GetQueryField", {"formName": "Ticket", "fieldName": "x"}) == "fieldNotFound"


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
