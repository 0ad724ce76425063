"""The port: what is read, and whatever happens to a source is read as what it is."""

from __future__ import annotations

import pytest
from hypothesis import given, settings, strategies as st

from kiosk.approval.facts import Outcome
from kiosk.registry.everybody import Everybody
from kiosk.registry.overlay import Grant, Mode
from kiosk.registry.port import facts_of, latency_of
from kiosk.registry.refusals import SourceUnknown
from kiosk.registry.town.plan import DEMO_DAY
from kiosk.registry.weather import MEDIANS_MS, Outage
from tests.registry.port import (
    CASE,
    DICTIONARY,
    EVERYTHING,
    GIVEN,
    NOW_MS,
    consent,
    luck,
    open_port,
    request,
)

ALLOWANCES = {"allowances": ("allowances.kinds",)}
MINUTE_MS = 60_000


# What is read.


def test_a_fetch_reads_every_field_wanted_and_nothing_else(town):
    exchange = open_port(town).sources.fetch(request(ALLOWANCES), NOW_MS, luck())

    assert set(exchange) == {"allowances"}
    assert set(exchange["allowances"].readings) == {"allowances.kinds"}


def test_sources_are_asked_side_by_side_so_the_slowest_decides(town):
    exchange = open_port(town).sources.fetch(request(), NOW_MS, luck())

    assert {source: answer.latency_ms for source, answer in exchange.items()} == MEDIANS_MS
    assert latency_of(exchange) == 400


def test_a_reading_says_whence_when_and_by_which_authorisation(town):
    exchange = open_port(town).sources.fetch(request(), NOW_MS, luck())
    name = facts_of(exchange)["person.name"]

    assert (name.value, name.source, name.as_of, name.grade) == ("陈示廿一", "population", DEMO_DAY, "A")
    assert name.fetched_at_ms == NOW_MS
    assert name.auth == exchange["population"].auth
    assert len({answer.auth for answer in exchange.values()}) == len(exchange)


def test_the_port_reads_what_a_run_over_everybody_reads(town, loaded):
    subjects = ["t-eighty", "demo-boss", "t-two-records", "t-filed", "t00001", "t40000", "nobody"]
    everybody = Everybody(loaded, DICTIONARY)
    bench = open_port(town, consents=tuple(consent(consent=each, subject=each) for each in subjects))

    for subject in subjects:
        asked = bench.sources.fetch(request(subject=subject, consent=subject), NOW_MS, luck())
        readings = everybody.readings(subject, EVERYTHING, NOW_MS, DEMO_DAY, GIVEN)
        assert {name: (each.outcome, each.value, each.as_of) for name, each in facts_of(asked).items()} == {
            name: (each.outcome, each.value, each.as_of) for name, each in readings.items()
        }


def test_whoever_acts_for_an_enterprise_reads_that_one(town):
    fields = {"enterprises": ("enterprise.number", "enterprise.operator")}
    exchange = open_port(town).sources.fetch(request(fields, enterprise="demo-works"), NOW_MS, luck())

    assert facts_of(exchange)["enterprise.number"].value == "91445299MA00000158"
    assert facts_of(exchange)["enterprise.operator"].value == "吴示四"


@pytest.mark.parametrize(
    ("name", "result"),
    [
        ("仿真区示例镇好好百货店", "通过"),
        ("仿真区示例镇示卅百货店", "重名"),
        ("仿真区国家百货店", "含禁用字词"),
        ("好好百货店", "格式不符"),
        ("仿真区示例镇好好百货", "格式不符"),
        ("仿真区店", "格式不符"),
    ],
)
def test_a_name_is_checked_by_shape_words_and_the_register(town, name, result):
    given = {"form.shop_name": name}
    exchange = open_port(town).sources.fetch(request({"names": ("name_check.status",)}, given=given), NOW_MS, luck())

    assert facts_of(exchange)["name_check.status"].value == result


