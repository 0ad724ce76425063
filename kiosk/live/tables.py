"""The tables (数据表), as SQLAlchemy Core knows them; migrations/ makes them.

The journal is the truth; tickets are its projection for reports, and both are written in one
transaction. Instants are service time unless a comment says wall time. Nothing here is SQLite's
own, so that the database may be PostgreSQL.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, MetaData, String, Table, Text, UniqueConstraint

from kiosk.certificates.register_table import register_table
from kiosk.registry import tables as registry

METADATA: Final = MetaData()

META: Final = Table(
    "meta",
    METADATA,
    Column("name", String, primary_key=True),
    Column("value", Text, nullable=False),
)
"""What the data folder remembers of itself: speed, start_at_ms, refusals_since_ms, workdays_year; and the row of the probe write."""

HALLS: Final = Table(
    "halls",
    METADATA,
    Column("hall", String, primary_key=True),
    Column("name_zh", Text, nullable=False),
    Column("name_en", Text, nullable=False),
    Column("calendar", Text),  # JSON, see kiosk.calendars.opening; null: days are opened by hand
    Column("series", String, nullable=False),  # digits with which the serials of its cases begin
    Index("halls_by_series", "series", unique=True),
)

WORKDAYS: Final = Table(
    "workdays",
    METADATA,
    Column("date", String, primary_key=True),
    Column("is_work", Integer, nullable=False),
    Column("source", Text, nullable=False),
    Column("note", Text, nullable=False),
)
"""The installation's own working days, laid over those that the library has announced; of every hall."""

WORKDAY_CHANGES: Final = Table(
    "workday_changes",
    METADATA,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("account", String, nullable=False),
    Column("kind", String, nullable=False),  # set, removed: of a date; announced: of a year
    Column("date", String),
    Column("is_work", Integer),
    Column("source", Text),
    Column("note", Text),
    Column("year", Integer),  # the last one that is known whole; null: the library's
)
"""Who changed which working day to what: the table of days is what these rows make of it."""

WORK_CALENDARS: Final = Table(
    "work_calendars",
    METADATA,
    Column("name", String, primary_key=True),  # the beginning of the hash of its content
    Column("content", Text, nullable=False),  # JSON of kiosk.calendars.workdays
)
"""Every calendar that ever counted, durable before a hall is told: a decision is judged again by the one it names."""

