"""The code on the phone before hostile hands: no text, no bytes, no changed bit passes or crashes the verifier."""

from __future__ import annotations

import cbor2
import pytest
from hypothesis import example, given, strategies as st

from kiosk.identity import codes
from kiosk.identity.codes import encode, from_base45, to_base45
from tests.identity.samples import BASE45, CITIZEN, KEY, LEGAL_PERSON, TEXT, outcome


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
