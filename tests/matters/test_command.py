"""`yzz catalogue check | show | try`."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from sqlalchemy import Integer, create_engine

from kiosk.catalogue_command import catalogue
from kiosk.hall.lifecycles import CaseState
from kiosk.live.tables import CASES
from kiosk.matters.loader import CATALOGUE
from kiosk.settings import Settings

GOOD = {
    "person.name": "林示二",
    "person.number": "445299194409011028",
    "person.birth": "1944-09-01",
    "person.life": "正常",
    "person.hukou_area": "445299101003",
    "allowances.kinds": ["农村部分计划生育家庭奖励"],
    "card_account.status": "激活",
    "card_account.tail": "0017",
    "session.level": 3,
    "form.promise": True,
}
NONE = ["custody.records", "credit.listings"]


def run(*arguments):
    return CliRunner().invoke(catalogue, [str(each) for each in arguments])


def tried(tmp_path, case, matter="31"):
    path = tmp_path / "case.json"
    path.write_text(json.dumps(case, ensure_ascii=False), encoding="utf-8")
    return run("try", matter, path, "--on", "2026-03-02")


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(CATALOGUE, tmp_path / "catalogue")


def planted(folder, name, old, new):
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return run("check", "--folder", folder)


def test_the_houses_catalogue_is_checked_and_clean():
    result = run("check")

    assert result.exit_code == 0
    assert result.stdout.splitlines()[0] == "14 matters, 89 conditions, 1 bundles: 0 found"


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("31_elder_allowance.yaml", "when: age >= 80", "when: agee >= 80", "eligibility.C1.when · 第1列"),
        ("31_elder_allowance.yaml", "age: 80..89", "age: 80..88", "无规则"),
        ("31_elder_allowance.yaml", 'power_type: "05"', 'power_type: "07"', "E05 elder_allowance v3 · class.power_type"),
        ("31_elder_allowance.yaml", "visits: 0", "visits: zero", "31_elder_allowance.yaml:"),
        ("bundles/disability_support.yaml", "matter: care_subsidy", "matter: birth", "E27 disability_support · members.2"),
        ("33_care_subsidy.yaml", "account: card_account.tail", "certificate: card_account.tail", "prefill certificate is"),
    ],
)  # fmt: skip
def test_a_planted_mistake_is_printed_and_gives_status_one(folder, name, old, new, said):
    result = planted(folder, name, old, new)

    assert result.exit_code == 1
    assert said in result.output


KNOWN_ELSEWHERE = {
    "E19": ("31_elder_allowance.yaml", '["cert:户口簿", "share:人口库", upload]', "[upload]", "elder_allowance v3 · materials.M2"),
    "E20": ("31_elder_allowance.yaml", "zh: 居民户口簿", "zh: 未婚证明", "elder_allowance v3 · materials.M2"),
    "E25": ("31_elder_allowance.yaml", "hardware: [", "hardware: [card_box, ", "elder_allowance v3 · channels.kiosk"),
    "E28": ("25_care_elsewhere.yaml", "state: active", "state: cancelled", "care_elsewhere v1 · status"),
    "E29": ("31_elder_allowance.yaml", "kind: adjusted", "kind: delegated", "elder_allowance v3 · status.change"),
    "E30": ("around.yaml", "高龄津贴申领, version: 3", "高龄津贴申领, version: 4", "elder_allowance v3 · matter.version"),
}  # fmt: skip
"""Rule that asks what others know -> (file, what is planted in place of what, where it is found)."""


@pytest.mark.parametrize("rule", KNOWN_ELSEWHERE)
def test_what_others_know_is_handed_in_and_its_planted_fault_found(folder, tmp_path, rule):
    name, old, new, said = KNOWN_ELSEWHERE[rule]
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    installation = with_open_cases(tmp_path, {"care_elsewhere": 2})

    result = run("check", "--folder", folder, "--data", installation, "--on", "2026-11-23")

    mine = [line for line in result.stdout.splitlines() if line.startswith(rule)]
    assert result.exit_code == 1
    assert any(said in line for line in mine), result.output
    assert "not asked" not in result.stdout
    assert rule != "E28" or mine[0].endswith("(2)")


def with_open_cases(tmp_path, counts):
    """An installation whose database has so many open cases of some matters, and a closed one of each."""
    engine = create_engine(Settings.from_sources({"data": tmp_path}).database)
    CASES.create(engine)
    columns = {each.name: 0 if isinstance(each.type, Integer) else "" for each in CASES.columns if not each.nullable}
    rows = [
        {**columns, "hall": "town", "case": f"{matter}-{at}", "alias": f"{at}", "matter": matter, "state": state}
        for matter, count in counts.items()
        for at, state in enumerate([*[CaseState.SUBMITTED] * count, CaseState.CLOSED])
    ]
    with engine.begin() as connection:
        connection.execute(CASES.insert(), rows)
    engine.dispose()
    return tmp_path


def test_what_nobody_knows_here_is_not_asked_and_said(folder, tmp_path):
    (folder / "around.yaml").unlink()

    result = run("check", "--folder", folder, "--data", tmp_path)

    assert result.stdout.splitlines()[-1] == "not asked here, for want of what others know: E20, E28, E29, E30"


def test_a_mistake_in_what_others_know_is_named_with_its_line(folder, tmp_path):
    path = folder / "around.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace('"442000001001"', '"4420"'), encoding="utf-8")

    result = run("check", "--folder", folder, "--data", tmp_path)

    assert result.exit_code == 1
    assert result.stderr.startswith("yzz: around.yaml:")


def test_a_database_that_is_none_is_one_clear_line(tmp_path):
    Path(Settings.from_sources({"data": tmp_path}).database.removeprefix("sqlite:///")).write_bytes(
        b"no database" * 100
    )

    result = run("check", "--data", tmp_path)

    assert result.exit_code == 2
    assert result.stderr.startswith("yzz: the database cannot be read: ")


def test_the_list_names_every_matter_and_the_bundles_order():
    lines = run("show").stdout.splitlines()

    assert len(lines) == 15
    assert "31 秒批 elder_allowance v3  高龄津贴申领 Elder allowance" in lines
    assert lines[-1].endswith("disability_renewal → living_subsidy+care_subsidy")


@pytest.mark.parametrize("what", ["elder_allowance", "gljt"])
def test_a_matter_is_shown_by_whatever_it_is_found_by(what):
    result = run("show", what)

    assert result.exit_code == 0
    assert result.stdout.startswith("31 高龄津贴申领 Elder allowance  elder_allowance v3")
    assert "  C1 hard  年满80周岁 Aged 80 or more\n       age >= 80\n" in result.stdout


def test_a_case_that_meets_everything_is_approved_with_its_amount(tmp_path):
    lines = tried(tmp_path, {"facts": GOOD, "none": NONE}).stdout.splitlines()

    assert lines[0] == "31 高龄津贴申领 Elder allowance v3, 2026-03-02"
    assert "     person.birth = 1944-09-01  (population, 2026-03-02)" in lines
    assert "T1 满足　　 met  rows [1]  amount = 50" in lines
    assert lines[-4:] == [
        "→ 秒批 approved at once",
        "   周岁: 81",
        "   月标准: 50元",
        "   发放账户: 社保卡账户尾号0017",
    ]


def test_a_case_that_fails_is_told_and_a_source_that_is_down_handed_over(tmp_path):
    young = tried(tmp_path, {"facts": GOOD | {"person.birth": "1946-09-01"}, "none": NONE}).stdout
    known = {name: value for name, value in GOOD.items() if name != "allowances.kinds"}
    down = tried(tmp_path, {"facts": known, "none": NONE, "absent": {"allowances.kinds": "DOWN"}}).stdout

    assert "     您现年79周岁，未满80周岁 → 2026年9月1日起可以申请" in young
    assert young.splitlines()[-1] == "→ 一次性告知 told once what is missing"
    assert "C3 无法核验 unverified" in down
    assert "→ 转人工 handed over to a person" in down


def test_a_matter_that_has_records_takes_them_from_yaml_and_from_json(tmp_path):
    facts = {
        "person.name": "林示二", "person.number": "1", "person.birth": "1944-09-01", "person.life": "正常",
        "person.hukou_status": "正常", "person.address": "示例街1号", "session.level": 3,
        "person.household": [{"name": "林示二", "relation": "户主", "birth": "1944-09-01"}],
    }  # fmt: skip
    path = tmp_path / "case.yaml"
    path.write_text(yaml.safe_dump({"facts": facts}, allow_unicode=True, sort_keys=False), encoding="utf-8")

    results = [tried(tmp_path, {"facts": facts}, "01").stdout, run("try", "01", path, "--on", "2026-03-02").stdout]

    assert results[0] == results[1]
    assert "   本户人数: 1人" in results[0]


def test_without_a_file_one_to_fill_in_is_printed_that_can_be_tried(tmp_path):
    for key in ("25", "01"):
        path = tmp_path / f"{key}.yaml"
        path.write_text(run("try", key).stdout, encoding="utf-8")

        result = run("try", key, path, "--on", "2026-03-02")

        assert result.exit_code == 0, result.output
        assert "→ 一次性告知 told once" in result.stdout


@pytest.mark.parametrize(
    ("case", "said"),
    [
        ({"facts": {"person.brith": 1}}, "person.brith is no field of the dictionary"),
        ({"facts": {"person.birth": "yesterday"}}, "Invalid isoformat"),
        ({"facts": {"person.life": "正常"}, "none": ["person.life"]}, "person.life is said twice"),
        ({"absent": {"person.life": "OK"}}, "OK is none of NOT_FOUND"),
        ({"fact": {}}, "Extra inputs are not permitted"),
        ([], "valid dictionary"),
    ],
)
def test_a_file_that_cannot_be_read_says_so_in_one_line(tmp_path, case, said):
    result = tried(tmp_path, case)

    assert result.exit_code in (1, 2)
    assert said in result.output
    assert "Traceback" not in result.output


def test_what_does_not_exist_or_is_not_in_force_is_said():
    unknown, early = run("show", "量子力学"), run("show", "31", "--on", "2020-01-01")

    assert (unknown.exit_code, early.exit_code) == (2, 2)
    assert unknown.stderr.startswith("yzz: no matter is found by 量子力学")
    assert early.stderr.startswith("yzz: no version of elder_allowance is in force on 2020-01-01")


def test_a_catalogue_that_cannot_be_read_says_so_line_by_line_and_gives_status_one(folder):
    for name in ("31_elder_allowance.yaml", "33_care_subsidy.yaml"):
        (folder / name).write_text("key: [", encoding="utf-8")

    refused = run("check", "--folder", folder)

    assert refused.exit_code == 1
    assert [line[: line.index(":", 5)] for line in refused.stderr.splitlines()] == [
        "yzz: 31_elder_allowance.yaml",
        "yzz: 33_care_subsidy.yaml",
    ]


def test_the_command_line_offers_it_and_imports_it_late():
    done = subprocess.run(
        [sys.executable, "-c", "import sys, kiosk.__main__; print([each for each in sys.modules if each in ('yaml', 'pypinyin', 'pydantic')])"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert done.stdout.strip() == "[]"
