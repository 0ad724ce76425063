"""The port: nothing leaves without its row and its leave, and whatever happens to a source is read as what it is."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings, strategies as st

from kiosk.approval.facts import FACTS, Outcome
from kiosk.registry.audit import AuditEntry, MemoryAuditLog, verify
from kiosk.registry.authorisations import Authorisations, Claim
from kiosk.registry.everybody import Everybody
from kiosk.registry.overlay import Grant, Mode
from kiosk.registry.port import facts_of, latency_of
from kiosk.registry.refusals import AuthorisationRefused, SourceUnknown
from kiosk.registry.town.plan import DEMO_DAY
from kiosk.registry.weather import MEDIANS_MS, Outage
from tests.registry.port import (
    CASE,
    DICTIONARY,
    EVERYTHING,
    GIVEN,
    KEY,
    MATTER,
    NOW_MS,
    consent,
    luck,
    open_port,
    request,
)

ALLOWANCES = {"allowances": ("allowances.kinds",)}
MINUTE_MS = 60_000


class NoRoom(OSError):
    """The disk is full."""


class FullLog(MemoryAuditLog):
    """A log that can keep nothing."""

    def append(self, entries: Sequence[AuditEntry]) -> None:
        raise NoRoom


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


# Who may.


def rows_of(bench):
    return [(row.entry.kind, row.entry.source, row.entry.fields, row.entry.outcome) for row in bench.audit.rows]


def test_a_field_that_the_matter_does_not_declare_is_denied_and_written_down(town):
    bench = open_port(town, scope=frozenset({"person.name"}))
    fields = {"population": ("person.name", "person.address")}

    answer = bench.sources.fetch(request(fields), NOW_MS, luck())["population"]

    assert answer.outcome is Outcome.DENIED
    assert {(each.outcome, each.value) for each in answer.readings.values()} == {(Outcome.DENIED, None)}
    assert answer.auth is None
    assert rows_of(bench) == [("refused", "population", ("person.name", "person.address"), "DENIED")]


def test_a_field_asked_of_a_source_that_does_not_list_it_is_denied(town):
    fields = {"credit": ("person.name",)}

    assert open_port(town).sources.fetch(request(fields), NOW_MS, luck())["credit"].outcome is Outcome.DENIED


def test_a_matter_nobody_knows_gets_nothing(town):
    exchange = open_port(town).sources.fetch(request(matter="made_up"), NOW_MS, luck())

    assert {answer.outcome for answer in exchange.values()} == {Outcome.DENIED}


STATUTORY = {name for name in EVERYTHING if DICTIONARY.sources[name].basis == "statutory"}


@pytest.mark.parametrize(
    "changes",
    [
        {"consent": None},
        {"consent": "another"},
        {"case": "case-2"},
        {"subject": "t-seventy-nine"},
    ],
    ids=str,
)
def test_without_leave_for_this_very_case_only_what_the_law_allows_is_read(town, changes):
    exchange = open_port(town).sources.fetch(request(**changes), NOW_MS, luck())

    denied = {source for source, answer in exchange.items() if answer.outcome is Outcome.DENIED}
    assert denied == set(EVERYTHING) - STATUTORY
    assert {"population", "residence", "custody", "credit", "enterprises", "names", "addresses"} == STATUTORY


def test_leave_that_was_withdrawn_or_given_later_or_for_less_is_none(town):
    for leave in (
        consent(withdrawn_at_ms=NOW_MS),
        consent(at_ms=NOW_MS + 1),
        consent(fields=frozenset({"person.name"})),
    ):
        bench = open_port(town, consents=(leave,))
        assert bench.sources.fetch(request(ALLOWANCES), NOW_MS, luck())["allowances"].outcome is Outcome.DENIED


def test_the_row_names_the_leave_or_the_law(town):
    bench = open_port(town)
    bench.sources.fetch(request({**ALLOWANCES, "credit": ("credit.listings",)}), NOW_MS, luck())

    assert {row.entry.source: row.entry.basis for row in bench.audit.rows} == {
        "allowances": "consent-1",
        "credit": "statutory",
    }


# Authorisations.


def test_a_code_is_good_once(town):
    bench = open_port(town)
    code = bench.sources.authorise(request(ALLOWANCES), "allowances", NOW_MS)

    first = bench.sources.query(code, request(ALLOWANCES), "allowances", NOW_MS, luck())
    second = bench.sources.query(code, request(ALLOWANCES), "allowances", NOW_MS, luck())

    assert (first.outcome, second.outcome) == (Outcome.NONE, Outcome.DENIED)
    assert [row.entry.kind for row in bench.audit.rows] == ["read", "refused"]


@pytest.mark.parametrize(("minutes", "outcome"), [(15, Outcome.DENIED), (14, Outcome.NONE)])
def test_a_code_lives_a_quarter_of_an_hour(town, minutes, outcome):
    bench = open_port(town)
    code = bench.sources.authorise(request(ALLOWANCES), "allowances", NOW_MS)

    answer = bench.sources.query(code, request(ALLOWANCES), "allowances", NOW_MS + minutes * MINUTE_MS, luck())

    assert answer.outcome is outcome


@pytest.mark.parametrize("foreign", [{"subject": "t-seventy-nine"}, {"case": "case-2"}, {"matter": "other"}], ids=str)
def test_a_code_is_good_for_its_person_matter_and_case_alone_and_a_strangers_try_does_not_spend_it(town, foreign):
    bench = open_port(town)
    code = bench.sources.authorise(request(ALLOWANCES), "allowances", NOW_MS)

    strangers = bench.sources.query(code, request(ALLOWANCES, **foreign), "allowances", NOW_MS, luck())
    own = bench.sources.query(code, request(ALLOWANCES), "allowances", NOW_MS, luck())

    assert strangers.outcome is Outcome.DENIED
    assert [each.value for each in strangers.readings.values()] == [None]
    assert own.outcome is Outcome.NONE
    assert [row.entry.outcome for row in bench.audit.rows] == ["DENIED", "NONE"]


def test_a_code_is_good_for_the_fields_granted_and_no_more(town):
    bench = open_port(town)
    code = bench.sources.authorise(request({"population": ("person.name",)}), "population", NOW_MS)

    more = request({"population": ("person.name", "person.address")})
    answer = bench.sources.query(code, more, "population", NOW_MS, luck())

    assert answer.outcome is Outcome.DENIED


def test_a_code_of_one_source_opens_no_other_and_a_made_up_one_opens_none(town):
    bench = open_port(town)
    code = bench.sources.authorise(request({"population": ("person.name",)}), "population", NOW_MS)

    wrong = bench.sources.query(code, request(ALLOWANCES), "allowances", NOW_MS, luck())
    made_up = bench.sources.query("0" * 32, request(ALLOWANCES), "allowances", NOW_MS, luck())

    assert (wrong.outcome, made_up.outcome) == (Outcome.DENIED, Outcome.DENIED)


def test_no_leave_no_code_and_a_row_says_so(town):
    bench = open_port(town, consents=())

    assert bench.sources.authorise(request(ALLOWANCES), "allowances", NOW_MS) is None
    assert rows_of(bench) == [("refused", "allowances", ("allowances.kinds",), "DENIED")]


def test_codes_differ_by_token_and_cannot_be_computed_without_the_installations_key(town):
    codes = {
        open_port(town).sources.authorise(request(ALLOWANCES, token=token), "allowances", NOW_MS)
        for token in ("token-1", "token-2", "token-1")
    }

    assert len(codes) == 2


def test_used_and_ended_codes_make_room_and_a_flood_of_open_ones_is_refused():
    claim = Claim(subject="t-eighty", matter=MATTER, case=CASE, source="credit")
    kept = Authorisations(KEY, most=3)
    for at in range(3):
        used = kept.grant(f"used-{at}", claim, frozenset(), NOW_MS)
        kept.redeem(used.code, claim, frozenset(), NOW_MS)
    for at in range(3):
        kept.grant(f"open-{at}", claim, frozenset(), NOW_MS)

    with pytest.raises(AuthorisationRefused):
        kept.grant("one too many", claim, frozenset(), NOW_MS)
    kept.grant("later", claim, frozenset(), NOW_MS + 15 * MINUTE_MS)

    assert len(kept) == 1


def test_a_flooded_platform_denies_and_says_so(town):
    bench = open_port(town)
    bench.sources.authorisations = Authorisations(KEY, most=0)

    assert bench.sources.fetch(request(ALLOWANCES), NOW_MS, luck())["allowances"].outcome is Outcome.DENIED


# Nothing leaves unseen.


def test_what_cannot_be_written_down_is_not_released(town):
    bench = open_port(town, audit=FullLog(KEY))

    with pytest.raises(NoRoom):
        bench.sources.fetch(request(), NOW_MS, luck())


@settings(max_examples=60)
@given(
    fields=st.dictionaries(
        st.sampled_from(sorted(EVERYTHING)), st.sampled_from(sorted(DICTIONARY.fields)), min_size=1, max_size=6
    ),
    scope=st.frozensets(st.sampled_from(sorted(DICTIONARY.fields))),
    given_to=st.frozensets(st.sampled_from(sorted(DICTIONARY.fields))),
)
def test_no_field_leaves_without_a_row_a_declaration_and_leave(town, fields, scope, given_to):
    bench = open_port(town, scope=scope, consents=(consent(fields=given_to),))
    asked = request({source: (field,) for source, field in fields.items()})

    exchange = bench.sources.fetch(asked, NOW_MS, luck())

    read = {field for row in bench.audit.rows if row.entry.kind == "read" for field in row.entry.fields}
    for source, answer in exchange.items():
        for name, reading in answer.readings.items():
            if reading.value is not None or reading.outcome in FACTS:
                assert name in read
                assert name in scope
                assert source in STATUTORY or name in given_to
    assert len(bench.audit.rows) == len(exchange)
    assert verify(bench.audit.rows, KEY, bench.audit.head) == ()


def test_rows_name_fields_and_never_a_value_or_a_person(town):
    bench = open_port(town)
    bench.sources.fetch(request(), NOW_MS, luck())

    text = repr(bench.audit.rows)
    assert len(bench.audit.rows) == len(EVERYTHING)
    for secret in ("陈示廿一", "445299194610141204", "t-eighty", "token-1"):
        assert secret not in text


def test_somebody_can_ask_who_looked_at_their_data(town):
    bench = open_port(town, consents=(consent(), consent(consent="c2", subject="t-owner")))
    bench.sources.fetch(request(ALLOWANCES), NOW_MS, luck())
    bench.sources.fetch(request(ALLOWANCES, subject="t-owner", consent="c2"), NOW_MS + 1, luck())
    bench.sources.fetch(request({"credit": ("credit.listings",)}), NOW_MS + 2, luck())

    looked = bench.sources.who_looked("t-eighty")

    assert [(row.entry.at_ms - NOW_MS, row.entry.source, row.entry.terminal, row.entry.case) for row in looked] == [
        (2, "credit", "hall-1", CASE),
        (0, "allowances", "hall-1", CASE),
    ]


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
