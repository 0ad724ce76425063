"""What a terminal's driver meets: an answer, a refusal, a late answer, silence, and hours without a link."""

from __future__ import annotations

import pickle
from collections import Counter as Count

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from devices.edge.pictures import Optics, decode, degrade, draw
from kiosk.identity.codes import Claims, CodeType, SigningKey, encode, opaque_digits, opaque_hash
from kiosk.identity.issuer import commands as c
from kiosk.identity.issuer.issuer import Issuer
from kiosk.identity.issuer.issuing import Identified, claims_of
from kiosk.identity.issuer.lifecycles import Availability
from kiosk.identity.issuer.port import Answer, IssuerInMemory, IssuerPort, OfflineTerminal, Question
from kiosk.identity.refusals import CodeRefused, IssuerDown
from tests.identity.issuers import AT_MS, ask, grant, issue, open_issuer, refused

KEY = SigningKey(Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
STRANGER = SigningKey(Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33))))
KEYS = {KEY.kid: KEY.public}
HALF_HOUR_MS = 1_800_000


def shown(port: IssuerInMemory, number: int = 1, key: SigningKey = KEY, **more: object) -> str:
    """The text on a phone."""
    code = issue(port.issuer, number, **more)
    return encode(claims_of(port.issuer.state.codes[code], "yzz"), key)


def question(text: str, at_ms: int = AT_MS, session: str = "s1", terminal: str = "hall-1", **more: object) -> Question:
    """Asked of what was scanned at that instant."""
    values = {"purpose": "登录", "matter": "sign_in", **more}
    return Question(text=text, scanned_at_ms=at_ms, session=session, terminal=terminal, **values)


def said(port: IssuerPort, asked: Question, at_ms: int | None = None) -> str:
    """The person, or the code of the refusal. at_ms: when the issuer hears it, if later than the scan."""
    answer = port.ask(asked, asked.scanned_at_ms if at_ms is None else at_ms)
    assert (answer.identified is None) != (answer.refusal is None)
    return answer.identified.person if answer.identified is not None else answer.refusal.code


@pytest.fixture
def port() -> IssuerInMemory:
    return IssuerInMemory(open_issuer(), KEYS)


def test_what_is_issued_is_what_is_encoded(port: IssuerInMemory) -> None:
    grant(port.issuer)
    code = issue(port.issuer, holder="agent", principal="company")

    assert claims_of(port.issuer.state.codes[code], "yzz") == Claims(
        issuer="yzz",
        subject="company",
        type=CodeType.LEGAL_PERSON,
        issued_at_ms=AT_MS,
        expires_at_ms=AT_MS + 60_000,
        cti=bytes(8) + b"\x01",
        agent="agent",
        scopes=("licence", "tax"),
    )


def test_the_longest_names_and_scopes_still_fit_into_a_code() -> None:
    issuer = open_issuer()
    agent, company = "a" * 32, "c" * 32
    ask(issuer, c.RegisterPerson(subject=agent, number_hash="#a"))
    ask(issuer, c.RegisterEntity(subject=company, number_hash="#c", representative="boss"))
    grant(issuer, principal=company, agent=agent, scopes=("证" * 38, "xx"))

    code = issue(issuer, holder=agent, principal=company)

    assert len(encode(claims_of(issuer.state.codes[code], "yzz-demo-issuer1"), KEY)) <= 512


@pytest.mark.parametrize("subject", ["", "a" * 33, "证" * 11])
def test_a_name_too_long_for_a_code_is_registered_nowhere(subject: str) -> None:
    with pytest.raises(ValueError, match="1 to 32 bytes"):
        c.RegisterPerson(subject=subject, number_hash="#")
    with pytest.raises(ValueError, match="1 to 32 bytes"):
        c.RegisterEntity(subject=subject, number_hash="#", representative="boss")


def test_a_signed_code_is_answered(port: IssuerInMemory) -> None:
    assert said(port, question(shown(port))) == "person"


def test_an_opaque_code_is_answered(port: IssuerInMemory) -> None:
    digits = opaque_digits(123456789)
    issue(port.issuer, opaque_hash=opaque_hash(digits))

    assert said(port, question(digits)) == "person"
    assert said(port, question(digits, session="s2")) == "replayed"
    assert said(port, question(opaque_digits(1))) == "unknown_code"


def test_an_unknown_terminal_is_told_nothing_of_any_code(port: IssuerInMemory) -> None:
    for text in (shown(port), "nonsense", opaque_digits(1)):
        assert said(port, question(text, terminal="somebody")) == "unknown_terminal"


def test_a_type_that_the_terminal_does_not_take_is_told_before_the_time(port: IssuerInMemory) -> None:
    ask(port.issuer, c.EnrolTerminal(terminal="tax-1", types=(CodeType.LEGAL_PERSON,)))
    text = shown(port)

    assert said(port, question(text, AT_MS + 65_000, terminal="tax-1")) == "wrong_type"


