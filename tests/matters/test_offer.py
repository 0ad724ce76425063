"""What a terminal can do now, why not the rest, and where that works."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from devices.profiles import PROFILES, SERVICES
from kiosk.identity import levels
from kiosk.matters.model import MatterDocument
from kiosk.matters.offer import (
    MACHINES,
    PASSING,
    PROVES,
    REASONS,
    SERVICE_OF,
    SHORT,
    TerminalNow,
    offer,
    offers,
    reachable,
    reason_in_short,
    reason_text,
    works_at,
)
from tests.matters.making import DOCUMENTS, catalogue

ON = date(2026, 11, 23)
PARTS = {word: frozenset(part.kind for part in PROFILES[name].parts.values()) for word, name in MACHINES.items()}


def place(key="k1", machine="YZZ", **changes):
    """A terminal of the hall in which all works."""
    whole = TerminalNow(
        key=key,
        name_zh="1号机",
        name_en="Terminal 1",
        machine=machine,
        area="445299101001",
        zone="hall",
        is_open=True,
        built_in=PARTS[machine],
        working=PARTS[machine],
        networks=("gov",),
        network_sorts=("gov",),
        proofs=("code", "id_card", "face"),
        services=frozenset(SERVICES),
    )
    return replace(whole, **changes)


def document(key, **changes):
    (found,) = [each for (name, _), each in DOCUMENTS.items() if name == key]
    content = found.model_dump(by_alias=True)
    for spelt, value in changes.items():
        part, _, name = spelt.partition("__")
        content[part][name] = value
    return MatterDocument.model_validate(content, strict=False)


def refused(matter, here, on=ON):
    made = offer(matter, here, on)
    assert made.is_offered is (made.reason is None)
    return made.reason, dict(made.params)


def test_a_whole_terminal_of_the_hall_offers_all_that_any_terminal_does():
    found = {key: offer(each, place(), ON).reason for (key, _), each in DOCUMENTS.items()}

    assert {key for key, reason in found.items() if reason is not None} == {"low_income_support"}
    assert found["low_income_support"] == "counter_only"


ELDER, SHOP = "elder_allowance", "shop_opening"
FAULTS = [
    ("not_in_force", document(ELDER, status__state="suspended"), place(), {}),
    ("not_in_force", document(ELDER, status__cancelled=ON), place(), {}),
    ("not_in_force", document(ELDER, status__effective=date(2027, 1, 1)), place(), {}),
    ("counter_only", document("low_income_support"), place(), {"counter": "综合窗口"}),
    ("other_machine", document(ELDER), place(machine="TAX"), {"machines": "YZZ"}),
    ("not_in_villages", document("no_offence_proof"), place(zone="village"), {}),
    ("other_machine", document("no_offence_proof"), place(machine="YZZ_VILLAGE"), {"machines": "YZZ"}),
    ("not_in_zone24", document(SHOP), place(zone="zone24"), {}),
    ("other_region", document(ELDER, channels__regions=("445299102",)), place(), {"regions": "445299102"}),
    ("not_built_in", document(ELDER, kiosk__hardware=("card_box",)), place(), {"modules": "card_box"}),
    ("not_connected", document(ELDER, kiosk__network="police"), place(), {"network": "police"}),
    ("no_way_to_pay", document(ELDER, kiosk__pay=("wechat",)), place(), {"pay": "wechat"}),
    ("zone_closed", document(ELDER), place(is_open=False), {"zone": "hall"}),
    ("offline", document(ELDER), place(networks=()), {"network": "gov"}),
    ("broken", document(ELDER), place(working=PARTS["YZZ"] - {"document_printer"}), {"modules": "document_printer"}),
    ("service_down", document(SHOP), place(services=("log_in", "print_certificate")), {"services": "sign"}),
    ("cannot_log_in", document(ELDER), place(proofs=("code",)), {"level": "3"}),
]  # fmt: skip


@pytest.mark.parametrize(("reason", "matter", "here", "params"), FAULTS, ids=[each[0] for each in FAULTS])
def test_what_stands_in_the_way_is_said_with_its_values(reason, matter, here, params):
    assert refused(matter, here) == (reason, params)


def test_every_reason_has_its_case_and_words_in_both_languages():
    assert {each[0] for each in FAULTS} == set(REASONS) == set(SHORT)
    for _, matter, here, _ in FAULTS:
        zh, en = reason_text(offer(matter, here, ON))
        assert zh
        assert en
        short_zh, short_en = reason_in_short(offer(matter, here, ON))
        assert "{" not in zh + en + short_zh + short_en
        # Eight characters and what they name are all that fits.
        assert len(SHORT[offer(matter, here, ON).reason][0].partition("{")[0]) <= 8
    assert reason_text(offer(document(ELDER), place(), ON)) is None
    assert set(REASONS) > PASSING


def test_the_most_lasting_reason_is_told_first():
    here = place(machine="TAX", zone="zone24", is_open=False, networks=(), working=(), proofs=())
    told = []
    for change in ({}, {"machine": "YZZ"}, {"zone": "hall"}, {"is_open": True}, {"networks": ("gov",)}):
        here = replace(here, **change)
        told.append(refused(document(SHOP), here)[0])

    assert told == ["other_machine", "not_in_zone24", "zone_closed", "offline", "broken"]


def test_a_village_terminal_stands_in_where_a_matter_goes_to_the_villages():
    here = place(machine="YZZ_VILLAGE", zone="village")

    assert refused(document(ELDER), here) == (None, {})
    assert refused(document("licence_copy"), here)[0] == "other_machine"


def test_one_broken_printer_takes_what_prints_and_leaves_the_rest():
    here = place(working=PARTS["YZZ"] - {"document_printer"})

    offered = {key for (key, _), each in DOCUMENTS.items() if offer(each, here, ON).is_offered}

    assert offered == {"pension_certification"}


def test_where_it_works_now_is_said_in_the_order_given():
    broken = place("k1", working=PARTS["YZZ"] - {"document_printer"})
    closed, night, machine = place("k2", is_open=False), place("k3", zone="zone24"), place("k4", machine="SOCIAL_CARD")

    assert [each.key for each in works_at(document("insurance_proof"), (broken, closed, machine, night), ON)] == [
        "k4",
        "k3",
    ]
    assert [each.key for each in works_at(document(SHOP), (broken, closed, machine, night), ON)] == []


def test_the_offers_of_a_terminal_begin_with_what_is_most_wanted():
    here = place("k1", working=PARTS["YZZ"] - {"document_printer"})

    made = offers(catalogue().documents, here, (place("k2"),), ON)

    assert [each.matter for each, _ in made][:3] == ["insurance_proof", "pension_certification", "medical_enrolment"]
    assert {each.matter: [other.key for other in others] for each, others in made}["insurance_proof"] == ["k2"]
    assert {each.matter: others for each, others in made}["pension_certification"] == ()
    assert {each.matter: others for each, others in made}["low_income_support"] == ()


def test_the_levels_are_those_of_the_identity_room():
    known = [(int(level), frozenset(levels.WORDS[each] for each in needed)) for level, needed in levels.PROVES]

    assert list(PROVES) == [each for each in known if "staff" not in each[1]]
    assert [reachable(each) for each in ((), ("code",), ("id_card",), ("face",), ("code", "id_card"))] == [
        0,
        1,
        2,
        0,
        3,
    ]


def test_machines_modules_and_services_are_those_of_the_devices():
    assert set(MACHINES.values()) == set(PROFILES)
    modules = {part.kind for profile in PROFILES.values() for part in profile.parts.values()}
    assert {each for found in DOCUMENTS.values() for each in found.kiosk.hardware} <= modules
    assert set(SERVICE_OF) <= modules
    assert set(SERVICE_OF.values()) <= set(SERVICES)
    assert {each for found in DOCUMENTS.values() for each in found.channels.kiosk} <= set(MACHINES)
