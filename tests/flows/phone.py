"""Hands on a mock phone, a kiosk's scanner and a drawer (手与手机): what people do with them in the flows."""

from __future__ import annotations

import io
import time
from base64 import b64encode
from typing import Final

from PIL import Image
from playwright.sync_api import Locator, Page, expect

from devices.edge.pictures import Optics, degrade, draw
from tests.flows.hall import Caller

KEY_S: Final = 0.005
"""A scanner types faster than anybody."""
DROP_JS: Final = """
    ([base64, name]) => {
        const bytes = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
        const transfer = new DataTransfer();
        transfer.items.add(new File([bytes], name, { type: "image/png" }));
        return transfer;
    }
"""


def code_on(phone: Page, persona: str, kind: str) -> str:
    """The code that a persona's phone shows now."""
    phone.locator(f"[data-persona={persona}]").click()
    phone.locator(f".app[data-kind={kind}]").click()
    phone.locator(f".code-card[data-kind={kind}]").wait_for()
    text = phone.locator("svg.qr").get_attribute("data-text")
    assert text is not None
    return text


def fresh_code(url: str, persona: str, kind: str = "citizen") -> str:
    """The same without a page."""
    return str(Caller(url).send("POST", f"/api/phone/personas/{persona}/codes", {"kind": kind})["text"])


def type_code(kiosk: Page, text: str) -> None:
    """A scanner that is a keyboard types a code and Enter; its keys bear its own times, however busy this machine is."""
    keyboard = kiosk.context.new_cdp_session(kiosk)
    began_s = time.time()
    for index, sign in enumerate([*text, "Enter"]):
        key = {"key": sign, "timestamp": began_s + index * KEY_S}
        keyboard.send("Input.dispatchKeyEvent", {"type": "keyDown", "text": "\r" if sign == "Enter" else sign, **key})
        keyboard.send("Input.dispatchKeyEvent", {"type": "keyUp", **key})
    keyboard.detach()


def photo_of(text: str) -> bytes:
    """A photo of a phone that shows a code: a little crooked, a little dark. PNG."""
    return _png(
        Image.fromarray(degrade(draw(text), Optics(noise=8, rotation=7, contrast=0.7, perspective=0.02), seed=3))
    )


def photo_of_nothing() -> bytes:
    """A photo of a wall. PNG."""
    return _png(Image.new("L", (320, 240), 200))


def _png(image: Image.Image) -> bytes:
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def drop(place: Locator, png: bytes) -> None:
    """Drop a picture there with the mouse."""
    transfer = place.page.evaluate_handle(DROP_JS, [b64encode(png).decode(), "code.png"])
    place.dispatch_event("drop", {"dataTransfer": transfer})


def open_device(drawer: Page, device: str) -> None:
    """Open a device's panel in the drawer."""
    drawer.locator(f"[data-device={device}]").click()
    expect(drawer.locator(f"[data-opened={device}]")).to_be_visible()


def lay_card(drawer: Page, persona: str) -> None:
    """Lay a persona's ID card on the reader."""
    open_device(drawer, "id_reader")
    drawer.locator("#card-person").select_option(persona)
    drawer.locator("[data-action=lay-card]").click()


def take_card(drawer: Page) -> None:
    """Take the card away again."""
    open_device(drawer, "id_reader")
    drawer.locator("[data-action=feel-remove]").click()


def show_text(drawer: Page, text: str) -> None:
    """Show a code to the terminal's built-in scanner."""
    open_device(drawer, "scanner")
    drawer.locator("#code-text").fill(text)
    drawer.locator("[data-action=show-code]").click()
