"""Values leave archives and texts: found by no other reader, all else as it was."""

from __future__ import annotations

import csv
import gzip
import io
import json
import tarfile
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlp.config import InspectionSettings
from dlp.read import collect
from dlp.read.base import PartContent
from dlp.redaction import CannotRedact
from dlp.redaction.core import cut_values
from dlp.redaction.files import LocalFileEditor
from dlp.redaction.forms import refolded
from dlp.redaction.values import Value
from files import archives, calendar, html, legacy, msg, rtf, text, tnef

CARD = "4111 1111 1111 1111"
NAME = "Zarathustra"
TYPES = {"html": "text/html", "ics": "text/calendar", "vcf": "text/vcard", "eml": "message/rfc822"}


def redact(data: bytes, name: str, *values: str, media_type: str = "") -> bytes:
    """As a message's part is redacted."""
    media_type = media_type or TYPES.get(name.rpartition(".")[2], "application/octet-stream")
    files = LocalFileEditor()
    before = collect(media_type, data, InspectionSettings(), files, name)
    wanted = [Value("CARD", value, frozenset()) for value in values]
    return cut_values(media_type, data, wanted, before, "[{kind} removed]", files, name)


def texts(data: bytes, name: str) -> str:
    reading = LocalFileEditor().read(
        PartContent(name, "application/octet-stream", data, name=name), InspectionSettings()
    )
    return "\n".join(passage.text for passage in reading.passages)


def test_a_zip_loses_the_value_in_every_place_and_keeps_the_rest():
    inner = archives.zip_of(deep__txt=f"deep {CARD}".encode(), ok__txt=b"fine")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.comment = NAME.encode()
        archive.writestr("a.txt", f"hello {CARD} end")
        archive.writestr(f"{NAME}.txt", "clean")
        archive.writestr("untouched.bin.txt", "nothing in here " * 50)
        archive.writestr("bz.txt", "also nothing", zipfile.ZIP_BZIP2)
        archive.writestr("page.html", f"<p title='{NAME}'>4111 <b>1111</b> 1111 1111</p>")
        archive.writestr("mail.eml", f"From: a@b.example\r\nSubject: {NAME}\r\n\r\n{CARD}\r\n")
        archive.writestr("list.csv", f"name;card\r\n{NAME};4111111111111111\r\n")
        archive.writestr("data.json", '{"card": 4111111111111111, "n": "\\u005aarathustra"}')
        archive.writestr("inner.zip", inner)
        archive.writestr("t.tgz", gzip.compress(_tar()))
        archive.writestr("empty/", "")
    data = out.getvalue()
    result = redact(data, "files.zip", CARD, NAME)
    archive = zipfile.ZipFile(io.BytesIO(result))
    assert archive.testzip() is None
    said = texts(result, "files.zip") + repr(archive.namelist()) + repr(archive.comment)
    assert "4111" not in said
    assert NAME not in said
    assert archive.read("a.txt") == b"hello [CARD removed] end"
    assert archive.read("list.csv") == b"name;card\r\n[CARD removed];[CARD removed]\r\n"
    assert json.loads(archive.read("data.json")) == {
        "card": "[CARD removed]",
        "n": "[CARD removed]",
    }
    assert archive.read("XREMOVEDX.txt") == b"clean"
    old = zipfile.ZipFile(io.BytesIO(data))
    for name in ("untouched.bin.txt", "bz.txt", "empty/"):
        assert _packed(result, archive.getinfo(name)) == _packed(data, old.getinfo(name))
        assert archive.getinfo(name).date_time == old.getinfo(name).date_time
        assert archive.getinfo(name).external_attr == old.getinfo(name).external_attr


def _packed(data: bytes, info: zipfile.ZipInfo) -> bytes:
    at = info.header_offset
    body = (
        at
        + 30
        + int.from_bytes(data[at + 26 : at + 28], "little")
        + (int.from_bytes(data[at + 28 : at + 30], "little"))
    )
    return data[body : body + info.compress_size]


