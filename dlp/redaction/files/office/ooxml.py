"""Values cut out of Office Open XML packages."""

from __future__ import annotations

import posixpath
import re
from urllib.parse import unquote

from dlp.read.files.base import File
from dlp.read.files.members import media_type_of
from dlp.read.files.ooxml.vba import macro_texts
from dlp.read.files.package import PackageMember, part_key
from dlp.read.files.strings import strings
from dlp.read.files.xmlparts import Element, find, first, local
from dlp.redaction.files.base import CannotRedact, ValueReplacer
from dlp.redaction.files.office.cells import Cells
from dlp.redaction.files.office.rebuild import content, each_part, opened, rebuilt
from dlp.redaction.files.office.xmlcut import Identifiers, cut_part, parse_part, written

_XML = re.compile(rb"^(?:\xef\xbb\xbf)?\s*<|^\xff\xfe<\0|^\xfe\xff\0<")
#: parts that go whenever something is cut: pictures of what was, and signatures of it
_GONE = re.compile(r"(?:docprops/thumbnail\.|_xmlsignatures/)")
#: a program's own data, and how its name begins
_OWN = re.compile(r"printersettings/|/fonts/|/activex/.*\.bin$|vbadata", re.IGNORECASE)
#: longest name of a sheet (ISO/IEC 29500-1 §18.2.19)
_SHEET_NAME = 31


def redact_ooxml(file: File, replacer: ValueReplacer) -> bytes:
    """`file` without the values. Raises `CannotRedact`."""
    package = opened(file.data, replacer.limits)
    if any(replacer.touches(member.name) for member in package.members):
        raise CannotRedact("name")
    gone = {
        member.key
        for member in package.members
        if _GONE.match(member.key)
        or (_OWN.search(member.key) and replacer.touches(strings(content(package, member))))
    }
    work = _OoxmlRedaction(file, replacer, gone, Cells(package, replacer))
    return rebuilt(each_part(package, lambda member: member.key in gone, work.change))


class _OoxmlRedaction:
    def __init__(self, file: File, replacer: ValueReplacer, gone: set[str], cells: Cells) -> None:
        self.file, self.replacer, self.gone, self.cells = file, replacer, gone, cells
        self.names = Identifiers(replacer)

    def change(self, member: PackageMember, data: bytes) -> bytes | None:
        """A part without the values."""
        if not _XML.match(data):
            return self._binary(member, data)
        root = parse_part(data)
        twice = _same_names(root)
        changed = False
        if member.key.endswith(".rels"):
            changed = self._relations(root, member.key)
        elif member.key == "[content_types].xml":
            changed = self._types(root)
        elif local(root) in ("worksheet", "dialogsheet", "macrosheet"):
            changed = self.cells.cut(root)
        changed = cut_part(root, self.replacer, self.names) or changed
        if _same_names(root) > twice:
            raise CannotRedact("names")
        return written(root) if changed or b"<!--" in data else data

    def _binary(self, member: PackageMember, data: bytes) -> bytes | None:
        name = posixpath.basename(member.name)
        if not data.strip(b"\0") or _OWN.search(member.key):
            return data
        if member.key.endswith("vbaproject.bin"):
            texts = macro_texts(data)
            if texts is None:
                raise CannotRedact("unreadable")
            if any(self.replacer.touches(text) for text in texts.values()):
                raise CannotRedact("macros")
            return data
        media_type = media_type_of(data, name)
        return self.replacer.file(self.file, f"embedded:{name}", data, name, media_type)

    def _relations(self, root: Element, key: str) -> bool:
        """Relationships to what goes, and addresses with a value in them."""
        changed = False
        folder = posixpath.dirname(posixpath.dirname(key))
        for node in list(root):
            if local(node) != "Relationship":
                continue
            target = node.get("Target") or ""
            if (node.get("TargetMode") or "").lower() == "external":
                if self.replacer.touches(target) or self.replacer.touches(unquote(target)):
                    clean = self.names.clean(target)
                    still = self.replacer.touches(unquote(clean))
                    node.set("Target", "about:blank" if still else clean)
                    changed = True
                continue
            path = posixpath.normpath(posixpath.join("/" + folder, unquote(target)))
            gone = part_key(path) in self.gone or "digital-signature" in (node.get("Type") or "")
            if gone:
                root.remove(node)
                changed = True
        return changed

    def _types(self, root: Element) -> bool:
        changed = False
        for node in list(root):
            if part_key(node.get("PartName") or "") in self.gone:
                root.remove(node)
                changed = True
        return changed


def _same_names(root: Element) -> int:
    """How many names that have to differ do not, or are too long."""
    if local(root) == "workbook":
        names = [(node.get("name") or "").lower() for node in find(root, "sheet")]
        defined = [
            ((node.get("name") or "").lower(), node.get("localSheetId"))
            for node in find(root, "definedName")
        ]
        long = sum(len(name) > _SHEET_NAME for name in names)
        return len(names) - len(set(names)) + len(defined) - len(set(defined)) + long
    if local(root) == "table":
        columns = first(root, "tableColumns")
        called = [node.get("name") for node in (() if columns is None else columns)]
        return len(called) - len(set(called))
    return 0