JOURNAL: Final = Table(
    "journal",
    METADATA,
    Column("hall", String, primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("command", Text),  # JSON; null: time alone
    Column("events", Text, nullable=False),  # JSON array
)

TICKETS: Final = Table(
    "tickets",
    METADATA,
    Column("hall", String, primary_key=True),
    Column("day", String, primary_key=True),
    Column("prefix", String, primary_key=True),
    Column("serial", Integer, primary_key=True, autoincrement=False),
    Column("number", String, nullable=False),
    Column("line", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("state", String, nullable=False),
    Column("taken_at_ms", BigInteger, nullable=False),
    Column("slot_at_ms", BigInteger),
    Column("order_ms", BigInteger, nullable=False),
    Column("called_at_ms", BigInteger),  # the latest first call at a counter
    Column("started_at_ms", BigInteger),  # the first start
    Column("finished_at_ms", BigInteger),  # the end of any kind
    Column("counter", String),  # who has it or had it last
    Column("parked_ms", BigInteger, nullable=False),  # before the first start
    Column("parked_since_ms", BigInteger),
    Column("token_hash", String),
    Column("holder", String),  # pseudonym of whose it is, where that is known
    Index("tickets_token_hash", "token_hash"),
    Index("tickets_by_holder", "hall", "holder", "taken_at_ms"),
    # A second A001 of one day must fail in the database too, whatever the code above it does.
    UniqueConstraint("hall", "day", "number", name="tickets_hall_day_number"),
)

TOLD_NOTICES: Final = Table(
    "told_notices",
    METADATA,
    Column("hall", String, primary_key=True),
    Column("notice", String, primary_key=True),
    Column("day", String, nullable=False),
    Column("ticket", String, nullable=False),
    Column("counter", String, nullable=False),
    Column("matter", String, nullable=False),
    Column("version", Integer, nullable=False),
    Column("items", Text, nullable=False),  # JSON: [[item, reason], …]
    Column("times", Integer, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Index("told_notices_by_ticket", "hall", "day", "ticket"),
)
"""What counters have told people that is missing: codes alone, of no person."""

SNAPSHOTS: Final = Table(
    "snapshots",
    METADATA,
    Column("hall", String, primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("day", String, nullable=False),
    Column("state", Text, nullable=False),
)

IDEMPOTENCY: Final = Table(
    "idempotency",
    METADATA,
    Column("hall", String, primary_key=True),
    Column("principal", String, primary_key=True),
    Column("key", String, primary_key=True),
    Column("body_hash", String, nullable=False),
    Column("status", Integer, nullable=False),
    Column("body", Text, nullable=False),
    Column("at_ms", BigInteger, nullable=False),  # wall time: a client's retries are
    Index("idempotency_at_ms", "at_ms"),
)

ACCOUNTS: Final = Table(
    "accounts",
    METADATA,
    Column("account", String, primary_key=True),
    Column("role", String, nullable=False),
    Column("hall", String),
    Column("name_zh", Text, nullable=False),
    Column("name_en", Text, nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("is_active", Integer, nullable=False),
)

STAFF_SESSIONS: Final = Table(
    "staff_sessions",
    METADATA,
    Column("token_hash", String, primary_key=True),
    Column("account", String, nullable=False),
    Column("csrf", String, nullable=False),
    Column("ends_at_ms", BigInteger, nullable=False),  # wall time
)

DEVICES: Final = Table(
    "devices",
    METADATA,
    Column("device", String, primary_key=True),
    Column("role", String, nullable=False),
    Column("hall", String, nullable=False),
    Column("name_zh", Text, nullable=False),
    Column("name_en", Text, nullable=False),
    Column("token_hash", String, unique=True),  # null: not paired, or revoked
    Column("code_hash", String),  # null: no pairing under way
    Column("code_ends_at_ms", BigInteger),  # wall time
)

ISSUER_JOURNAL: Final = Table(
    "issuer_journal",
    METADATA,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("command", Text),  # JSON; null: time alone
    Column("events", Text, nullable=False),  # JSON array
)
"""The issuer's own stream: pseudonyms and keyed hashes, never a name or number."""

ISSUER_REFUSALS: Final = Table(
    "issuer_refusals",
    METADATA,
    Column("refusal", Integer, primary_key=True),
    Column("at_ms", BigInteger, nullable=False),
    Column("terminal", String, nullable=False),
    Column("session", String, nullable=False),
    Column("code", String, nullable=False),
)
"""Every code that was refused, for whoever looks into an attack."""

ISSUER_SNAPSHOTS: Final = Table(
    "issuer_snapshots",
    METADATA,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),  # of the last entry in it
    Column("at_ms", BigInteger, nullable=False),
    Column("state", Text, nullable=False),  # JSON
)
"""The newest alone: a restart begins here."""

DEVICE_JOURNAL: Final = Table(
    "device_journal",
    METADATA,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("changes", Text, nullable=False),  # JSON: [[terminal, device, {counter: value or null}], …]
)
"""The devices' own stream: what their counters became. null: the counter is gone with its device."""

DEVICE_LEDGER: Final = Table(
    "device_ledger",
    METADATA,
    Column("terminal", String, primary_key=True),
    Column("device", String, primary_key=True),
    Column("counter", String, primary_key=True),
    Column("value", BigInteger, nullable=False),
)
"""What every counter of a device stands at: the projection of the stream."""

DEVICE_FAULTS: Final = Table(
    "device_faults",
    METADATA,
    Column("terminal", String, primary_key=True),
    Column("device", String, primary_key=True),
    Column("counter", String, primary_key=True),
    Column("value", Text, nullable=False),
)
"""The faults that wait or are active, as JSON, under the names they have in the stream: its other projection."""

DEVICE_OPERATIONS: Final = Table(
    "device_operations",
    METADATA,
    Column("terminal", String, primary_key=True),
    Column("op_id", String, primary_key=True),
    Column("device", String, nullable=False),
    Column("op", String, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
)
"""Operations that have begun and not ended; whatever stands here at a start is lost."""

NOTE_WRITINGS: Final = Table(
    "note_writings",
    METADATA,
    Column("hall", String, primary_key=True),
    Column("writing", String, primary_key=True),
    Column("phone", String),
    Column("text", Text),
    Column("at_ms", BigInteger, nullable=False),
)
"""What was written in open notes; erased with them. The journal knows only the keys."""

PAPER_PAGES: Final = Table(
    "paper_pages",
    METADATA,
    Column("hall", String, primary_key=True),
    Column("paper", String, primary_key=True),
    Column("page", Text, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
)
"""What stands on papers that may be printed again; erased with them. A name may stand there."""

DISCLOSURES: Final = Table(
    "disclosures",
    METADATA,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("hall", String, nullable=False),
    Column("account", String, nullable=False),
    Column("note", String, nullable=False),
    Column("subject_hash", String),  # null: nobody was logged in
)
"""Who of the staff was shown which note: durable before it is shown."""
PHONE_FILES: Final = Table(
    "phone_files",
    METADATA,
    Column("hall", String, primary_key=True),
    Column("paper", String, primary_key=True),
    Column("subject", String, nullable=False),
    Column("matter", String, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("until_ms", BigInteger, nullable=False),
    Column("page", Text, nullable=False),  # as the printer would have got it
    Index("phone_files_by_subject", "subject"),
)
"""Papers on their holders' phones (我的文件), until their term; the journal knows only number and pseudonym."""

CASES: Final = Table(
    "cases",
    METADATA,
    Column("hall", String, primary_key=True),
    Column("case", String, primary_key=True),
    Column("alias", String, nullable=False),
    Column("matter", String, nullable=False),
    Column("version", Integer, nullable=False),
    Column("state", String, nullable=False),
    Column("owner", String, nullable=False),
    Column("subject", String, nullable=False),  # pseudonym of whoever opened it
    Column("holder", String, nullable=False),  # pseudonym of whose it is
    Column("terminal", String, nullable=False),
    Column("opened_at_ms", BigInteger, nullable=False),
    Column("granted_at_ms", BigInteger),  # when its certificate was begun: papers are dated by it
    Column("ended_at_ms", BigInteger),
    Column("verdict", String),
    Column("facts", String),  # keyed hash; the decision of that hash is the one that counts
    Column("accepted_on", String),
    Column("due_on", String),  # last day of what is due next
    Column("obligations", Text, nullable=False),  # JSON: [[material, last day], …]
    Column("ticket", String),
    Column("certificate", String),
    Column("digest", String),  # of the certificate's file
    Column("grade", Integer),
    Index("cases_by_holder", "holder", "opened_at_ms", "case"),
    Index("cases_by_alias", "alias", unique=True),
    Index("cases_by_number", "case", unique=True),
    Index("cases_by_state", "hall", "state", "opened_at_ms", "case"),
)
"""Every case as it stands: the journal's projection, written with it."""

CASE_FACTS: Final = Table(
    "case_facts",
    METADATA,
    Column("hall", String, primary_key=True),
    Column("case", String, primary_key=True),
    Column("readings", Text, nullable=False),  # JSON of kiosk.approval.storing
    Column("at_ms", BigInteger, nullable=False),
)
"""What was read for a case that is open; erased with its end."""

DECISIONS: Final = Table(
    "decisions",
    METADATA,
    Column("hall", String, primary_key=True),
    Column("case", String, primary_key=True),
    Column("facts", String, primary_key=True),
    Column("content", Text, nullable=False),  # canonical JSON, with everything that was read
    Column("at_ms", BigInteger, nullable=False),
)
"""How it was judged, to be replayed bit for bit; erasable, because a person's data stand in it."""

CASE_SHEETS: Final = Table(
    "case_sheets",
    METADATA,
    Column("hall", String, primary_key=True),
    Column("case", String, primary_key=True),
    Column("facts", String, primary_key=True),  # of the decision that was made on it
    Column("sha256", String, nullable=False),
    Column("pdf", LargeBinary, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
)
"""What its applicant confirmed and signed, as a file; written and erased with the decision."""

CASE_WRITINGS: Final = Table(
    "case_writings",
    METADATA,
    Column("hall", String, primary_key=True),
    Column("writing", String, primary_key=True),
    Column("case", String, nullable=False),
    Column("text", Text, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
)
"""Opinions and reasons of staff; the journal knows only the keys."""

BOOKINGS: Final = Table(
    "bookings",
    METADATA,
    Column("hall", String, primary_key=True),
    Column("booking", String, primary_key=True),
    Column("service", String, nullable=False),
    Column("matter_class", String, nullable=False),
    Column("day", String, nullable=False),
    Column("dated_on", String, nullable=False),  # the working day to which what is handed in is dated
    Column("channel", String, nullable=False),
    Column("state", String, nullable=False),
    Column("subject", String, nullable=False),  # pseudonym of whose it is
    Column("comes", String, nullable=False),  # pseudonym of who is expected: the agent where there is one
    Column("slot_at_ms", BigInteger, nullable=False),
    Column("made_at_ms", BigInteger, nullable=False),
    Column("ended_at_ms", BigInteger),
    Column("agent", String),
    Column("staff", String),  # account of who sees to it
    Column("ticket", String),
    Column("token_hash", String),
    Column("writing", String),
    Column("is_late", Integer),
    Index("bookings_by_comes", "hall", "comes", "state", "ended_at_ms"),
    Index("bookings_by_day", "hall", "day", "slot_at_ms", "booking"),
    Index("bookings_by_subject", "subject", "slot_at_ms"),
    Index("bookings_by_token", "token_hash", unique=True),
)
"""Every appointment as it stands: the journal's projection, written with it."""

BOOKING_WRITINGS: Final = Table(
    "booking_writings",
    METADATA,
    Column("hall", String, primary_key=True),
    Column("writing", String, primary_key=True),
    Column("address", Text),
    Column("phone", Text),
    Column("text", Text),
    Column("at_ms", BigInteger, nullable=False),
)
"""Where staff shall come to, and whom to ring; erased with the end of the booking."""

ABSENCE_PHONES: Final = Table(
    "absence_phones",
    METADATA,
    Column("hall", String, primary_key=True),
    Column("contact", String, primary_key=True),
    Column("phone", String, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
)
"""The telephone numbers of absence notices; erased with them."""
HALL_NOTICES: Final = Table(
    "hall_notices",
    METADATA,
    Column("hall", String, primary_key=True),
    Column("writing", String, primary_key=True),
    Column("zh", String, nullable=False),
    Column("en", String, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
)
"""What hall notices say; erased with them."""
ESTIMATES: Final = Table(
    "estimates",
    METADATA,
    Column("hall", String, primary_key=True),
    Column("day", String, primary_key=True),
    Column("ticket", String, primary_key=True),
    Column("told_at_ms", BigInteger, primary_key=True, autoincrement=False),
    Column("cause", String, nullable=False),  # taken: the first that was foreseen; shown: other minutes were shown
    Column("line", String, nullable=False),
    Column("method", String, nullable=False),  # futures or ql
    Column("p50_ms", BigInteger),  # from now; of ql alone its figure; null: nobody may serve it
    Column("p90_ms", BigInteger),  # as the futures have it
    Column("ql_ms", BigInteger),  # the rule of thumb of the same moment
    Column("shift_ms", BigInteger, nullable=False),  # by which P90 was corrected
    Column("about_min", Integer),  # as shown
    Column("most_min", Integer),
    Column("waiting", Integer, nullable=False),  # in the whole hall
    Column("counters", Integer, nullable=False),  # open ones
    Column("outcome", String),  # called, left or expired; null: not yet
    Column("ended_at_ms", BigInteger),
    Column("base_ms", BigInteger),  # P50 for which the minutes were first shown; null: of ql, or unknown
    Index("estimates_by_time", "hall", "cause", "told_at_ms"),
)
"""What waiting people were told, and what became of it; erased when the term is over."""

CERTIFICATES: Final = register_table(METADATA)
REGISTRY_AUDIT: Final = registry.AUDIT.to_metadata(METADATA)
REGISTRY_AUDIT_HEAD: Final = registry.AUDIT_HEAD.to_metadata(METADATA)
REGISTRY_CONSENTS: Final = registry.CONSENTS.to_metadata(METADATA)
REGISTRY_OVERLAY: Final = registry.OVERLAY.to_metadata(METADATA)
