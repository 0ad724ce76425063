"""The devices of a service (设备总装): the rack, what it has counted, what went to phones instead, and who drives them."""

from __future__ import annotations

from dataclasses import dataclass

from devices.edge.rack import Rack
from kiosk.live.clock import ServiceClock
from kiosk.live.heartbeats import Heartbeats
from kiosk.live.ledger import Ledger
from kiosk.live.peripherals import Peripherals
from kiosk.live.phone_files import PhoneFiles
from kiosk.live.store import Store
from kiosk.settings import Settings


@dataclass(frozen=True, slots=True)
class Machines:
    """The devices of all terminals, what they have counted, what went to phones instead, and who drives them."""

    ledger: Ledger
    files: PhoneFiles
    rack: Rack
    peripherals: Peripherals


def make_machines(settings: Settings, store: Store, clock: ServiceClock, secret: bytes) -> Machines:
    """From settings to devices that listen to nobody yet."""
    ledger = Ledger(store, clock, settings)
    rack = Rack(
        settings.device_seed,
        secret,
        clock.now_ms(),
        kept_outputs=settings.kept_outputs if settings.simulation else 0,
        keep_outputs=settings.simulation and settings.keep_outputs,
        kept=ledger.kept,
    )
    peripherals = Peripherals(clock, rack, {}, settings.printer_wait_s, settle=ledger.settle)
    files = PhoneFiles(store, clock.now_ms, settings.phone_files_days, peripherals.wake)
    peripherals.beside += [Heartbeats(peripherals), files]
    return Machines(ledger, files, rack, peripherals)
