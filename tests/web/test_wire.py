"""Wire protocols at a running service, from drivers that nobody here wrote."""

from __future__ import annotations

import base64
import io
import os
import socket
import time
import tty
from collections.abc import Callable, Iterator
from queue import Queue
from uuid import UUID

import osdp
import pytest
from escpos.printer import Network
from PIL import Image

from devices.client import Hands, Refused, remote
from devices.wire import sam
from tests.service import RunningService, start_service

LIMIT_S = 30.0
DOOR = 0x7E
DOOR_DEVICE = "cabinet_door"
WANG = {"name": "王小明", "sex": "1", "nation": "01", "birth": "19900307", "number": "445299199003070015"}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """A demo hall whose hall-1 speaks every wire, and whose readers are left to them."""
    wires = ["--left-alone=hall-1", *(f"--{name}={terminal}" for name, terminal in WIRES)]
    running = start_service(tmp_path_factory.mktemp("wire"), "--demo", "--no-crowd", *wires)
    yield running
    running.stop()


WIRES = (("escpos-port", "hall-1"), ("sam-port", "0=hall-1"), ("sam-pty", "hall-1"), ("osdp-port", "hall-1"))


@pytest.fixture
def hands(service: RunningService) -> Iterator[Hands]:
    """At hall-1, whose devices are new afterwards."""
    made = Hands("hall-1", remote(service.base_url, service.accounts_file()["simulation_token"]))
    yield made
    made.reset()


def port(hands: Hands, protocol: str) -> int:
    return int(hands.ports()[protocol])


# ESC/POS.


@pytest.fixture
def printer(hands: Hands) -> Iterator[Network]:
    made = Network("127.0.0.1", port=port(hands, "escpos"), timeout=LIMIT_S, profile="TM-T88III")
    made.open()
    yield made
    made.close()


def outputs(hands: Hands, count: int) -> list[Image.Image]:
    """Pages that came out, once there are so many: time is let pass until then."""
    for _ in range(600):
        found = hands.outputs()
        if len(found) >= count:
            return [Image.open(io.BytesIO(base64.b64decode(page["png"]))) for page in found]
        hands.advance(100)
    raise AssertionError(f"{len(found)} pages of {count} came out")


def test_a_stock_driver_sees_the_printer_and_its_paper(hands: Hands, printer: Network) -> None:
    seen = [(printer.is_online(), printer.paper_status())]
    hands.inject("receipt_printer", "paper_low")
    seen.append((printer.is_online(), printer.paper_status()))
    hands.inject("receipt_printer", "paper_out", fault_id="out")
    seen.append((printer.is_online(), printer.paper_status()))

    assert seen == [(True, 2), (True, 1), (False, 0)]


def test_text_codes_and_pictures_come_out_as_one_page(hands: Hands, printer: Network) -> None:
    printer.set(align="center", bold=True, double_width=True, double_height=True)
    printer.text("A001\n")
    printer.set(align="left", normal_textsize=True)
    printer.qr("https://example.org/t/1", native=True, size=4)
    printer.image(Image.new("1", (64, 48)), impl="bitImageRaster")
    printer.cut()

    (page,) = outputs(hands, 1)

    assert (page.width, page.mode) == (576, "1")
    # The black picture lies at the left edge, and nowhere else are 64 black dots in a row.
    rows = [page.crop((0, y, 64, y + 1)).getextrema() == (0, 0) for y in range(page.height)]
    assert rows.count(True) == 48


def test_pages_come_one_after_the_other_and_the_status_is_told_meanwhile(hands: Hands, printer: Network) -> None:
    for number in range(3):
        printer.text(f"page {number}\n")
        printer.cut()
        assert printer.paper_status() == 2

    assert len(outputs(hands, 3)) == 3


def test_what_was_printed_and_never_cut_hangs_out_when_the_host_is_gone(hands: Hands, printer: Network) -> None:
    printer.text("no cut\n")
    printer.close()

    assert len(outputs(hands, 1)) == 1


# GA/T 467.


def exchange(sock: socket.socket, request: bytes) -> bytes:
    """A request and its whole reply."""
    sock.sendall(request)
    reply = b""
    while len(reply) < 7 or len(reply) < 7 + int.from_bytes(reply[5:7], "big"):
        reply += sock.recv(4_096)
    return reply


