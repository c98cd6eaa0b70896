"""Text of an OpenDocument: paragraphs, lists, tables, frames, and what stands apart in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from dlp.model import Role
from dlp.read.files.base import Sink
from dlp.read.files.odf.styles import OdfStyles
from dlp.read.files.runs import CODE, DELETED, HIDDEN, Run, set_apart, visible
from dlp.read.files.xmlparts import Element, attribute, find, first, local

_PARAGRAPHS = ("p", "h")
_MARKS = {"tab": "\t", "line-break": "\n"}
#: most spaces that one element may stand for
_SPACES = 1000
#: an element's attributes that say something, and what it is called
_SAYING = {
    "bookmark": ("bookmark", ("name",)),
    "bookmark-start": ("bookmark", ("name",)),
    "reference-mark": ("bookmark", ("name",)),
    "reference-mark-start": ("bookmark", ("name",)),
    "variable-set": ("field-code", ("formula", "string-value")),
    "variable-decl": ("variable", ("name",)),
    "user-field-decl": ("variable", ("name", "string-value", "value", "formula")),
    "user-field-get": ("field-code", ("name",)),
    "expression": ("field-code", ("formula",)),
    "conditional-text": (
        "field-code",
        ("condition", "string-value-if-true", "string-value-if-false"),
    ),
    "hidden-text": ("hidden", ("condition", "string-value")),
    "hidden-paragraph": ("field-code", ("condition",)),
    "database-display": ("field-code", ("database-name", "table-name", "column-name")),
    "alphabetical-index-mark": ("field-code", ("string-value", "key1", "key2")),
    "alphabetical-index-mark-start": ("field-code", ("key1", "key2")),
    "toc-mark": ("field-code", ("string-value",)),
    "user-index-mark": ("field-code", ("string-value", "index-name")),
    "bibliography-mark": ("field-code", ("author", "title", "note", "url", "annote", "identifier")),
    "placeholder": ("field-code", ("description",)),
    "dde-connection-decl": ("link", ("dde-application", "dde-topic", "dde-item")),
    "section-source": ("link", ("href", "section-name")),
    "section": ("section", ("name", "condition")),
    "script": ("field-code", ("language", "href")),
    "execute-macro": ("field-code", ("name", "description")),
    "dropdown": ("form", ("name",)),
    "label": ("form", ("value",)),
}
_NAMED = ("name", "title", "desc")
#: addresses of what stands in the package itself
_INSIDE = re.compile(r"#|(?:\./)?(?:Pictures|Object|ObjectReplacements|media)[ /]")
_FRAMES = frozenset("frame custom-shape rect line ellipse polygon path g connector caption".split())


class OdfStory:
    """Reads one flow of text at `step`; what stands apart is given after it."""

    def __init__(
        self,
        sink: Sink,
        styles: OdfStyles,
        number: Callable[[str, str], str],
        seen: set[str],
        frames_flow: bool = False,
    ) -> None:
        """`frames_flow`: what stands in frames is the text itself, as on a slide."""
        self._frames_flow = frames_flow
        self._sink, self._styles, self._number, self._seen = sink, styles, number, seen
        self._apart: list[tuple[str, str, Role]] = []
        #: deletions by their identifier, until the place is met where they stood
        self._deleted: dict[str, str] = {}

    def read(self, node: Element, step: str, role: Role = Role.BODY) -> None:
        """Give the text under `node` at `step`, then what stands apart."""
        self._sink.text(step, self.lines(node), role)
        self.give(step)

    def give(self, step: str) -> None:
        """What stood apart since the last time."""
        for text in self._deleted.values():
            self._apart.append(("deleted", text, Role.HIDDEN))
        apart, self._apart, self._deleted = self._apart, [], {}
        for called, text, role in apart:
            if text.strip():
                self._sink.text(self._number(step, called), text, role)

    def lines(self, node: Element, state: int = 0) -> str:
        """The text of the blocks under `node`: a paragraph a line, a table's row a line."""
        return "\n".join(self._blocks(node, state))

    def _blocks(self, node: Element, state: int) -> Iterator[str]:
        for child in node:
            name = local(child)
            if name in _PARAGRAPHS:
                yield self._paragraph(child, state)
            elif name == "table-row":
                yield self._table_row(child, state)
            elif name == "tracked-changes":
                self._changes(child)
            elif name == "annotation":
                self._annotation(child)
            elif name in _FRAMES:
                yield from self._frame(child)
            elif name == "section" and attribute(child, "display") == "none":
                self._say(child, name)
                text = self.lines(child, state)
                self._apart.append(("hidden", text, Role.HIDDEN))
            elif name:
                self._say(child, name)
                yield from self._blocks(child, state)

    def _table_row(self, row: Element, state: int) -> str:
        cells = [cell for cell in row if local(cell) in ("table-cell", "covered-table-cell")]
        return "\t".join(
            " ".join(line for line in self._blocks(cell, state) if line) for cell in cells
        )

    def _paragraph(self, node: Element, state: int) -> str:
        runs: list[Run] = []
        self._inline(node, state, runs)
        self._apart += ((called, text, Role.HIDDEN) for called, text in set_apart(runs))
        return visible(runs)

    def _inline(self, node: Element, state: int, runs: list[Run]) -> None:
        if attribute(node, "style-name") in self._styles.hides_text:
            state |= HIDDEN
        self._heard(node.text, state, runs)
        for child in node:
            name = local(child)
            if name in _MARKS:
                runs.append((_MARKS[name], state))
            elif name == "s":
                count = attribute(child, "c")
                runs.append((" " * min(int(count) if count.isdigit() else 1, _SPACES), state))
            elif name == "change":
                text = self._deleted.pop(attribute(child, "change-id"), "")
                runs.append((text, state | DELETED))
            elif name == "note":
                self._note(child)
            elif name == "annotation":
                self._annotation(child)
            elif name in _FRAMES:
                runs += (("\n" + line, state) for line in self._frame(child))
            elif name in ("hidden-text", "script"):
                self._say(child, name)
                self._inline(child, state | (CODE if name == "script" else HIDDEN), runs)
            elif name in _PARAGRAPHS:
                runs.append(("\n" + self._paragraph(child, state), state))
            elif name:
                self._say(child, name)
                self._link(child)
                self._inline(child, state, runs)
            self._heard(child.tail, state, runs)

    def _heard(self, text: str | None, state: int, runs: list[Run]) -> None:
        if text:
            self._seen.add(text)
            # white space collapses (part 3 §6.1.2)
            plain = " ".join(text.split())
            lead = " " if text[:1].isspace() else ""
            trail = " " if plain and text[-1:].isspace() else ""
            runs.append((lead + plain + trail, state))

    # ------------------------------------------------------------------ what stands apart

    def _say(self, node: Element, name: str) -> None:
        if (saying := _SAYING.get(name)) is None:
            return
        called, names = saying
        said = [value for each in names if (value := attribute(node, each))]
        self._seen.update(said)
        self._apart.append((called, "\n".join(said), Role.ATTRIBUTE))

    def _link(self, node: Element) -> None:
        for key, role in (("href", Role.LINK), ("title", Role.ATTRIBUTE)):
            value = attribute(node, key)
            self._seen.add(value)
            if value and not _INSIDE.match(value):
                self._apart.append(("link" if key == "href" else "tip", value, role))

    def _note(self, node: Element) -> None:
        called = "endnote" if attribute(node, "note-class") == "endnote" else "footnote"
        body = first(node, "note-body")
        if body is not None:
            self._apart.append((called, self.lines(body), Role.BODY))

    def _annotation(self, node: Element) -> None:
        who = [each.text or "" for each in node if local(each) in ("creator", "creator-initials")]
        dates = [each.text or "" for each in node if local(each) == "date"]
        self._seen.update((*who, *dates))
        self._apart.append(("comment", self.lines(node), Role.COMMENT))
        self._apart.append(("comment-author", "\n".join(who), Role.ATTRIBUTE))

    def shape(self, node: Element) -> None:
        """Keep a single shape for `give`."""
        self._frame(node)

    def _frame(self, node: Element) -> list[str]:
        """A frame's or shape's lines where they are part of the flow; else they stand apart."""
        said: list[str] = []
        for each in node:
            if local(each) in ("title", "desc") and each.text:
                said.append(each.text)
                self._seen.add(each.text)
        name = attribute(node, "name")
        if name and name.rstrip("0123456789").strip() not in _STOCK:
            said.insert(0, name)
        self._seen.add(name)
        self._apart.append(("alt", "\n".join(said), Role.ATTRIBUTE))
        self._link(node)
        inner = [child for child in node if local(child) not in ("title", "desc")]
        lines: list[str] = []
        for child in inner:
            if local(child) in _PARAGRAPHS:
                lines.append(self._paragraph(child, 0))
            elif local(child) in _FRAMES:
                lines += self._frame(child)
            elif local(child) == "annotation":
                self._annotation(child)
            else:
                self._link(child)
                lines += self._blocks(child, 0)
        lines = [line for line in lines if line]
        if self._frames_flow:
            return lines
        self._apart.append(("textbox", "\n".join(lines), Role.BODY))
        return []

    def _changes(self, node: Element) -> None:
        for region in node:
            key = attribute(region, "id")
            for change in region:
                if local(change) == "deletion":
                    self._deleted[key] = self.lines(change)
            for creator in find(region, "creator", "date"):
                if local(creator) == "date":
                    self._seen.add(creator.text or "")


_STOCK = frozenset(
    "Frame Image Object Shape Text Frame Textbox Graphic Graphics Rahmen Bild Objekt Form Drawing"
    " Picture".split()
)


def plain_paragraphs(node: Element, seen: set[str]) -> str:
    """The paragraphs right under `node`, as a cell has them."""
    out = []
    for paragraph in node:
        if local(paragraph) in _PARAGRAPHS:
            pieces: list[str] = []
            for each in paragraph.iter():
                name = local(each)
                if each is not paragraph and name == "s":
                    pieces.append(" ")
                elif name in _MARKS:
                    pieces.append(_MARKS[name])
                pieces.append(each.text or "")
                seen.add(each.text or "")
                if each is not paragraph:
                    pieces.append(each.tail or "")
                    seen.add(each.tail or "")
            out.append("".join(pieces))
    return "\n".join(out)
