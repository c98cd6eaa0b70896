"""message/rfc822: the header fields people write, and every part by its reader.

Where clients may read a mail differently, all readings are taken or the part is UNREADABLE
(broken) on top of what could be read. Docs: docs/reading.md.
"""

from __future__ import annotations

import base64
import re
from itertools import islice

from dlp.mime.charset import decode_lenient
from dlp.mime.headers import ADDRESSES, PARAMETERS, automatic, is_label, is_machine
from dlp.mime.parser import parse
from dlp.mime.transfer import IDENTITY, decode, decode_yenc, uu_blocks
from dlp.mime.tree import Part
from dlp.model import Role, Unread
from dlp.read import ess, fields, text
from dlp.read.base import Buffer, Collector, PartContent, SourceLocation, SourceSyntax
from dlp.read.paths import safe_name
from dlp.read.registry import has_reader, read_item
from dlp.read.sniff import is_text, is_texty

MESSAGES = frozenset(("message/rfc822", "message/global", "message/news"))
_HEADERS = frozenset(("text/rfc822-headers", "message/rfc822-headers", "message/global-headers"))
_ELSEWHERE = frozenset(("message/partial", "message/external-body"))
_SIGNATURES = frozenset(
    ("application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature")
)
_ENVELOPES = frozenset(("application/pkcs7-mime", "application/x-pkcs7-mime"))
_ARMOUR = re.compile(
    rb"\s*-----BEGIN PGP (?:SIGNATURE|MESSAGE)-----\r?\n(?:Version: [^\r\n]{0,80}\r?\n)?\s*"
    rb"[A-Za-z0-9+/=\s]++-----END PGP (?:SIGNATURE|MESSAGE)-----\s*"
)
_PREAMBLE = re.compile(
    rb"(?i)\s*(?:this is a (?:multi-?part|cryptographically signed|mime-encapsulated) message"
    rb"(?: in mime format)?\.*|this is an openpgp/mime (?:signed|encrypted) message"
    rb" \(rfc [0-9]{4} and [0-9]{4}\)|this is a mime-encapsulated message\.?"
    rb"|this is a multi-part message in mime format)[\s.-]*"
)
_BURIED = re.compile(
    rb"(?im)^--([^\s-][^\r\n]{0,200}|-+[^\s-][^\r\n]{0,200})\r?$\n"
    rb"(?:[a-z-]{1,40}:[^\r\n]{0,500}\r?\n(?:[ \t][^\r\n]{0,500}\r?\n){0,5}){0,5}?"
    rb"content-(?:type|transfer-encoding):"
)
_LOOKS_MAIL = re.compile(
    rb"(?i)(?:[!-9;-~]{1,60}:[^\r\n]*+\r?\n(?:[ \t][^\r\n]*+\r?\n)*+){0,60}?"
    rb"(?:mime-version|content-type|content-transfer-encoding)[ \t]*:"
)
_MAIL_NAMES = (".eml", ".mht", ".mhtml", ".nws", ".mbox")
_YENC = re.compile(rb"(?m)^=ybegin [^\r\n]{0,200}name=([^\r\n]{0,200})\r?\n")


def read_mail(buffer: Buffer, prefix: str, out: Collector, sealed: str = "") -> None:
    """Read the mail in `buffer`; its paths begin with `prefix` ("" or ending in a slash).
    `sealed` says what a change in here would break."""
    _Mail(buffer, out, sealed).read(prefix)


