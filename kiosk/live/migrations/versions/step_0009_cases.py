"""Cases, what was read and decided for them, the register of certificates, and the registry's own tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Make them."""
    _make_cases()
    _make_certificates()
    _make_registry()


def _make_cases() -> None:
    op.create_table(
        "cases",
        sa.Column("hall", sa.String, primary_key=True),
        sa.Column("case", sa.String, primary_key=True),
        *(sa.Column(name, sa.String, nullable=False) for name in ("alias", "matter")),
        sa.Column("version", sa.Integer, nullable=False),
        *(sa.Column(name, sa.String, nullable=False) for name in ("state", "owner", "subject", "holder", "terminal")),
        sa.Column("opened_at_ms", sa.BigInteger, nullable=False),
        *(sa.Column(name, sa.BigInteger) for name in ("granted_at_ms", "ended_at_ms")),
        *(sa.Column(name, sa.String) for name in ("verdict", "facts", "accepted_on", "due_on")),
        sa.Column("obligations", sa.Text, nullable=False),
        *(sa.Column(name, sa.String) for name in ("ticket", "certificate", "digest")),
        sa.Column("grade", sa.Integer),
    )
    op.create_index("cases_by_holder", "cases", ["holder"])
    op.create_index("cases_by_alias", "cases", ["hall", "alias"])
    op.create_table(
        "case_facts",
        sa.Column("hall", sa.String, primary_key=True),
        sa.Column("case", sa.String, primary_key=True),
        sa.Column("readings", sa.Text, nullable=False),
        sa.Column("at_ms", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "decisions",
        *(sa.Column(name, sa.String, primary_key=True) for name in ("hall", "case", "facts")),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("at_ms", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "case_writings",
        *(sa.Column(name, sa.String, primary_key=True) for name in ("hall", "writing")),
        sa.Column("case", sa.String, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("at_ms", sa.BigInteger, nullable=False),
    )


def _make_certificates() -> None:
    op.create_table(
        "certificates",
        sa.Column("number", sa.String, primary_key=True),
        *(sa.Column(name, sa.String, nullable=False) for name in ("sha256", "data_sha256", "kind")),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("title", "title_en", "department")),
        sa.Column("case", sa.String, nullable=False),
        sa.Column("masked", sa.Text, nullable=False),
        sa.Column("issued_at_ms", sa.BigInteger, nullable=False),
        sa.Column("issued_on", sa.String, nullable=False),
        sa.Column("valid_until", sa.String),
        sa.Column("revoked_at_ms", sa.BigInteger),
        sa.Column("revoked_because", sa.Text),
    )
    op.create_index("certificates_by_file", "certificates", ["sha256"])
    op.create_index("certificates_by_case", "certificates", ["case"])


def _make_registry() -> None:
    texts = ("kind", "terminal", "matter", "case", "subject_hash", "source")
    op.create_table(
        "registry_audit",
        sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("at_ms", sa.BigInteger, nullable=False),
        *(sa.Column(name, sa.String, nullable=False) for name in texts),
        sa.Column("fields", sa.Text, nullable=False),
        sa.Column("outcome", sa.String, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        *(sa.Column(name, sa.String, nullable=False) for name in ("basis", "auth_hash", "chain")),
    )
    op.create_index("registry_audit_subject", "registry_audit", ["subject_hash"])
    op.create_table(
        "registry_audit_head",
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("chain", sa.String, nullable=False),
    )
    op.create_table(
        "registry_consents",
        sa.Column("consent", sa.String, primary_key=True),
        *(sa.Column(name, sa.String, nullable=False) for name in ("subject", "given_by", "matter", "case")),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("fields", "why")),
        sa.Column("at_ms", sa.BigInteger, nullable=False),
        *(sa.Column(name, sa.String, nullable=False) for name in ("terminal", "text_version")),
        sa.Column("withdrawn_at_ms", sa.BigInteger),
    )
    op.create_index("registry_consents_subject", "registry_consents", ["subject"])
    op.create_table(
        "registry_overlay",
        sa.Column("entry", sa.Integer, primary_key=True),
        *(sa.Column(name, sa.String, nullable=False) for name in ("subject", "field", "mode")),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("at_ms", sa.BigInteger, nullable=False),
        sa.Column("case", sa.String, nullable=False),
    )
    op.create_index("registry_overlay_subject", "registry_overlay", ["subject"])
    op.create_index("registry_overlay_case", "registry_overlay", ["case"])
