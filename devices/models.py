"""Every device model by its kind (设备型号表): what a terminal's profile may name."""

from __future__ import annotations

from typing import Final

from devices.card_box import CardBox
from devices.core import Device
from devices.document_camera import DocumentCamera
from devices.door import CabinetDoor
from devices.face import FaceCamera
from devices.id_reader import IdReader
from devices.lights import Lights
from devices.network import Network
from devices.presence import PresenceSensor
from devices.printer import DocumentPrinter, Printer
from devices.scanner import Scanner
from devices.sign_pad import SignPad
from devices.social_card import SocialCardReader
from devices.speaker import Speaker

MODELS: Final[dict[str, type[Device]]] = {
    model.KIND: model
    for model in (
        Network,
        Scanner,
        FaceCamera,
        IdReader,
        SocialCardReader,
        Printer,
        DocumentPrinter,
        CardBox,
        DocumentCamera,
        SignPad,
        CabinetDoor,
        PresenceSensor,
        Lights,
        Speaker,
    )
}
