"""Every device model by its kind (设备型号表): what a terminal's profile may name."""

from __future__ import annotations

from typing import Final

from devices.card_box import CardBox
from devices.core import Device
from devices.face import FaceCamera
from devices.id_reader import IdReader
from devices.printer import DocumentPrinter, Printer
from devices.scanner import Scanner
from devices.social_card import SocialCardReader

MODELS: Final[dict[str, type[Device]]] = {
    model.KIND: model for model in (Scanner, FaceCamera, IdReader, SocialCardReader, Printer, DocumentPrinter, CardBox)
}
