"""Pages (页面): one HTML shell for all of them; what a page shows it fetches itself.

Import map inline with a nonce (browsers take no external one), modules of the page preloaded, and
one JSON object (`boot`) with what the page must know before its first request. The CSP is the same
for every page but for the nonce: no inline script or style, nothing outside our origin.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

import orjson
from flask import Flask, Response, render_template, request

from kiosk.identity.passwords import load_token
from kiosk.web.access import Principal
from kiosk.web.devices import remember_device
from kiosk.web.guide import guide_link
from kiosk.web.problems import WebProblem
from kiosk.web.receipts import held
from kiosk.web.service_routes import held_notice

if TYPE_CHECKING:
    from kiosk.web.services import Services

HTML_TYPE: Final = "text/html; charset=utf-8"
TOKEN_LENGTHS: Final = range(16, 65)

IMPORTS: Final = {
    "preact": "vendor/preact.js",
    "preact/hooks": "vendor/preact-hooks.js",
    "@preact/signals-core": "vendor/signals-core.js",
    "@preact/signals": "vendor/signals.js",
    "htm": "vendor/htm.js",
    "socket.io-client": "vendor/socket.io.js",
    "uplot": "vendor/uplot.js",
}
"""Bare name in our modules -> file."""

PAGE_CSP: Final = (
    "default-src 'self'; script-src 'self' 'nonce-{nonce}'; style-src 'self'; connect-src 'self' ws: wss:; "
    "img-src 'self' data: blob:; media-src 'self' blob:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)

FAVICON: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" rx="14" '
    'fill="#0a57b5"/><path d="M14 22h36v8a4 4 0 0 0 0 8v8H14v-8a4 4 0 0 0 0-8z" fill="#fff"/>'
    '<path d="M38 24v20" stroke="#0a57b5" stroke-width="3" stroke-dasharray="4 3"/></svg>'
)
"""A ticket, drawn by us."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its title, and whether it needs the chart library."""

    title: str
    has_charts: bool = False


PAGES: Final[dict[str, Page]] = {
    "start": Page("粤智助 · 政务大厅（仿真）"),
    "kiosk": Page("自助取号（仿真）"),
    "board": Page("叫号屏（仿真）"),
    "counter": Page("窗口（仿真）"),
    "monitor": Page("大厅监控（仿真）", has_charts=True),
    "office": Page("后台办件（仿真）"),
    "estimates": Page("等候预计校准（仿真）"),
    "trial": Page("试办（仿真）"),
    "workdays": Page("工作日（仿真）"),
    "switchboard": Page("数据源开关台（仿真）"),
    "phone": Page("我的号票（仿真）"),
    "booking": Page("我的预约（仿真）"),
    "bookings": Page("预约与上门（仿真）"),
    "receipt": Page("办件进度（仿真）"),
    "notice": Page("一次性告知书（仿真）"),
    "guide": Page("办事导引（仿真）"),
    "codes": Page("我的码（仿真）"),
    "drawer": Page("设备抽屉（仿真）"),
    "verify": Page("证照核验（仿真）"),
}
"""Name of the page, also of its folder in static/."""


def add_pages(app: Flask, services: Services) -> None:
    """Give the application its pages and static files."""

    def start() -> Response:
        return _page(services, "start", _start_boot(services))

    def kiosk(terminal: str) -> Response:
        if terminal not in services.peripherals.terminals:
            raise WebProblem("unknown_terminal", terminal=terminal[:64])
        place = services.attendants[services.hall_of(terminal)].terminal_record(terminal)
        guide = guide_link(services, services.hall_of(terminal), terminal)
        return _device_page(services, "kiosk", terminal, {"terminal": terminal, "place": place, "guide": guide})

    def board() -> Response:
        return _device_page(services, "board", services.demo_board, {"voices": services.voices.tongues})

    def counter() -> Response:
        return _page(services, "counter", {})

    def monitor() -> Response:
        return _page(services, "monitor", {})

    def office() -> Response:
        return _page(services, "office", {"simulation": services.settings.simulation})

    def estimates() -> Response:
        return _page(services, "estimates", {})

    def trial() -> Response:
        _only_simulated(services)
        return _page(services, "trial", {})

    def workdays() -> Response:
        return _page(services, "workdays", {})

    def switchboard() -> Response:
        _only_simulated(services)
        return _page(services, "switchboard", _simulation_token(services))

    def phone(token: str) -> Response:
        # Whether the ticket exists is the page's question to the API: it explains an old one kindly.
        if len(token) not in TOKEN_LENGTHS:
            raise WebProblem("unknown_token")
        return _page(services, "phone", {"token": token})

    def booking(token: str) -> Response:
        # As with a ticket: whether it exists is the page's question.
        if len(token) not in TOKEN_LENGTHS:
            raise WebProblem("unknown_token")
        return _page(services, "booking", {"token": token})

    def bookings() -> Response:
        return _page(services, "bookings", {})

    def receipt(token: str) -> Response:
        # Whatever the token: one page, which tells no more than that there is nothing.
        answer = _page(services, "receipt", {"token": token[: TOKEN_LENGTHS.stop]})
        if held(services, token) is None:
            answer.status_code = HTTPStatus.NOT_FOUND
        return answer

    def notice(token: str) -> Response:
        answer = _page(services, "notice", {"token": token[: TOKEN_LENGTHS.stop * 2]})
        if held_notice(services, token) is None:
            answer.status_code = HTTPStatus.NOT_FOUND
        return answer

    def guide(hall: str) -> Response:
        if hall not in services.halls:
            raise WebProblem("unknown_hall", hall=hall[:64])
        return _page(services, "guide", {"hall": hall, "from": request.args.get("from", "")[:64]})

    def codes() -> Response:
        _only_simulated(services)
        return _page(services, "codes", {})

    def drawer(terminal: str) -> Response:
        _only_simulated(services)
        if terminal not in services.peripherals.terminals:
            raise WebProblem("unknown_terminal", terminal=terminal[:64])
        return _page(services, "drawer", _drawer_boot(services, terminal))

    def verify() -> Response:
        return _page(services, "verify", {"keys": services.cases.code_keys})

    def static(name: str) -> Response:
        return services.files.answer(name)

    def favicon() -> Response:
        return Response(FAVICON, content_type="image/svg+xml", headers={"Cache-Control": "public, max-age=86400"})

    for rule, view in (
        ("/", start),
        ("/kiosk/<terminal>", kiosk),
        ("/board", board),
        ("/counter", counter),
        ("/monitor", monitor),
        ("/office", office),
        ("/estimates", estimates),
        ("/trial", trial),
        ("/workdays", workdays),
        ("/switchboard", switchboard),
        ("/t/<token>", phone),
        ("/b/<token>", booking),
        ("/bookings", bookings),
        ("/c/<token>", receipt),
        ("/n/<token>", notice),
        ("/guide/<hall>", guide),
        ("/phone", codes),
        ("/drawer/<terminal>", drawer),
        ("/verify", verify),
        ("/static/<path:name>", static),
        ("/favicon.svg", favicon),
        ("/favicon.ico", favicon),
    ):
        app.add_url_rule(rule, f"page {rule}", view, methods=["GET"])


