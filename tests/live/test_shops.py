"""A shop that is opened here: its number, what is known of it, and its place in 粤商通 until its opening is revoked."""

from __future__ import annotations

from pathlib import Path

from kiosk.identity.issuer.state import Entity
from kiosk.identity.numbers import read_organisation
from kiosk.live.shops import Companies, Shops, credit_code, shop_key, with_shop
from kiosk.registry.overlay import Grant, MemoryOverlay, Mode
from tests.live.issuers import furnish, issuer_in

CASE = "11445299EM000001085440100043001202611230001"
NAME = "仿真区示范小满书店"


def grants(case: str = CASE) -> list[Grant]:
    """What a case grants to its owner."""
    said = {"enterprise.number": credit_code(case), "enterprise.name": NAME, "allowances.kinds": "高龄津贴"}
    return [
        Grant(subject="person", field=name, mode=Mode.SET, value=value, at_ms=0, case=case)
        for name, value in said.items()
    ]


def test_each_case_gives_a_number_of_its_own_that_reads_well_and_is_nobodys() -> None:
    cases = [f"{CASE[:-12]}{day}{serial:04d}" for day in ("20261123", "20261124", "20991231") for serial in range(300)]

    codes = [credit_code(each) for each in cases]

    assert len(set(codes)) == len(cases)
    assert all(read_organisation(each).is_synthetic for each in codes)
    assert {each[:2] for each in codes} == {"92"}


def test_what_an_owner_is_granted_of_a_shop_the_shop_is_granted_too_and_nothing_else() -> None:
    found = with_shop(grants(), CASE)

    assert found[:3] == grants()
    assert {each.field for each in found[3:]} == {"enterprise.number", "enterprise.name"}
    assert {each.subject for each in found[3:]} == {shop_key(CASE)}
    assert with_shop(grants()[1:], CASE) == grants()[1:]


def test_a_shop_is_its_owners_once_comes_back_after_a_restart_and_goes_with_its_opening(tmp_path: Path) -> None:
    overlay, key = MemoryOverlay(), shop_key(CASE)
    overlay.add(with_shop(grants(), CASE))
    with issuer_in(tmp_path) as issuer:
        furnish(issuer)
        companies = Companies(())
        shops = Shops(companies, issuer, overlay, str.lower)
        shops.open(CASE, "person")
        shops.open(CASE, "person")
        known = issuer.committed.state.subjects[key]
        assert isinstance(known, Entity)
        assert (known.representative, known.number_hash) == ("person", credit_code(CASE).lower())
        assert [each.name for each in companies] == [NAME]

        again = Companies(())
        Shops(again, issuer, overlay, str.lower).load()
        assert again.get(key) == companies.get(key)

        shops.close(CASE)
        shops.close(CASE)
        assert companies.get(key) is None
        cancelled = issuer.committed.state.subjects[key]
        assert isinstance(cancelled, Entity)
        assert cancelled.cancelled_at_ms is not None


def test_an_owner_whom_the_issuer_does_not_know_keeps_the_shop_without_agents(tmp_path: Path) -> None:
    overlay = MemoryOverlay()
    overlay.add(with_shop(grants(), CASE))
    with issuer_in(tmp_path) as issuer:
        furnish(issuer)
        companies = Companies(())
        Shops(companies, issuer, overlay, str.lower).open(CASE, "nobody")

        assert [each.name for each in companies] == [NAME]
        assert shop_key(CASE) not in issuer.committed.state.subjects
