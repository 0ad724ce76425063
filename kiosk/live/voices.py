"""Voices of the service (播报语音): calls as WAV by eSpeak NG, for boards whose browser has no voice.

eSpeak NG is an extra (`pip install yzz-hall[voice]`) under the GPL-3: it is loaded where it is installed and never
copied in. Without it the service has no voice, and boards chime and flash. A sentence takes some thirty milliseconds
of a thread of its own.
"""

from __future__ import annotations

import ctypes
import io
import re
import wave
from collections import OrderedDict
from collections.abc import Callable, Mapping
from importlib import import_module, util
from typing import Any, Final, Literal

from gevent.threadpool import ThreadPool

Tongue = Literal["cmn", "yue", "en"]
TONGUES: Final[tuple[Tongue, ...]] = ("cmn", "yue", "en")
"""Mandarin, Cantonese, English."""
SENTENCES: Final[Mapping[Tongue, tuple[str, str]]] = {
    "cmn": ("请 {ticket} 号到 {place}", "{n} 号窗口"),
    "yue": ("請 {ticket} 號到 {place}", "{n} 號窗口"),
    "en": ("Ticket {ticket}, please go to {place}", "counter {n}"),
}
"""Tongue -> what calls a ticket, and what a numbered counter is called in it. `static/lib/speech.js` says the same."""
DIGITS: Final = "零一二三四五六七八九"
NUMBERED: Final = re.compile(
    r"^(?:counter |window )?(\d+)(?:\s*(?:号窗口|号窗|号|窗口)(?:[\s,，·].*)?|\s*[,，·].*)?$", re.IGNORECASE
)
KEPT: Final = 256
"""Sentences that are kept: repeats, recalls and the other boards cost nothing."""

Synthesis = Callable[[str, Tongue], bytes]
"""(sentence, tongue) -> WAV."""


def announcement_text(ticket: str, counter: str, tongue: Tongue) -> str:
    """The sentence that calls a ticket: letters and digits one by one. counter: its name in that language."""
    sentence, numbered = SENTENCES[tongue]
    signs = (DIGITS[int(sign)] if tongue != "en" and sign in "0123456789" else sign for sign in ticket)
    found = NUMBERED.match(counter.strip())
    place = counter.strip() if found is None else numbered.format(n=found[1])
    return sentence.format(ticket=" ".join(signs), place=place)


class Voices:
    """One for all halls. synthesis: None where nothing is installed that speaks."""

    def __init__(self, synthesis: Synthesis | None) -> None:
        self._synthesis = synthesis
        self._thread = ThreadPool(1)
        self._kept: OrderedDict[tuple[Tongue, str], bytes] = OrderedDict()

    @property
    def tongues(self) -> tuple[Tongue, ...]:
        """What can be spoken."""
        return () if self._synthesis is None else TONGUES

    def speak(self, text: str, tongue: Tongue) -> bytes | None:
        """A sentence as WAV, or None where there is no voice. Other greenlets run meanwhile."""
        if self._synthesis is None:
            return None
        sound = self._kept.get((tongue, text))
        if sound is None:
            sound = self._thread.apply(self._synthesis, (text, tongue))
            self._kept[tongue, text] = sound
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return sound


# eSpeak NG, by its C interface (speak_lib.h).

_SYNCHRONOUS: Final = 2
_DO_NOT_EXIT: Final = 0x8000
_RATE: Final = 1
_VOLUME: Final = 2
_CHARACTERS: Final = 1
_UTF8: Final = 1
WORDS_A_MINUTE: Final = 140
LOUDNESS: Final = 80
"""Of 100, so that no peak is cut."""
_VOICE: Final[Mapping[Tongue, bytes]] = {"cmn": b"cmn", "yue": b"yue", "en": b"en"}


def espeak() -> Synthesis | None:
    """ESpeak NG where its extra is installed, else None. Nothing is loaded before the first sentence."""
    if util.find_spec("espeakng_loader") is None:
        return None
    engine: list[_Espeak] = []

    def synthesis(text: str, tongue: Tongue) -> bytes:
        if not engine:
            loader = import_module("espeakng_loader")
            engine.append(_Espeak(loader.get_library_path(), loader.get_data_path()))
        return engine[0].speak(text, tongue)

    return synthesis


class _Espeak:
    """The library, once a process and in one thread."""

    def __init__(self, library: str, data: str) -> None:
        self._library: Any = ctypes.CDLL(library)
        self._rate = self._library.espeak_Initialize(_SYNCHRONOUS, 0, data.encode(), _DO_NOT_EXIT)
        if self._rate <= 0:
            raise OSError("eSpeak NG does not find its data")
        self._samples: list[bytes] = []
        shape = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)
        # The library keeps the address only: the callback lives as long as this does.
        self._callback = shape(self._take)
        self._library.espeak_SetSynthCallback(self._callback)
        self._library.espeak_SetParameter(_RATE, WORDS_A_MINUTE, 0)
        self._library.espeak_SetParameter(_VOLUME, LOUDNESS, 0)

    def speak(self, text: str, tongue: Tongue) -> bytes:
        """One sentence as WAV, mono, 16 bit."""
        self._samples.clear()
        self._library.espeak_SetVoiceByName(_VOICE[tongue])
        sentence = text.encode()
        self._library.espeak_Synth(sentence, ctypes.c_size_t(len(sentence) + 1), 0, _CHARACTERS, 0, _UTF8, None, None)
        self._library.espeak_Synchronize()
        sound = io.BytesIO()
        with wave.open(sound, "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(self._rate)
            file.writeframes(b"".join(self._samples))
        return sound.getvalue()

    def _take(self, samples: Any, count: int, _events: object) -> int:
        if samples and count > 0:
            self._samples.append(ctypes.string_at(samples, count * 2))
        return 0
