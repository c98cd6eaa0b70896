"""Values out of everything of a PDF that is not a page's content: strings, streams, files."""

from __future__ import annotations

from collections.abc import Iterator

import pikepdf
from lxml import etree

from dlp.read.files.base import CannotRead, File
from dlp.read.files.metadata import decoded, parse_xml, printable
from dlp.read.files.pdf.graph import Id
from dlp.read.files.pdf.objects import BINARY
from dlp.read.files.pdf.streams import expand, filters, label
from dlp.read.files.pdf.wording import marked_up, words
from dlp.redaction.files.base import CannotRedact, ValueReplacer

#: pieces of a document that copy others: private data of programs, previews
_COPIES = ("/PieceInfo", "/Thumb", "/LastModified")
_MARKUP = ("/RC", "/RV")


def scrub(pdf: pikepdf.Pdf, file: File, replacer: ValueReplacer, keep: set[Id]) -> None:
    """Clean every object in place. `keep` are streams that pages draw."""
    names: dict[Id, str] = {}
    scripts: set[Id] = set()
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Dictionary):
            _note(thing, names, scripts)
    for thing in pdf.objects:
        holder = thing.stream_dict if isinstance(thing, pikepdf.Stream) else thing
        if isinstance(holder, pikepdf.Dictionary | pikepdf.Array):
            _clean(holder, replacer, 0)
        if isinstance(thing, pikepdf.Stream) and thing.objgen not in keep:
            _stream(thing, file, replacer, names, scripts)
    forms = pdf.Root.get("/AcroForm")
    if isinstance(forms, pikepdf.Dictionary):
        _xfa(forms, replacer)
        forms.NeedAppearances = True
    _trailer(pdf, replacer)


def unsign(pdf: pikepdf.Pdf) -> bool:
    """Take signatures off: a changed document has none that holds. Whether there was one."""
    found = False
    for thing in pdf.objects:
        if not isinstance(thing, pikepdf.Dictionary):
            continue
        if thing.get("/FT") == "/Sig" and "/V" in thing:
            del thing["/V"]
            found = True
    if found and "/Perms" in pdf.Root:
        del pdf.Root["/Perms"]
    forms = pdf.Root.get("/AcroForm")
    if found and isinstance(forms, pikepdf.Dictionary) and "/SigFlags" in forms:
        del forms["/SigFlags"]
    return found


def _note(thing: pikepdf.Dictionary, names: dict[Id, str], scripts: set[Id]) -> None:
    files = thing.get("/EF")
    if isinstance(files, pikepdf.Dictionary):
        name = thing.get("/UF") or thing.get("/F")
        for stream in files.values():
            if isinstance(stream, pikepdf.Stream):
                names[stream.objgen] = words(name) if name is not None else ""
    for key in ("/JS", "/RC", "/RV", "/V"):
        script = thing.get(key)
        if isinstance(script, pikepdf.Stream):
            scripts.add(script.objgen)


def _clean(holder: pikepdf.Object, replacer: ValueReplacer, depth: int) -> None:
    """Clean the strings that stand directly in `holder`."""
    if depth > 100:
        raise CannotRedact("too-deep")
    signed = isinstance(holder, pikepdf.Dictionary) and "/ByteRange" in holder
    for key, value in _items(holder):
        if key in BINARY or (signed and key == "/Contents"):
            continue
        if key in _COPIES and isinstance(holder, pikepdf.Dictionary):
            del holder[str(key)]
        elif isinstance(value, pikepdf.String):
            text = words(value)
            if key in _MARKUP and replacer.touches(marked_up(text)):
                del holder[str(key)]
            elif replacer.touches(text):
                holder[key] = pikepdf.String(replacer.clean(text))
        elif isinstance(value, pikepdf.Dictionary | pikepdf.Array) and not value.is_indirect:
            _clean(value, replacer, depth + 1)


def _items(holder: pikepdf.Object) -> Iterator[tuple[str | int, pikepdf.Object]]:
    if isinstance(holder, pikepdf.Array):
        return iter(list(enumerate(holder)))
    return iter(list(holder.items()))