FIND, SELECT, READ = (sam.frame(bytes.fromhex(command)) for command in ("2001", "2002", "3001"))


def test_a_card_is_found_selected_and_read_over_tcp(hands: Hands) -> None:
    with socket.create_connection(("127.0.0.1", port(hands, "sam")), LIMIT_S) as sock:
        empty = exchange(sock, FIND)
        hands.stimulus("id_reader", "card", **WANG)
        found, selected, read = (exchange(sock, request) for request in (FIND, SELECT, READ))
        hands.stimulus("id_reader", "remove")
        gone = exchange(sock, FIND)

    assert [each[9] for each in (empty, found, selected, read, gone)] == [0x80, 0x9F, 0x90, 0x90, 0x80]
    assert hands.device("id_reader")["counters"]["cards_read"] == 1
    assert len(read) == 1295
    assert read[14:44].decode("utf-16-le").rstrip() == "王小明"


def test_the_same_card_is_read_on_a_terminal_line(hands: Hands) -> None:
    line = os.open(hands.ports()["sam_pty"], os.O_RDWR | os.O_NOCTTY)
    hands.stimulus("id_reader", "card", **WANG)
    try:
        tty.setraw(line)
        replies = b""
        for request in (FIND, SELECT, READ):
            os.write(line, request)
            size = len(replies) + {FIND: 15, SELECT: 19, READ: 1295}[request]
            while len(replies) < size:
                replies += os.read(line, 4_096)
    finally:
        os.close(line)
        hands.stimulus("id_reader", "remove")

    assert replies[-1295:][14:44].decode("utf-16-le").rstrip() == "王小明"


def test_faults_of_reader_and_card_have_their_status_bytes_on_the_wire(hands: Hands) -> None:
    with socket.create_connection(("127.0.0.1", port(hands, "sam")), LIMIT_S) as sock:
        hands.stimulus("id_reader", "card", flaw="badChip")
        bad_chip = [exchange(sock, request)[9] for request in (FIND, SELECT)]
        hands.inject("id_reader", "dead")
        dead = exchange(sock, FIND)[9]
        hands.reset()
        hands.inject("id_reader", "weak_field", trigger={"op": "find"})
        hands.stimulus("id_reader", "card", **WANG)
        weak = [exchange(sock, FIND)[9] for _ in range(2)]

    assert (bad_chip, dead, weak) == ([0x9F, 0x31], 0x60, [0x41, 0x9F])


def test_a_card_that_cannot_be_is_refused(hands: Hands) -> None:
    for value in ({"name": "长" * 16}, {"flaw": "folded"}, {"kind": 1}):
        with pytest.raises(Refused) as refused:
            hands.stimulus("id_reader", "card", **value)
        assert refused.value.code == "invalid_stimulus"


# OSDP.


class Panel(osdp.ControlPanel):
    """A control panel that remembers which badges it was told of."""

    def __init__(self) -> None:
        super().__init__()
        self.badges: Queue[bytes] = Queue()

    def on_raw_card_data_reply_received(self, address: int, raw_card_data: osdp.RawCardData) -> None:
        """As the package calls it."""
        super().on_raw_card_data_reply_received(address, raw_card_data)
        self.badges.put(bytes(raw_card_data.data))


@pytest.fixture
def panel(hands: Hands) -> Iterator[tuple[Panel, UUID]]:
    """A control panel that has the door online, and its connection."""
    made = Panel()
    bus = made.start_connection(osdp.TcpClientOsdpConnection("127.0.0.1", port(hands, "osdp")))
    made.add_device(connection_id=bus, address=DOOR, use_crc=True, use_secure_channel=False)
    until(lambda: made.is_online(bus, DOOR))
    # Whatever another test has left on for good.
    off = osdp.OutputControl(0, osdp.OutputControlCode.PermanentStateOffAbortTimedOperation, 0)
    made.output_control(bus, DOOR, osdp.OutputControls([off]))
    yield made, bus
    made.shutdown()


