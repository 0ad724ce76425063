"""Reading the catalogue: every error names file, key path and line; nothing is forgiven."""

from __future__ import annotations

from datetime import date

import pytest

from kiosk.matters.loader import CATALOGUE, CatalogueUnreadable, load_catalogue, read_document
from kiosk.matters.model import Dictionary, MatterDocument
from kiosk.matters.versions import NotInForce, in_force

ELDER = (CATALOGUE / "31_elder_allowance.yaml").read_text(encoding="utf-8")


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "fields.yaml").write_bytes((CATALOGUE / "fields.yaml").read_bytes())
    return tmp_path


def misread(folder, text):
    """What is wrong with a document: (key, line) of each."""
    (folder / "31.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(CatalogueUnreadable) as caught:
        load_catalogue(folder)
    assert {each.file for each in caught.value.misread} == {"31.yaml"}
    return caught.value.misread


def line_of(text, part):
    (line,) = [number for number, each in enumerate(text.splitlines(), start=1) if part in each]
    return line


def test_the_catalogue_is_read():
    catalogue = load_catalogue()

    assert {document.number for document in catalogue.documents} >= {"13", "31", "43"}
    assert catalogue.files["elder_allowance", 3] == "31_elder_allowance.yaml"


PLANTED = [
    ("promise: {n: 0, unit: instant}", "promise: {n: zero, unit: instant}", ("time", "promise", "n")),
    ("promise: {n: 0, unit: instant}", 'promise: {n: "0", unit: instant}', ("time", "promise", "n")),
    ("visits: 0", "visits: -1", ("visits",)),
    ("visits: 0", "visit: 0", ("visit",)),
    ("depth: Ⅳ", "depth: IV", ("depth",)),
    ("code: 11445299EM000001085440501101001", "code: 11445299EM00000108544050110100", ("matter", "code")),
    ("severity: route", "severity: secret", ("eligibility", 6, "severity")),
    ("effective: 2024-01-01", 'effective: "2024-01-01"', ("status", "effective")),
    ("effective: 2024-01-01", "effective: 2024-01-01 08:00:00", ("status", "effective")),
    ("zone24h: true", "zone24h: yes", ("channels", "zone24h")),
    ("zone24h: true", 'zone24h: "true"', ("channels", "zone24h")),
    ("when: age >= 80", "when: 80", ("eligibility", 0, "when")),
    ("hit: UNIQUE", "hit: unique", ("tables", 0, "hit")),
    ("lack_days: 10", "lack_days: 0x0a", ("materials", 2, "lack_days")),
    ("lack_days: 10", "lack_days: 010", ("materials", 2, "lack_days")),
    ("en: Elder allowance}", "en: 高龄津贴}", ("matter", "name", "en")),
    ("en: Aged 80 or more}", 'en: ""}', ("eligibility", 0, "name", "en")),
]  # fmt: skip


@pytest.mark.parametrize(("good", "planted", "key"), PLANTED, ids=[planted for _, planted, _ in PLANTED])
def test_a_planted_mistake_is_found_with_its_key_path_and_line(folder, good, planted, key):
    text = ELDER.replace(good, planted, 1)

    found = misread(folder, text)

    assert key in [each.key for each in found]
    (one,) = [each for each in found if each.key == key]
    assert one.line == line_of(text, planted)


def test_a_missing_key_is_named_at_the_line_of_what_it_is_missing_from(folder):
    text = ELDER.replace(", doc: 仿真民发〔2023〕12号", "", 1)

    (found,) = misread(folder, text)

    assert (found.key, found.line) == (("status", "change", "doc"), line_of(text, "change: {kind"))


def test_a_key_written_twice_is_an_error(folder):
    text = ELDER.replace("visits: 0", "visits: 0\nvisits: 1", 1)

    (found,) = misread(folder, text)

    assert (found.key, found.line, found.message) == (
        ("visits",),
        line_of(text, "visits: 1"),
        "this key is written twice",
    )


def test_references_and_tags_are_not_read(folder):
    (aliased,) = misread(
        folder, ELDER.replace("alias: [敬老补贴, 老人津贴]", "alias: &a [敬老补贴]\n  keywords: *a", 1)
    )
    (tagged,) = misread(folder, ELDER.replace("visits: 0", "visits: !!python/name:os.system 0", 1))

    assert "references" in aliased.message
    assert (tagged.key, tagged.line) == (("visits",), line_of(ELDER, "visits: 0"))


def test_a_syntax_error_is_named_by_its_line(folder):
    text = ELDER.replace("visits: 0", "visits: [0", 1)

    (found,) = misread(folder, text)

    assert found.line >= line_of(text, "visits: [0")


def test_a_catalogue_without_its_dictionary_or_with_a_broken_one_is_not_read(tmp_path):
    with pytest.raises(CatalogueUnreadable, match="dictionary is missing"):
        load_catalogue(tmp_path)
    (tmp_path / "fields.yaml").write_text("sources: {}\nrecords: {}\n", encoding="utf-8")
    with pytest.raises(CatalogueUnreadable) as caught:
        load_catalogue(tmp_path)
    assert [each.key for each in caught.value.misread] == [("fields",)]


def test_an_empty_file_is_no_document(folder):
    found = misread(folder, "")

    assert found[0].line == 1


def test_decimals_keep_their_digits(tmp_path):
    path = tmp_path / "fields.yaml"
    path.write_text(
        "sources: {}\nrecords: {}\nfields:\n  fee.amount: {zh: 费, en: Fee, type: number, source: x, none: 0.10}\n",
        encoding="utf-8",
    )

    assert str(read_document(path, Dictionary).fields["fee.amount"].none) == "0.10"


# Versions and effective dates.


def versions(folder, *changes):
    for version, effective, more in changes:
        text = ELDER.replace("version: 3", f"version: {version}", 1).replace(
            "effective: 2024-01-01", f"effective: {effective}{more}", 1
        )
        (folder / f"31_v{version}.yaml").write_text(text, encoding="utf-8")
    return load_catalogue(folder).documents


def test_the_version_in_force_on_the_day_of_acceptance_decides(folder):
    documents = versions(folder, (3, "2024-01-01", ""), (4, "2026-07-01", ""))

    chosen = [
        in_force(documents, "elder_allowance", day).matter.version
        for day in (date(2024, 1, 1), date(2026, 6, 30), date(2026, 7, 1))
    ]

    assert chosen == [3, 3, 4]


def test_before_the_first_version_and_after_the_matter_is_cancelled_nothing_is_in_force(folder):
    documents = versions(folder, (3, "2024-01-01", ""), (4, "2026-07-01", "\n  cancelled: 2027-01-01"))

    assert in_force(documents, "elder_allowance", date(2026, 12, 31)).matter.version == 4
    for day in (date(2023, 12, 31), date(2027, 1, 1)):
        with pytest.raises(NotInForce):
            in_force(documents, "elder_allowance", day)
    with pytest.raises(NotInForce):
        in_force(documents, "nobody", date(2026, 1, 1))


def test_a_suspended_version_lets_no_older_one_through(folder):
    (folder / "31_v3.yaml").write_text(ELDER, encoding="utf-8")
    text = ELDER.replace("version: 3", "version: 4", 1).replace("effective: 2024-01-01", "effective: 2026-07-01", 1)
    (folder / "31_v4.yaml").write_text(text.replace("state: active", "state: suspended", 1), encoding="utf-8")
    documents: tuple[MatterDocument, ...] = load_catalogue(folder).documents

    with pytest.raises(NotInForce):
        in_force(documents, "elder_allowance", date(2026, 8, 1))


def test_two_files_may_not_claim_one_version_or_one_day(folder):
    (folder / "31_a.yaml").write_text(ELDER, encoding="utf-8")
    (folder / "31_b.yaml").write_text(ELDER, encoding="utf-8")

    with pytest.raises(CatalogueUnreadable) as caught:
        load_catalogue(folder)

    assert [each.key for each in caught.value.misread] == [("version",), ("effective",)]
