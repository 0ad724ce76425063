"""A room with keys, a press in this process, and one big batch of papers that several tests look at."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from kiosk.certificates.authority import Trust, install, load_trust
from kiosk.certificates.orders import CertificateOrder, Kind
from kiosk.certificates.press import Press
from kiosk.certificates.sheets import Sheet
from kiosk.web.files import static_root
from tests.certificates.papers import order

PUBLIC_URL = "https://hall.example.cn"
VENDOR = static_root() / "vendor"
BATCH = 100


@dataclass(frozen=True)
class Batch:
    """Orders of every kind, their papers, and the files they lie in."""

    orders: tuple[CertificateOrder, ...]
    papers: tuple[Sheet, ...]
    files: tuple[Path, ...]


@pytest.fixture(scope="session")
def room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data") / "certificates"
    install(folder)
    return folder


@pytest.fixture(scope="session")
def trust(room: Path) -> Trust:
    return load_trust(room)


@pytest.fixture(scope="session")
def press(room: Path) -> Press:
    return Press.in_folder(room, VENDOR, PUBLIC_URL)


@pytest.fixture(scope="session")
def batch(press: Press, tmp_path_factory: pytest.TempPathFactory) -> Batch:
    folder = tmp_path_factory.mktemp("papers")
    kinds = list(Kind)
    orders = tuple(order(serial, kinds[serial % len(kinds)]) for serial in range(BATCH))
    papers = tuple(press.issue(each) for each in orders)
    files = tuple(folder / f"{serial:03}.pdf" for serial in range(BATCH))
    for file, paper in zip(files, papers, strict=True):
        file.write_bytes(paper.pdf)
    return Batch(orders, papers, files)
