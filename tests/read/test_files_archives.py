"""Archives and all other formats of `tests/files`: every marker is found, at its place; bombs end."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import struct
import zipfile
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlp.config import InspectionSettings
from dlp.model import Reading
from dlp.read import collect
from dlp.read.base import PartContent
from dlp.read.files import LocalFileReader
from dlp.read.files.kinds import format_of
from files import archives, calendar, html, legacy, msg, rtf, text, tnef

MODULES = (archives, calendar, html, legacy, msg, rtf, text, tnef)
MADE = [made for module in MODULES for made in module.made()]
TYPES = {
    "html": "text/html",
    "ics": "text/calendar",
    "vcf": "text/vcard",
    "eml": "message/rfc822",
    "mbox": "application/mbox",
}


def words(part: str, spot: str, mail: bool) -> str:
    """A path as `Made.markers` says places."""
    steps = part.split("/")
    if steps[0] == "body:1" and not mail:
        steps = steps[1:]
    said = []
    for step in steps:
        kind, _, rest = step.partition(":")
        said.append(f'sheet "{rest}"' if kind == "sheet" else f"{kind} {rest}" if rest else kind)
    return ", ".join([*said, *([spot] if spot else [])]) or "main text"


def read(data: bytes, name: str, passwords: tuple[str, ...] = (), **limits: int) -> Reading:
    inspection = InspectionSettings()
    files = inspection.files.model_copy(update=limits)
    inspection = inspection.model_copy(update={"files": files})
    item = PartContent(name, "application/octet-stream", data, name=name)
    return LocalFileReader().read(item, inspection, passwords)


def said(reading: Reading) -> str:
    return "\n".join(passage.text for passage in reading.passages)


def reasons(reading: Reading) -> set[tuple[str, str]]:
    return {(f.detail["reason"], f.why) for f in reading.findings if "reason" in f.detail}


@pytest.mark.parametrize("made", MADE, ids=lambda made: made.name)
def test_every_marker_is_found_at_its_place(made):
    media_type = TYPES.get(made.format, "application/octet-stream")
    out = collect(media_type, made.data, InspectionSettings(), LocalFileReader(), made.name)
    missing = {}
    for marker, place in made.markers.items():
        found = []
        for passage in out.passages:
            if marker in passage.text:
                at = passage.text.index(marker)
                spots = [spot.place for spot in passage.spots if spot.start <= at]
                found.append(words(passage.part, spots[-1] if spots else "", made.format == "eml"))
        if place not in found:
            missing[place] = found
    assert made.markers
    assert missing == {}


@pytest.mark.parametrize("made", MADE, ids=lambda made: made.name)
def test_formats_are_told_by_content(made):
    assert format_of(made.data, made.name) == made.format


@pytest.mark.parametrize("made", MADE, ids=lambda made: made.name)
def test_cut_off_files_end_in_peace(made):
    for part in (1, 2, 3):
        data = made.data[: len(made.data) * part // 4]
        for finding in read(data, made.name).findings:
            assert finding.detail.get("reason") != "crashed", (finding.why, part)


# ---------------------------------------------------------------------- passwords


@pytest.mark.parametrize("encryption", ["zipcrypt", "aes128", "aes256"])
def test_an_encrypted_zip_opens_with_the_right_password(encryption):
    data = archives.by_libarchive(
        "zip",
        {"note.txt": b"4711 secret words", "b.txt": b"more"},
        encryption=encryption,
        passphrase="Sommer26",
    )
    locked = read(data, "a.zip")
    assert "note.txt" in said(locked)  # names are in the clear
    assert reasons(locked) == {("encrypted", "ZIP")}
    assert len(locked.findings) == 2
    wrong = read(data, "a.zip", ("Winter", "Herbst"))
    assert reasons(wrong) == {("encrypted", "ZIP")}
    opened = read(data, "a.zip", ("Winter", "Sommer26"))
    assert opened.findings == ()
    assert "4711 secret words" in said(opened)


def test_the_mail_may_say_the_password():
    data = archives.by_libarchive(
        "zip", {"note.txt": b"4711 secret words"}, encryption="aes256", passphrase="Sommer26"
    )
    import base64

    mail = (
        b"Subject: the file\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
        b"--b\r\n\r\nThe password is Sommer26.\r\n--b\r\nContent-Type: application/zip\r\n"
        b'Content-Disposition: attachment; filename="a.zip"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
        + base64.encodebytes(data)
        + b"\r\n--b--\r\n"
    )
    out = collect("message/rfc822", mail, InspectionSettings(), LocalFileReader())
    assert [p.part for p in out.passages if "4711" in p.text] == ["attachment:2/a.zip/note.txt"]
    assert out.findings == []


# ---------------------------------------------------------------------- hostile archives


def test_a_zip_bomb_ends_by_ratio():
    body = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = b"".join(body.compress(bytes(1 << 20)) for _ in range(64)) + body.flush()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", b"first 4711")
    head = struct.pack("<4sHHHIIIIHH", b"PK\3\4", 20, 8, 8, 0, 0, 0, 0, 4, 0) + b"bomb"
    reading = read(out.getvalue() + head + packed, "a.zip")
    assert "first 4711" in said(reading)
    assert reasons(reading) == {("too-large", "expands out of all proportion")}


def test_many_members_share_one_budget():
    one = gzip.compress(bytes(range(256)) * 2000)
    data = archives.zip_of(**{f"{at}.bin.gz": one for at in range(10)})
    reading = read(data, "a.zip", expanded=2_000_000)
    assert ("too-large", "more content than the limit") in reasons(reading)


def test_nesting_ends_at_its_limit():
    data = b"the deepest 4711"
    for _ in range(50):
        data = archives.zip_of(inner__zip=data)
    reading = read(data, "a.zip")
    assert ("too-large", "depth") in reasons(reading)
    assert "4711" not in said(reading)
    reading = read(archives.zip_of(a__zip=archives.zip_of(b__txt=b"the deepest 4711")), "a.zip")
    assert "4711" in said(reading)
    assert reading.findings == ()


def test_more_members_than_the_limit_are_partial():
    data = archives.zip_of(**{f"{at}.txt": b"text" for at in range(30)})
    reading = read(data, "a.zip", entries=10)
    assert [(f.kind, f.why) for f in reading.findings] == [
        ("PARTIAL", "more members than the limit")
    ]


def test_overlapping_members_are_refused():
    """As in Fifield's bomb: many directory entries, one of them inside the bytes of another."""
    kernel = archives._member(b"b.txt", b"kernel")
    first = (
        struct.pack(
            "<4sHHHIIIIHH",
            b"PK\3\4",
            20,
            0,
            0,
            0,
            zlib.crc32(kernel),
            len(kernel),
            len(kernel),
            5,
            0,
        )
        + b"a.txt"
    )
    entries = b""
    for name, data, at in ((b"a.txt", kernel, 0), (b"b.txt", b"kernel", len(first))):
        entries += (
            struct.pack(
                "<4sHHHHIIIIHHHHHII",
                b"PK\1\2",
                20,
                20,
                0,
                0,
                0,
                zlib.crc32(data),
                len(data),
                len(data),
                5,
                0,
                0,
                0,
                0,
                0,
                at,
            )
            + name
        )
    body = first + kernel
    end = struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, 2, 2, len(entries), len(body), 0)
    assert reasons(read(body + entries + end, "a.zip")) == {("broken", "members overlap")}


