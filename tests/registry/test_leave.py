"""Who may: nothing leaves without its row, its declaration and its leave, and a code is good once."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings, strategies as st

from kiosk.approval.facts import FACTS, Outcome
from kiosk.registry.audit import AuditEntry, MemoryAuditLog, verify
from kiosk.registry.authorisations import Authorisations, Claim
from kiosk.registry.refusals import AuthorisationRefused
from tests.registry.port import (
    CASE,
    DICTIONARY,
    EVERYTHING,
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


def test_a_code_for_one_enterprise_opens_no_other_and_the_enterprise_sees_who_looked(town):
    bench = open_port(town)
    fields = {"enterprises": ("enterprise.number",)}
    code = bench.sources.authorise(request(fields, enterprise="demo-works"), "enterprises", NOW_MS)

    others = bench.sources.query(code, request(fields, enterprise="e-shop"), "enterprises", NOW_MS, luck())
    own = bench.sources.query(code, request(fields, enterprise="demo-works"), "enterprises", NOW_MS, luck())

    assert (others.outcome, own.outcome) == (Outcome.DENIED, Outcome.OK)
    assert [row.entry.outcome for row in bench.sources.who_looked("demo-works")] == ["OK"]
    assert bench.sources.who_looked("t-eighty") == ()


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
    claim = Claim(subject="t-eighty", about="t-eighty", matter=MATTER, case=CASE, source="credit")
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
