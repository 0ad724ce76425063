"""Logging in (登录): what a terminal's readers have read becomes who is there, or a notice that says why not.

A code goes to the issuer, which uses it up; a card is looked up by the keyed hash of its number; a face only says that it
is really them. Levels are of `kiosk.identity.levels`; the session remembers what has been shown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Final

import gevent

from devices import messages as m
from kiosk.hall import commands as c
from kiosk.hall.refusals import IdentifyFirst, Refusal
from kiosk.hall.state import Session
from kiosk.identity.accounts import Account
from kiosk.identity.codes import CodeType
from kiosk.identity.issuer.authorisations import authority
from kiosk.identity.issuer.issuing import Identified
from kiosk.identity.issuer.port import Question
from kiosk.identity.issuer.register import check_guardian, wards
from kiosk.identity.issuer.state import Entity, Person, person as registered_person
from kiosk.identity.levels import PROOFS, Card, Level, Shown, level_of, show_card, show_helper, show_staff
from kiosk.identity.refusals import GuardianNeeded, IssuerDown, NotAChild, NotYours, UnknownSubject
from kiosk.live.people import Record
from kiosk.live.post import Post, new_session

PURPOSE: Final = "自助终端登录"
MATTER: Final = "sign_in"
ISSUER_MS: Final = 5_000
"""Longest wait for the issuer, in service time; whether it is slow or down cannot be told."""
FACE_TRIES: Final = 3
"""Refused faces in one session; then another way. Source: domain.md §3."""

SAYS: Final[Mapping[tuple[m.Code, str | None], str]] = {
    (m.Code.FRAUD_ATTEMPT, None): "spoofSuspected",
    (m.Code.FRAUD_ATTEMPT, "fraudAttempt"): "spoofSuspected",
    (m.Code.COMMAND_ERROR, "readFailed"): "poorQuality",
    (m.Code.TIMED_OUT, None): "timeOut",
}
"""How a look ended that has no outcome of its own -> the outcome it is taken for."""
TRIES_OVER: Final = "face_tries_over"
NETWORK_DOWN: Final = "network_down"
VOUCHES: Final[Mapping[str, Callable[[Account, str | None, str, list[Shown]], Shown]]] = {
    "helper": show_helper,
    "staff": show_staff,
}
"""Word of somebody who works here -> what makes it count."""
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
        people = self._post.tools.people
        offered = [(people.handle(session.session, each), each) for each in self._wards(session.subject)]
        if session.principal is not None and not self._is_person(session.principal):
            # Whoever came for a company acts for nobody else in this visit.
            offered = []
        return people.holder(session.subject, session.principal, self._kind, offered)

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
        principal = self._ward() if who.subject == who.person else who.subject
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

    # Somebody's word, and somebody's children.

    def vouching(self, session: str, account: Account, word: str) -> c.LogIn:
        """The command of a helper or clerk who says that it is really them. word: of VOUCHES.

        Raises SessionOver, HelperNotAllowed, StaffNotAllowed.
        """
        running = self._post.must_run(session)
        person, before = running.subject or "", self._shown(running)
        said = VOUCHES[word](account, self._post.tools.people.person_of(account.account), person, before)
        return c.LogIn(
            terminal=self._post.terminal,
            session=session,
            subject=person,
            level=level_of([*before, said]),
            proofs=(word,),
            principal=running.principal,
            by=account.account,
            acts_until_ms=self._acts_until_ms(running.principal, person),
        )

    def may_act(self, session: Session) -> bool:
        """Whether whoever acts for a company still may; everybody may act for themselves, and for their children as known."""
        principal, state = session.principal, self._post.tools.issuer.committed.state
        if session.subject is None or not isinstance(state.subjects.get(principal or ""), Entity):
            return True
        try:
            authority(state, str(principal), session.subject, self._post.tools.clock.now_ms())
        except Refusal:
            return False
        return True

    def _acts_until_ms(self, principal: str | None, person: str) -> int | None:
        """When the authorisation ends by which somebody acts for a company; None for everybody else."""
        state = self._post.tools.issuer.committed.state
        if not isinstance(state.subjects.get(principal or ""), Entity):
            return None
        found = state.authorisations.get(state.agencies.get((str(principal), person), ""))
        return None if found is None else found.until_ms

    def choosing(self, session: str, handle: str | None) -> c.ChoosePrincipal:
        """The command of somebody who acts for their child, or again for themselves. handle: of `holder`.

        Raises SessionOver, IdentifyFirst, NotYours, NotAChild.
        """
        running = self._post.must_run(session)
        if running.subject is None:
            raise IdentifyFirst(terminal=self._post.terminal)
        if running.principal is not None and not self._is_person(running.principal):
            raise NotYours
        ward = None if handle is None else self._ward_called(running, handle)
        return c.ChoosePrincipal(terminal=self._post.terminal, session=session, principal=ward)

    def _ward_called(self, session: Session, handle: str) -> str:
        people, state = self._post.tools.people, self._post.tools.issuer.committed.state
        guardian, now_ms = str(session.subject), self._post.tools.clock.now_ms()
        for ward in wards(state, guardian):
            if people.handle(session.session, ward) != handle:
                continue
            try:
                is_under_14 = people.is_child(ward, self._post.today(now_ms))
                check_guardian(state, ward, guardian, now_ms, is_under_14=is_under_14)
            except NotAChild:
                # Without the pseudonym: the page does not know it.
                raise NotAChild from None
            return ward
        raise NotYours

    def _wards(self, guardian: str) -> list[str]:
        """Children whom they may act for today."""
        day = self._post.today(self._post.tools.clock.now_ms())
        known = wards(self._post.tools.issuer.committed.state, guardian)
        return [each for each in known if self._post.tools.people.is_child(each, day)]

    def _ward(self) -> str | None:
        """The child for whom somebody acts here; a further proof of theirs changes nothing about it."""
        running = self._post.session()
        chosen = None if running is None else running.principal
        return chosen if chosen is not None and self._is_person(chosen) else None

    def _is_person(self, subject: str) -> bool:
        return isinstance(self._post.tools.issuer.committed.state.subjects.get(subject), Person)

    def _shown(self, session: Session) -> list[Shown]:
        person = session.subject
        return [] if person is None else [Shown(proof=PROOFS[each], person=person) for each in session.proofs]

    def _show(
        self, word: str, person: str, principal: str | None, device: str, name: str | None, kind: CodeType
    ) -> bool:
        """Something that says who it is was shown: begin a session if there is none, and log in; whether that went well."""
        if self._post.tools.people.is_child(person, self._post.today(self._post.tools.clock.now_ms())):
            self._post.tell(GuardianNeeded.code, device)
            return False
        session = self._post.session()
        if session is None:
            named = new_session() if name is None else name
            if not self._post.submit(c.StartSession(terminal=self._post.terminal, session=named), device):
                return False
            session = self._post.must_run(named)
        try:
            level = level_of([*self._shown(session), Shown(proof=PROOFS[word], person=person)])
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
            acts_until_ms=self._acts_until_ms(principal, person),
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