def until(is_so: Callable[[], bool]) -> None:
    """Wait for a condition; the panel polls in a thread of its own."""
    ends_s = time.monotonic() + LIMIT_S
    while not is_so():
        assert time.monotonic() < ends_s
        time.sleep(0.01)


def test_a_panel_finds_the_door_and_knows_who_it_is(panel: tuple[Panel, UUID]) -> None:
    control, bus = panel

    report = control.id_report(bus, DOOR)

    assert bytes(report.vendor_code) == b"YZZ"


def test_the_lock_opens_and_falls_shut_on_the_services_clock(panel: tuple[Panel, UUID], hands: Hands) -> None:
    control, bus = panel
    five_seconds = osdp.OutputControl(0, osdp.OutputControlCode.TemporaryStateOnResumePermanentState, 50)
    hands.freeze()

    done = control.output_control(bus, DOOR, osdp.OutputControls([five_seconds]))
    doors = [leaf(hands)]
    hands.advance(4_999)
    doors.append(leaf(hands))
    hands.advance(1)
    doors.append(leaf(hands))
    hands.go_on()

    assert done
    assert doors == ["closed", "closed", "locked"]


def leaf(hands: Hands) -> str:
    return str(hands.device(DOOR_DEVICE)["status"]["cabinetDoor"])


def unlock(control: Panel, bus: UUID) -> None:
    for_good = osdp.OutputControl(0, osdp.OutputControlCode.PermanentStateOnAbortTimedOperation, 0)
    control.output_control(bus, DOOR, osdp.OutputControls([for_good]))


def test_a_lock_that_is_stuck_is_told_by_its_output(panel: tuple[Panel, UUID], hands: Hands) -> None:
    control, bus = panel
    hands.inject(DOOR_DEVICE, "lock_stuck")

    unlock(control, bus)
    stuck = list(control.output_status(bus, DOOR).statuses)
    hands.stimulus(DOOR_DEVICE, "oil")
    unlock(control, bus)

    assert (stuck, list(control.output_status(bus, DOOR).statuses)) == ([False], [True])


def test_a_door_that_is_off_for_a_while_is_on_again_only_if_it_was_on_for_good(
    panel: tuple[Panel, UUID], hands: Hands
) -> None:
    control, bus = panel
    off = osdp.OutputControl(0, osdp.OutputControlCode.TemporaryStateOffResumePermanentState, 50)
    on = osdp.OutputControl(0, osdp.OutputControlCode.PermanentStateOnAbortTimedOperation, 0)
    briefly = osdp.OutputControl(0, osdp.OutputControlCode.TemporaryStateOnResumePermanentState, 600)

    hands.freeze()

    doors = []
    for before in (briefly, on):
        for order in (before, off):
            control.output_control(bus, DOOR, osdp.OutputControls([order]))
            doors.append(leaf(hands))
        hands.advance(5_000)
        doors.append(leaf(hands))
    hands.go_on()

    assert doors == ["closed", "locked", "locked", "closed", "locked", "closed"]


def test_a_forced_door_is_tampered_with(panel: tuple[Panel, UUID], hands: Hands) -> None:
    control, bus = panel

    hands.stimulus(DOOR_DEVICE, "force")

    assert control.local_status(bus, DOOR).tamper
    assert hands.device(DOOR_DEVICE)["status"]["device"] == "potentialFraud"


def test_a_badge_held_before_the_reader_reaches_the_panel(panel: tuple[Panel, UUID], hands: Hands) -> None:
    control, _ = panel

    hands.stimulus(DOOR_DEVICE, "card", data="01020340", bits=26)

    assert control.badges.get(timeout=LIMIT_S) == bytes.fromhex("01020340")


def test_an_open_door_is_told_when_the_panel_asks(panel: tuple[Panel, UUID], hands: Hands) -> None:
    control, bus = panel

    hands.stimulus(DOOR_DEVICE, "open")
    locked = list(control.input_status(bus, DOOR).statuses)
    unlock(control, bus)
    hands.stimulus(DOOR_DEVICE, "open")
    opened = list(control.input_status(bus, DOOR).statuses)
    hands.stimulus(DOOR_DEVICE, "shut")
    shut = list(control.input_status(bus, DOOR).statuses)

    assert (locked, opened, shut) == ([False], [True], [False])
