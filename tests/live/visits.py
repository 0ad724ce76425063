"""A morning at two terminals, for what is planted in it: sessions of every kind, tasks, codes, agents, an offline report."""

from __future__ import annotations

from dataclasses import replace

from kiosk.hall import commands as c
from kiosk.hall.commands import TaskStep
from kiosk.identity.codes import CodeType, encode
from kiosk.identity.issuer import commands as i
from kiosk.identity.issuer.issuing import claims_of
from kiosk.identity.issuer.port import Question
from kiosk.live.issuer_writer import IssuerWriter
from tests.builders import terminals, two_line_config
from tests.live.halls import LiveHall
from tests.live.issuers import KEY

T, OTHER = "hall-1", "hall-2"
HALF_AN_HOUR_S = 1_900


def cti(number: int) -> str:
    """Of the n-th code."""
    return f"{number:018x}"


class Morning:
    """A hall with two terminals and the issuer beside it."""

    def __init__(self, hall: LiveHall) -> None:
        self.hall = hall
        self.issuer = IssuerWriter(
            hall.store,
            hall.writer._clock,
            replace(hall.writer._settings, issuer_snapshot_every=20),
            {KEY.kid: KEY.public},
        )
        self.issuer.start()

    def pass_time(self, seconds: float) -> None:
        """Both streams say what is due."""
        self.hall.clock.seconds += seconds
        self.hall.writer.catch_up()
        self.issuer.catch_up()

    def do(self, command: c.Command) -> None:
        """Of the hall; must be carried out."""
        answer = self.hall.ask(command)
        assert answer.status == 200, answer.body

    def redeem(self, number: int, session: str, terminal: str) -> None:
        """The n-th code for a session; must be good."""
        text = encode(claims_of(self.issuer.committed.state.codes[cti(number)], "mock"), KEY)
        now_ms = self.hall.writer._clock.now_ms()
        question = Question(
            text=text, scanned_at_ms=now_ms, session=session, terminal=terminal, purpose="登录", matter="sign_in"
        )
        answer = self.issuer.ask(question, now_ms)
        assert answer.identified is not None, answer.refusal

    def register(self) -> None:
        """People, a shop, an agent; codes 1 (ann), 2 (bo for the shop), 3 (cy), 4 (ann for the shop)."""
        for command in (
            i.ConfigureIssuer(config=i.IssuerConfig(newest_only=True)),
            i.EnrolTerminal(terminal=T),
            i.EnrolTerminal(terminal=OTHER, types=(CodeType.CITIZEN, CodeType.LEGAL_PERSON)),
            *(i.RegisterPerson(subject=name, number_hash=f"#{name}") for name in ("ann", "bo", "cy")),
            i.RegisterEntity(subject="shop", number_hash="#shop", representative="ann"),
            i.LinkGuardian(ward="cy", guardian="ann", evidence=i.Evidence.HOUSEHOLD_REGISTER, is_under_14=True),
            self.leave("a1"),
            i.ConfirmAuthorisation(authorisation="a1", by="bo"),
            i.IssueCode(cti=cti(1), type=CodeType.CITIZEN, holder="ann"),
            i.IssueCode(cti=cti(2), type=CodeType.LEGAL_PERSON, holder="bo", principal="shop"),
            i.IssueCode(cti=cti(3), type=CodeType.CITIZEN, holder="cy"),
            i.IssueCode(cti=cti(4), type=CodeType.LEGAL_PERSON, holder="ann", principal="shop"),
        ):
            self.issuer.submit(command)

    def leave(self, name: str) -> i.GrantAuthorisation:
        """Of the shop for bo."""
        now_ms = self.hall.writer._clock.now_ms()
        return i.GrantAuthorisation(
            authorisation=name,
            principal="shop",
            agent="bo",
            scopes=("*",),
            from_ms=now_ms,
            until_ms=now_ms + 86_400_000,
            by="ann",
        )

    def log_in(self, session: str, terminal: str, subject: str, *proofs: str, principal: str | None = None) -> None:
        """A session's log-in by what was shown."""
        level = len(proofs)
        self.do(
            c.LogIn(
                terminal=terminal, session=session, subject=subject, level=level, proofs=proofs, principal=principal
            )
        )

    def play(self) -> None:
        """Everything."""
        self.do(c.ConfigureHall(config=replace(two_line_config(), terminals=terminals(T, OTHER))))
        self.register()
        self._a_card_forgotten()
        self._an_agent_who_leaves()
        self._a_hold_too_long()
        self._a_card_retracted()
        self._a_code_refused_by_the_hall()
        self._a_guardian()
        self._repairs()
        self.issuer.submit(i.RevokeAuthorisation(authorisation="a1", by="ann"))
        self.pass_time(HALF_AN_HOUR_S)
        self.do(c.StartSession(terminal=T, session="last"))
        self.do(c.SetSessionMode(terminal=T, session="last", is_elder=True))
        self.issuer.stop()

    def play_little(self) -> None:
        """Only what a redemption needs."""
        self.do(c.ConfigureHall(config=replace(two_line_config(), terminals=terminals(T, OTHER))))
        self.register()

    def _a_card_forgotten(self) -> None:
        self.redeem(1, "s1", T)
        self.do(c.StartSession(terminal=T, session="s1"))
        self.log_in("s1", T, "ann", "code")
        self.do(c.InsertCard(terminal=T, session="s1"))
        self.log_in("s1", T, "ann", "code", "id_card")
        self.do(c.HoldSession(terminal=T, session="s1", reason="printing", for_ms=5_000))
        self.pass_time(3)
        self.do(c.ReleaseSession(terminal=T, session="s1"))
        self.do(c.EndSession(terminal=T, session="s1"))
        self.pass_time(25)
        self.do(c.RemoveCard(terminal=T, session="s1"))

    def _an_agent_who_leaves(self) -> None:
        self.redeem(2, "s2", OTHER)
        self.do(c.StartSession(terminal=OTHER, session="s2"))
        self.log_in("s2", OTHER, "bo", "code", principal="shop")
        self.pass_time(61)
        self.do(c.TouchSession(terminal=OTHER, session="s2"))
        self.pass_time(200)

    def _a_hold_too_long(self) -> None:
        self.do(c.StartSession(terminal=T, session="s3"))
        self.do(c.HoldSession(terminal=T, session="s3", reason="face", for_ms=1_000))
        self.pass_time(62)
        self.do(c.EndSession(terminal=T, session="s3"))

    def _a_card_retracted(self) -> None:
        self.do(c.StartSession(terminal=T, session="s4"))
        self.do(c.InsertCard(terminal=T, session="s4"))
        self.do(c.EndSession(terminal=T, session="s4"))
        self.pass_time(35)

    def _a_code_refused_by_the_hall(self) -> None:
        self.issuer.submit(i.IssueCode(cti=cti(5), type=CodeType.CITIZEN, holder="cy"))
        self.redeem(5, "s5", T)
        self.issuer.note_refusal(T, "s5", "session_running")

    def _a_guardian(self) -> None:
        """By card, then for the child, and then by code as well: the code says nothing of the child."""
        self.issuer.submit(i.IssueCode(cti=cti(6), type=CodeType.CITIZEN, holder="ann"))
        self.do(c.StartSession(terminal=T, session="s6"))
        self.log_in("s6", T, "ann", "id_card")
        self.do(c.ChoosePrincipal(terminal=T, session="s6", principal="cy"))
        self.redeem(6, "s6", T)
        self.log_in("s6", T, "ann", "id_card", "code", principal="cy")
        self._a_paper_printed_again()
        self.do(c.EndSession(terminal=T, session="s6"))

    def _a_paper_printed_again(self) -> None:
        """Signed for, jammed, and ordered again."""
        self.do(c.SignMatter(terminal=T, session="s6", matter="allowance", way="tap"))
        order = c.OrderPaper(terminal=T, session="s6", matter="allowance", device="receipt_printer", level=1)
        self.do(replace(order, needs_signature=True))
        self.do(c.SettlePaper(paper="P0001", outcome="fail", cause="printer_jam"))
        self.do(replace(order, paper="P0001"))

    def _repairs(self) -> None:
        for device in ("scanner", "receipt_printer", "scanner"):
            self.hall.ask(c.ReportNeed(terminal=T, device=device, cause="dirty", action="clear"))
        for step in TaskStep:
            self.do(c.AdvanceTask(task="T0001", step=step))
        self.do(c.AdvanceTask(task="T0002", step=TaskStep.OPEN_DOOR))
