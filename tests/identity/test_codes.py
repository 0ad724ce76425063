"""The code on the phone: one form, one order of questions, and no bit that may change."""

from __future__ import annotations

from itertools import combinations

import cwt
import pytest
from cryptography.hazmat.primitives import serialization
from hypothesis import given, strategies as st

from kiosk.identity import refusals
from kiosk.identity.codes import (
    Claims,
    CodeType,
    encode,
    from_base45,
    is_opaque,
    opaque_digits,
    opaque_hash,
    to_base45,
)
from tests.identity.samples import AT_MS, BASE45, CITIZEN, KEY, LEGAL_PERSON, OTHER_KEY, TEXT, outcome


@pytest.mark.parametrize("claims", [CITIZEN, LEGAL_PERSON], ids=["citizen", "legal person"])
def test_what_was_encoded_is_what_is_read(claims: Claims) -> None:
    assert outcome(encode(claims, KEY)) == claims


def test_a_code_is_text_that_a_qr_code_packs_tightly() -> None:
    assert TEXT.startswith("YS1:")
    assert set(TEXT) <= set(BASE45)


def test_a_citizens_code_fits_49_modules_and_an_agents_57() -> None:
    assert len(TEXT) <= 221  # version 8, level M, alphanumeric
    assert len(encode(LEGAL_PERSON, KEY)) <= 311  # version 10


# base45.


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"", ""),
        (b"AB", "BB8"),
        (b"Hello!!", "%69 VD92EX0"),
        (b"base-45", "UJCLQE7W581"),
        (b"ietf!", "QED8WEX0"),
    ],
)
def test_base45_is_that_of_the_standard(content: bytes, text: str) -> None:
    assert to_base45(content) == text
    assert from_base45(text) == content


@pytest.mark.parametrize("text", ["GGW", ":::", "0", "BB8A", "::", "bb8", "BB8\n", "ß", "ＢＢ8"])
def test_what_is_no_base45_is_nothing(text: str) -> None:
    assert from_base45(text) is None


@given(st.binary(max_size=200))
def test_any_bytes_come_back_from_base45(content: bytes) -> None:
    assert from_base45(to_base45(content)) == content


@given(st.text(alphabet=BASE45, max_size=60))
def test_no_two_texts_are_the_base45_of_the_same_bytes(text: str) -> None:
    content = from_base45(text)

    assert content is None or to_base45(content) == text


# An independent reader and writer.


def foreign_key(*, is_private: bool) -> cwt.COSEKey:
    if is_private:
        pem = KEY.private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    else:
        pem = KEY.public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    return cwt.COSEKey.from_pem(pem, kid=KEY.kid)


def test_an_independent_library_reads_our_code() -> None:
    # It asks the machine's clock, so this one lives from 2023 to 2100.
    claims = Claims(
        issuer="yst",
        subject="e-0123456789",
        type=CodeType.LEGAL_PERSON,
        issued_at_ms=1_700_000_000_000,
        expires_at_ms=4_102_444_800_000,
        cti=b"987654321",
        agent="p-0123456789",
        scopes=("licence", "tax"),
    )
    message = from_base45(encode(claims, KEY).removeprefix("YS1:"))

    assert cwt.decode(message, foreign_key(is_private=False)) == {
        1: "yst",
        2: "e-0123456789",
        4: 4_102_444_800,
        6: 1_700_000_000,
        7: b"987654321",
        -65537: 2,
        -65538: {2: "p-0123456789"},
        -65539: ["licence", "tax"],
    }


def test_an_independent_library_refuses_our_code_once_a_bit_is_changed() -> None:
    message = bytearray(from_base45(TEXT.removeprefix("YS1:")))
    message[-1] ^= 1

    with pytest.raises(cwt.VerifyError):
        cwt.decode(bytes(message), foreign_key(is_private=False))


def test_we_read_the_code_of_an_independent_library() -> None:
    claims = {1: "yss", 2: "p-0123456789", 4: 1_800_000_060, 5: 1_800_000_000, 6: 1_800_000_000, 7: b"123456789"}
    message = cwt.encode({**claims, -65537: 1}, foreign_key(is_private=True))

    assert outcome("YS1:" + to_base45(message)) == CITIZEN


# Time.