@pytest.mark.parametrize(
    ("address", "is_known"),
    [
        ("仿真区示例镇示中居春路101号", True),
        ("仿真区示例镇示东村安巷7号之二", True),
        ("仿真区示例镇示中居春路999号", False),
        ("仿真区示例镇某村春路1号", False),
        ("仿真区示例镇示中居春路0号", False),
    ],
)
def test_an_address_is_known_if_village_road_and_house_are(town, address, is_known):
    given = {"form.shop_address": address}
    exchange = open_port(town).sources.fetch(request({"addresses": ("address.is_known",)}, given=given), NOW_MS, luck())

    assert facts_of(exchange)["address.is_known"].value is is_known


def test_who_has_written_no_name_is_told_of_none(town):
    exchange = open_port(town).sources.fetch(request({"names": ("name_check.status",)}, given={}), NOW_MS, luck())

    assert facts_of(exchange)["name_check.status"].outcome is Outcome.NOT_FOUND


def test_every_house_of_the_town_is_a_known_address(town):
    from kiosk.registry.rules import is_address_known

    homes = [row.values["person.address"] for _, row in town.rows("population")]
    natives = [each for each in homes if each.startswith("仿真区示例镇")]

    assert len(natives) > 60_000
    assert all(is_address_known(each) for each in natives)


def test_what_is_older_than_the_matter_allows_is_stale_for_that_field_alone(town):
    fields = {"population": ("person.name", "person.address")}
    bench = open_port(town)
    asked = request(fields, subject="t00001", fresh_days={"person.address": -1})

    readings = facts_of(bench.sources.fetch(asked, NOW_MS, luck()))

    assert readings["person.address"].outcome is Outcome.STALE
    assert readings["person.address"].value is None
    assert readings["person.name"].outcome is Outcome.OK


def test_a_source_that_nobody_can_ask_is_a_mistake_of_the_caller(town):
    with pytest.raises(SourceUnknown):
        open_port(town).sources.fetch(request({"session": ("session.level",)}), NOW_MS, luck())


# Outcomes.


@pytest.mark.parametrize("outcome", [each for each in Outcome if each is not Outcome.OK])
@pytest.mark.parametrize("source", sorted(EVERYTHING))
def test_any_outcome_forced_on_a_source_reaches_all_its_readings_and_no_others(town, source, outcome):
    bench = open_port(town)
    before = facts_of(bench.sources.fetch(request(), NOW_MS, luck()))
    bench.sources.switchboard.force(source, outcome)

    exchange = bench.sources.fetch(request(), NOW_MS, luck())

    assert exchange[source].outcome is outcome
    assert {(each.outcome, each.value) for each in exchange[source].readings.values()} == {(outcome, None)}
    others = {name: each.outcome for name, each in facts_of(exchange).items() if each.source != source}
    assert others == {name: each.outcome for name, each in before.items() if each.source != source}
    assert bench.audit.rows[-len(EVERYTHING) :][list(EVERYTHING).index(source)].entry.outcome == outcome.value


def test_forcing_ok_takes_an_outage_and_a_delay_away(town):
    bench = open_port(town, outages=(Outage("population", NOW_MS, NOW_MS + 1),))
    bench.sources.switchboard.force("population", Outcome.OK)

    uniforms = luck(population__first=0.99999, population__again=0.99999)
    answer = bench.sources.fetch(request(), NOW_MS, uniforms)["population"]

    assert answer.outcome is Outcome.OK


def test_a_released_source_answers_as_before_however_often_it_was_forced(town):
    bench = open_port(town)
    bench.sources.switchboard.force("population", Outcome.DOWN)
    for _ in range(10):
        bench.sources.fetch(request(), NOW_MS, luck())
    bench.sources.switchboard.release("population")

    assert bench.sources.fetch(request(), NOW_MS, luck())["population"].outcome is Outcome.OK


def test_the_switchboard_knows_its_sources(town):
    board = open_port(town).sources.switchboard

    with pytest.raises(SourceUnknown):
        board.force("weather", Outcome.DOWN)
    with pytest.raises(SourceUnknown):
        board.release("session")
    with pytest.raises(ValueError, match="per cent"):
        board.set_latency(-1)


