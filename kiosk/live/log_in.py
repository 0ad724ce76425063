"""Logging in (登录): what a terminal's readers have read becomes who is there, or a notice that says why not.

A code goes to the issuer, which uses it up; a card is looked up by the keyed hash of its number; a face only says that it
is really them. Levels are of `kiosk.identity.levels`; the session remembers what has been shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

import gevent

from devices import messages as m
from kiosk.hall import commands as c
from kiosk.hall.refusals import Refusal
from kiosk.identity.codes import CodeType
from kiosk.identity.issuer.issuing import Identified
from kiosk.identity.issuer.port import Question
from kiosk.identity.issuer.state import person as registered_person
from kiosk.identity.levels import Card, Level, Proof, Shown, level_of, show_card
from kiosk.identity.refusals import IssuerDown, UnknownSubject
from kiosk.live.people import Record
from kiosk.live.post import Post, new_session

PURPOSE: Final = "自助终端登录"
MATTER: Final = "sign_in"
ISSUER_MS: Final = 5_000
"""Longest wait for the issuer, in service time; whether it is slow or down cannot be told."""
FACE_TRIES: Final = 3
"""Refused faces in one session; then another way. Source: domain.md §3."""

PROOFS: Final[Mapping[str, Proof]] = {
    "code": Proof.CODE,
    "id_card": Proof.CARD,
    "face": Proof.FACE,
    "helper": Proof.HELPER,
}
"""Word of the hall's journal -> proof."""
SAYS: Final[Mapping[tuple[m.Code, str | None], str]] = {
    (m.Code.FRAUD_ATTEMPT, None): "spoofSuspected",
    (m.Code.FRAUD_ATTEMPT, "fraudAttempt"): "spoofSuspected",
    (m.Code.COMMAND_ERROR, "readFailed"): "poorQuality",
    (m.Code.TIMED_OUT, None): "timeOut",
}
"""How a look ended that has no outcome of its own -> the outcome it is taken for."""
TRIES_OVER: Final = "face_tries_over"
NETWORK_DOWN: Final = "network_down"
FACES: Final[Mapping[str, str]] = {
    "noMatch": "face_not_recognised",
    "poorQuality": "face_unclear",
    "spoofSuspected": "face_suspected",
    "timeOut": "face_timed_out",
}
"""Outcome of a look -> problem; everything else is a camera that cannot be used."""


class LogIn:
    """At one post."""

    def __init__(self, post: Post) -> None:
        self._post = post
        self.forget()

    def forget(self) -> None:
        """The session is over."""
        self._kind = CodeType.CITIZEN
        self.tries = 0

    @property
    def holder(self) -> Record | None:
        """Who is logged in, masked, or None."""
        session = self._post.session()
        if session is None or session.subject is None:
            return None
        return self._post.tools.people.holder(session.subject, session.principal, self._kind)

    def read_code(self, said: m.Ended) -> None:
        """A code: ask the issuer whose it is."""
        if self._is_cut_off(said.device):
            return
        running = self._post.session()
        name = new_session() if running is None else running.session
        question = Question(
            text=str(said.result["text"]),
            scanned_at_ms=said.at_ms,
            session=name,
            terminal=self._post.terminal,
            purpose=PURPOSE,
            matter=MATTER,
        )
        answer = self._post.tools.issuer.ask(question, said.at_ms)
        after_ms = ISSUER_MS if answer.after_ms is None else min(answer.after_ms, ISSUER_MS)
        gevent.sleep(after_ms / 1000 / self._post.tools.clock.speed)
        if answer.after_ms is None or answer.after_ms > ISSUER_MS:
            self._post.tell(IssuerDown.code, said.device)
            if answer.identified is not None:
                self._note(name, IssuerDown.code)
        elif answer.identified is None:
            assert answer.refusal is not None, "an answer says who or why not"
            self._post.tell(answer.refusal.code, said.device)
        else:
            self._enter(answer.identified, name, said.device)

    def _enter(self, who: Identified, name: str, device: str) -> None:
        """The code is used up: its holder is logged in, or what they are told instead is remembered."""
        principal = None if who.subject == who.person else who.subject
        try:
            is_in = self._show("code", who.person, principal, device, name, who.type)
        except Refusal as refusal:
            self._note(name, refusal.code)
            raise
        if not is_in:
            self._note(name, "" if self._post.notice is None else self._post.notice.code)

    def _note(self, name: str, code: str) -> None:
        self._post.tools.issuer.note_refusal(self._post.terminal, name, code)

    def read_card(self, said: m.Ended) -> None:
        """An ID card: whose number is it, and is the card good today?"""
        if self._is_cut_off(said.device):
            return
        running, state = self._post.session(), self._post.tools.issuer.committed.state
        try:
            subject = state.numbers.get(self._post.tools.people.number_hash(str(said.result["number"])))
            if subject is None:
                raise UnknownSubject
            registered_person(state, subject, self._post.tools.clock.now_ms())
            show_card(_card(subject, said.result), self._post.today(said.at_ms))
        except Refusal as refusal:
            self._post.tell(refusal.code, said.device)
            return
        principal = None if running is None else running.principal
        self._show("id_card", subject, principal, said.device, None, self._kind)

    def read_face(self, said: m.Ended) -> None:
        """A look: is it them?"""
        running = self._post.session()
        outcome = str(said.result.get("outcome") or SAYS.get((said.code, said.error), ""))
        if running is None or running.subject is None:
            return
        if said.code is m.Code.SUCCESS and outcome == "accepted":
            self._show("face", running.subject, running.principal, said.device, None, self._kind)
            return
        self.tries += outcome in FACES
        code = FACES.get(outcome, "face_unavailable")
        is_last = self.tries >= FACE_TRIES and outcome in FACES and outcome != "spoofSuspected"
        self._post.tell(TRIES_OVER if is_last else code, said.device)

    def _is_cut_off(self, device: str) -> bool:
        """Whether nobody can be asked, because the terminal's network is down; then that is told."""
        if self._post.tools.peripherals.is_online(self._post.terminal):
            return False
        self._post.tell(NETWORK_DOWN, device)
        return True

    def _show(
        self, word: str, person: str, principal: str | None, device: str, name: str | None, kind: CodeType
    ) -> bool:
        """Something that says who it is was shown: begin a session if there is none, and log in; whether that went well."""
        session = self._post.session()
        if session is None:
            named = new_session() if name is None else name
            if not self._post.submit(c.StartSession(terminal=self._post.terminal, session=named), device):
                return False
            session = self._post.must_run(named)
        before = [Shown(proof=PROOFS[each], person=session.subject or person) for each in session.proofs]
        try:
            level = level_of([*before, Shown(proof=PROOFS[word], person=person)])
        except Refusal as refusal:
            self._post.tell(refusal.code, device)
            return False
        command = c.LogIn(
            terminal=self._post.terminal,
            session=session.session,
            subject=person,
            level=max(level, Level.NAMED),
            proofs=(word,),
            principal=principal,
        )
        earlier, self._kind = self._kind, kind
        if not self._post.submit(command, device):
            self._kind = earlier
            return False
        self._post.set_notice(None)
        return True


def _card(subject: str, fields: Mapping[str, object]) -> Card:
    """The card of a subject. A first day that is not written bars nobody; 长期 or none is no last day."""
    first, last = _day(fields["valid_from"]), _day(fields["valid_until"])
    return Card(person=subject, valid_from=first or date.min, valid_until=last)


def _day(text: object) -> date | None:
    try:
        return datetime.strptime(str(text), "%Y%m%d").date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return None
