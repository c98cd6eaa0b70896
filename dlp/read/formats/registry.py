"""All formats, by name, ending, media type and signature."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dlp.read.formats.record import BLANKS, Format, Signature

#: so many blanks may stand before a signature
_BLANK = 1024


class FormatRegistry:
    """Knows the formats it was given. Order matters where two could be meant: first come, first."""

    def __init__(self, formats: Iterable[Format]) -> None:
        self._formats: dict[str, Format] = {}
        self._endings: dict[str, Format] = {}
        self._media_types: dict[str, Format] = {}
        self._text_types: frozenset[str] = frozenset()
        for each in formats:
            self._enter(each)
        self._index()

    def register(self, new: Format) -> None:
        """One more format. ValueError where its name, an ending or a media type is taken."""
        self._enter(new)
        self._index()

    def _enter(self, new: Format) -> None:
        taken = [
            *([new.name] if new.name in self._formats else ()),
            *(each for each in new.endings if each in self._endings),
            *(each for each in new.media_types if each in self._media_types),
        ]
        if taken:
            raise ValueError(f"format {new.name!r}: another one has {', '.join(taken)} already")
        self._formats = {**self._formats, new.name: new}
        self._endings = {**self._endings, **dict.fromkeys(new.endings, new)}
        self._media_types = {**self._media_types, **dict.fromkeys(new.media_types, new)}
        if new.is_text:
            self._text_types |= {*new.media_types, *new.vague_types}

    def _index(self) -> None:
        """Signatures as `identify` looks for them, longer ones first."""
        pairs = [(each, signature) for each in self for signature in each.signatures]
        pairs.sort(key=lambda pair: -pair[1].length)
        fixed = [pair for pair in pairs if not pair[1].within]
        #: those at the beginning by their first byte, those that stand further in, and the others
        self._starting = {
            byte: [pair for pair in fixed if not pair[1].at and pair[1].piece[0] == byte]
            for byte in range(256)
        }
        self._further = [pair for pair in fixed if pair[1].at]
        self._after_blanks = [pair for pair in fixed if pair[1].after_blanks]
        self._anywhere = [pair for pair in pairs if pair[1].within]

    def __iter__(self) -> Iterator[Format]:
        return iter(self._formats.values())

    def __getitem__(self, name: str) -> Format:
        return self._formats[name]

    def by_ending(self, name: str) -> Format | None:
        """The format that the ending of a file's name claims."""
        if "." not in name:
            return None
        return self._endings.get(name.rpartition(".")[2].lower().strip())

    def by_media_type(self, media_type: str) -> Format | None:
        """The format that a media type claims; parameters are passed over."""
        return self._media_types.get(media_type.partition(";")[0].strip().lower())

    def is_text(self, media_type: str) -> bool:
        """Whether it is that of a format of characters, also where it claims nothing certain."""
        return media_type in self._text_types

    def identify(self, data: bytes) -> tuple[Format, Signature] | None:
        """The format whose signature `data` bears, without looking into containers: one at the
        beginning, the longest; one further in; one behind blanks; one anywhere near."""
        if not data:
            return None
        for pair in (*self._starting[data[0]], *self._further):
            if pair[1].fits(data):
                return pair
        if data[0] in BLANKS:
            start = data[:_BLANK].lstrip(BLANKS)
            for pair in self._after_blanks:
                if pair[1].fits(start):
                    return pair
        for pair in self._anywhere:
            if pair[1].piece in data[: pair[1].within]:
                return pair
        return None
