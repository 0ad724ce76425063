"""The audit finds each breach planted in the issuer's stream, in the ledger, and between issuer and hall."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import get_args

import orjson
import pytest

from kiosk.identity.issuer.events import Event
from kiosk.live.audit import audit
from kiosk.live.audit_issuer import HEARS
from kiosk.live.backup import backup
from kiosk.settings import DATABASE_FILE
from tests.live.halls import HandClock, live_hall, rows, settings_in, tamper
from tests.live.planting import breaches, entry as entry_of_the_hall, nothing_happened, rewrite, rewrite_issuer
from tests.live.test_ledger import place_in
from tests.live.visits import OTHER, Morning, T, cti


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a morning at two terminals, and a few slips after it."""
    folder = tmp_path_factory.mktemp("issuer")
    seconds = HandClock()
    with live_hall(folder) as hall:
        Morning(hall).play()
        seconds.seconds = hall.clock.seconds
    with place_in(folder, seconds) as place:
        for _ in range(3):
            place.print_slip()
    return folder


@pytest.fixture
def planted(sound: Path, tmp_path: Path) -> Path:
    """A copy of the sound folder, to be spoilt."""
    return Path(shutil.copytree(sound, tmp_path / "planted"))


def entry(folder: Path, event: str, which: int = 0) -> int:
    """Seq of an entry of the issuer's stream that has an event of this type."""
    return entry_of_the_hall(folder, event, which, table="issuer_journal")


def of_issuer(seq: int) -> str:
    return f"issuer_journal {seq}"


def fields_of(folder: Path, seq: int) -> dict[str, object]:
    ((text,),) = rows(folder, "select events from issuer_journal where seq = ?", seq)
    fields: dict[str, object] = orjson.loads(text)[0][2]
    return fields


def test_a_sound_stream_has_no_finding(sound: Path) -> None:
    told = {name for (text,) in rows(sound, "select events from issuer_journal") for name, _, _ in orjson.loads(text)}

    assert told >= {"CodeRedeemed", "CodeForgotten", "AuthorisationRevoked", "GuardianLinked"}
    assert rows(sound, "select count(*) from issuer_snapshots") == [(1,)]
    assert audit(sound / DATABASE_FILE) == []


def test_every_event_of_the_issuer_is_walked() -> None:
    assert set(HEARS) == set(get_args(Event))


def test_the_audit_of_a_backup_says_the_same(planted: Path, tmp_path: Path) -> None:
    seq = entry(planted, "CodeRedeemed", 1)
    rewrite_issuer(planted, seq, {"session": "s1"})

    backup(settings_in(planted), tmp_path / "copy")

    assert audit(tmp_path / "copy") == audit(planted / DATABASE_FILE) != []


def test_a_code_used_by_two_sessions_is_found(planted: Path) -> None:
    seq = entry(planted, "CodeRedeemed", 1)
    rewrite_issuer(planted, seq, {"cti": cti(1), "terminal": T})

    assert (12, of_issuer(seq)) in breaches(planted)


@pytest.mark.parametrize("late_ms", [65_000, 65_001, -5_001])
def test_a_code_used_beyond_its_time_and_the_skew_is_found(planted: Path, late_ms: int) -> None:
    seq = entry(planted, "CodeRedeemed")
    issued = fields_of(planted, entry(planted, "CodeIssued"))["issued_at_ms"]
    assert isinstance(issued, int)
    rewrite_issuer(planted, seq, {"seen_at_ms": issued + late_ms})

    assert (12, of_issuer(seq)) in breaches(planted)


def test_the_first_instant_of_a_code_is_no_breach_of_its_time(planted: Path) -> None:
    used = entry(planted, "CodeRedeemed", 2)
    issued = fields_of(planted, entry(planted, "CodeIssued", 4))["issued_at_ms"]
    assert isinstance(issued, int)

    rewrite_issuer(planted, used, {"seen_at_ms": issued - 5_000})

    # Only the rules, asked with the command as it was, saw it at another instant.
    assert breaches(planted) == {(27, of_issuer(used))}


