"""WordprocessingML: stories (body, headers, notes, comments) and what hides in their paragraphs.

The main text is what the document says with all changes accepted and without hidden text. What
was deleted, what is hidden and what a field computes from stand apart, each with the rest of the
word or number that it is part of: a card number whose last group was deleted is still there.
Source: ISO/IEC 29500-1 §17.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dlp.model import Role
from dlp.read.files.ooxml.drawing import alternatives, chosen, shapes_text, word_art
from dlp.read.files.ooxml.reader import OoxmlPart, PackageReader
from dlp.read.files.runs import CODE, DELETED, HIDDEN, INSERTED, set_apart, visible
from dlp.read.files.xmlparts import Element, attribute, find, first, local

_STATES = {"del": DELETED, "moveFrom": DELETED, "ins": INSERTED, "moveTo": INSERTED}
_TEXTS = {"t": 0, "delText": DELETED, "instrText": CODE, "delInstrText": CODE | DELETED}
_MARKS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_SKIPPED = frozenset("pPr sectPr tblPr tblGrid trPr tcPr tblPrEx sdtEndPr rPrChange".split())
_BLOCKS = frozenset(("p", "tbl"))
_FORM = ("name", "default", "statusText", "helpText", "entryMacro", "exitMacro", "listEntry")
_CONTROL = frozenset("alias tag dataBinding listItem placeholder docPart date text".split())
_BOOKMARKS = re.compile(r"_(?:GoBack|Toc|Ref|Hlk|Hlt|PictureBullets)\w*")


class WordStory:
    """Reads one run of paragraphs and tables; what stands apart is given to the sink after it."""

    def __init__(self, reader: PackageReader, part: OoxmlPart, step: str) -> None:
        self.reader, self.part, self.step = reader, part, step
        #: (called, text, role) of what stands apart, in order
        self.apart: list[tuple[str, str, Role]] = []

    def read(self, node: Element, role: Role = Role.BODY) -> None:
        """Give the story under `node`, then what stands apart in it."""
        self.reader.sink.text(self.step, self.lines(node), role)
        for called, text, its_role in self.apart:
            if text.strip():
                self.reader.sink.text(self.reader.number(self.step, called), text, its_role)

    def lines(self, node: Element) -> str:
        """The text of the blocks under `node`: a paragraph a line, a table's row a line."""
        return "\n".join(self._blocks(node, 0))

    def _blocks(self, node: Element, state: int) -> Iterator[str]:
        for child in node:
            yield from self._block(child, state)

    def _block(self, child: Element, state: int) -> Iterator[str]:
        name = local(child)
        if name == "p":
            yield self._paragraph(child, state)
        elif name == "tr":
            state |= _row_state(child)
            yield "\t".join(
                " ".join(line for line in self._blocks(cell, state) if line)
                for cell in _cells(child)
            )
        elif name == "AlternateContent":
            for each in chosen(child):
                yield from self._block(each, state)
        elif name == "sdtPr":
            self._control(child)
        elif name in ("bookmarkStart", "r", "t"):
            yield from self._stray(child, state)
        elif name and name not in _SKIPPED:
            yield from self._blocks(child, state | _STATES.get(name, 0))

    def _stray(self, child: Element, state: int) -> Iterator[str]:
        runs: list[tuple[str, int]] = []
        self._run(child, state, runs)
        if text := "".join(text for text, _ in runs):
            yield text

    # ------------------------------------------------------------------ one paragraph

    def _paragraph(self, node: Element, state: int) -> str:
        runs: list[tuple[str, int]] = []
        self._inline(node, state, runs)
        self.apart += ((called, text, Role.HIDDEN) for called, text in set_apart(runs))
        return visible(runs)

    def _inline(self, node: Element, state: int, runs: list[tuple[str, int]]) -> None:
        for child in node:
            self._run(child, state, runs)

    def _run(self, child: Element, state: int, runs: list[tuple[str, int]]) -> None:
        name = local(child)
        if name in _TEXTS:
            if child.text:
                self.part.seen.add(child.text)
                runs.append((child.text, state | _TEXTS[name]))
        elif name == "r":
            self._inline(child, state | (HIDDEN if _vanishes(child) else 0), runs)
        elif name in _MARKS:
            runs.append((_MARKS[name], state))
        elif name == "sym":
            runs.append((_symbol(child), state))
        elif name in ("drawing", "pict", "object"):
            self._graphic(child)
        elif name == "AlternateContent":
            for each in chosen(child):
                self._run(each, state, runs)
        elif name == "sdtPr":
            self._control(child)
        elif name == "fldSimple":
            runs.append((self._said(child, "instr"), state | CODE))
            self._inline(child, state, runs)
        elif name == "ffData":
            self._form(child)
        elif name == "bookmarkStart":
            text = self._said(child, "name")
            if not _BOOKMARKS.fullmatch(text):
                self.apart.append(("bookmark", text, Role.ATTRIBUTE))
        elif name == "hyperlink":
            tip = "\n".join(filter(None, (self._said(child, n) for n in ("tooltip", "anchor"))))
            self.apart.append(("tip", tip, Role.ATTRIBUTE))
            self._inline(child, state, runs)
        elif name in _BLOCKS:
            # a paragraph in a paragraph (broken files): its own line
            runs.append(("\n" + "\n".join(self._block(child, state)), state))
        elif name and name not in _SKIPPED and name != "rPr":
            self._inline(child, state | _STATES.get(name, 0), runs)

    def _said(self, node: Element, name: str) -> str:
        value = attribute(node, name)
        self.part.seen.add(value)
        return value

    # ------------------------------------------------------------------ what stands apart

    def _graphic(self, node: Element) -> None:
        seen = self.part.seen
        for text in alternatives(node, seen):
            self.apart.append(("alt", text, Role.ATTRIBUTE))
        for text in word_art(node, seen):
            self.apart.append(("shape", text, Role.BODY))
        boxes = [box for box in find(node, "txbxContent") if not _inside_box(box, node)]
        for box in boxes:
            self.apart.append(("textbox", self.lines(box), Role.BODY))
        for body in find(node, "txBody"):
            self.apart.append(("textbox", shapes_text(body, seen), Role.BODY))

    def _control(self, node: Element) -> None:
        """A content control's names and choices."""
        said: dict[str, None] = {}
        for each in node.iter():
            if local(each) in _CONTROL:
                for name in ("val", "displayText", "value", "xpath", "prefixMappings", "fullDate"):
                    if value := self._said(each, name):
                        said[value] = None
        self.apart.append(("control", "\n".join(said), Role.ATTRIBUTE))

    def _form(self, node: Element) -> None:
        said = [self._said(each, "val") for each in find(node, *_FORM)]
        self.apart.append(("form", "\n".join(filter(None, said)), Role.ATTRIBUTE))