def test_ten_thousand_replayed_expired_and_forged_codes_are_all_refused(port: IssuerInMemory) -> None:
    good = [shown(port, number) for number in range(1, 101)]
    old = [shown(port, number, at_ms=AT_MS) for number in range(101, 201)]
    forged = [text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1 :] for text in good for at in range(4, 38)]
    stolen = [shown(port, number, STRANGER) for number in range(201, 301)]
    first = [said(port, question(text, session=f"first {number}")) for number, text in enumerate(good)]

    refused_as = Count(said(port, question(text, session="thief")) for text in (*forged, *stolen))
    for attempt in range(33):
        thief = {"session": f"thief {attempt}", "terminal": f"hall-{1 + attempt % 2}"}
        refused_as += Count(said(port, question(text, **thief)) for text in good)
        port.issuer = restarted(port.issuer)
    for attempt in range(33):
        late_ms = AT_MS + 65_000 + attempt
        refused_as += Count(said(port, question(text, late_ms, session="late")) for text in old)

    assert first == ["person"] * 100
    assert refused_as.total() == 10_100
    assert set(refused_as) <= {"malformed", "unknown_key", "bad_signature", "replayed", "expired"}
    assert (refused_as["replayed"], refused_as["expired"]) == (3_300, 3_300)


def restarted(issuer: Issuer) -> Issuer:
    """The same state in another process: plain values out and in."""
    return Issuer(pickle.loads(pickle.dumps(issuer.state)))


@pytest.mark.parametrize("terminal", ["hall-1", "hall-2"])
def test_every_failure_has_its_own_name(port: IssuerInMemory, terminal: str) -> None:
    text = shown(port)
    medical = question(text, terminal=terminal, types=(CodeType.MEDICAL,))

    assert said(port, question("YS1:" + text[5:], terminal=terminal)) == "malformed"
    assert said(port, question(shown(port, 2, STRANGER), terminal=terminal)) == "unknown_key"
    assert said(port, question(text[:-1] + ("1" if text[-1] == "0" else "0"), terminal=terminal)) == "bad_signature"
    assert said(port, medical) == "wrong_type"
    assert said(port, question(text, AT_MS + 65_000, terminal=terminal)) == "expired"


def test_asking_again_after_a_lost_answer_is_safe(port: IssuerInMemory) -> None:
    asked = question(shown(port))

    first = port.ask(asked, AT_MS)
    again = port.ask(asked, AT_MS + 900)

    assert first == again
    assert said(port, question(asked.text, AT_MS + 900, session="s2")) == "replayed"


def test_a_code_does_not_expire_between_two_tries_of_one_session(port: IssuerInMemory) -> None:
    text = shown(port)
    asked = question(text, AT_MS + 64_000)
    first = port.ask(asked, AT_MS + 64_000)

    assert port.ask(asked, AT_MS + 70_000) == first
    assert said(port, question(text, AT_MS + 70_000, session="s2")) == "expired"


def test_a_scan_that_reaches_the_issuer_too_late_is_refused(port: IssuerInMemory) -> None:
    assert said(port, question(shown(port), AT_MS + 64_000), AT_MS + 65_000) == "expired"


def test_a_slow_issuer_answers_late(port: IssuerInMemory) -> None:
    ask(port.issuer, c.SetAvailability(availability=Availability.SLOW, latency_ms=1_500))
    text = shown(port)

    assert port.ask(question(text), AT_MS).after_ms == 1_500
    assert port.ask(question("nonsense"), AT_MS).after_ms == 1_500


def test_an_issuer_that_is_down_says_nothing_and_has_used_nothing_up(port: IssuerInMemory) -> None:
    text = shown(port)
    ask(port.issuer, c.SetAvailability(availability=Availability.DOWN, until_ms=AT_MS + 1_000))

    assert port.ask(question(text), AT_MS) == Answer(after_ms=None)
    assert said(port, question(text, AT_MS + 1_000, session="s2")) == "person"


def test_an_issuer_that_refuses_says_so(port: IssuerInMemory) -> None:
    text = shown(port)
    ask(port.issuer, c.SetAvailability(availability=Availability.REFUSES))

    assert said(port, question(text)) == "issuer_refuses"


def test_an_agent_holds_a_phone_before_a_bad_camera_and_is_known(port: IssuerInMemory) -> None:
    grant(port.issuer)
    code = shown(port, holder="agent", principal="company")
    photographed = degrade(draw(code), Optics(rotation=20, blur=1, noise=15, contrast=0.6, scale=0.9), seed=4)

    text = decode(photographed)
    answer = port.ask(question(text or "", AT_MS + 2_000), AT_MS + 2_000)

    assert answer.identified == Identified(
        type=CodeType.LEGAL_PERSON,
        person="agent",
        subject="company",
        scopes=("licence", "tax"),
        authorisation="a1",
    )


# Without a link.


def offline() -> OfflineTerminal:
    return OfflineTerminal(lost_at_ms=AT_MS, offline_ms=HALF_HOUR_MS, keys=KEYS)


def refusal_of(terminal: OfflineTerminal, asked: Question) -> str:
    with pytest.raises((CodeRefused, IssuerDown)) as refusal:
        terminal.take(asked)
    return refusal.value.code