def test_a_use_that_is_reported_too_late_is_found(planted: Path) -> None:
    issued, used = entry(planted, "CodeIssued"), entry(planted, "CodeRedeemed")
    at_ms = fields_of(planted, used)["at_ms"]
    assert isinstance(at_ms, int)
    rewrite_issuer(planted, issued, {"issued_at_ms": at_ms - 1_900_000, "expires_at_ms": at_ms})
    rewrite_issuer(planted, used, {"seen_at_ms": at_ms - 1_800_001})

    assert (12, of_issuer(used)) in breaches(planted)


def test_a_code_used_by_an_agent_who_was_revoked_before_is_found(planted: Path) -> None:
    seq = entry(planted, "AuthorisationConfirmed")
    at_ms = fields_of(planted, seq)["at_ms"]
    ((text,),) = rows(planted, "select events from issuer_journal where seq = ?", seq)
    revoked = ["AuthorisationRevoked", 1, {"at_ms": at_ms, "authorisation": "a1", "by": "ann"}]
    both = orjson.dumps([*orjson.loads(text), revoked]).decode()
    tamper(planted, f"update issuer_journal set events = '{both}' where seq = {seq}")

    found = breaches(planted)

    assert {
        (12, of_issuer(entry(planted, "CodeIssued", 1))),
        (12, of_issuer(entry(planted, "CodeRedeemed", 1))),
    } <= found


def test_a_code_of_an_entity_used_by_who_does_not_represent_it_is_found(planted: Path) -> None:
    seq = entry(planted, "EntityRegistered")
    rewrite_issuer(planted, seq, {"representative": "cy"})

    assert (12, of_issuer(entry(planted, "CodeIssued", 3))) in breaches(planted)


def test_a_code_used_for_somebody_who_has_left_is_found(planted: Path) -> None:
    seq = entry(planted, "GuardianLinked")
    at_ms = fields_of(planted, seq)["at_ms"]
    gone = orjson.dumps([["SubjectCancelled", 1, {"at_ms": at_ms, "subject": "ann"}]]).decode()
    tamper(planted, f"update issuer_journal set events = '{gone}' where seq = {seq}")

    assert (12, of_issuer(entry(planted, "CodeRedeemed"))) in breaches(planted)


def test_a_code_used_where_its_type_is_not_taken_is_found(planted: Path) -> None:
    seq = entry(planted, "TerminalEnrolled", 1)
    rewrite_issuer(planted, seq, {"types": [1]})

    assert (12, of_issuer(entry(planted, "CodeRedeemed", 1))) in breaches(planted)


def test_a_code_used_at_a_terminal_that_nobody_enrolled_is_found(planted: Path) -> None:
    seq = entry(planted, "CodeRedeemed")
    rewrite_issuer(planted, seq, {"terminal": "hall-9"})

    assert (12, of_issuer(seq)) in breaches(planted)


def test_a_code_used_although_a_newer_one_was_shown_is_found(planted: Path) -> None:
    # The third code becomes another one of the person whose first one is used after it.
    seq = entry(planted, "CodeIssued", 2)
    rewrite_issuer(planted, seq, {"holder": "ann", "subject": "ann"})

    assert (12, of_issuer(entry(planted, "CodeRedeemed"))) in breaches(planted)


def test_where_the_newest_alone_is_not_asked_for_an_older_code_is_good(planted: Path) -> None:
    configured, seq = entry(planted, "IssuerConfigured"), entry(planted, "CodeIssued", 2)
    config = fields_of(planted, configured)["config"]
    assert isinstance(config, dict)
    rewrite_issuer(planted, configured, {"config": config | {"newest_only": False}})
    rewrite_issuer(planted, seq, {"holder": "ann", "subject": "ann"})

    assert (12, of_issuer(entry(planted, "CodeRedeemed"))) not in breaches(planted)


def test_a_code_that_nobody_issued_is_found(planted: Path) -> None:
    seq = entry(planted, "CodeRedeemed")
    rewrite_issuer(planted, seq, {"cti": cti(99)})

    assert (12, of_issuer(seq)) in breaches(planted)


def test_a_code_issued_twice_is_found(planted: Path) -> None:
    seq = entry(planted, "CodeIssued", 2)
    rewrite_issuer(planted, seq, {"cti": cti(1)})

    assert (12, of_issuer(seq)) in breaches(planted)


