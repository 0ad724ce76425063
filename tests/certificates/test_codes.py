"""The code on a paper: signed, of one form, readable without any register."""

from __future__ import annotations

from datetime import date

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, strategies as st

from kiosk.certificates.codes import CodeClaims, address, key_name, make_code, read_code
from kiosk.certificates.orders import Kind, data_hash
from kiosk.certificates.refusals import CodeInvalid
from kiosk.certificates.register import Standing, standing_of_claims
from tests.certificates.papers import order

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
KEYS = {key_name(KEY.public_key()): KEY.public_key()}
ORDER = order()
CODE = make_code(ORDER, KEY)


def reason_of(text: str) -> str:
    with pytest.raises(CodeInvalid) as refused:
        read_code(text, KEYS)
    return str(refused.value.params["reason"])


def test_a_code_says_what_stands_on_its_paper() -> None:
    claims = read_code(address("https://hall.example.cn", CODE), KEYS)

    assert claims == CodeClaims(
        number="1.2.156.3005.2.11445299EM00000108001.11445299EM00000108.2026000001.001.Z",
        kind=Kind.CERTIFICATE,
        data_prefix=data_hash(ORDER)[:8],
        issued_on=date(2026, 11, 23),
        valid_until=date(2027, 5, 22),
        key=key_name(KEY.public_key()),
    )


def test_a_code_names_nobody_and_goes_into_the_fragment() -> None:
    url = address("https://hall.example.cn", CODE)

    assert url.startswith("https://hall.example.cn/verify#")
    assert len(url) < 270
    assert "王" not in url


def test_a_paper_without_an_end_has_a_code_without_one() -> None:
    claims = read_code(make_code(order(valid_until=None), KEY), KEYS)

    assert claims.valid_until is None
    assert standing_of_claims(claims, date(2099, 1, 1)) is Standing.VALID


def test_a_code_alone_tells_that_its_time_is_over() -> None:
    claims = read_code(CODE, KEYS)

    assert standing_of_claims(claims, date(2027, 5, 22)) is Standing.VALID
    assert standing_of_claims(claims, date(2027, 5, 23)) is Standing.EXPIRED


def test_other_data_make_another_code() -> None:
    other = make_code(order(purpose="贷款"), KEY)

    assert read_code(other, KEYS).data_prefix != read_code(CODE, KEYS).data_prefix


def test_a_key_that_nobody_knows_is_refused() -> None:
    assert reason_of(make_code(ORDER, Ed25519PrivateKey.from_private_bytes(bytes(32)))) == "key"


@pytest.mark.parametrize("text", ["", "#", "a", "你好", "A" * 500, CODE + "=", CODE + "A", CODE[:-1], " " + CODE])
def test_what_is_no_code_is_refused(text: str) -> None:
    assert reason_of(text) == "shape"


@given(st.integers(0, len(CODE) - 1), st.sampled_from("ABCDEFGHabcdefgh0123456789-_"))
def test_a_changed_character_never_stays_valid(at: int, other: str) -> None:
    if CODE[at] == other:
        return

    assert reason_of(CODE[:at] + other + CODE[at + 1 :]) in {"shape", "key", "signature"}


@given(st.text(max_size=300))
def test_any_text_ends_in_a_refusal(text: str) -> None:
    assert reason_of(text) == "shape"
