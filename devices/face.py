"""The face camera (人脸摄像头): acquire, tell attack from life, compare; a score and nothing of the face.

Whoever stands there stays until somebody else does or he leaves; at first it is the holder of what is shown, alive. A
picture that is no good asks him to do better and is no attempt. How many refusals are too many is the
application's business; a second attack in one session is the supervisor's.

Order: acquire (quality) → attack detection and challenge → comparison.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import ClassVar

from devices.chance import normal
from devices.core import Device, Feel
from devices.face_tables import (
    CAPTURE,
    ENDS,
    FAULTS,
    LIMITS,
    TIMINGS,
    Capture,
    Outcome,
    Quality,
    Subject,
    matcher_of,
    subject_of,
    verification_of,
)
from devices.faults import Fault
from devices.matcher import Gesture, Presentation, complies, order_of
from devices.mechanism import Due, Life
from devices.operation import Operation, Running


class FaceCamera(Device):
    """counters: attempts, and each outcome. Profile: error rates per million, how much a retry resembles the last one.

    `verify` takes args holder and session (both pseudonyms), threshold (confidence from which a comparison matches),
    gestures (how many are asked for, in an order of its own uniform) or order (these). `clear` forgets the session.
    """

    KIND = "face_camera"
    TITLE = ("人脸摄像头", "face camera")
    PARTS: ClassVar[Mapping[str, Life]] = {"capture": CAPTURE}
    STATUS: ClassVar[Mapping[str, object]] = {"camera": "ok", "subject": "unknown"}
    TIMINGS = TIMINGS
    LIMITS = LIMITS
    FAULTS = FAULTS

    def on_made(self) -> None:
        """At first nobody but the holder is there."""
        self.matcher = matcher_of(self.limits)
        self._subject: Subject | None = Subject()
        self._captures = 0
        self._asked: tuple[Gesture, ...] = ()
        self._forget("")

    def _forget(self, session: str) -> None:
        self._session = session
        self._persons: dict[tuple[str, str], float] = {}
        self._spoofs = 0

    # Operations.

    def begin_verify(self, running: Running, at_ms: int) -> None:
        """Look for somebody."""
        session = running.asked.session
        if not session or session != self._session:
            self._forget(session)
        self._captures = 0
        self.shift("capture", "open")
        self.notice(at_ms, "PresentSubjectEvent")
        self._seek(running, at_ms)

    def begin_clear(self, running: Running, at_ms: int) -> None:
        """Forget whoever was here."""
        del running
        self._forget("")
        self.finish(at_ms)

    def _seek(self, running: Running, at_ms: int) -> None:
        if self._subject is not None:
            self.wake("capture", at_ms + self.timings["capture"].ms(running.uniform("capture")))

    # What stands before the camera.

    def stand(self, value: Mapping[str, object], at_ms: int) -> bool:
        """Somebody, or something, is there now; whoever it was before is gone."""
        subject = subject_of(value)
        self._lose(at_ms)
        self._subject = subject
        self.set_status("subject", "present")
        if self.parts["capture"] is Capture.SEEKING and self.running is not None:
            self._seek(self.running, at_ms)
        return True

    def leave(self, _value: Mapping[str, object], at_ms: int) -> bool:
        """Nobody is there."""
        self._lose(at_ms)
        self._subject = None
        self.set_status("subject", "notPresent")
        return True

    @property
    def subject(self) -> Subject | None:
        """Who or what stands there, or None for nobody."""
        return self._subject

    def _lose(self, at_ms: int) -> None:
        """A face that changes half way is looked at anew, or a living one could open the way for an attack."""
        self._rest()
        if self.may("capture", "lose"):
            self.shift("capture", "lose")
            self.notice(at_ms, "SubjectRemovedEvent")

    # Steps.

    def capture(self, at_ms: int) -> None:
        """A picture is taken: good enough, and alive?"""
        running, subject = self._under_way()
        reason = Quality.BACKLIGHT if self.has_fault("glare") else subject.quality
        if reason is not Quality.OK:
            self._captures += 1
            self.notice(at_ms, "OrientationEvent", reason=str(reason))
            if self._captures >= self.limits["captures"]:
                self._conclude(Outcome.POOR_QUALITY, at_ms)
            else:
                self._seek(running, at_ms)
            return
        self.notice(at_ms, "SubjectDetectedEvent")
        if subject.script:
            self._subject = replace(subject, script=subject.script[1:])
            self._conclude(subject.script[0], at_ms, self._typical(subject.script[0]))
        elif self.matcher.aliveness(subject.presentation, normal(running.uniform("aliveness"))) < 0:
            self._conclude(Outcome.SPOOF_SUSPECTED, at_ms)
        else:
            self._challenge(running, at_ms)

    def _challenge(self, running: Running, at_ms: int) -> None:
        """Ask for gestures, if any are wanted."""
        asked = running.asked
        size = self.limits["gestures"] if asked.gestures is None else asked.gestures
        self._asked = asked.order or order_of(running.uniform("order"), size)
        if not self._asked:
            self._compare(running, at_ms)
            return
        self.shift("capture", "ask")
        self.notice(at_ms, "ChallengeEvent", gestures=self._asked)
        self.wake("react", at_ms + len(self._asked) * self.timings["react"].ms(running.uniform("react")))

    def react(self, at_ms: int) -> None:
        """The time for the gestures is over. The wrong ones are an attack; none at all are nobody's fault."""
        running, subject = self._under_way()
        if complies(subject.presentation, self._asked, subject.recorded, running.uniform("comply")):
            self._compare(running, at_ms)
        elif subject.presentation is Presentation.REPLAY:
            self._conclude(Outcome.SPOOF_SUSPECTED, at_ms)
        else:
            self._conclude(Outcome.TIME_OUT, at_ms)

    def _compare(self, running: Running, at_ms: int) -> None:
        self.shift("capture", "see")
        self.wake("match", at_ms + self.timings["match"].ms(running.uniform("match")))

    def match(self, at_ms: int) -> None:
        """Is it he?"""
        running, subject = self._under_way()
        latent = self._latent(running, subject)
        is_match = int(self.matcher.confidence(latent)) >= self._threshold(running)
        self._conclude(Outcome.ACCEPTED if is_match else Outcome.NO_MATCH, at_ms, latent)

    def _threshold(self, running: Running) -> int:
        return running.asked.threshold or self.limits["threshold"]

    def _latent(self, running: Running, subject: Subject) -> float:
        if subject.latent is not None:
            return subject.latent
        holder = running.asked.holder
        who = holder if subject.identity is None else subject.identity
        person = self._persons.setdefault((who, holder), running.uniform("person"))
        return self.matcher.latent(normal(person), normal(running.uniform("attempt")), is_holder=who == holder)

    def _typical(self, outcome: Outcome) -> float | None:
        """Median latent score of an outcome that is prescribed."""
        return {Outcome.ACCEPTED: self.matcher.genuine, Outcome.NO_MATCH: 0.0}.get(outcome)

    def _conclude(self, outcome: Outcome, at_ms: int, latent: float | None = None) -> None:
        running = self._under_way()[0]
        result: dict[str, object] = {"outcome": str(outcome)}
        if latent is not None:
            result["score"] = int(self.matcher.confidence(latent))
            result["threshold"] = self._threshold(running)
        self.count(str(outcome))
        if outcome in {Outcome.ACCEPTED, Outcome.NO_MATCH, Outcome.SPOOF_SUSPECTED}:
            self.count("attempts")
        if outcome is Outcome.SPOOF_SUSPECTED:
            self._spoofs += 1
        code, error = ENDS[outcome]
        self.finish(at_ms, code, error, result)
        if self._spoofs >= self.limits["spoofs"]:
            self.bring_about("spoof", at_ms)

    def _under_way(self) -> tuple[Running, Subject]:
        running, subject = self.running, self._subject
        assert running is not None, "a step belongs to an operation"
        assert subject is not None, "somebody is there"
        return running, subject

    def _rest(self) -> None:
        for timer in ("capture", "react", "match"):
            self.sleep(timer)

    # Hooks.

    def on_end(self, running: Running, at_ms: int) -> None:
        """Look no longer."""
        del running, at_ms
        self._rest()
        if self.may("capture", "close"):
            self.shift("capture", "close")

    def on_clear(self, fault: Fault, at_ms: int) -> None:
        """A suspicion that the supervisor has ended starts from nothing."""
        del at_ms
        if fault.kind == "spoof":
            self._spoofs = 0

    OPERATIONS: ClassVar[Mapping[str, Operation]] = {
        "verify": Operation(
            begin_verify,
            ("capture", "aliveness", "order", "react", "comply", "match", "person", "attempt"),
            read=verification_of,
        ),
        "clear": Operation(begin_clear),
    }
    STIMULI: ClassVar[Mapping[str, Feel]] = {"face": stand, "leave": leave}
    TIMERS: ClassVar[Mapping[str, Due]] = {"capture": capture, "react": react, "match": match}
    REMEDIES: ClassVar[Mapping[str, tuple[str, ...]]] = {"uncover": ("blocked",), "shade": ("glare",)}
