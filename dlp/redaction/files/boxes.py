"""Values in a picture's words: where to paint black."""

from __future__ import annotations

from collections.abc import Sequence

from PIL import Image, ImageDraw

from dlp.read.files import ocr
from dlp.redaction.files.base import ValueReplacer

#: left, top, right, bottom in pixels
Box = tuple[float, float, float, float]
#: pixels painted beyond a word's box: the edges of letters
_EDGE = 2


def boxes_of(words: Sequence[ocr.OcrWord], replacer: ValueReplacer) -> list[Box]:
    """Boxes of the words in which any value stands, read as they are and with digits folded."""
    text, ends, kept = "", [], []
    for line in ocr.lines(words):
        for word in line:
            start = len(text)
            text += word.text + " "
            ends.append((start, len(text) - 1))
            kept.append(word)
        text = text[:-1] + "\n"
    found: list[Box] = []
    for variant in (text, ocr.folded(text)):
        for start, end, _ in replacer.spans(variant):
            found += [
                word.box
                for word, (first, last) in zip(kept, ends, strict=True)
                if first < end and start < last
            ]
    return found


def look_for(picture: Image.Image, replacer: ValueReplacer, dpi: int) -> list[Box]:
    """Boxes of values in a picture, by as many looks as its reader takes."""
    if ocr.too_small(*picture.size):
        return []
    looks = ocr.look(picture, replacer.limits.files.ocr_languages, dpi)
    return [box for words in looks for box in boxes_of(words, replacer)]


def paint(picture: Image.Image, boxes: Sequence[Box]) -> None:
    """Black over `boxes`."""
    draw = ImageDraw.Draw(picture)
    black = 0 if picture.mode == "L" else (0, 0, 0, 255) if picture.mode == "RGBA" else (0, 0, 0)
    for left, top, right, bottom in boxes:
        edges = (left - _EDGE, top - _EDGE, right + _EDGE, bottom + _EDGE)
        draw.rectangle(edges, fill=black)