def test_a_terminal_without_a_link_takes_what_looks_good(port: IssuerInMemory) -> None:
    terminal = offline()

    claims = terminal.take(question(shown(port)))

    assert (claims.subject, claims.type) == ("person", CodeType.CITIZEN)


def test_it_still_refuses_what_does_not(port: IssuerInMemory) -> None:
    terminal = offline()
    text = shown(port)

    assert refusal_of(terminal, question(text, AT_MS + 65_000)) == "expired"
    assert refusal_of(terminal, question(text, types=(CodeType.MEDICAL,))) == "wrong_type"
    assert refusal_of(terminal, question(shown(port, 2, STRANGER))) == "unknown_key"
    assert refusal_of(terminal, question(opaque_digits(7))) == "issuer_down"


def test_it_does_not_take_one_code_for_two_sessions(port: IssuerInMemory) -> None:
    terminal = offline()
    text = shown(port)
    terminal.take(question(text))

    assert refusal_of(terminal, question(text, session="s2")) == "replayed"
    assert terminal.take(question(text, AT_MS + 1)).subject == "person"
    assert len(terminal.reports()) == 1


def test_after_half_an_hour_it_takes_none(port: IssuerInMemory) -> None:
    terminal = offline()
    late = encode(
        Claims(
            issuer="yzz",
            subject="person",
            type=CodeType.CITIZEN,
            issued_at_ms=AT_MS + HALF_HOUR_MS,
            expires_at_ms=AT_MS + HALF_HOUR_MS + 60_000,
            cti=b"123456789",
        ),
        KEY,
    )

    assert terminal.take(question(late, AT_MS + HALF_HOUR_MS - 1)).subject == "person"
    assert refusal_of(terminal, question(late, AT_MS + HALF_HOUR_MS)) == "offline_too_long"


def test_once_the_link_is_back_the_issuer_learns_of_the_use(port: IssuerInMemory) -> None:
    terminal = offline()
    text = shown(port)
    terminal.take(question(text, AT_MS + 5_000))

    (report,) = terminal.reports()
    (redeemed,) = ask(port.issuer, report, AT_MS + 600_000)

    assert (redeemed.at_ms, redeemed.seen_at_ms, redeemed.session) == (AT_MS + 600_000, AT_MS + 5_000, "s1")
    assert said(port, question(text, AT_MS + 600_000)) == "expired"


def test_a_code_used_elsewhere_meanwhile_comes_out_with_the_report(port: IssuerInMemory) -> None:
    terminal = offline()
    text = shown(port)
    terminal.take(question(text))
    assert said(port, question(text, AT_MS + 1, session="s2", terminal="hall-2")) == "person"

    (report,) = terminal.reports()

    assert refused(port.issuer, report, AT_MS + 600_000).code == "replayed"


def test_every_code_taken_offline_can_still_be_judged_at_the_last_moment_of_its_report(port: IssuerInMemory) -> None:
    text = shown(port)
    terminal = offline()
    last_ms = AT_MS + 64_999
    terminal.take(question(text, last_ms))
    (report,) = terminal.reports()

    assert refused(port.issuer, report, last_ms + HALF_HOUR_MS + 1).code == "unknown_code"
    other = IssuerInMemory(open_issuer(), KEYS)
    shown(other)
    assert len(ask(other.issuer, report, last_ms + HALF_HOUR_MS)) == 1


def test_a_report_from_before_the_longest_offline_period_is_refused(port: IssuerInMemory) -> None:
    code = issue(port.issuer)
    report = c.RedeemCode(cti=code, session="s1", terminal="hall-1", purpose="登录", matter="sign_in", seen_at_ms=AT_MS)

    assert refused(port.issuer, report, AT_MS + HALF_HOUR_MS + 1).code == "offline_too_long"


def test_a_report_from_the_future_is_refused(port: IssuerInMemory) -> None:
    code = issue(port.issuer)
    report = c.RedeemCode(
        cti=code, session="s1", terminal="hall-1", purpose="登录", matter="sign_in", seen_at_ms=AT_MS + 1
    )

    assert refused(port.issuer, report).code == "not_yet_valid"


def test_a_code_taken_offline_is_judged_by_what_was_true_when_it_was_shown() -> None:
    issuer = open_issuer(newest_only=True)
    grant(issuer)
    first = issue(issuer, 1, holder="agent", principal="company")
    issue(issuer, 2, AT_MS + 10_000, "agent", principal="company")
    ask(issuer, c.RevokeAuthorisation(authorisation="a1", by="boss"), AT_MS + 10_000)

    def report(seen_at_ms: int) -> c.RedeemCode:
        return c.RedeemCode(
            cti=first, session="s1", terminal="hall-1", purpose="登录", matter="sign_in", seen_at_ms=seen_at_ms
        )

    assert refused(issuer, report(AT_MS + 10_000), AT_MS + HALF_HOUR_MS).code == "superseded"
    assert len(ask(issuer, report(AT_MS + 9_999), AT_MS + HALF_HOUR_MS)) == 1