def test_a_code_forgotten_before_its_time_is_found(planted: Path) -> None:
    seq = entry(planted, "GuardianLinked")
    forgotten, at_ms = entry(planted, "AuthorisationRevoked"), fields_of(planted, seq)["at_ms"]
    event = orjson.dumps([["CodeForgotten", 1, {"at_ms": at_ms, "cti": cti(3)}]]).decode()
    tamper(planted, f"update issuer_journal set events = '{event}' where seq = {forgotten}")

    assert (12, of_issuer(forgotten)) in breaches(planted)


def test_a_code_that_may_be_forgotten_too_early_is_found(planted: Path) -> None:
    seq = entry(planted, "CodeIssued")
    kept = fields_of(planted, seq)["kept_until_ms"]
    assert isinstance(kept, int)
    rewrite_issuer(planted, seq, {"kept_until_ms": kept - 1})

    assert (12, of_issuer(seq)) in breaches(planted)


def test_a_code_used_while_the_issuer_serves_nobody_is_found(planted: Path) -> None:
    seq = entry(planted, "GuardianLinked")
    down = {"at_ms": fields_of(planted, seq)["at_ms"], "availability": "down", "latency_ms": 0, "until_ms": None}
    text = orjson.dumps([["AvailabilityChanged", 1, down]]).decode()
    tamper(planted, f"update issuer_journal set events = '{text}' where seq = {seq}")

    assert (12, of_issuer(entry(planted, "CodeRedeemed"))) in breaches(planted)


def test_a_step_of_an_authorisation_out_of_its_order_is_found(planted: Path) -> None:
    nothing_happened(planted, entry(planted, "AuthorisationRevoked"), table="issuer_journal")
    seq = entry(planted, "AuthorisationGranted")
    rewrite_issuer(planted, seq, {"authorisation": "a2"})

    assert (28, of_issuer(entry(planted, "AuthorisationConfirmed"))) in breaches(planted)


def test_a_gap_in_the_issuers_stream_is_found(planted: Path) -> None:
    seq = entry(planted, "GuardianLinked")
    tamper(planted, f"delete from issuer_journal where seq = {seq}")

    assert (10, of_issuer(seq + 1)) in breaches(planted)


def test_an_entry_of_the_issuer_that_cannot_be_read_is_found(planted: Path) -> None:
    tamper(planted, "update issuer_journal set events = '[[\"Nonsense\", 1, {}]]' where seq = 3")

    assert (10, of_issuer(3)) in breaches(planted)


def test_stamps_of_the_issuer_that_go_back_are_found(planted: Path) -> None:
    seq = entry(planted, "CodeForgotten")
    tamper(planted, f"update issuer_journal set at_ms = at_ms - 7200000 where seq = {seq}")

    assert (14, of_issuer(seq)) in breaches(planted)


def test_what_cannot_be_applied_to_the_issuer_is_found(planted: Path) -> None:
    seq = entry(planted, "CodeRedeemed")
    rewrite_issuer(planted, seq, {"cti": cti(99)})

    assert (9, of_issuer(seq)) in breaches(planted)


def test_a_snapshot_of_the_issuer_that_is_not_its_state_is_found(planted: Path) -> None:
    ((seq,),) = rows(planted, "select seq from issuer_snapshots")
    tamper(planted, "update issuer_snapshots set state = json_set(state, '$.latency_ms', 7)")

    assert breaches(planted) == {(15, f"issuer_snapshots {seq}")}


def test_a_snapshot_of_the_issuer_beyond_its_stream_is_found(planted: Path) -> None:
    tamper(planted, "update issuer_snapshots set seq = 9999")

    assert breaches(planted) == {(15, "issuer_snapshots 9999")}


def test_a_code_whose_rules_would_have_refused_it_is_found(planted: Path) -> None:
    seq = entry(planted, "CodeRedeemed")
    ((asked,),) = rows(planted, "select command from issuer_journal where seq = ?", seq)
    name, v, fields = orjson.loads(asked)
    text = orjson.dumps([name, v, fields | {"types": [3]}]).decode()
    tamper(planted, f"update issuer_journal set command = '{text}' where seq = {seq}")

    assert breaches(planted) == {(27, of_issuer(seq))}
    assert audit(planted / DATABASE_FILE, asks_rules=False) == []