class _Mail:
    def __init__(self, buffer: Buffer, out: Collector, sealed: str) -> None:
        self.buffer, self.data, self.out = buffer, buffer.data, out
        self.depth, self.sealed = out.nesting, sealed
        #: by message: how many leaves were numbered so far
        self.counts: dict[str, int] = {}
        #: containers still above us: the path prefix of their content, and what seals it
        self.prefixes: dict[Part, str] = {}
        self.seals: dict[Part, str] = {}
        #: a change in here has a way back into the message
        self.editable = buffer.parent is not None or self.depth == 0

    def read(self, prefix: str) -> None:
        root = parse(self.data, self.out.limits)
        if not self.depth:
            self.out.sealed = root.media_type in ("multipart/signed", "multipart/encrypted") or (
                root.media_type in _ENVELOPES
            )
            self.out.automatic = automatic(
                (field.name, self.data[field.value_start : field.value_end].decode("latin-1"))
                for field in root.fields
            )
        for part in root.walk():
            self._part(part, prefix)

    def _part(self, part: Part, root_prefix: str) -> None:
        out, parent = self.out, part.parent
        prefix = root_prefix if parent is None else self.prefixes[parent]
        seal = self.sealed if parent is None else self.seals[parent]
        headed = parent is None or parent.is_message
        leaf = not part.is_multipart and not part.is_message
        if part.is_multipart:
            number = self._number(f"{prefix}container")
            path = f"{prefix}container:{number}"
        else:
            path = self._leaf_path(part, prefix)
        self.prefixes[part] = prefix if part.is_multipart else f"{path}/"
        self.seals[part] = seal or {
            "multipart/signed": "signed",
            "multipart/encrypted": "encrypted",
        }.get(part.media_type, "")
        for why in part.oversize:
            out.unreadable(path if part.parent else f"{prefix}message", Unread.TOO_LARGE, why)
        for why in part.faults:
            out.unreadable(path, Unread.BROKEN, why)
        self._fields(part, prefix if headed else f"{path}/", path, seal)
        if part.media_type == "multipart/encrypted":
            out.unreadable(path, Unread.ENCRYPTED, "multipart/encrypted")
        for start, end in part.gaps:
            self._gap(part, prefix, start, end, self.seals[part])
        if leaf:
            self._leaf(part, path, seal)

    def _number(self, key: str) -> int:
        self.counts[key] = self.counts.get(key, 0) + 1
        return self.counts[key]

    def _leaf_path(self, part: Part, prefix: str) -> str:
        number = self._number(prefix)
        name = safe_name(part.names[0]) if part.names else ""
        kind = part.media_type
        if (
            not name
            and part.disposition != "attachment"
            and kind.startswith(("text/", "multipart/"))
        ):
            return f"{prefix}body:{number}" + ("/html" if kind == "text/html" else "")
        return f"{prefix}attachment:{number}" + (f"/{name}" if name else "")

    # ------------------------------------------------------------------ header fields

    def _fields(self, part: Part, prefix: str, path: str, seal: str) -> None:
        out = self.out
        exact = "bare CR in the header" in part.faults or bool(part.oversize)
        for field in part.fields:
            name = field.name
            if name in PARAMETERS:
                continue
            raw = self.data[field.value_start : field.value_end]
            # No machine writes encoded words into its own fields.
            if field.plain and not exact and is_machine(name) and b"=?" not in raw:
                continue
            location = (
                SourceLocation(self.buffer, part, field, sealed=seal) if self.editable else None
            )
            if is_label(name):
                out.label(name, fields.shown(raw))
            step = "subject" if name == "subject" else f"header:{name}"
            fields.read(raw, f"{prefix}{step}", name in ADDRESSES, location, out)
        if part.names:
            base = path.rpartition("/")[0] if safe_name(part.names[0]) else path
            location = SourceLocation(self.buffer, part, sealed=seal) if self.editable else None
            for shown in part.names:
                leaf = out.leaf(shown, "utf-8", SourceSyntax.NAME, location)
                out.add(leaf, f"{base}/name", shown, Role.NAME, part.media_type)
        fields.read_params(part, prefix, out)

    def _gap(self, part: Part, prefix: str, start: int, end: int, seal: str) -> None:
        raw = self.data[start:end]
        if raw.isspace() or not raw or (len(raw) <= 200 and _PREAMBLE.fullmatch(raw)):
            return
        location = (
            SourceLocation(self.buffer, part, gap=(start, end), sealed=seal)
            if self.editable
            else None
        )
        path = f"{prefix}gap:{self._number(prefix + 'gap')}"
        decoded = decode_lenient(raw)
        leaf = self.out.leaf(decoded.exact, decoded.codec, SourceSyntax.GAP, location)
        self.out.add(leaf, path, text.lines(decoded.text), Role.HIDDEN, "text/plain")
        self._inside(raw, path)

    # ------------------------------------------------------------------ leaves

    def _leaf(self, part: Part, path: str, seal: str) -> None:
        out, kind = self.out, part.media_type
        raw = self.data[part.body_start : part.body_end]
        name = part.names[0] if part.names else ""
        size = len(raw) * 3 // 4 if part.encoding == "base64" else len(raw)
        out.fact(path, kind, size, name)
        if not raw or "depth" in part.oversize:
            return
        if kind in _SIGNATURES and self._signature(part, path, raw):
            return
        if kind in _ENVELOPES:
            self._labels(path, decode(raw, part.encoding).data)
        known = has_reader(kind) or is_texty(kind) or kind.startswith(("message/", "multipart/"))
        if not known and out.files is None:
            # Enough to tell what it is; no use in decoding 20 MB of a picture.
            head = decode(raw[:12_000], part.encoding).data
            if not is_text(head) and not head.startswith((b"%PDF-", b"\xd0\xcf\x11\xe0")):
                read_item(PartContent(path, kind, head, params=part.params, name=name), out)
                return
        if not out.afford(path, len(raw)):
            return
        done = decode(raw, part.encoding)
        if kind in MESSAGES and part.encoding in IDENTITY:
            return  # read in place; here it is the one that met the limit
        if kind in MESSAGES:
            inner = Buffer(done.data, (self.buffer, part) if self.editable else None)
            self._nested(inner, path, seal)
        else:
            location = SourceLocation(self.buffer, part, sealed=seal) if self.editable else None
            if kind.startswith("multipart/"):
                kind = "text/plain"
            item = PartContent(path, kind, done.data, part.charset, part.params, name, location)
            if kind.startswith("message/"):
                item = PartContent(path, "text/plain", done.data, part.charset, (), name, location)
            read_item(item, out)
            if kind in _HEADERS and b"=?" in done.data:
                self._nested(Buffer(done.data), f"{path}/as-mail")
            if part.media_type in _ELSEWHERE:
                out.unreadable(path, Unread.TYPE, "the content is not in this message")
            self._inside(done.data, path, name)
        if done.fault or part.encoding == "x-uuencode":
            self._raw(raw, path, done.fault, part.encoding)

    def _signature(self, part: Part, path: str, raw: bytes) -> bool:
        """A detached signature where it belongs: nothing a person wrote, not read."""
        parent = part.parent
        if parent is None or parent.media_type != "multipart/signed" or len(raw) > 65536:
            return False
        if part.media_type == "application/pgp-signature":
            return _ARMOUR.fullmatch(raw) is not None
        signature = decode(raw, part.encoding).data
        if signature[:1] != b"\x30":
            return False
        self._labels(path, signature)
        return True

    def _labels(self, path: str, signature: bytes) -> None:
        for attribute in ess.security_labels(signature):
            if attribute is None:
                self.out.unreadable(path, Unread.BROKEN, "a security label in the signature")
            else:
                self.out.label("ess-security-label", base64.b64encode(attribute).decode("ascii"))

    def _raw(self, raw: bytes, path: str, fault: str, encoding: str) -> None:
        """What a client shows that gives up on a transfer encoding which does not hold."""
        if fault:
            self.out.unreadable(path, Unread.BROKEN, fault)
        if encoding in ("base64", "x-uuencode") and is_text(raw):
            decoded = decode_lenient(raw)
            leaf = self.out.leaf(decoded.text, "", SourceSyntax.TEXT, None)
            self.out.add(
                leaf, f"{path}/raw", text.lines(decoded.text), Role.HIDDEN, "text/plain", ()
            )

    def _nested(self, buffer: Buffer, path: str, sealed: str = "") -> None:
        self.out.nested(path, lambda: read_mail(buffer, f"{path}/", self.out, sealed))

    def _inside(self, data: bytes, path: str, name: str = "") -> None:
        """What some client digs out of a text: uuencoded and yEnc files, mail in disguise."""
        out = self.out
        for number, (start, end, raw_name) in enumerate(uu_blocks(data), 1):
            self._dug(f"{path}/uu:{number}", data[start:end], "x-uuencode", raw_name)
        begins = list(islice(_YENC.finditer(data), 100)) if b"=ybegin" in data else []
        for number, match in enumerate(begins, 1):
            stop = begins[number].start() if number < len(begins) else len(data)
            end = data.find(b"\n=yend", match.end(), stop)
            block = data[match.end() : end if end >= 0 else stop]
            self._dug(f"{path}/yenc:{number}", decode_yenc(block), "binary", match[1])
        if self.depth >= 5 or not (
            name.lower().endswith(_MAIL_NAMES) or b"ontent-" in data or b"ONTENT-" in data
        ):
            return
        looks = name.lower().endswith(_MAIL_NAMES) or _LOOKS_MAIL.match(data) is not None
        whole = looks and parse(data, out.limits).media_type.startswith("multipart/")
        # a mail whose own header says how it is divided is read as it stands
        if not whole and (found := _BURIED.search(data)):
            quoted = found[1].rstrip().replace(b"\\", b"\\\\").replace(b'"', b'\\"')
            data = b'Content-Type: multipart/mixed; boundary="' + quoted + b'"\r\n\r\n' + data
        elif not looks:
            return
        if out.afford(path, len(data)):
            self._nested(Buffer(data), f"{path}/as-mail")

    def _dug(self, path: str, block: bytes, encoding: str, raw_name: bytes) -> None:
        out = self.out
        if not out.afford(path, len(block)):
            return
        name = fields.shown(raw_name)
        done = decode(block, encoding)
        if name:
            leaf = out.leaf(name, "", SourceSyntax.NAME, None)
            out.add(leaf, f"{path}/name", name, Role.NAME, "application/octet-stream", ())
        out.fact(path, "application/octet-stream", len(done.data), name)
        if done.fault:
            out.unreadable(path, Unread.BROKEN, done.fault)
        read_item(PartContent(path, "application/octet-stream", done.data, name=name), out)
