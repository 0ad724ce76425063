"""Refusals of the registry (数据共享类拒绝): why no data leave, each with a code of its own."""

from __future__ import annotations

from kiosk.hall.refusals import Refusal


class SourceUnknown(Refusal):
    """No authority is asked under that name. source."""

    code = "source_unknown"


class AuthorisationRefused(Refusal):
    """403 of the data-sharing platform. reason: unknown · foreign · expired · used · field."""

    code = "authorisation_refused"


class ConsentUnknown(Refusal):
    """No consent is kept under that number."""

    code = "consent_unknown"