def test_a_size_said_twice_differently_is_partial():
    data = bytearray(archives.zip_of(a__txt=b"hello hello hello"))
    struct.pack_into("<I", data, 22, 3)
    reading = read(bytes(data), "a.zip")
    assert ("broken", "a member's size said twice, differently") in reasons(reading)
    assert "hello hello hello" in said(reading)


def test_data_before_a_zip_is_read_too():
    data = b"PK\x03\x04" + b"not a member 4711, but text" + archives.zip_of(a__txt=b"x")
    assert "4711" in said(read(data, "a.zip"))


@pytest.mark.parametrize(
    "packed", [gzip.compress, bz2.compress, lzma.compress], ids=["gz", "bz2", "xz"]
)
def test_compressed_bombs_end(packed):
    reading = read(packed(bytes(20 << 20)), "a.bin", expanded=5 << 20)
    assert {reason for reason, _ in reasons(reading)} == {"too-large"}


def test_an_archive_that_gives_nothing_is_not_clean():
    for made in archives.others():
        data = made.data[:40]
        if format_of(data, made.name) in ("7z", "cpio", "xar"):
            assert read(data, made.name).findings, made.name


def test_unknown_files_give_their_strings_and_stay_unreadable():
    data = b"\x00\x01\xfe\xff" * 20 + b"card 4111 1111 1111 1111\0" + "Zweiter".encode("utf-16-le")
    reading = read(data, "blob.dat")
    assert "4111 1111 1111 1111" in said(reading)
    assert "Zweiter" in said(reading)
    assert reasons(reading) == {("type", "no reader for this type")}