def _page(services: Services, name: str, boot: dict[str, Any]) -> Response:
    """The shell for one page. boot: what this page needs beside what all get."""
    page = PAGES[name]
    files = services.files
    nonce = secrets.token_urlsafe(16)
    sheets = ["vendor/noto/index.css", "css/tokens.css", "css/base.css", f"css/{name}.css"]
    if page.has_charts:
        sheets.append("vendor/uplot.css")
    imports = {bare: file for bare, file in IMPORTS.items() if page.has_charts or bare != "uplot"}
    lang = "en" if request.accept_languages.best_match(("zh", "en"), "zh") == "en" else "zh"
    everybody = {
        "page": name,
        "hall": services.main_hall,
        "lang": lang,
        "demo": services.settings.demo,
        "utc_offset_min": services.utc_offset_min,
    }
    html = render_template(
        "page.html",
        lang="zh-CN",
        page=name,
        title=page.title,
        nonce=nonce,
        # A style sheet that is not there would be an error in the console.
        sheets=[files.address(sheet) for sheet in sheets if files.exists(sheet)],
        import_map=_inline({"imports": {bare: files.address(file) for bare, file in imports.items()}}),
        # Else the browser learns of a module only when the one that imports it is here, four steps deep.
        preload=[files.address(file) for file in (*files.modules(f"{name}/main.js"), *imports.values())],
        boot=_inline({**everybody, **boot}),
        entry=files.address(f"{name}/main.js"),
    )
    headers = {"Content-Security-Policy": PAGE_CSP.format(nonce=nonce), "Cache-Control": "no-store"}
    return Response(html, content_type=HTML_TYPE, headers=headers)


def _inline(record: object) -> Any:
    """JSON that may stand inside a script element: no `<` in it can end the element."""
    from markupsafe import Markup  # noqa: PLC0415 - the only place that needs it

    text = orjson.dumps(record).decode()
    return Markup(text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029"))  # noqa: S704


def _device_page(services: Services, name: str, device: str, boot: dict[str, Any]) -> Response:
    """The shell of a device's page, for a browser that is this device with all that the first drawing needs.

    Asking for it afterwards would cost half a dozen turns between page and service before anything can be
    seen. In the demo every browser is the device from its first page on; never outside the demo.
    """
    given = services.demo_devices.get(device)
    found = [given[1]] if given else services.gate.principals(request.cookies, None)
    fitting = [each for each in found if each.role == name and device in ("", each.name)]
    # As for /api/device: of several the one that was paired last.
    answer = _page(services, name, boot | _first_look(services, fitting[-1]) if fitting else boot)
    if given is not None:
        remember_device(services, answer, *given)
    return answer


def _first_look(services: Services, device: Principal) -> dict[str, Any]:
    """Who the page is, and how its hall stands right now."""
    record: dict[str, Any] = {"device": services.device_record(device)}
    if device.hall is not None and services.halls[device.hall].committed.state.config is not None:
        record["snapshot"] = services.publishers[device.hall].snapshot("hall")
    return record


def _start_boot(services: Services) -> dict[str, Any]:
    """The start page links everything; the demo also shows who can sign in."""
    boot: dict[str, Any] = {
        "halls": services.hall_names(),
        "terminals": services.attendants[services.main_hall].stands(),
        "simulation": services.settings.simulation,
    }
    if services.settings.demo:
        boot["accounts"] = services.demo_accounts
    return boot


def _only_simulated(services: Services) -> None:
    """What plays the physical world is there only with simulation on. Raises WebProblem."""
    if not services.settings.simulation:
        raise WebProblem("not_found")


def _drawer_boot(services: Services, terminal: str) -> dict[str, Any]:
    return {
        "terminal": terminal,
        "terminals": services.attendants[services.main_hall].stands(),
        **_simulation_token(services),
    }


def _simulation_token(services: Services) -> dict[str, Any]:
    """The demo's secrets are public, so what plays the world comes with the token; elsewhere the page asks for it."""
    return {"simulation_token": load_token(services.settings.simulation_path)} if services.settings.demo else {}