@pytest.mark.parametrize(
    ("now_ms", "result"),
    [
        (AT_MS - 5_001, "not_yet_valid"),
        (AT_MS - 5_000, CITIZEN),
        (AT_MS + 60_000, CITIZEN),
        (AT_MS + 64_999, CITIZEN),
        (AT_MS + 65_000, "expired"),
    ],
)
def test_a_code_lives_for_its_minute_and_five_seconds_on_either_side(now_ms: int, result: Claims | str) -> None:
    assert outcome(TEXT, now_ms=now_ms) == result


def test_without_skew_the_minute_is_sharp() -> None:
    assert outcome(TEXT, now_ms=AT_MS + 59_999, skew_ms=0) == CITIZEN
    assert outcome(TEXT, now_ms=AT_MS + 60_000, skew_ms=0) == "expired"
    assert outcome(TEXT, now_ms=AT_MS - 1, skew_ms=0) == "not_yet_valid"


# Order.


def flipped(text: str) -> str:
    """The same code with another last bit in its signature."""
    message = bytearray(from_base45(text.removeprefix("YS1:")))
    message[-1] ^= 1
    return "YS1:" + to_base45(bytes(message))


def standing_that_says(refusal: type[refusals.CodeRefused]):
    def standing(_claims: Claims) -> None:
        raise refusal

    return standing


ORDER = ["malformed", "unknown_key", "bad_signature", "wrong_type", "expired", "superseded"]


@pytest.mark.parametrize("wrong", [*combinations(ORDER, 1), *combinations(ORDER, 2), ORDER], ids="+".join)
def test_of_several_faults_the_first_in_order_is_told(wrong: tuple[str, ...]) -> None:
    text = encode(CITIZEN, OTHER_KEY if "unknown_key" in wrong else KEY)
    if "bad_signature" in wrong:
        text = flipped(text)
    if "malformed" in wrong:
        text = text.replace("YS1:", "YS2:")

    result = outcome(
        text,
        types={CodeType.MEDICAL} if "wrong_type" in wrong else set(CodeType),
        now_ms=AT_MS + (65_000 if "expired" in wrong else 0),
        standing=standing_that_says(refusals.Superseded) if "superseded" in wrong else None,
    )

    assert result == wrong[0]


def test_the_issuer_is_asked_about_the_claims_and_only_when_all_else_is_well() -> None:
    asked: list[Claims] = []

    outcome(TEXT, standing=asked.append)
    outcome(TEXT, now_ms=AT_MS + 65_000, standing=asked.append)
    outcome(flipped(TEXT), standing=asked.append)

    assert asked == [CITIZEN]


# What cannot be a code.


@pytest.mark.parametrize(
    "changes",
    [
        {"issued_at_ms": AT_MS + 1},
        {"expires_at_ms": AT_MS},
        {"issued_at_ms": -1_000},
        {"cti": b"12345678"},
        {"agent": "p-1", "scopes": ("tax",)},
        {"type": CodeType.LEGAL_PERSON},
        {"type": CodeType.LEGAL_PERSON, "agent": "p-1"},
    ],
    ids=str,
)
def test_claims_that_make_no_sense_cannot_exist(changes: dict[str, object]) -> None:
    values = {name: getattr(CITIZEN, name) for name in Claims.__slots__}

    with pytest.raises(ValueError, match=r"a code|a cti|a legal person"):
        Claims(**{**values, **changes})


def test_more_scopes_than_a_picture_holds_are_refused_at_birth() -> None:
    values = {name: getattr(LEGAL_PERSON, name) for name in Claims.__slots__}
    wordy = Claims(**{**values, "scopes": tuple(f"matter-{number:03d}" for number in range(20))})

    with pytest.raises(ValueError, match="at most 255"):
        encode(wordy, KEY)


# The opaque form.


@pytest.mark.parametrize(
    ("chance", "digits"),
    [(0, "0" * 20), (7, "00000000000000000007"), (10**20 - 1, "9" * 20), (10**20 + 5, "00000000000000000005")],
)
def test_the_opaque_form_is_twenty_digits(chance: int, digits: str) -> None:
    assert opaque_digits(chance) == digits
    assert is_opaque(digits)


@pytest.mark.parametrize("text", ["", "1" * 19, "1" * 21, "1" * 19 + "x", "１" * 20, "1" * 19 + "\n", TEXT])
def test_anything_else_is_not_opaque(text: str) -> None:
    assert not is_opaque(text)
    with pytest.raises(refusals.Malformed):
        opaque_hash(text)


def test_of_the_digits_only_their_hash_is_kept() -> None:
    assert opaque_hash("0" * 20) == "a7d351f3de399c746064a53c69959ab10312a003ec63985bcd86fb6dc1c402d5"
