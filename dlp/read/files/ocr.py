"""Text out of pictures: Debian's tesseract through its C interface, in this very process.

A file's process may start no other and open no file, so the engine is loaded once (`warm`) in the
parent that is forked for each file. It runs on one thread: with two OpenMP threads the same page
took six to eighteen times as long, and a forked process has only the thread that forked.

Sources: tesseract 5 ``capi.h``; its TSV output (``doc/tesseract.1``, "tsv").
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import re
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from PIL import Image, ImageChops, ImageFilter

from dlp.model import Unread
from dlp.read.files.base import Sink

Image.MAX_IMAGE_PIXELS = None  # checked by our own readers, before decoding

#: pictures with fewer pixels, or a shorter side than this, are too small for a value to stand in
SMALLEST, SHORTEST = 3_000, 10
#: most pixels given to the engine; larger pictures are reduced
MOST = 12_000_000
#: below this many pixels a picture is a piece of a screen, with letters too low for the engine
_SCREEN = 1_500_000
#: words below this mean confidence (0..100) make a page worth a second look, through a filter
_DOUBTFUL = 80.0
#: a number below this one makes it so, too
_UNSURE = 60.0
#: and below this one, its letters may stand on their side
_ASKEW = 45.0
#: a line below this one is a texture, no text
_NOISE = 20.0
#: share of the file's time that may pass from its first picture on, so that what was read by then
#: is not lost
_SHARE = 0.7
#: tesseract's page segmentation: find columns and blocks, or any words anywhere
_LAYOUT, _SPARSE = 3, 11
#: a picture without words is looked at again only where so much of it is even ground: leaves and
#: noise are thousands of specks, which took the engine up to 90 seconds, and gave nothing
_EVEN, _STEP = 0.5, 12
_LETTERS = str.maketrans("OoQIl|!iSsBZz", "0001111155822")
_TOKEN = re.compile(r"\S+")
_IBAN = re.compile(r"[A-Z]{2}[0-9OoIlSB]{2}")
_FOLDERS = (
    "/usr/share/tesseract-ocr/5/tessdata",
    "/usr/share/tesseract-ocr/4.00/tessdata",
    "/usr/share/tessdata",
    "/usr/local/share/tessdata",
)


@dataclass(frozen=True, slots=True)
class OcrWord:
    """One word in a picture."""

    text: str
    #: left, top, right, bottom in pixels of the picture that was given
    box: tuple[float, float, float, float]
    #: 0..100
    confidence: float
    #: words of one line have the same number
    line: int


class _Engine:
    """One loaded tesseract with its languages."""

    def __init__(self, languages: Sequence[str], folder: Path) -> None:
        os.environ["OMP_THREAD_LIMIT"] = "1"  # read when the library is loaded
        library = ctypes.CDLL("libtesseract.so.5")
        handle, word, text = ctypes.c_void_p, ctypes.c_int, ctypes.c_char_p

        def bind(name: str, result: Any, *arguments: Any) -> Callable[..., Any]:
            function = library[name]
            function.restype, function.argtypes = result, arguments
            return function

        self._set_image = bind("TessBaseAPISetImage", None, handle, text, word, word, word, word)
        self._set_dpi = bind("TessBaseAPISetSourceResolution", None, handle, word)
        self._tsv = bind("TessBaseAPIGetTsvText", handle, handle, word)
        self._free = bind("TessDeleteText", None, handle)
        self._clear = bind("TessBaseAPIClear", None, handle)
        self._forget = bind("TessBaseAPIClearAdaptiveClassifier", None, handle)
        variable = bind("TessBaseAPISetVariable", word, handle, text, text)
        create = bind("TessBaseAPICreate", handle)
        start = bind("TessBaseAPIInit3", word, handle, text, text)
        self._mode = bind("TessBaseAPISetPageSegMode", None, handle, word)
        self._handle = ctypes.c_void_p(create())
        variable(self._handle, b"debug_file", b"/dev/null")
        if start(self._handle, os.fsencode(folder), "+".join(languages).encode()):
            raise OSError("tesseract could not load its language data")
        variable(self._handle, b"debug_file", b"/dev/null")

    def words(self, picture: Image.Image, dpi: int, mode: int = _LAYOUT) -> list[OcrWord]:
        """The words of a grey picture, in reading order."""
        width, height = picture.size
        self._mode(self._handle, mode)
        self._set_image(self._handle, picture.tobytes(), width, height, 1, width)
        self._set_dpi(self._handle, dpi)
        table = self._tsv(self._handle, 0)
        try:
            rows = ctypes.string_at(table).decode("utf-8", "replace") if table else ""
        finally:
            if table:
                self._free(table)
            self._clear(self._handle)
            self._forget(self._handle)
        return _parse(rows)


def _parse(rows: str) -> list[OcrWord]:
    words: list[OcrWord] = []
    line, last = 0, ""
    for row in rows.splitlines():
        cells = row.split("\t")
        if len(cells) != 12 or cells[0] != "5" or not cells[11].strip():
            continue
        here = ".".join(cells[1:5])
        if here != last:
            line, last = line + 1, here
        left, top, width, height = map(float, cells[6:10])
        box = (left, top, left + width, top + height)
        words.append(OcrWord(cells[11].strip(), box, float(cells[10]), line))
    return words


_engines: dict[tuple[str, ...], _Engine | None] = {}


def _engine(languages: Iterable[str]) -> _Engine | None:
    """The engine for what is installed among `languages`; None for none, or no tesseract."""
    wanted = tuple(languages)
    if wanted not in _engines:
        _engines[wanted] = _load(wanted)
    return _engines[wanted]


def _load(wanted: tuple[str, ...]) -> _Engine | None:
    prefix = os.environ.get("TESSDATA_PREFIX", "")
    for folder in map(Path, filter(None, (prefix, *_FOLDERS))):
        here = [name for name in wanted if (folder / f"{name}.traineddata").is_file()]
        if here:
            try:
                return _Engine(here, folder)
            except OSError:
                return None
    return None


def warm(languages: Sequence[str]) -> None:
    """Load the engine and read one small picture, so that nothing is opened later."""
    if (engine := _engine(languages)) is not None:
        engine.words(Image.new("L", (64, 32), 255), 200)


def ready(languages: Sequence[str]) -> bool:
    """Whether pictures can be read."""
    return _engine(languages) is not None


def too_small(width: int, height: int) -> bool:
    """Whether no value can stand in a picture of so many pixels: an icon, a tracking pixel."""
    return width * height < SMALLEST or min(width, height) < SHORTEST


#: pictures looked at lately: a redaction reads the same pages three times
_looks: dict[bytes, list[list[OcrWord]]] = {}
_REMEMBERED = 32


def look(picture: Image.Image, languages: Sequence[str], dpi: int = 200) -> list[list[OcrWord]]:
    """The words of `picture`, and of a second look at it where the first was doubtful: one or
    two lists. `picture` is of any mode, without transparency."""
    grey = picture if picture.mode == "L" else picture.convert("L")
    if not speaks(grey):
        return [[]]
    about = f"{grey.size} {dpi} {languages}".encode()
    mark = hashlib.blake2b(grey.tobytes(), key=about[:64], digest_size=16).digest()
    if mark not in _looks:
        while len(_looks) >= _REMEMBERED:
            del _looks[next(iter(_looks))]
        _looks[mark] = _look(grey, languages, dpi)
    return _looks[mark]


def _look(grey: Image.Image, languages: Sequence[str], dpi: int) -> list[list[OcrWord]]:
    engine = _engine(languages)
    assert engine is not None
    scale, original = _scale(grey.size), grey
    if scale != 1:
        size = (max(1, round(grey.width * scale)), max(1, round(grey.height * scale)))
        grey = grey.resize(size, Image.Resampling.LANCZOS)
    turn, words = 0, engine.words(grey, dpi)
    # a dark box beside a line makes all of it a photograph to the layout analysis
    if (not words or confidence(words) < _NOISE) and _even(original) < _EVEN:
        return [_unturn(words, turn, grey.size, scale)]
    if not words:
        words = engine.words(grey, dpi, _SPARSE)
    if words and confidence(words) < _ASKEW:
        turn = _turn(engine, grey, dpi)
        if turn:
            words = engine.words(grey.rotate(turn, expand=True), dpi)
    looks = [_unturn(words, turn, grey.size, scale)]
    if _doubtful(words) and max(grey.size) > 200:
        smooth = grey.rotate(turn, expand=True).filter(ImageFilter.MedianFilter(3))
        looks.append(_unturn(engine.words(smooth, dpi), turn, grey.size, scale))
    return looks


def _doubtful(words: Sequence[OcrWord]) -> bool:
    """Whether a page is read badly, or a number on it is."""
    numbers = (word for word in words if sum(each.isdigit() for each in word.text) >= 3)
    return bool(words) and (
        confidence(words) < _DOUBTFUL or any(word.confidence < _UNSURE for word in numbers)
    )


def speaks(grey: Image.Image) -> bool:
    """Whether a grey picture has contrast enough for letters."""
    low, high = grey.getextrema()
    return isinstance(low, int) and isinstance(high, int) and high - low >= 16


def _even(grey: Image.Image) -> float:
    """The share of pixels that look like their neighbours."""
    high, low = grey.filter(ImageFilter.MaxFilter(3)), grey.filter(ImageFilter.MinFilter(3))
    steps = ImageChops.subtract(high, low).histogram()
    return float(sum(steps[:_STEP]) / sum(steps))


def _scale(size: tuple[int, int]) -> float:
    pixels = size[0] * size[1]
    if pixels > MOST:
        return float((MOST / pixels) ** 0.5)
    return 2.0 if pixels < _SCREEN else 1.0


def _turn(engine: _Engine, grey: Image.Image, dpi: int) -> int:
    """By how many degrees a piece from the middle reads best."""
    middle = (grey.width // 2, grey.height // 2)
    reach = min(450, *middle)
    box = (middle[0] - reach, middle[1] - reach, middle[0] + reach, middle[1] + reach)
    piece = grey.crop(box)
    scores = {
        turn: sum(
            word.confidence
            for word in engine.words(piece.rotate(turn, expand=True), dpi)
            if word.confidence > 70 and len(word.text) > 2
        )
        for turn in (0, 90, 180, 270)
    }
    return max(scores, key=lambda turn: (scores[turn], -turn))


def _unturn(words: list[OcrWord], turn: int, size: tuple[int, int], scale: float) -> list[OcrWord]:
    """`words` with boxes in the picture as it was before it was turned and scaled."""
    width, height = size
    out = []
    for word in words:
        left, top, right, bottom = word.box
        if turn == 90:
            left, top, right, bottom = width - bottom, left, width - top, right
        elif turn == 180:
            left, top, right, bottom = width - right, height - bottom, width - left, height - top
        elif turn == 270:
            left, top, right, bottom = top, height - right, bottom, height - left
        box = (left / scale, top / scale, right / scale, bottom / scale)
        out.append(OcrWord(word.text, box, word.confidence, word.line))
    return out


def confidence(words: Sequence[OcrWord]) -> float:
    """The mean confidence by character, 0..100; 100 for no words."""
    letters = sum(len(word.text) for word in words)
    if not letters:
        return 100.0
    return sum(word.confidence * len(word.text) for word in words) / letters


def lines(words: Iterable[OcrWord]) -> list[list[OcrWord]]:
    """The words by line, without lines that are a texture rather than text."""
    grouped = (list(group) for _, group in groupby(words, key=lambda word: word.line))
    return [line for line in grouped if confidence(line) >= _NOISE]


def text_of(words: Iterable[OcrWord]) -> str:
    """The words as text: a space between words, a line end between lines."""
    return "\n".join(" ".join(word.text for word in line) for line in lines(words))


def folded(text: str) -> str:
    """`text` with letters that look like digits as digits, in words that are mostly digits.

    Recognisers take 0 for O and 1 for l, and a checksum forgives none of it.
    """
    return _TOKEN.sub(lambda match: _fold(match[0]), text)


def _fold(token: str) -> str:
    digits = sum(each.isdigit() for each in token)
    like = sum(each.isdigit() or each in "OoQIl|!iSsBZz" for each in token)
    letters = sum(each.isalnum() or each in "|!" for each in token)
    whole = digits >= 1 and like == letters >= 3
    # the first group of an IBAN in fours: two letters, then two digits
    whole = whole or (digits == 1 and _IBAN.fullmatch(token) is not None)
    if not whole and (digits < 2 or like * 10 < letters * 6):
        return token
    kept = 2 if _IBAN.match(token) and not token[:2].translate(_LETTERS).isdigit() else 0
    return token[:kept] + token[kept:].translate(_LETTERS)


def read_picture(sink: Sink, step: str, picture: Image.Image, dpi: int = 200) -> bool:
    """Read `picture` at `step` (``page:2/ocr``), its text as passages of that name; False (and a
    finding) where it could not be read. Too small a picture says nothing."""
    if too_small(*picture.size):
        return True
    if not may_read(sink, step):
        return False
    sink.work.pictures += 1
    looks = look(picture, sink.limits.files.ocr_languages, dpi)
    seen: set[str] = set()
    for words in looks:
        text = text_of(words)
        for variant in (text, folded(text)):
            if variant not in seen:
                seen.add(variant)
                sink.text(step, variant)
    return True


def may_read(sink: Sink, step: str) -> bool:
    """Whether one more picture of this file may be read; says why where it may not."""
    files = sink.limits.files
    if not files.ocr or not ready(files.ocr_languages):
        sink.unreadable(step.removesuffix("ocr").rstrip("/"), Unread.TYPE, "a picture, and no OCR")
        return False
    if sink.work.pictures >= files.ocr_pages:
        sink.partial("", Unread.TOO_LARGE, "more pictures than the limit")
        return False
    now = time.process_time()
    if sink.work.pictures_since is None:
        sink.work.pictures_since = now
    if now - sink.work.pictures_since > files.budget * _SHARE:
        sink.partial("", Unread.TIMED_OUT, "no time left for more pictures")
        return False
    return True
