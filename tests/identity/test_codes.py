"""The code on the phone: one form, one order of questions, and no bit that may change."""

from __future__ import annotations

from itertools import combinations

import cbor2
import cwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import example, given
from hypothesis import strategies as st

from kiosk.identity import codes, refusals
from kiosk.identity.codes import (
    Claims,
    CodeType,
    SigningKey,
    encode,
    from_base45,
    is_opaque,
    opaque_digits,
    opaque_hash,
    to_base45,
    verify,
)

KEY = SigningKey(Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
OTHER_KEY = SigningKey(Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33))))
KEYS = {KEY.kid: KEY.public}
AT_MS = 1_800_000_000_000
CITIZEN = Claims(
    issuer="yss",
    subject="p-0123456789",
    type=CodeType.CITIZEN,
    issued_at_ms=AT_MS,
    expires_at_ms=AT_MS + 60_000,
    cti=b"123456789",
)
LEGAL_PERSON = Claims(
    issuer="yst",
    subject="e-0123456789",
    type=CodeType.LEGAL_PERSON,
    issued_at_ms=AT_MS,
    expires_at_ms=AT_MS + 60_000,
    cti=b"987654321",
    agent="p-0123456789",
    scopes=("licence", "tax"),
)
TEXT = encode(CITIZEN, KEY)
BASE45 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"


def outcome(text: str, **differently: object) -> Claims | str:
    """The claims, or the code of the refusal."""
    asked = {"keys": KEYS, "types": set(CodeType), "now_ms": AT_MS, **differently}
    try:
        return verify(text, **asked)
    except refusals.CodeRefused as refused:
        return refused.code


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


# Whatever comes.


@given(st.text(max_size=400))
@example("")
@example("YS1:")
@example("YS1:" + "0" * 4_292)
@example("ys1:" + TEXT[4:])
def test_no_text_crashes_the_verifier_or_passes_it(text: str) -> None:
    assert outcome(text) == "malformed"
    assert outcome("YS1:" + text) == "malformed"


@given(st.binary(max_size=300))
def test_no_bytes_crash_the_verifier_or_pass_it(content: bytes) -> None:
    assert outcome("YS1:" + to_base45(content)) == "malformed"


@given(st.binary(min_size=24, max_size=255))
def test_our_own_envelope_around_anything_is_never_more_than_a_bad_signature(payload: bytes) -> None:
    message = codes._envelope(KEY.kid, payload, bytes(64))

    assert outcome("YS1:" + to_base45(message)) == "bad_signature"


CBOR = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats()
    | st.binary(max_size=9)
    | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.integers(0, 9) | st.text(max_size=3), inner),
    max_leaves=12,
)
ALMOST_CLAIMS = st.fixed_dictionaries(
    {1: CBOR, 2: CBOR, 4: CBOR, 6: CBOR, 7: st.just(b"123456789") | CBOR, -65537: st.integers(0, 4) | CBOR},
    optional={-65538: CBOR | st.dictionaries(st.just(2), CBOR), -65539: CBOR},
)


def signed_by_us(payload: bytes) -> str:
    signature = KEY.private.sign(codes._signed(payload))
    return "YS1:" + to_base45(codes._envelope(KEY.kid, payload, signature))


@given(st.binary(min_size=24, max_size=255) | (CBOR | ALMOST_CLAIMS).map(cbor2.dumps))
def test_even_signed_nonsense_is_only_malformed(payload: bytes) -> None:
    result = outcome(signed_by_us(payload))

    assert result in {"malformed", "expired", "not_yet_valid"}


