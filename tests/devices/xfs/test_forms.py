"""Printing by form: what is filled, what is wrapped or cut off, and what keeps a form from being printed."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping

import pytest

from devices.printer import DocumentPrinter, Printer
from devices.xfs.forms import CERTIFICATE, MARK, NOTICE, RECEIPT, TICKET, Form
from devices.xfs.layout import Layout, Picture, Symbol, Writing
from devices.xfs.typesetting import wrapped
from tests.devices.xfs.payloads import png, text
from tests.devices.xfs.rig import Printing

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
        ({**FIELDS, "ahead": "x" * 4_001}, "ahead", "overflow"),
        ({**FIELDS, "link": "长" * 134}, "link", "overflow"),
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