def test_with_no_latency_a_fetch_takes_no_time(town):
    bench = open_port(town)
    bench.sources.switchboard.set_latency(0)

    assert latency_of(bench.sources.fetch(request(), NOW_MS, luck(0.99))) == 0


def test_a_source_in_an_outage_is_down_and_back_when_it_ends(town):
    bench = open_port(town, outages=(Outage("credit", NOW_MS, NOW_MS + MINUTE_MS),))
    asked = request({"credit": ("credit.listings",)})

    assert bench.sources.fetch(asked, NOW_MS, luck())["credit"].outcome is Outcome.DOWN
    assert bench.sources.fetch(asked, NOW_MS + MINUTE_MS, luck())["credit"].outcome is Outcome.NONE


def test_two_sources_rest_around_midnight_and_answer_again_after_it(town):
    quarter_to_twelve_ms, later_ms = NOW_MS + (15 * 60 + 15) * MINUTE_MS, NOW_MS + 16 * 60 * MINUTE_MS
    bench = open_port(town)

    resting = bench.sources.fetch(request(), quarter_to_twelve_ms, luck())
    awake = bench.sources.fetch(request(), later_ms, luck())

    assert {source for source, answer in resting.items() if answer.outcome is Outcome.DOWN} == {
        "insurance",
        "card_account",
    }
    assert not [source for source, answer in awake.items() if answer.outcome is Outcome.DOWN]


def test_a_source_that_is_late_twice_has_timed_out_within_the_budget(town):
    uniforms = luck(credit__first=0.99999, credit__again=0.99999)
    answer = open_port(town).sources.fetch(request(), NOW_MS, uniforms)["credit"]

    assert answer.outcome is Outcome.TIMEOUT
    assert 3_000 < answer.latency_ms <= 6_000


def test_the_breaker_spares_a_source_that_is_out_and_lets_one_try_after_half_a_minute(town):
    bench = open_port(town, outages=(Outage("credit", NOW_MS, NOW_MS + 20_000),))
    asked = request({"credit": ("credit.listings",)})

    spans = [bench.sources.fetch(asked, NOW_MS + at, luck())["credit"].latency_ms for at in range(7)]

    # Five failures of 2 x 30 + 140 ms, then nobody asks; the outage is over long before half a minute is.
    assert spans == [200] * 5 + [0] * 2
    assert bench.sources.fetch(asked, NOW_MS + 25_000, luck())["credit"].outcome is Outcome.DOWN
    assert bench.sources.fetch(asked, NOW_MS + 30_204, luck())["credit"].outcome is Outcome.NONE
    assert bench.sources.breaker("credit").failures == 0


def test_an_answer_that_nothing_is_there_is_no_failure(town):
    bench = open_port(town)
    asked = request({"credit": ("credit.listings",)})

    outcomes = [bench.sources.fetch(asked, NOW_MS, luck())["credit"].outcome for _ in range(8)]

    assert set(outcomes) == {Outcome.NONE}


def test_the_same_chance_gives_the_same_exchange(town):
    first, second = (open_port(town).sources.fetch(request(), NOW_MS, luck(0.7)) for _ in range(2))

    assert first == second


# What was granted here.


def granted(field, value, mode=Mode.ADD, case=CASE):
    return Grant(subject="t-eighty", field=field, mode=mode, value=value, at_ms=NOW_MS, case=case)


def test_an_allowance_granted_here_is_seen_by_the_next_fetch_and_gone_when_it_is_revoked(town):
    bench = open_port(town)

    def kinds():
        return facts_of(bench.sources.fetch(request(ALLOWANCES), NOW_MS, luck()))["allowances.kinds"]

    before = kinds()
    bench.overlay.add([granted("allowances.kinds", "高龄津贴"), granted("allowances.kinds", "高龄津贴", case="again")])
    after = kinds()
    bench.overlay.revoke(CASE)
    bench.overlay.revoke("again")

    assert (before.outcome, before.value) == (Outcome.NONE, None)
    assert (after.outcome, after.value, after.as_of) == (Outcome.OK, ("高龄津贴",), DEMO_DAY)
    assert kinds().outcome is Outcome.NONE


