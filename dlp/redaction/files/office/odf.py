"""Values cut out of OpenDocument packages."""

from __future__ import annotations

import base64
import binascii
import posixpath
import re

from dlp.read.files.base import File
from dlp.read.files.binary_parts import PREVIEW
from dlp.read.files.members import media_type_of
from dlp.read.files.numbers import plain, restored
from dlp.read.files.package import PackageMember
from dlp.read.files.strings import strings
from dlp.read.files.xmlparts import Element, attribute, find, first, local
from dlp.redaction.files.base import CannotRedact, ValueReplacer
from dlp.redaction.files.office.rebuild import content, each_part, opened, rebuilt
from dlp.redaction.files.office.xmlcut import Identifiers, cut_part, parse_part, written

_XML = re.compile(rb"^(?:\xef\xbb\xbf)?\s*<|^\xff\xfe<\0|^\xfe\xff\0<")
#: parts that go whenever something is cut: pictures of what was, and signatures of it
_GONE = re.compile(
    r"thumbnails/|objectreplacements/|layout-cache$|meta-inf/(?:document|macro|package)signatures"
)
_VALUES = ("value", "date-value", "time-value", "string-value", "boolean-value", "currency")
_CELLS = ("table-cell", "covered-table-cell")


def redact_odf(file: File, replacer: ValueReplacer) -> bytes:
    """`file` without the values. Raises `CannotRedact`."""
    package = opened(file.data, replacer.limits)
    if any(replacer.touches(member.name) for member in package.members):
        raise CannotRedact("name")
    manifest = package.get("META-INF/manifest.xml")
    if manifest is not None and b"encryption-data" in content(package, manifest):
        raise CannotRedact("unreadable")
    gone = {
        member.name
        for member in package.members
        if _GONE.match(member.key) or _shows_value(content(package, member), replacer)
    }
    work = _OdfRedaction(file, replacer, gone)
    return rebuilt(each_part(package, lambda member: member.name in gone, work.change))


def _shows_value(data: bytes, replacer: ValueReplacer) -> bool:
    """Whether it is a preview that an office program drew, with a value in it."""
    return data.startswith(PREVIEW) and replacer.touches(strings(data))


class _OdfRedaction:
    def __init__(self, file: File, replacer: ValueReplacer, gone: set[str]) -> None:
        self.file, self.replacer, self.gone, self.names = (
            file,
            replacer,
            gone,
            Identifiers(replacer),
        )

    def change(self, member: PackageMember, data: bytes) -> bytes | None:
        """A part without the values."""
        if member.key == "mimetype":
            return data
        if not _XML.match(data):
            return self._binary(member, data)
        root = parse_part(data)
        twice = _same_names(root)
        changed = False
        if member.key == "meta-inf/manifest.xml":
            changed = self._manifest(root)
        for node in list(find(root, "binary-data")):
            changed = self._picture(node) or changed
        for node in find(root, "config-item"):
            changed = self._setting(node) or changed
        changed = self._cells(root) or changed
        changed = cut_part(root, self.replacer, self.names) or changed
        if _same_names(root) > twice:
            raise CannotRedact("names")
        return written(root) if changed or b"<!--" in data else data

    def _binary(self, member: PackageMember, data: bytes) -> bytes | None:
        name = posixpath.basename(member.name)
        if not data.strip(b"\0") or data.startswith(PREVIEW):
            return data
        media_type = media_type_of(data, name)
        return self.replacer.file(self.file, f"embedded:{name}", data, name, media_type)

    def _manifest(self, root: Element) -> bool:
        changed = False
        for node in list(find(root, "file-entry")):
            if attribute(node, "full-path") in self.gone:
                node.getparent().remove(node)
                changed = True
        return changed

    def _picture(self, node: Element) -> bool:
        try:
            data = base64.b64decode(node.text or "")
        except (binascii.Error, ValueError):
            raise CannotRedact("unreadable") from None
        if data.startswith(PREVIEW):
            return False
        new = self.replacer.file(self.file, "image", data, "", media_type_of(data, ""))
        node.text = base64.b64encode(new).decode()
        return new != data

    def _setting(self, node: Element) -> bool:
        """A printer's own settings, in base64."""
        if attribute(node, "type") != "base64Binary" or not node.text:
            return False
        try:
            said = strings(base64.b64decode(node.text))
        except (binascii.Error, ValueError):
            said = ""
        if not self.replacer.touches(said):
            return False
        node.text = ""
        return True

    def _cells(self, root: Element) -> bool:
        """Cells whose number or date is a value become text."""
        changed = False
        for cell in find(root, *_CELLS):
            stored = {key: value for key in _VALUES if (value := attribute(cell, key))}
            said = "\n".join("".join(p.itertext()) for p in cell if local(p) == "p")
            if not stored or not self._is_value(stored, said):
                continue
            for key in list(cell.attrib):
                if key.rpartition("}")[2] in _VALUES:
                    del cell.attrib[key]
                elif key.rpartition("}")[2] == "value-type":
                    cell.set(key, "string")
            self._say(cell, said, stored)
            changed = True
        return changed

    def _is_value(self, stored: dict[str, str], said: str) -> bool:
        texts = [said, *(plain(value) for value in stored.values())]
        texts += [restored(text) for text in texts]
        return any(text and self.replacer.touches(text) for text in texts)

    def _say(self, cell: Element, said: str, stored: dict[str, str]) -> None:
        """What the cell shows instead, where its paragraph does not say the value itself."""
        paragraph = first(cell, "p")
        if paragraph is None or self.replacer.touches(said):
            return
        text = plain(next(iter(stored.values())))
        for child in list(paragraph):
            paragraph.remove(child)
        clean = self.replacer.clean(text)
        paragraph.text = clean if clean != text else self.replacer.clean(restored(text))


def _same_names(root: Element) -> int:
    """How many sheets have the name of another one."""
    names = [
        (id(book), attribute(table, "name"))
        for book in find(root, "spreadsheet")
        for table in book
        if local(table) == "table"
    ]
    return len(names) - len(set(names))