def _tar() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name, content in ((f"{NAME}/a.txt", CARD), ("b.txt", "fine")):
            member = tarfile.TarInfo(name)
            member.size, member.uname, member.mtime = len(content), NAME, 1_700_000_000
            member.pax_headers = {"comment": NAME}
            archive.addfile(member, io.BytesIO(content.encode()))
        link = tarfile.TarInfo("link")
        link.type, link.linkname = tarfile.SYMTYPE, f"../{NAME}"
        archive.addfile(link)
    return out.getvalue()


@pytest.mark.parametrize("packed", ["tar", "tgz"])
def test_a_tar_is_written_anew(packed):
    data = gzip.compress(_tar()) if packed == "tgz" else _tar()
    result = redact(data, f"files.{packed}", CARD, NAME)
    with tarfile.open(fileobj=io.BytesIO(result)) as archive:
        assert archive.getnames() == ["XREMOVEDX/a.txt", "b.txt", "link"]
        assert archive.extractfile("b.txt").read() == b"fine"
        assert archive.getmember("b.txt").mtime == 1_700_000_000
        assert archive.getmember("link").linkname == "../XREMOVEDX"
    raw = gzip.decompress(result) if packed == "tgz" else result
    assert NAME.encode() not in raw
    assert b"4111" not in raw


def test_a_gz_header_is_cleaned():
    out = io.BytesIO()
    with gzip.GzipFile(f"{NAME}.txt", "wb", 9, out, 0) as stream:
        stream.write(CARD.encode())
    result = redact(out.getvalue(), "a.txt.gz", CARD, NAME)
    assert gzip.decompress(result) == b"[CARD removed]"
    assert NAME.encode() not in result


@pytest.mark.parametrize("made", archives.others(), ids=lambda made: made.format)
def test_archives_that_cannot_be_written_are_refused(made):
    with pytest.raises(CannotRedact) as refused:
        redact(made.data, made.name, *made.markers)
    assert refused.value.reason in ("format", "no-map", "left")


def test_an_encrypted_member_is_never_rebuilt():
    data = archives.by_libarchive(
        "zip", {"a.txt": CARD.encode(), f"{NAME}.txt": b"x"}, encryption="aes256", passphrase="pw"
    )
    with pytest.raises(CannotRedact) as refused:
        redact(data, "a.zip", NAME)
    assert refused.value.reason == "encrypted"


def test_a_value_in_a_member_that_has_no_redactor_refuses_the_archive():
    data = archives.zip_of(old__xls=legacy.xls().data, a__txt=b"x")
    marker = next(m for m, place in legacy.xls().markers.items() if "A1" in place)
    with pytest.raises(CannotRedact) as refused:
        redact(data, "a.zip", marker)
    assert refused.value.reason == "format"


@pytest.mark.parametrize("made", [*msg.made(), *tnef.made(), *legacy.made()], ids=lambda m: m.name)
def test_outlook_and_older_office_are_refused(made):
    with pytest.raises(CannotRedact) as refused:
        redact(made.data, made.name, *made.markers)
    assert refused.value.reason == "format"


@pytest.mark.parametrize(
    "made", [*calendar.made(), *text.made()[:4], *html.made()], ids=lambda made: made.name
)
def test_texts_lose_every_marker(made):
    """But those in files inside, which have no way back: there the whole is refused."""
    inside = ("data 1", "attach 1", "logo 1")
    markers = [marker for marker, place in made.markers.items() if place not in inside]
    result = redact(made.data, made.name, *markers)
    for marker in markers:
        assert marker.encode() not in result
    if len(markers) < len(made.markers):
        with pytest.raises(CannotRedact):
            redact(made.data, made.name, *made.markers)


def test_rtf_loses_every_marker_of_its_text():
    made = rtf.rtf()
    markers = [marker for marker, place in made.markers.items() if place != "embedded 1"]
    result = redact(made.data, made.name, *markers)
    assert result.count(b"{") == result.count(b"}")
    for marker in markers:
        assert marker not in texts(result, made.name)
    for word in (b"\\trowd", b"\\cell", b"\\row", b"\\footnote", b"\\fldinst", b"\\objdata"):
        assert word in result
    with pytest.raises(CannotRedact) as refused:
        redact(made.data, made.name, *made.markers)
    assert refused.value.reason == "format"


