"""Terms (保留期限): of every kind of record its key, how long it is kept, and who deletes it.

docs/operating.md prints this table; a test walks the tables of the database along it, and for each term that ends
there is a test that runs the clock past it.

Source: design, fine print 29
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from kiosk.settings import Settings, environment_name

FOR_GOOD: Final = "for good"
NOBODY: Final = "nobody"


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One kind of record. table: its table, None where it is in memory alone. term: in words, of the settings.

    until: tests that run the clock, or whatever ends it, past the term; empty where nothing ends it.
    """

    record: str
    zh: str
    table: str | None
    key: str
    term: Callable[[Settings], str]
    who: str
    until: tuple[str, ...] = ()


def _always(text: str) -> Callable[[Settings], str]:
    return lambda _settings: text


def _setting(name: str, unit: str, what: str = "") -> Callable[[Settings], str]:
    return lambda settings: f"{getattr(settings, name)} {unit} (`{environment_name(name)}`){what}"


LIVE: Final = "tests/live"
TERMS: Final = (
    Term(
        record="what the data folder remembers of itself",
        zh="数据目录自身",
        table="meta",
        key="name",
        term=_always(FOR_GOOD),
        who=NOBODY,
    ),
    Term(record="halls", zh="大厅", table="halls", key="hall", term=_always(FOR_GOOD), who=NOBODY),
    Term(
        record="a hall's journal: pseudonyms, never a name or number",
        zh="大厅日志（只有假名）",
        table="journal",
        key="hall, seq",
        term=_always(FOR_GOOD),
        who=NOBODY,
    ),
    Term(
        record="a hall's snapshot, one a day",
        zh="大厅快照（每日一份）",
        table="snapshots",
        key="hall, seq",
        term=_always(FOR_GOOD),
        who=NOBODY,
    ),
    Term(record="tickets", zh="号票", table="tickets", key="hall, day, number", term=_always(FOR_GOOD), who=NOBODY),
    Term(
        record="what counters told people that is missing: codes, of nobody",
        zh="一次性告知书（只有代码）",
        table="told_notices",
        key="hall, notice",
        term=_always(FOR_GOOD),
        who=NOBODY,
    ),
    Term(
        record="the installation's own working days",
        zh="本地工作日",
        table="workdays",
        key="date",
        term=_always("until an administrator removes it"),
        who="the administrator",
        until=(
            "tests/web/test_workdays.py::test_a_saturday_made_a_working_day_moves_an_open_case_and_no_decision_of_before",
        ),
    ),
    Term(
        record="who changed working days",
        zh="工作日改动记录",
        table="workday_changes",
        key="seq",
        term=_always(FOR_GOOD),
        who=NOBODY,
    ),
    Term(
        record="every calendar that a decision may name",
        zh="用过的工作日历",
        table="work_calendars",
        key="name",
        term=_always(FOR_GOOD),
        who=NOBODY,
    ),
    Term(
        record="answers under their idempotency keys",
        zh="幂等应答",
        table="idempotency",
        key="hall, principal, key",
        term=_setting("idempotency_h", "h", " of wall time"),
        who="the hall's writer, with a batch",
        until=(
            f"{LIVE}/test_faults.py::test_answers_outlive_a_wall_clock_set_back_and_are_forgotten_only_when_their_time_is_over",
        ),
    ),
    Term(
        record="notes for the back office: pseudonym, place and cause",
        zh="留言（只有假名）",
        table=None,
        key="number",
        term=_always("until staff close it, at the latest 30 days (`SessionRules.note_ms`)"),
        who="the hall, by its own deadline",
        until=("tests/hall/test_notes.py::test_at_the_end_of_its_term_it_goes_by_itself",),
    ),
    Term(
        record="what was written in a note, with the phone number, or from one counter to the next",
        zh="留言内容与电话、转办附言",
        table="note_writings",
        key="hall, keyed hash of the command's key",
        term=_always("as long as its note is open, of a ticket until its day has turned"),
        who="the writings of the hall, after every note that is closed, when the day turns and at every start",
        until=(
            f"{LIVE}/test_note_writings.py::test_it_is_erased_when_the_term_of_its_note_ends",
            f"{LIVE}/test_note_writings.py::test_what_a_counter_wrote_for_the_next_is_erased_when_the_day_turns",
        ),
    ),
    Term(
        record="who of the staff was shown which note or case, or tried a matter on whom; the person as a keyed hash",
        zh="查阅记录（当事人为散列）",
        table="disclosures",
        key="seq",
        term=_always(FOR_GOOD),
        who=NOBODY,
    ),
    Term(
        record="what stands on a paper, with the name",
        zh="单据内容",
        table="paper_pages",
        key="hall, number",
        term=_always("until the paper is taken, at the latest until the business day turns"),
        who="the pages of the hall, after every paper that is taken, when the day turns and at every start",
        until=(f"{LIVE}/test_paper_pages.py::test_a_page_is_erased_when_the_day_turns",),
    ),
    Term(
        record="what waiting people were told, by ticket, and what became of it",
        zh="等候预计留痕",
        table="estimates",
        key="hall, day, number, instant",
        term=_setting("estimate_days", "days", " of service time"),
        who="the forecaster, when a day opens and at every start",
        until=(f"{LIVE}/test_forecaster.py::test_what_people_were_told_is_erased_when_its_term_is_over",),
    ),
    Term(
        record="strokes of a signature; the journal has their length and keyed hash",
        zh="签名笔迹（日志只有长度与散列）",
        table=None,
        key="terminal",
        term=_always("until the session ends"),
        who="the attendant, at the end of the session",
        until=(f"{LIVE}/test_signing.py::test_strokes_are_gone_with_the_session",),
    ),
    Term(
        record="papers that were ordered",
        zh="单据",
        table=None,
        key="number",
        term=_always("until the business day turns"),
        who="the hall, when the day turns",
        until=("tests/hall/test_papers.py::test_papers_survive_a_snapshot_and_go_when_the_day_turns",),
    ),
    Term(
        record="papers sent to phones",
        zh="发到手机的单据",
        table="phone_files",
        key="hall, number",
        term=_setting("phone_files_days", "days", " of service time"),
        who="the files themselves, in the devices' time",
        until=(f"{LIVE}/test_phone_files.py::test_a_file_is_erased_when_its_term_is_over",),
    ),
    Term(
        record="codes that unlock a terminal: keyed hashes",
        zh="解锁码（带密钥的散列）",
        table=None,
        key="terminal",
        term=_always("5 minutes of service time, three wrong tries or one right one; then good for nothing"),
        who="the hall, with the next try or the next code",
        until=("tests/hall/test_unlocks.py::test_after_five_minutes_it_is_good_for_nothing",),
    ),
    Term(
        record="cases: pseudonyms, never a name or number",
        zh="办件（只有假名）",
        table="cases",
        key="hall, case",
        term=_always(FOR_GOOD),
        who=NOBODY,
    ),
    Term(
        record="what was read for a case, as the sources gave it",
        zh="办件数据（数据源的答复）",
        table="case_facts",
        key="hall, case",
        term=_always("until the case ends"),
        who="the case desk, when a case ends and at every start",
        until=(f"{LIVE}/test_case_store.py::test_what_was_read_is_erased_when_its_case_ends",),
    ),
    Term(
        record="decisions, with everything they were made from",
        zh="审批决定及其依据数据",
        table="decisions",
        key="hall, case, keyed hash",
        term=_setting("decision_days", "days", " after the case ended"),
        who="the case desk, when the day turns, when a case ends and at every start",
        until=(f"{LIVE}/test_case_store.py::test_decisions_and_opinions_are_erased_when_their_term_is_over",),
    ),
    Term(
        record="application sheets, with the signature as it was drawn",
        zh="申请表（含签名笔迹）",
        table="case_sheets",
        key="hall, case, keyed hash",
        term=_setting("decision_days", "days", " after the case ended"),
        who="the case desk, as with decisions",
        until=(f"{LIVE}/test_case_store.py::test_decisions_and_opinions_are_erased_when_their_term_is_over",),
    ),
    Term(
        record="opinions and reasons of staff",
        zh="审批意见",
        table="case_writings",
        key="hall, keyed hash",
        term=_setting("decision_days", "days", " after the case ended"),
        who="the case desk, as with decisions",
        until=(f"{LIVE}/test_case_store.py::test_decisions_and_opinions_are_erased_when_their_term_is_over",),
    ),
    Term(
        record="appointments: pseudonyms, never a name or number",
        zh="预约（只有假名）",
        table="bookings",
        key="hall, number",
        term=_always(FOR_GOOD),
        who=NOBODY,
    ),
    Term(
        record="where staff shall come to for an appointment, and whom to ring",
        zh="上门地址与联系电话",
        table="booking_writings",
        key="hall, keyed hash of the command's key",
        term=_always("as long as its appointment is open"),
        who="the booking desk, after every appointment that ends and at every start",
        until=(f"{LIVE}/test_bookings.py::test_an_address_is_erased_when_its_booking_ends",),
    ),
    Term(
        record="telephone numbers of absence notices",
        zh="去向留言的联系电话",
        table="absence_phones",
        key="hall, keyed hash of the command's key",
        term=_always("as long as its notice stands, at the latest until the business day turns"),
        who="the booking desk, after every notice that ends and at every start",
        until=(f"{LIVE}/test_bookings.py::test_the_number_of_an_absence_is_erased_with_its_notice",),
    ),
    Term(
        record="what hall notices say",
        zh="大厅通知的文字",
        table="hall_notices",
        key="hall, keyed hash of the command's key",
        term=_always("as long as its notice stands, at the latest until the business day turns"),
        who="the hall's notices, after every notice that ends and at every start",
        until=(f"{LIVE}/test_hall_notices.py::test_what_a_notice_says_is_erased_with_it",),
    ),
    Term(
        record="register of certificates, the holder masked",
        zh="证照登记簿（持有人已脱敏）",
        table="certificates",
        key="number",
        term=_always(FOR_GOOD),
        who=NOBODY,
    ),
    Term(
        record="who looked at whose data, the person as a keyed hash",
        zh="数据查询审计（当事人为散列）",
        table="registry_audit",
        key="seq",
        term=_always(FOR_GOOD),
        who=NOBODY,
    ),
    Term(
        record="where the audit of looks ends",
        zh="数据查询审计的链尾",
        table="registry_audit_head",
        key="name",
        term=_always(FOR_GOOD),
        who=NOBODY,
    ),
    Term(
        record="consents: whose, by whom, for which fields, when, to which text",
        zh="授权同意记录",
        table="registry_consents",
        key="consent",
        term=_always(FOR_GOOD),
        who=NOBODY,
    ),
    Term(
        record="what was granted here and the town's file does not know",
        zh="本地办理结果",
        table="registry_overlay",
        key="entry",
        term=_always("until what was granted is revoked"),
        who="the case desk, with the revocation",
        until=(
            "tests/registry/test_sources.py::test_an_allowance_granted_here_is_seen_by_the_next_fetch_and_gone_when_it_is_revoked",
        ),
    ),
    Term(
        record="staff accounts; a former one is switched off",
        zh="工作人员账号",
        table="accounts",
        key="account",
        term=_always(FOR_GOOD),
        who=NOBODY,
    ),
    Term(
        record="staff sessions",
        zh="工作人员会话",
        table="staff_sessions",
        key="hash of the token",
        term=_setting("session_h", "h", " of wall time; good for nothing from then on"),
        who="the next sign-in, or signing out",
        until=("tests/identity/test_accounts.py::test_a_session_ends_when_its_time_is_over",),
    ),
    Term(
        record="devices, and the pairing code under way",
        zh="设备与配对码",
        table="devices",
        key="device",
        term=_setting("pairing_min", "min", " for the code; the device for good"),
        who="the pairing itself",
        until=("tests/identity/test_accounts.py::test_a_pairing_code_expires_and_a_forged_one_is_nothing",),
    ),
    Term(
        record="the issuer's stream: pseudonyms and keyed hashes",
        zh="发码方日志（假名与带密钥的散列）",
        table="issuer_journal",
        key="seq",
        term=_always(FOR_GOOD),
        who=NOBODY,
    ),
    Term(
        record="the issuer's snapshot",
        zh="发码方快照",
        table="issuer_snapshots",
        key="seq",
        term=_setting("issuer_snapshot_every", "entries", ", until the next one"),
        who="the issuer's writer, with the next one",
        until=(f"{LIVE}/test_terms.py::test_a_snapshot_of_the_issuer_makes_room_for_the_next",),
    ),
    Term(
        record="codes that were refused, or used up and refused",
        zh="被拒身份码",
        table="issuer_refusals",
        key="number",
        term=_setting("refusals_days", "days", " of service time"),
        who="the issuer's writer, with a batch",
        until=(f"{LIVE}/test_terms.py::test_a_refused_code_is_forgotten_after_its_term",),
    ),
    Term(
        record="codes, and who has used them",
        zh="身份码及其核验",
        table=None,
        key="cti",
        term=_always("expiry + skew + the longest offline period"),
        who="the issuer's own clock",
        until=(f"{LIVE}/test_issuer_writer.py::test_a_forgotten_code_is_gone_from_the_state_and_after_a_restart_too",),
    ),
    Term(
        record="each change of a device's counters",
        zh="设备计数变化",
        table="device_journal",
        key="seq",
        term=_setting("ledger_days", "days", " of service time; the newest stays"),
        who="the ledger, with a batch",
        until=(f"{LIVE}/test_terms.py::test_changes_of_counters_are_forgotten_after_their_term_but_the_newest",),
    ),
    Term(
        record="what a device's counters stand at",
        zh="设备计数",
        table="device_ledger",
        key="terminal, device, counter",
        term=_always("as long as the device is built in"),
        who="the ledger",
        until=(f"{LIVE}/test_terms.py::test_counters_go_with_their_device",),
    ),
    Term(
        record="faults of a device that wait or are active",
        zh="设备故障状态",
        table="device_faults",
        key="terminal, device, counter",
        term=_always("until they are repaired, or the device is no longer built in"),
        who="the ledger",
        until=(f"{LIVE}/test_ledger.py::test_a_fault_that_is_repaired_is_gone_after_a_restart_too",),
    ),
    Term(
        record="operations that run",
        zh="进行中的设备操作",
        table="device_operations",
        key="terminal, operation",
        term=_always("until their end; after a kill until the next start, which tells them as lost"),
        who="the ledger",
        until=(f"{LIVE}/test_ledger.py::test_every_operation_that_ran_is_told_as_lost_and_forgotten",),
    ),
    Term(
        record="pages that came out",
        zh="打印输出",
        table=None,
        key="terminal",
        term=_setting("kept_outputs", "of a terminal", ", until the session ends"),
        who="the attendant, at the end of the session",
        until=(f"{LIVE}/test_attendant.py::test_a_page_of_a_session_is_gone_with_it",),
    ),
    Term(
        record="notices of a terminal",
        zh="终端提示",
        table=None,
        key="terminal",
        term=_always("60 s of service time, at most until the session ends"),
        who="the post",
        until=(f"{LIVE}/test_terms.py::test_a_notice_is_shown_for_a_minute",),
    ),
    Term(
        record="who is logged in at a terminal",
        zh="终端登录状态",
        table=None,
        key="terminal",
        term=_always("until the session ends"),
        who="the hall, at the end of the session",
        until=("tests/hall/test_sessions.py::test_after_a_minute_it_asks_and_half_a_minute_later_it_ends",),
    ),
    Term(
        record="what devices said: lengths and keyed hashes",
        zh="设备日志（长度与散列）",
        table=None,
        key="seq",
        term=_always("the last 10,000 lines, until the service ends"),
        who="the rack",
        until=(f"{LIVE}/test_terms.py::test_the_journal_of_devices_keeps_its_last_lines",),
    ),
)
"""Every kind of record."""


def terms_table(settings: Settings) -> str:
    """The table of docs/operating.md, as Markdown, ending in a newline."""
    lines = ["| record | 记录 | table | key | kept | who deletes |", "|---|---|---|---|---|---|"]
    for each in TERMS:
        table = "in memory" if each.table is None else f"`{each.table}`"
        lines.append(f"| {each.record} | {each.zh} | {table} | {each.key} | {each.term(settings)} | {each.who} |")
    return "\n".join(lines) + "\n"