@pytest.mark.parametrize(
    "changes",
    [
        {1: 7},
        {2: b"p-0123456789"},
        {4: 1_800_000_060.0},
        {6: True},
        {4: 1_800_000_000},
        {7: b"12345678"},
        {7: "123456789"},
        {-65537: 0},
        {-65537: 4},
        {-65537: True},
        {-65538: {2: "p-1"}},
        {-65537: 2},
        {-65537: 2, -65538: {2: "p-1"}},
        {-65537: 2, -65538: {2: "p-1"}, -65539: []},
        {-65537: 2, -65538: {2: 1}, -65539: ["tax"]},
        {-65537: 2, -65538: {2: "p-1"}, -65539: [1]},
        {-65537: 2, -65538: [], -65539: ["tax"]},
        {-65537: 2, -65538: {2: "p-1"}, -65539: 7},
    ],
    ids=str,
)
def test_a_claim_of_another_form_is_malformed_though_signed(changes: dict[int, object]) -> None:
    claims = {1: "yss", 2: "p-0123456789", 4: 1_800_000_060, 6: 1_800_000_000, 7: b"123456789", -65537: 1}

    assert outcome(signed_by_us(cbor2.dumps(claims))) == CITIZEN
    assert outcome(signed_by_us(cbor2.dumps(claims | changes))) == "malformed"


@pytest.mark.parametrize("missing", [1, 2, 4, 6, 7, -65537])
def test_a_missing_claim_is_malformed(missing: int) -> None:
    claims = {1: "yss", 2: "p-0123456789", 4: 1_800_000_060, 6: 1_800_000_000, 7: b"123456789", -65537: 1}
    del claims[missing]

    assert outcome(signed_by_us(cbor2.dumps(claims))) == "malformed"


REFUSED = {"malformed", "unknown_key", "bad_signature"}


def test_every_single_changed_character_is_refused() -> None:
    for at, character in enumerate(TEXT):
        for other in BASE45.replace(character, ""):
            assert outcome(TEXT[:at] + other + TEXT[at + 1 :]) in REFUSED


def test_every_single_changed_bit_is_refused() -> None:
    message = from_base45(TEXT.removeprefix("YS1:"))
    for bit in range(8 * len(message)):
        changed = bytearray(message)
        changed[bit // 8] ^= 1 << bit % 8
        assert outcome("YS1:" + to_base45(bytes(changed))) in REFUSED


@given(st.data())
def test_codes_that_are_cut_stretched_or_shuffled_are_refused(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(TEXT)))
    end = data.draw(st.integers(start, len(TEXT)))
    middle = data.draw(st.text(alphabet=BASE45, max_size=8) | st.permutations(TEXT[start:end]).map("".join))
    changed = TEXT[:start] + middle + TEXT[end:]

    assert changed == TEXT or outcome(changed) in REFUSED


@given(st.data())
def test_two_good_codes_make_no_third(data: st.DataObject) -> None:
    first, second = (from_base45(encode(claims, KEY)[4:]) for claims in (CITIZEN, LEGAL_PERSON))
    cut = data.draw(st.integers(0, len(first)))
    at = data.draw(st.integers(0, len(second)))
    spliced = first[:cut] + second[at:]

    assert spliced in {first, second} or outcome("YS1:" + to_base45(spliced)) in REFUSED


def test_another_encoding_of_the_same_envelope_is_refused() -> None:
    """A two-byte length where one byte does, no tag, a second header: what a lenient reader would let pass."""
    message = from_base45(TEXT.removeprefix("YS1:"))
    tag, (protected, headers, payload, signature) = 18, cbor2.loads(message).value
    variants = [
        message[1:],
        cbor2.dumps(cbor2.CBORTag(61, cbor2.CBORTag(tag, [protected, headers, payload, signature]))),
        cbor2.dumps(cbor2.CBORTag(tag, [protected, {**headers, 5: b"x"}, payload, signature])),
        cbor2.dumps(cbor2.CBORTag(tag, [cbor2.dumps({1: -8, 4: KEY.kid}), {}, payload, signature])),
        message.replace(b"\x58\x40", b"\x59\x00\x40"),
        message + b"\x00",
    ]

    assert [outcome("YS1:" + to_base45(variant)) for variant in variants] == ["malformed"] * len(variants)


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
