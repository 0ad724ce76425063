"""The WSGI application (应用): routes and pages over finished services, one error shape, headers, metrics."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from http import HTTPStatus
from time import perf_counter
from typing import Any, Final

from flask import Flask, Request, Response, request
from flask.sessions import NullSession, SessionInterface
from werkzeug.exceptions import HTTPException

from kiosk.hall.refusals import Refusal
from kiosk.live.peripherals import UnknownTerminal
from kiosk.live.store import DatabaseAway
from kiosk.web.health import Metrics
from kiosk.web.pages import add_pages
from kiosk.web.problems import BY_STATUS, JSON_TYPE, PROBLEMS, WebProblem, problem_bytes
from kiosk.web.routes import ROUTES
from kiosk.web.routing import guarded
from kiosk.web.services import Services

LOG: Final = logging.getLogger("yzz.app")
LONGEST_NAME: Final = 64
"""Of a terminal, as far as it is told back."""
Wsgi = Callable[[dict[str, Any], Any], Any]

SECURITY: Final = (
    ("X-Content-Type-Options", "nosniff"),
    # A ticket's secret stands in its address: no page that it links to may learn it.
    ("Referrer-Policy", "no-referrer"),
    ("X-Frame-Options", "DENY"),
    ("Cache-Control", "no-store"),
    # For everything that is no page; pages carry their own with a nonce.
    (
        "Content-Security-Policy",
        "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; frame-ancestors 'none'",
    ),
)
"""Headers of every answer that does not set its own."""


def create_app(services: Services) -> Flask:
    """The WSGI application over finished services: routes, pages, one error shape, headers, metrics."""
    app = Flask("kiosk.web", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = services.settings.body_limit_bytes
    app.session_interface = _NoSession()
    # Two slashes are another address, not a reason to send the client somewhere.
    app.url_map.merge_slashes = False
    for route in ROUTES:
        app.add_url_rule(route.path, route.name, guarded(route, services), methods=[route.method])
    add_pages(app, services)
    _answer_problems(app, services.settings.retry_after_s)
    app.wsgi_app = _finished(app.wsgi_app, services.metrics)  # type: ignore[method-assign,assignment]  # Flask's own way
    return app


class _NoSession(SessionInterface):
    """Flask's cookie session is not ours: staff sessions are rows in the store."""

    def open_session(self, app: Flask, request: Request) -> NullSession:
        del app, request
        return _NOTHING

    def is_null_session(self, obj: object) -> bool:
        del obj
        return True


_NOTHING: Final = NullSession()


def _finished(inner: Wsgi, metrics: Metrics) -> Wsgi:
    """Add the security headers and count; outside of Flask, where a header costs a list append."""

    def answer(environ: dict[str, Any], start_response: Any) -> Any:
        """One request, its headers and its row of the metrics."""
        began_s = perf_counter()

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            own = {name for name, _ in headers}
            headers.extend(header for header in SECURITY if header[0] not in own)
            metrics.count(environ.get("yzz.route", "other"), int(status[:3]), perf_counter() - began_s)
            return start_response(status, headers, *rest)

        return inner(environ, start)

    return answer


def _answer_problems(app: Flask, retry_after_s: int) -> None:
    """Every error in the one shape, whoever raised it. retry_after_s: of a database that cannot be asked."""

    @app.errorhandler(WebProblem)
    def web_problem(problem: WebProblem) -> Response:
        return _problem(problem.code, problem.params, problem.retry_after_s)

    @app.errorhandler(UnknownTerminal)
    def unknown_terminal(unknown: UnknownTerminal) -> Response:
        """A name that nobody gave may be of any length."""
        return _problem("unknown_terminal", {"terminal": str(unknown.params["terminal"])[:LONGEST_NAME]})

    @app.errorhandler(Refusal)
    def refusal(refused: Refusal) -> Response:
        retry_after_s = refused.params.get("retry_after_s")
        return _problem(refused.code, refused.params, retry_after_s if isinstance(retry_after_s, int) else None)

    @app.errorhandler(DatabaseAway)
    def database_away(error: Exception) -> Response:
        """What is written beside the journal waits for the same disk; the class alone is logged, a statement has words."""
        LOG.warning("%s: the database cannot be asked: %s", request.url_rule, type(error).__name__)
        return _problem("store_unavailable", {"retry_after_s": retry_after_s}, retry_after_s)

    @app.errorhandler(HTTPException)
    def http_error(error: HTTPException) -> Response:
        """What Flask itself refuses (404, 405, 413 …), under a code of ours."""
        is_theirs = error.code is not None and error.code < HTTPStatus.INTERNAL_SERVER_ERROR
        code = BY_STATUS.get(error.code or 0, "bad_request" if is_theirs else "internal_error")
        answer = _problem(code, {})
        allowed = getattr(error, "valid_methods", None)
        if allowed:
            answer.headers["Allow"] = ", ".join(sorted(allowed))
        return answer

    @app.errorhandler(Exception)
    def bug(error: Exception) -> Response:
        LOG.exception("%s %s failed", request.method, request.path, exc_info=error)
        return _problem("internal_error", {})


def _problem(code: str, params: Mapping[str, Any], retry_after_s: float | None = None) -> Response:
    problem = PROBLEMS[code]
    answer = Response(problem_bytes(code, dict(params)), problem.status, content_type=JSON_TYPE)
    seconds = problem.retry_after_s if retry_after_s is None else retry_after_s
    if seconds is not None:
        answer.headers["Retry-After"] = str(max(1, round(seconds)))
    return answer