def test_a_grant_lies_over_what_the_town_says_and_leaves_the_rest(town):
    bench = open_port(town)
    bench.overlay.add([granted("card_account.status", "冻结", Mode.SET)])

    readings = facts_of(bench.sources.fetch(request({"card_account": EVERYTHING["card_account"]}), NOW_MS, luck()))

    assert readings["card_account.status"].value == "冻结"
    assert readings["card_account.tail"].outcome is Outcome.OK


def test_what_was_granted_to_somebody_the_register_does_not_know_makes_them_no_resident(town):
    bench = open_port(town)
    bench.overlay.add(
        [Grant(subject="nobody", field="person.address", mode=Mode.SET, value="x", at_ms=NOW_MS, case=CASE)]
    )

    exchange = bench.sources.fetch(request({"population": EVERYTHING["population"]}, subject="nobody"), NOW_MS, luck())

    assert {each.outcome for each in facts_of(exchange).values()} == {Outcome.NOT_FOUND}


def test_a_grant_is_as_fresh_as_its_day_whatever_the_register_is(town):
    bench = open_port(town)
    grant = Grant(subject="t-neglected", field="person.address", mode=Mode.SET, value="新址", at_ms=NOW_MS, case=CASE)
    bench.overlay.add([grant])

    fields = {"population": ("person.address", "person.name")}
    readings = facts_of(bench.sources.fetch(request(fields, subject="t-neglected"), NOW_MS, luck()))

    assert (readings["person.address"].outcome, readings["person.address"].value) == (Outcome.OK, "新址")
    assert readings["person.name"].outcome is Outcome.STALE


def test_a_shop_opened_here_is_its_owners_and_its_name_is_taken(town):
    bench = open_port(town)
    asked = request({"enterprises": ("enterprise.name", "enterprise.status"), "names": ("name_check.status",)})
    before = facts_of(bench.sources.fetch(asked, NOW_MS, luck()))
    bench.overlay.add(
        [
            granted("enterprise.name", GIVEN["form.shop_name"], Mode.SET),
            granted("enterprise.status", "存续", Mode.SET),
        ]
    )

    after = facts_of(bench.sources.fetch(asked, NOW_MS, luck()))

    assert [each.value for each in before.values()] == [None, None, "通过"]
    assert [each.value for each in after.values()] == ["仿真区示例镇好好百货店", "存续", "重名"]


@settings(max_examples=80)
@given(
    forced=st.dictionaries(st.sampled_from(sorted(EVERYTHING)), st.sampled_from(list(Outcome))),
    uniform=st.floats(0, 1),
    at_ms=st.integers(0, 48 * 3_600_000),
    latency_pct=st.sampled_from([0, 100, 1_000]),
    subject=st.sampled_from(["t-eighty", "t-neglected", "t-two-records", "demo-boss", "nobody"]),
)
def test_whatever_happens_only_ok_has_a_value_and_nobody_waits_longer_than_the_budget(
    town, forced, uniform, at_ms, latency_pct, subject
):
    bench = open_port(town, consents=(consent(subject=subject),))
    bench.sources.switchboard.set_latency(latency_pct)
    for source, outcome in forced.items():
        bench.sources.switchboard.force(source, outcome)

    exchange = bench.sources.fetch(request(subject=subject), NOW_MS + at_ms, luck(uniform))

    assert latency_of(exchange) <= 6_000
    for source, answer in exchange.items():
        assert set(answer.readings) == set(EVERYTHING[source])
        for reading in answer.readings.values():
            assert (reading.value is not None) == (reading.outcome is Outcome.OK)
            if forced.get(source, Outcome.OK) is not Outcome.OK:
                assert reading.outcome is forced[source]
