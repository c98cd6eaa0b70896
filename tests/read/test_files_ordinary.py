"""What healthy files carry beside their text is no reason to hold them: read in the cage, each is
read, or says nothing, without a finding. What could hide there is read all the same."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterator

import pikepdf
import pytest
from PIL import Image

from dlp.cage.client import CageClient
from dlp.cage.launch import launched
from dlp.config import InspectionSettings
from dlp.model import PARTIAL, UNREADABLE, Reading
from dlp.read.base import PartContent
from dlp.read.files.pdf import sample
from files import odf
from files.pictures import lines

pytestmark = pytest.mark.slow

FILM = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + struct.pack(">I4s", 16, b"mdat") + bytes(8)
SECRET = b"card 4111 1111 1111 1111 of Virtanen"


@pytest.fixture(scope="module")
def client() -> Iterator[CageClient]:
    with launched(InspectionSettings()) as (line, _):
        yield line


def read(client: CageClient, data: bytes, name: str) -> Reading:
    return client.read(PartContent("file", "", data, name=name), InspectionSettings())


def said(reading: Reading) -> str:
    return "\n".join(passage.text for passage in reading.passages)


def photo(*more: Image.Image) -> bytes:
    """A telephone's: EXIF with maker's notes that nobody reads, and a second picture for `more`."""
    exif = Image.Exif()
    exif[0x0110] = "SM-G991B"
    exif.get_ifd(0x8769)[0x927C] = bytes(range(256)) * 8
    out = io.BytesIO()
    gradient = Image.linear_gradient("L").resize((640, 480)).convert("RGB")
    gradient.save(
        out,
        "MPO" if more else "JPEG",
        exif=exif.tobytes(),
        **({"save_all": True, "append_images": more} if more else {}),
    )
    return out.getvalue()


def galaxy(*blocks: bytes, between: bytes = b"") -> bytes:
    """`blocks` with a Galaxy phone's directory; `between` stands behind the first."""
    body, places = b"", []
    for block in blocks:
        whole = struct.pack("<HHI", 0, 0x0A01, 14) + b"Image_UTC_Data" + block
        places.append((len(body), len(whole)))
        body += whole + between
        between = b""
    head = b"SEFH" + struct.pack("<II", 106, len(blocks))
    for start, size in places:
        head += struct.pack("<HHII", 0, 0x0A01, len(body) - start, size)
    return body + head + struct.pack("<I", len(head)) + b"SEFT"


def metafile(kind: int, start: int) -> bytes:
    """An EMF that draws a picture of words by a record of that kind, `start` where it says so."""
    out = io.BytesIO()
    lines(["account 7004 7004"]).convert("RGB").save(out, "BMP")
    bitmap = out.getvalue()[14:]
    size = start + 16 + len(bitmap)
    size += -size % 4
    record = struct.pack("<II", kind, size).ljust(start, b"\0")
    record += struct.pack("<IIII", start + 16, 40, start + 56, len(bitmap) - 40) + bitmap
    head = struct.pack("<II", 1, 108).ljust(40, b"\0") + b" EMF"
    return (
        head.ljust(108, b"\0")
        + record.ljust(size, b"\0")
        + struct.pack("<IIIII", 14, 20, 0, 16, 20)
    )


@pytest.mark.parametrize("revision", [4, 6])
def test_a_pdf_that_may_not_be_changed(client: CageClient, revision: int) -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(sample())) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner="chief", R=revision))
    reading = read(client, out.getvalue(), "offer.pdf")
    assert reading.findings == ()
    assert "warm" in said(reading)


def test_photos(client: CageClient) -> None:
    second = Image.linear_gradient("L").resize((160, 120)).convert("RGB")
    for data in (
        photo(),
        photo(second),
        photo() + b"\0" * 500,
        photo() + b"y\x94\xa4",
        photo() + galaxy(b"1637403072000"),
        photo() + galaxy(b"1637403072000", bytes(20)),
    ):
        assert read(client, data, "20261120_101112.jpg").findings == ()


def test_what_hides_behind_a_photo(client: CageClient) -> None:
    for tail in (SECRET, galaxy(b"1", b"2", between=SECRET), galaxy(SECRET), b"4111-1111"):
        assert tail[-9:] == b"4111-1111" or SECRET.decode() in said(
            read(client, photo() + tail, "a.jpg")
        )
    assert "4111-1111" in said(read(client, photo() + b"4111-1111", "a.jpg"))
    film = read(client, photo() + galaxy(b"1637403072000", FILM), "a.jpg")
    assert {each.kind for each in film.findings} == {PARTIAL}
    unknown = read(client, photo() + bytes(range(128, 256)), "a.jpg")
    assert UNREADABLE in {each.kind for each in unknown.findings}
    broken = galaxy(b"1")[:-8] + struct.pack("<I", 1 << 30) + b"SEFT"
    assert UNREADABLE in {each.kind for each in read(client, photo() + broken, "a.jpg").findings}


@pytest.mark.parametrize("mode", ["LAB", "CMYK", "I;16", "1", "P", "F"])
def test_scans_of_every_kind_of_colour(client: CageClient, mode: str) -> None:
    out = io.BytesIO()
    Image.linear_gradient("L").convert("L" if mode == "LAB" else mode).save(out, "TIFF")
    if mode == "LAB":
        out = io.BytesIO()
        Image.new("LAB", (120, 90), (90, 20, 30)).save(out, "TIFF")
    assert read(client, out.getvalue(), "scan.tif").findings == ()


@pytest.mark.parametrize(("kind", "start"), [(76, 84), (77, 84), (81, 48), (114, 84)])
def test_bitmaps_in_metafiles(client: CageClient, kind: int, start: int) -> None:
    reading = read(client, metafile(kind, start), "image1.emf")
    assert reading.findings == ()
    assert "7004 7004" in said(reading)


def test_a_line_end_behind_a_document(client: CageClient) -> None:
    made = next(each for each in odf.made() if each.format == "odt")
    plain = read(client, made.data, made.name)
    assert read(client, made.data + b"\r\n", made.name) == plain
    behind = read(client, made.data + SECRET, made.name)
    assert SECRET.decode() in said(behind)
    assert {PARTIAL} <= {each.kind for each in behind.findings}


def test_an_archive_of_ordinary_files(client: CageClient) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("photos/a.jpg", photo())
        packed.writestr("notes.txt", "nothing much")
    reading = read(client, out.getvalue(), "all.zip")
    assert reading.findings == ()
    assert "nothing much" in said(reading)
