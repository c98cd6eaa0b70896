"""Values that stand in pieces, backwards or in signs that nobody sees, put together again.

Each view is the stretch of the text that it concerns, so the cost is that of the stretch: string
literals that code concatenates or joins, groups with the same odd sign between them, tokens broken
over lines, digits in words, tag characters (Unicode block E0000), and what is written from right
to left by an override (UAX #9) or announced as backwards or as ROT13.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from dlp.detect.engine.text.gate import Gate
from dlp.detect.engine.text.mapping import MappedText, MappedTextBuilder

#: characters of a text around a value that its view keeps, for labels
_AROUND = 60
#: glue farther apart than this joins no common value
_APART = 200

#: between two literals that code puts together: "4111" + "1111", '4111' . '1111', "4111" ⏎ "1111"
_GLUE = re.compile(
    r"(?<=[\w\-@.:/+= ])([\"'`])[ \t]{0,4}(?:[+.&]|\|\||<>|\\)?[ \t]{0,4}(?:\r?\n[ \t]{0,40})?"
    r"(?:[+.&][ \t]{0,4})?[rbfuLN@]{0,2}\1(?=[\w\-@.:/+= ])"
)
_LIST = re.compile(
    r"([\"'`])[\w\-@.:/+= ]{1,12}\1(?:\s{0,2},\s{0,12}\1[\w\-@.:/+= ]{1,12}\1){2,60}+"
)
_LITERAL = re.compile(r"[^\"'`\s,][^\"'`,]*")
_DIGITS_LIST = re.compile(r"(?<![\w.,])[0-9](?:, ?[0-9]){11,40}+(?![\w.,])")
#: groups with one odd sign between all of them
_GROUPS = re.compile(
    r"(?<![A-Za-z0-9])(?P<first>[0-9]{3,4}|[A-Z]{2}[0-9]{2})(?P<sep>[^A-Za-z0-9]{1,7})"
    r"(?:[0-9]{2,6}|[A-Z0-9]{4})(?:(?P=sep)[A-Z0-9]{1,6}){1,8}+(?![A-Za-z0-9])"
)
_GROUP = re.compile("[A-Za-z0-9]+")
#: how cards and social security numbers are grouped; anything else is a row of numbers
_GROUPED = frozenset(((4, 4, 4, 4), (4, 6, 5), (4, 6, 4), (3, 2, 4), (4, 4, 4, 4, 3)))
_USUAL = frozenset((" ", "-", "\n"))
_BROKEN = re.compile(
    r"(?<!\S)[A-Za-z0-9_\-]{8,120}(?:\\?\r?\n[ \t>]{0,12}[A-Za-z0-9_\-]{4,120}){1,3}(?!\S)"
)
_LINE_END = re.compile(r"\\?\r?\n[ \t>]*")

_WORDS = (
    ("zero oh null nolla noll cero zéro zerowy nul", "0"),
    ("one eins yksi ett un une uno jeden één een", "1"),
    ("two zwei zwo kaksi två deux dos dwa due twee", "2"),
    ("three drei kolme tre trois tres trzy drie", "3"),
    ("four vier neljä fyra quatre cuatro cztery quattro", "4"),
    ("five fünf viisi fem cinq cinco pięć cinque vijf", "5"),
    ("six sechs kuusi sex seis sześć sei zes", "6"),
    ("seven sieben seitsemän sju sept siete siedem sette zeven", "7"),
    ("eight acht kahdeksan åtta huit ocho osiem otto", "8"),
    ("nine neun yhdeksän nio neuf nueve dziewięć nove negen", "9"),
)
_DIGIT = {word: digit for words, digit in _WORDS for word in words.split()}
_ONE_WORD = "(?:" + "|".join(sorted(_DIGIT, key=len, reverse=True)) + "|[0-9])"
_SPOKEN = re.compile(
    rf"(?<!\w){_ONE_WORD}(?:[ ,\-\n]{{1,3}}{_ONE_WORD}){{8,40}}+(?!\w)", re.IGNORECASE
)
_WORD = re.compile(r"\w+")

_TAGS = re.compile("[\U000e0020-\U000e007e]{8,}")
_OVERRIDE = re.compile("\u202e([^\u202c\n]{6,400})")
_BACKWARDS = re.compile(
    r"\bbackwards?\b|\brevers|\[::-1\]|strrev|r[üu]ckw[äa]rts|takaperin|k[äa][äa]nteisesti|bakl[äa]nges|"
    r"bakv[äa]nt|[àa] l['’]envers|al rev[ée]s|\bwspak|od ty[łl]u|al contrario|alla rovescia|"
    r"achterstevoren|omgekeerd",
    re.IGNORECASE,
)
_ROTATED = re.compile(r"rot[ \-_]?13", re.IGNORECASE)
#: lines looked at from the one that announces it
_LINES = 4


def pieced(text: str) -> Iterator[MappedText]:
    """The views of `text` in which its pieces are put together."""
    may = _GATE.open(text)
    if may & {_GLUE, _LIST, _DIGITS_LIST}:
        yield from _literals(text)
    if _GROUPS in may:
        yield from _groups(text)
    if _BROKEN in may:
        yield from _broken(text)
    if _SPOKEN in may:
        yield from _spoken(text)
    if not text.isascii():
        yield from _unseen(text)
    if may & {_BACKWARDS, _ROTATED}:
        yield from _announced(text)


_NUMBER = "(?:" + "|".join(_DIGIT) + ")"
_GATE = Gate(
    (
        (
            _GLUE,
            r"[\"'`][ \t]{0,4}(?:[+.&]|\|\||<>|\\)?[ \t]{0,4}(?:\r?\n[ \t]{0,40})?"
            r"[+.&rbfuLN@ \t]{0,6}[\"'`]",
        ),
        (_LIST, r"[\"'`]\s{0,2},\s{0,12}[\"'`][\w\-@.:/+= ]{1,12}[\"'`]\s{0,2},"),
        (_DIGITS_LIST, "[0-9](?:, ?[0-9]){10}"),
        (_GROUPS, r"[0-9]{2}[^A-Za-z0-9]{1,7}[A-Z0-9]{2,6}[^A-Za-z0-9]{1,7}[A-Z0-9]"),
        (_BROKEN, r"[A-Za-z0-9_\-]{8}\\?\r?\n[ \t>]{0,12}[A-Za-z0-9_\-]{4}"),
        (_SPOKEN, rf"{_NUMBER}[ ,\-\n]{{1,3}}{_NUMBER}[ ,\-\n]{{1,3}}{_NUMBER}"),
        (_BACKWARDS, _BACKWARDS.pattern),
        (_ROTATED, _ROTATED.pattern),
    )
)


def _broken(text: str) -> Iterator[MappedText]:
    for match in _BROKEN.finditer(text):
        if all(map(_piece_of_token, _WORD.findall(match[0]))):
            ends = list(_LINE_END.finditer(text, *match.span()))
            yield _without(text, match.start(), match.end(), ends)


def _piece_of_token(piece: str) -> bool:
    """Whether no language writes `piece`: digits in it, or capitals behind small letters or all."""
    return bool(re.search("[0-9]|[a-z][A-Z]", piece)) or (piece.isupper() and len(piece) >= 8)


def _literals(text: str) -> Iterator[MappedText]:
    for cluster in _clusters(text):
        start, end = _around(text, cluster)
        if _MAY.search(text, start, end):
            yield _without(text, start, end, cluster)
    for match in _LIST.finditer(text):
        if not _MAY.search(match[0]):
            continue
        maker = MappedTextBuilder()
        for piece in _LITERAL.finditer(text, *match.span()):
            maker.keep(piece[0], piece.start())
        yield maker.done()
    for match in _DIGITS_LIST.finditer(text):
        maker = MappedTextBuilder()
        for at in range(*match.span()):
            if text[at].isdecimal():
                maker.keep(text[at], at)
        yield maker.done()


#: no value worth joining has neither two digits nor an @
_MAY = re.compile(r"@|(?:[0-9][^0-9]{0,80}){2}")


def _clusters(text: str) -> Iterator[list[re.Match[str]]]:
    cluster: list[re.Match[str]] = []
    for match in _GLUE.finditer(text):
        if cluster and match.start() - cluster[-1].end() > _APART:
            yield cluster
            cluster = []
        cluster.append(match)
    if cluster:
        yield cluster


def _around(text: str, cluster: list[re.Match[str]]) -> tuple[int, int]:
    start = max(0, cluster[0].start() - _AROUND - _APART)
    return start, min(len(text), cluster[-1].end() + _AROUND + _APART)


def _without(text: str, start: int, end: int, gone: list[re.Match[str]]) -> MappedText:
    """`text[start:end]` without the matches."""
    maker = MappedTextBuilder()
    at = start
    for match in gone:
        maker.keep(text[at : match.start()], at)
        at = match.end()
    maker.keep(text[at:end], at)
    return maker.done()


def _groups(text: str) -> Iterator[MappedText]:
    for match in _GROUPS.finditer(text):
        if match["sep"] in _USUAL:
            continue
        groups = list(_GROUP.finditer(text, *match.span()))
        numbers = match["first"].isdecimal()
        if numbers and tuple(len(each[0]) for each in groups) not in _GROUPED:
            continue
        maker = MappedTextBuilder()
        maker.keep(
            text[max(0, match.start() - _AROUND) : match.start()], max(0, match.start() - _AROUND)
        )
        for number, group in enumerate(groups):
            if number:
                gap = groups[number - 1].end()
                maker.add("-" if numbers else " ", gap, group.start() - gap, False)
            maker.keep(group[0], group.start())
        yield maker.done()


def _spoken(text: str) -> Iterator[MappedText]:
    for match in _SPOKEN.finditer(text):
        maker = MappedTextBuilder()
        start = max(0, match.start() - _AROUND)
        maker.keep(text[start : match.start()], start)
        for word in _WORD.finditer(text, *match.span()):
            digit = _DIGIT.get(word[0].lower(), word[0])
            maker.add(digit, word.start(), word.end() - word.start(), False)
        yield maker.done()


def _unseen(text: str) -> Iterator[MappedText]:
    for match in _TAGS.finditer(text):
        maker = MappedTextBuilder()
        maker.keep("".join(chr(ord(char) - 0xE0000) for char in match[0]), match.start())
        yield maker.done()
    for match in _OVERRIDE.finditer(text):
        yield _reversed(text, *match.span(1))


def _announced(text: str) -> Iterator[MappedText]:
    """Lines that a word near by calls reversed or rotated."""
    for cue in _BACKWARDS.finditer(text):
        for start, end in _lines(text, cue.start()):
            yield _reversed(text, start, end)
        break
    for cue in _ROTATED.finditer(text):
        for start, end in _lines(text, cue.start()):
            maker = MappedTextBuilder()
            maker.keep(codecs.encode(text[start:end], "rot13"), start)
            yield maker.done()
        break


def _lines(text: str, at: int) -> Iterator[tuple[int, int]]:
    """The line at `at`, the one before, and those behind."""
    start = text.rfind("\n", 0, max(0, text.rfind("\n", 0, at))) + 1
    for _ in range(_LINES):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        if start < end:
            yield start, min(end, start + 2000)
        if end >= len(text):
            return
        start = end + 1


def _reversed(text: str, start: int, end: int) -> MappedText:
    maker = MappedTextBuilder()
    for at in range(end - 1, start - 1, -1):
        maker.keep(text[at], at)
    return maker.done()