# Between issuer and hall.


def test_a_log_in_by_a_code_that_was_never_redeemed_is_found(planted: Path) -> None:
    rewrite_issuer(planted, entry(planted, "CodeRedeemed"), {"session": "another"})

    assert (26, f"journal {entry_of_the_hall(planted, 'LoggedIn')}") in breaches(planted)


def test_a_log_in_by_anothers_code_is_found(planted: Path) -> None:
    rewrite_issuer(planted, entry(planted, "CodeIssued"), {"holder": "cy", "subject": "cy"})

    assert (26, f"journal {entry_of_the_hall(planted, 'LoggedIn')}") in breaches(planted)


def test_an_agents_log_in_for_another_principal_is_found(planted: Path) -> None:
    seq = entry_of_the_hall(planted, "LoggedIn", 2)
    rewrite(planted, seq, {"principal": None})

    assert (26, f"journal {seq}") in breaches(planted)


def test_a_redemption_of_which_nothing_came_is_found(planted: Path) -> None:
    tamper(planted, "delete from issuer_refusals where session = 's5'")

    assert breaches(planted) == {(26, of_issuer(entry(planted, "CodeRedeemed", 2)))}


def test_a_redemption_whose_refusal_is_past_its_term_is_not_judged(planted: Path) -> None:
    seq = entry(planted, "CodeRedeemed", 2)
    used = fields_of(planted, seq)["at_ms"]
    assert isinstance(used, int)
    tamper(planted, "delete from issuer_refusals", f"insert into meta values ('refusals_since_ms', '{used}')")
    at_that_instant = breaches(planted)
    tamper(planted, f"update meta set value = '{used + 1}' where name = 'refusals_since_ms'")

    assert at_that_instant == {(26, of_issuer(seq))}
    assert breaches(planted) == set()


def test_a_redemption_that_may_still_be_answered_is_none(tmp_path: Path) -> None:
    with live_hall(tmp_path) as hall:
        morning = Morning(hall)
        morning.play_little()
        morning.redeem(1, "s1", OTHER)
        morning.pass_time(59)
        morning.issuer.stop()

    assert audit(tmp_path / DATABASE_FILE) == []


# The ledger.


def test_a_counter_that_is_not_what_the_stream_says_is_found(planted: Path) -> None:
    tamper(
        planted,
        "update device_ledger set value = value + 200 where device = 'receipt_printer' and counter = 'paper_left'",
    )

    assert breaches(planted) == {(9, f"device_ledger {T} receipt_printer paper_left")}


def test_a_counter_missing_from_the_ledger_is_found(planted: Path) -> None:
    tamper(planted, "delete from device_ledger where counter = 'pages'")

    assert breaches(planted) == {(9, f"device_ledger {T} receipt_printer pages")}


def test_paper_below_nothing_is_found(planted: Path) -> None:
    tamper(planted, "update device_ledger set value = -1 where counter = 'pages'")

    assert (29, f"device_ledger {T} receipt_printer pages") in breaches(planted)


def test_a_gap_in_the_devices_stream_is_found(planted: Path) -> None:
    ((first,), (second,), *_) = rows(planted, "select seq from device_journal order by seq")
    tamper(planted, f"delete from device_journal where seq = {second}")

    assert (10, f"device_journal {second + 1}") in breaches(planted)
    assert first == 1


def test_a_stream_of_devices_whose_first_entries_are_past_their_term_is_sound(planted: Path) -> None:
    tamper(planted, "delete from device_journal where seq <= 2")

    assert audit(planted / DATABASE_FILE) == []


def test_stamps_of_devices_that_go_back_are_found(planted: Path) -> None:
    tamper(planted, "update device_journal set at_ms = (select min(at_ms) from device_journal) - 1 where seq = 3")

    assert (14, "device_journal 3") in breaches(planted)


def test_an_entry_of_devices_that_cannot_be_read_is_found(planted: Path) -> None:
    tamper(planted, "update device_journal set changes = 'no JSON' where seq = 2")

    assert (10, "device_journal 2") in breaches(planted)