def _vanishes(run: Element) -> bool:
    properties = first(run, "rPr")
    return properties is not None and any(
        local(each) in ("vanish", "webHidden", "specVanish")
        and attribute(each, "val") not in ("0", "false", "off")
        for each in properties
    )


def _row_state(row: Element) -> int:
    """A row that is deleted or inserted as a whole says so in its properties."""
    properties = first(row, "trPr")
    if properties is None:
        return 0
    return DELETED if first(properties, "del") is not None else 0


def _cells(row: Element) -> Iterator[Element]:
    """The cells of a row, also those in content controls and custom XML."""
    for child in row:
        if local(child) == "tc":
            yield child
        elif local(child) in ("sdt", "sdtContent", "customXml", "smartTag"):
            yield from _cells(child)


def _inside_box(box: Element, top: Element) -> bool:
    """Whether another text box, or the picture of one for old programs, stands around it."""
    parent = box.getparent()
    while parent is not None and parent is not top:
        name = local(parent)
        if name == "txbxContent":
            return True
        if name == "Fallback" and first(parent.getparent(), "Choice") is not None:
            return True
        parent = parent.getparent()
    return False


def _symbol(node: Element) -> str:
    """A character by its code in a font; symbol fonts keep theirs in a private area."""
    try:
        code = int(attribute(node, "char") or "20", 16)
    except ValueError:
        return ""
    code = code - 0xF000 if 0xF020 <= code <= 0xF0FF else code
    return chr(code) if 32 <= code < 0xD800 or 0xE000 <= code < 0x110000 else ""


# --------------------------------------------------------------------------- parts


def read_story(reader: PackageReader, part: OoxmlPart) -> None:
    """The body, a header, a footer."""
    WordStory(reader, part, part.step).read(part.root)


def read_notes(reader: PackageReader, part: OoxmlPart) -> None:
    """Footnotes or endnotes, one by one; the separators are none."""
    called = part.step.rpartition("/")[2]
    around = part.step.removesuffix(called).rstrip("/")
    for note in part.root:
        if local(note) not in ("footnote", "endnote"):
            continue
        if attribute(note, "type") in ("separator", "continuationSeparator"):
            continue
        WordStory(reader, part, reader.number(around, called)).read(note)


def read_comments(reader: PackageReader, part: OoxmlPart) -> None:
    """Comments one by one, with who wrote them."""
    for comment in part.root:
        if local(comment) != "comment":
            continue
        step = reader.number("", "comment")
        WordStory(reader, part, step).read(comment, Role.COMMENT)
        who = [attribute(comment, name) for name in ("author", "initials")]
        part.seen.update(who)
        reader.sink.text(f"{step}/author", "\n".join(filter(None, who)), Role.ATTRIBUTE)


def read_settings(reader: PackageReader, part: OoxmlPart) -> None:
    """Document variables, mail merge, and whatever else settings say."""
    for variable in find(part.root, "docVar"):
        name, value = attribute(variable, "name"), attribute(variable, "val")
        part.seen.update((name, value))
        reader.sink.text(reader.number("", "variable"), f"{name}\t{value}", Role.PROPERTY)


def read_styles(reader: PackageReader, part: OoxmlPart) -> None:
    """Names of styles that somebody made."""
    names = [
        attribute(name, "val")
        for style in find(part.root, "style")
        if attribute(style, "customStyle") in ("1", "true", "on")
        for name in find(style, "name", "aliases")
    ]
    reader.sink.text("styles", "\n".join(dict.fromkeys(names)), Role.ATTRIBUTE)


def read_people(reader: PackageReader, part: OoxmlPart) -> None:
    """Who commented and changed: names and addresses."""
    values = [str(v) for node in part.root.iter() for k, v in node.attrib.items() if _who(k)]
    part.seen.update(values)
    reader.sink.text(part.step, "\n".join(dict.fromkeys(values)), Role.ATTRIBUTE)


def _who(key: str) -> bool:
    name = key.rpartition("}")[2].lower()
    return name in ("author", "userid", "displayname", "name", "initials")