def test_a_table_keeps_its_dialect_and_its_columns():
    data = 'n\u00e4me;card;note\r\n"Berg; A";"4111";"1111 1111 1111"\r\nB;4111111111111111;"a ""b"""\r\n'
    result = redact(data.encode("latin-1"), "list.csv", CARD).decode("latin-1")
    rows = list(csv.reader(io.StringIO(result), delimiter=";"))
    assert [len(row) for row in rows] == [3, 3, 3]
    assert rows[0][0] == "n\u00e4me"
    assert rows[1] == ["Berg; A", "[CARD removed]", ""]
    assert rows[2] == ["B", "[CARD removed]", 'a "b"']


def test_json_keeps_its_shape():
    source = '{"a": [4111, 1111, 1111, 1111], "4111 1111 1111 1111": {"b": -4111111111111111}}'
    result = json.loads(redact(source.encode(), "a.json", CARD))
    assert result["a"] == ["[CARD removed]", "", "", ""]
    assert result["[CARD removed]"] == {"b": "[CARD removed]"}


_LEAVES = st.one_of(
    st.integers(),
    st.booleans(),
    st.none(),
    st.text(max_size=8),
    st.just(4111111111111111),
    st.text(max_size=6).map(lambda around: f"{around} {CARD} {around}"),
)


@settings(max_examples=60, deadline=None)
@given(
    st.recursive(
        _LEAVES,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner),
        max_leaves=8,
    ),
    st.booleans(),
)
def test_json_stays_json_whatever_is_cut(value, ascii_only):
    source = json.dumps({"x": value, "card": CARD}, ensure_ascii=ascii_only)
    result = redact(source.encode(), "a.json", CARD).decode()
    assert json.loads(result)["card"] == "[CARD removed]"
    assert "4111111111111111" not in result
    assert CARD not in result


def test_folded_lines_stay_short():
    folded = refolded("SUMMARY:" + "ä" * 100 + "\r\nX:1\r\n")
    assert all(len(line.encode()) <= 75 for line in folded.split("\r\n"))
    assert folded.replace("\r\n ", "") == "SUMMARY:" + "ä" * 100 + "\r\nX:1\r\n"
    data = b"BEGIN:VCALENDAR\r\nSUMMARY:card 4111 1111 11\r\n 11 1111 for the journey\r\nEND:VCALENDAR\r\n"
    result = redact(data, "a.ics", CARD)
    assert b"[CARD removed] for the journey" in result.replace(b"\r\n ", b"")


def test_an_epub_keeps_its_first_member_as_it_is():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("mimetype", "application/epub+zip", zipfile.ZIP_STORED)
        book.writestr(
            "OPS/one.xhtml", f"<html><body><p>4111 <i>1111</i> 1111 1111 {NAME}</p></body></html>"
        )
    result = redact(out.getvalue(), "book.epub", CARD, NAME)
    assert result[30:58] == b"mimetypeapplication/epub+zip"
    page = zipfile.ZipFile(io.BytesIO(result)).read("OPS/one.xhtml")
    assert page == b"<html><body><p>[CARD removed]<i></i> [CARD removed]</p></body></html>"


def test_a_zip_in_a_mail_is_redacted_where_it_hangs():
    import base64

    data = archives.zip_of(
        a__txt=f"card {CARD}".encode(), in__zip=archives.zip_of(b__txt=CARD.encode())
    )
    mail = (
        b"Subject: the file\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
        b"--b\r\n\r\nhello\r\n--b\r\nContent-Type: application/zip\r\n"
        b'Content-Disposition: attachment; filename="a.zip"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
        + base64.encodebytes(data)
        + b"\r\n--b--\r\n"
    )
    result = redact(mail, "", CARD, media_type="message/rfc822")
    out = collect("message/rfc822", result, InspectionSettings(), LocalFileEditor())
    said = {passage.part: passage.text for passage in out.passages}
    assert said["attachment:2/a.zip/a.txt"] == "card [CARD removed]"
    assert said["attachment:2/a.zip/in.zip/b.txt"] == "[CARD removed]"
    assert result.startswith(mail[: mail.index(b"base64\r\n\r\n")])
