"""What each model is asked and shown in the tests of all models: (kind, operation or stimulus) -> values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

PAGE: Final[Mapping[str, object]] = {"lines": 20, "length": 3}

ARGS: Final[Mapping[tuple[str, str], Mapping[str, object]]] = {
    ("face_camera", "verify"): {"holder": "h1", "session": "s1", "gestures": 2},
    ("social_card_reader", "chip_io"): {"data": "00A4"},
    ("card_box", "issue"): {"content": {"number": "D12345678"}, "tries": 2},
    ("card_box", "write"): {"content": {"number": "D12345678"}},
    ("lights", "set"): {"light": "scanner", "rate": "slow", "color": "green"},
    ("speaker", "say"): {"length_ms": 3_000},
    ("speaker", "set_volume"): {"volume": 900},
    ("receipt_printer", "print"): PAGE,
    ("document_printer", "print"): PAGE,
}
VALUES: Final[Mapping[tuple[str, str], Mapping[str, object]]] = {
    ("scanner", "code"): {"text": "]Q1YS1:ABC"},
    ("id_reader", "card"): {"name": "王小丰", "flaw": "none", "newest_address": "登岗镇"},
    ("social_card_reader", "card"): {"name": "李阿婆", "answers": {"00A4": "9000"}},
    ("document_camera", "document"): {"title": "房产证", "picture": "p1"},
    ("cabinet_door", "card"): {"data": "01020340", "bits": 26},
    ("sign_pad", "stroke"): {"strokes": [[[0, 0, 0], [100, 50, 10]]]},
    ("sign_pad", "sign"): {"strokes": [[[0, 0, 0], [100, 50, 10]]]},
    ("face_camera", "face"): {"presentation": "replay"},
}