def test_latin_text_without_a_charset_is_text():
    reading = read("näme;Straße 4711\n".encode("latin-1"), "list.csv")
    assert "4711" in said(reading)
    assert reading.findings == ()


def test_what_only_its_recipient_reads_is_encrypted_not_unknown():
    enveloped = bytes.fromhex("3080 0609 2a864886f70d010703 a080") + bytes(60)
    reading = read(enveloped, "smime.p7m")
    assert reasons(reading) == {("encrypted", "S/MIME")}
    assert reasons(read(b"\x85\x02\x0c\x03" + bytes(60), "blob")) == {
        ("type", "no reader for this type")
    }


OWN = [
    made
    for made in MADE
    if made.format
    in (
        "zip",
        "tar",
        "gz",
        "rtf",
        "doc",
        "xls",
        "ppt",
        "msg",
        "tnef",
        "iwork",
        "csv",
        "json",
        "ics",
    )
]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(OWN), st.lists(st.tuples(st.integers(0), st.binary(max_size=8)), max_size=8))
def test_changed_bytes_take_no_reader_down(made, changes):
    data = bytearray(made.data)
    for at, new in changes:
        at %= len(data)
        data[at : at + len(new)] = new
    assert "crashed" not in {reason for reason, _ in reasons(read(bytes(data), made.name))}


def flood(line: bytes, head: bytes, name: str) -> Reading:
    return read(head + line * 40_000, name)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("line", "head", "name"),
    [
        (b"\r\n a", b"BEGIN:VCALENDAR\r\nX:", "folds.ics"),
        (b"\\n", b"BEGIN:VCALENDAR\r\nX:", "escapes.ics"),
        (b"N;QUOTED-PRINTABLE:=\r\n", b"BEGIN:VCARD\r\n", "quoted.vcf"),
        (b";", b"BEGIN:VCARD\r\nN", "semicolons.vcf"),
        (b"\\u0041", b'["', "escapes.json"),
        (b"[", b'{"a":', "deep.json"),
        (b'"', b"a,b\n", "quotes.csv"),
        (b"<a b='c'>", b"<?xml version='1.0'?>", "deep.xml"),
        (b"{", rb"{\rtf1 words and more words ", "braces.rtf"),
        (rb"{\*\x ", rb"{\rtf1 words and more words ", "open.rtf"),
        (rb"\'41", rb"{\rtf1 ", "bytes.rtf"),
        (b"From x\r\n", b"", "from.mbox"),
        (b"PK\x03\x04", b"", "headers.zip"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_floods_are_read_or_end_with_a_reason(line, head, name):
    reading = flood(line, head, name)
    assert reading.passages or reading.findings
    assert not {"crashed", "timed-out"} & {reason for reason, _ in reasons(reading)}
