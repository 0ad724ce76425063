"""What each machine of the demo offers, from its devices, its place and the hour; set by hand from the documents."""

from __future__ import annotations

from datetime import date

import pytest

from devices.profiles import PROFILES
from devices.terminal import Terminal
from kiosk.live.case_offers import shelf
from kiosk.live.demo_place import demo_terminals, demo_zones
from kiosk.live.terminal_now import MACHINE_OF, terminal_now as now_of, words_of
from kiosk.matters.offer import MACHINES
from tests.builders import two_line_config
from tests.live.place import book

DAY = date(2026, 11, 23)
CONFIG = two_line_config(zones=demo_zones(480), terminals=demo_terminals())
AT_CARDS = {"insurance_proof", "pension_certification"}
AT_COMPANIES = {"shop_opening", "licence_copy"}
NOT_IN_VILLAGES = {"no_offence_proof", "shop_opening", "licence_copy"}


def offered(key: str, *, is_open: bool = True) -> dict[str, str | None]:
    """Matter -> why it is not done at a whole terminal of the demo, None where it is."""
    placed = CONFIG.terminal(key)
    assert placed is not None
    now = now_of(Terminal(key, PROFILES[placed.profile]), CONFIG, "445299101", is_open=is_open)
    return {each.key: each.offered(now, DAY).reason for each in shelf(book(), CONFIG, DAY)}


def done(key: str) -> set[str]:
    return {matter for matter, reason in offered(key).items() if reason is None}


def test_in_the_hall_all_is_done_that_any_terminal_does() -> None:
    assert {matter: reason for matter, reason in offered("hall-1").items() if reason} == {
        "low_income_support": "counter_only"
    }
    # Fourteen matters and the bundle, but for the one.
    assert len(done("hall-1")) == 14


def test_the_zone_that_never_closes_opens_no_shops() -> None:
    assert done("hall-1") - done("zone24-1") == {"shop_opening"}
    assert offered("zone24-1")["shop_opening"] == "not_in_zone24"


def test_a_village_does_what_goes_to_villages_while_it_is_open() -> None:
    assert done("hall-1") - done("village-01") == NOT_IN_VILLAGES
    shut = offered("village-01", is_open=False)
    assert {shut[matter] for matter in done("village-01")} == {"zone_closed"}
    assert shut["low_income_support"] == "counter_only"


@pytest.mark.parametrize(
    ("terminal", "matters"),
    [("hall-card", AT_CARDS), ("hall-company", AT_COMPANIES), ("hall-permit", set()), ("zone24-tax", set())],
)
def test_a_machine_of_one_purpose_does_its_own(terminal: str, matters: set[str]) -> None:
    assert done(terminal) == matters


def test_a_reason_names_machines_devices_and_services_in_words() -> None:
    assert set(MACHINE_OF) == set(PROFILES)
    assert all("_" not in "".join(words_of("machines", each)) for each in MACHINES)
    assert words_of("modules", "sign_pad") == ("签字板", "signature pad")
    assert words_of("services", "sign") == ("手写签名", "sign")
