"""Whatever a terminal may tell somebody whose try did not work is said in plain words, in both languages."""

from __future__ import annotations

from kiosk.live.attending import UNREAD
from kiosk.live.log_in import FACES
from tests.pages.test_sources import STATIC, rows

OF_CODES = {
    "malformed", "bad_signature", "unknown_key", "expired", "not_yet_valid", "replayed", "wrong_type", "agent_revoked",
    "superseded", "unknown_code", "subject_cancelled", "unknown_subject", "not_insured", "issuer_down", "issuer_refuses",
    "agent_expired",
}  # fmt: skip
"""What the issuer may answer to a code."""
OF_PEOPLE = {
    "card_not_valid", "proofs_disagree", "subject_differs", "identify_first", "face_tries_over", "guardian_needed",
}  # fmt: skip
OF_THE_HOUSE = {
    "overloaded", "store_unavailable", "scanner_unavailable", "face_unavailable", "no_code_in_picture", "network_down",
    "scanner_silent", "reader_silent", "operation_lost",
}  # fmt: skip


def test_every_reason_has_its_own_words() -> None:
    said = {key.removeprefix("notice.") for key in rows(STATIC / "kiosk" / "login_texts.js") if "notice." in key}
    told = (
        OF_CODES
        | OF_PEOPLE
        | OF_THE_HOUSE
        | set(FACES.values())
        | {code for codes in UNREAD.values() for code in codes}
    )

    assert {code.removeprefix("code_") for code in told} <= said
