"""Refusals of identity (身份类拒绝): why somebody is not let in, each with a code of its own.

Like those of the hall: expected, changing nothing, without prose. Those of a code stand here in the
order in which they are looked for.
"""

from __future__ import annotations

from kiosk.hall.refusals import Refusal

# A number.


class NumberInvalid(Refusal):
    """Not a number of a person or organisation. reason: shape · birth · inner · check."""

    code = "number_invalid"


# A code.


class CodeRefused(Refusal):
    """Root of what may be wrong with a code."""


class Malformed(CodeRefused):
    """Not one of our codes at all, or a broken one."""

    code = "malformed"


class UnknownKey(CodeRefused):
    """Signed by nobody we know."""

    code = "unknown_key"


class BadSignature(CodeRefused):
    """Changed or forged."""

    code = "bad_signature"


class WrongType(CodeRefused):
    """A good code of a type that this terminal or matter does not take. type: which one it is."""

    code = "wrong_type"


class NotYetValid(CodeRefused):
    """From the future: a clock is wrong."""

    code = "not_yet_valid"


class Expired(CodeRefused):
    """Its time is over."""

    code = "expired"


class UnknownCode(CodeRefused):
    """The issuer has no such code: never issued, or forgotten long after it expired."""

    code = "unknown_code"


class Superseded(CodeRefused):
    """A newer code of this holder counts, and only the newest does."""

    code = "superseded"


class Replayed(CodeRefused):
    """It has been used already."""

    code = "replayed"


class SubjectIsCancelled(CodeRefused):
    """The person or entity is no longer in the register."""

    code = "subject_cancelled"


class AgentRevoked(CodeRefused):
    """The agent may no longer act for the principal, or not now."""

    code = "agent_revoked"


class OfflineTooLong(CodeRefused):
    """A terminal without a link refuses codes after a while: it cannot see which were used elsewhere."""

    code = "offline_too_long"


# The issuer.


class IssuerNotConfigured(Refusal):
    """The issuer has no rules yet."""

    code = "issuer_not_configured"


class IssuerDown(Refusal):
    """Nobody answers at the issuer."""

    code = "issuer_down"


class IssuerRefuses(Refusal):
    """The issuer answers nobody now."""

    code = "issuer_refuses"


class UnknownTerminal(Refusal):
    """Not a terminal that may ask."""

    code = "unknown_terminal"


class UnknownSubject(Refusal):
    """Nobody of this id is in the register."""

    code = "unknown_subject"


class SubjectExists(Refusal):
    """This id is taken."""

    code = "subject_exists"


class NotInsured(Refusal):
    """A medical code is for the insured."""

    code = "not_insured"


class CodeExists(Refusal):
    """This random identity has been used for another code."""

    code = "code_exists"


class AuthorisationExists(Refusal):
    """This id is taken, or the agent has an authorisation of this principal already."""

    code = "authorisation_exists"


class UnknownAuthorisation(Refusal):
    """No such authorisation."""

    code = "unknown_authorisation"


class AuthorisationNotOpen(Refusal):
    """The authorisation's state does not allow this. state: what it is now."""

    code = "authorisation_not_open"


class NotYours(Refusal):
    """Only the principal grants, only the agent confirms, only the two of them revoke."""

    code = "not_yours"


class NotAChild(Refusal):
    """A guardian stands in only for a child under 14."""

    code = "not_a_child"


# The level.


class ProofsDisagree(Refusal):
    """What was shown belongs to different people."""

    code = "proofs_disagree"


class CardNotValid(Refusal):
    """The ID card proves nothing. reason: expired · cancelled · not_yet."""

    code = "card_not_valid"


class HelperNotAllowed(Refusal):
    """This helper's word does not count here. reason: role · hall · self · nothing_seen."""

    code = "helper_not_allowed"


class StaffNotAllowed(Refusal):
    """Staff cannot confirm this now. reason: role · hall · self · not_in_person."""

    code = "staff_not_allowed"


class GuardianNeeded(Refusal):
    """A child under fourteen is not let in alone: the guardian logs in and acts for it."""

    code = "guardian_needed"