def _trailer(pdf: pikepdf.Pdf, replacer: ValueReplacer) -> None:
    info = pdf.trailer.get("/Info")
    if not isinstance(info, pikepdf.Dictionary):
        return
    _clean(info, replacer, 0)
    for key, value in list(info.items()):
        if replacer.touches(key[1:]) or (
            isinstance(value, pikepdf.Name) and replacer.touches(str(value))
        ):
            del info[key]


def _xfa(forms: pikepdf.Dictionary, replacer: ValueReplacer) -> None:
    """Drop the XML form where a value is in it; the fields stay."""
    found = forms.get("/XFA")
    pieces = found if isinstance(found, pikepdf.Array) else [found]
    data = b"".join(expand(each) or b"" for each in pieces if isinstance(each, pikepdf.Stream))
    root = parse_xml(data)
    if root is None:
        texts = [decoded(data)]
    else:
        texts = ["\n".join(map(str, root.itertext()))]
        texts += [str(value) for each in root.iter() for value in each.attrib.values()]
    if any(map(replacer.touches, texts)):
        del forms["/XFA"]


def _stream(
    stream: pikepdf.Stream,
    file: File,
    replacer: ValueReplacer,
    names: dict[Id, str],
    scripts: set[Id],
) -> None:
    kind, sub = label(stream.get("/Type", "")), label(stream.get("/Subtype", ""))
    id = stream.objgen
    try:
        if id in names or kind == "/EmbeddedFile":
            _embedded(stream, file, replacer, names.get(id, ""))
        elif sub == "/Image":
            if filters(stream) == ["/DCTDecode"]:
                _photograph(stream)
        elif kind == "/Metadata" or sub == "/XML":
            _metadata(stream, replacer)
        elif sub == "/Form" or kind in ("/XObject", "/ObjStm", "/XRef"):
            return
        elif (data := expand(stream)) is not None:
            text = decoded(data)
            if replacer.touches(text) or replacer.touches(printable(data)):
                stream.write(replacer.clean(text).encode() if id in scripts else b"")
    except CannotRead:
        raise CannotRedact("unreadable") from None


def _embedded(stream: pikepdf.Stream, file: File, replacer: ValueReplacer, name: str) -> None:
    data = expand(stream, replacer.limits.files.expanded)
    if data is None:
        raise CannotRedact("unreadable")
    cleaned = replacer.file(file, "embedded:1", data, name)
    if cleaned != data:
        stream.write(cleaned)
        if isinstance(about := stream.get("/Params"), pikepdf.Dictionary):
            for key in ("/CheckSum", "/Size"):
                if key in about:
                    del about[key]


def _metadata(stream: pikepdf.Stream, replacer: ValueReplacer) -> None:
    data = expand(stream) or b""
    root = parse_xml(data)
    if root is None:
        if replacer.touches(decoded(data)):
            stream.write(b"")
        return
    changed = False
    for element in root.iter():
        for key, value in element.attrib.items():
            if replacer.touches(str(value)):
                element.attrib[key] = replacer.clean(str(value))
                changed = True
        for part in ("text", "tail"):
            value = getattr(element, part)
            if value and replacer.touches(value):
                setattr(element, part, replacer.clean(value))
                changed = True
    if replacer.touches("\n".join(map(str, root.itertext()))):
        stream.write(b"")
    elif changed:
        stream.write(etree.tostring(root, encoding="utf-8"))


def _photograph(stream: pikepdf.Stream) -> None:
    """A JPEG without its metadata: comments, and application segments but colour's own."""
    data = stream.read_raw_bytes()
    out, at = [data[:2]], 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        kind = data[at + 1]
        if kind == 0xFF or 0xD0 <= kind <= 0xD8 or kind == 1:
            out.append(data[at : at + (1 if kind == 0xFF else 2)])
            at += 1 if kind == 0xFF else 2
            continue
        if kind in (0xDA, 0xD9):
            break
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if kind != 0xFE and (kind in (0xE0, 0xE2, 0xEE) or not 0xE0 <= kind <= 0xEF):
            out.append(data[at:end])
        at = end
    stream.write(b"".join(out) + data[at:], filter=pikepdf.Name.DCTDecode)
