"""OCR: a dense page of text with eight values on it, clean and as a cheap scanner sees it.

Found by the first look as it stands, with look-alike letters folded into digits, and by the second
look that a doubtful page gets. A value counts where its letters and digits stand in the text.

    python bench/ocr.py
"""

from __future__ import annotations

import random
import re
import sys
import time
from pathlib import Path

from PIL import Image, ImageDraw

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from dlp.read.files import ocr  # noqa: E402
from files.pictures import font, noisy  # noqa: E402

VALUES = (
    "4111 1111 1111 1111", "DE89 3704 0044 0532 0130 00", "GB82 WEST 1234 5698 7654 32",
    "anna.berg@example.org", "010180-952X", "+358 40 1234567", "AKIAIOSFODNN7EXAMPLE",
    "5500 0055 5555 5559",
)  # fmt: skip
WORDS = (
    "the payment of this invoice was made to account holder under contract number and will be"
    " settled before end of month as agreed between both parties in their letter"
).split()


def page(dpi: int) -> Image.Image:
    """An A4 page of 46 lines in 10 point, a value on every fifth."""
    rolls = random.Random(5)
    picture = Image.new("L", (round(8.27 * dpi), round(11.69 * dpi)), 255)
    draw, letters = ImageDraw.Draw(picture), font(round(10 / 72 * dpi))
    for number in range(46):
        words = rolls.choices(WORDS, k=12)
        if number % 5 == 2 and number // 5 < len(VALUES):
            words[4:7] = [VALUES[number // 5]]
        draw.text((0.7 * dpi, (0.6 + number * 0.22) * dpi), " ".join(words), font=letters, fill=0)
    return picture


def plain(text: str) -> str:
    return re.sub(r"[\W_]", "", text).lower()


def found(texts: list[str]) -> int:
    """How many values stand in any of `texts`."""
    bare = [plain(text) for text in texts]
    return sum(any(plain(value) in text for text in bare) for value in VALUES)


def main() -> int:
    """Prints the table."""
    ocr.warm(("eng",))
    head = ("page", "dpi", "seconds", "confidence", "as it stands", "folded", "second look")
    print(("{:<8}" + "{:>13}" * 6).format(*head))
    for kind in ("clean", "noisy"):
        for dpi in (150, 200, 300):
            picture = page(dpi)
            if kind == "noisy":
                random.seed(dpi)
                picture = noisy(picture)
            started = time.perf_counter()
            looks = ocr.look(picture, ("eng",), dpi)
            took = time.perf_counter() - started
            texts = [ocr.text_of(words) for words in looks]
            both = [texts[0], ocr.folded(texts[0])]
            every = [variant for text in texts for variant in (text, ocr.folded(text))]
            row = (
                dpi,
                f"{took:.1f}",
                f"{ocr.confidence(looks[0]):.0f}",
                *(f"{found(some)}/{len(VALUES)}" for some in ([texts[0]], both)),
                f"{found(every)}/{len(VALUES)}" if len(looks) > 1 else "-",
            )
            print(f"{kind:<8}" + "".join(f"{cell!s:>13}" for cell in row), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
