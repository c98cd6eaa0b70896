"""Objects of OLE 1 and packages: what stands in RTF's \\objdata and in \\1Ole10Native streams.

Source: [MS-OLEDS] §2.2 (OLE 1.0 formats); the package format as Windows' packager writes it.
"""

from __future__ import annotations

import struct


def embedded_object(data: bytes) -> tuple[str, bytes]:
    """Name and bytes of the file in an OLE 1 object ([MS-OLEDS] §2.2.5); the object itself where
    it has another shape."""
    try:
        _, kind = struct.unpack_from("<II", data)
        at = 8
        names: list[bytes] = []
        for _ in range(3):
            (size,) = struct.unpack_from("<I", data, at)
            names.append(data[at + 4 : at + 4 + size])
            at += 4 + size
        if kind != 2:
            return "", data
        (size,) = struct.unpack_from("<I", data, at)
    except struct.error:
        return "", data
    native = data[at + 4 : at + 4 + size]
    if names[0].rstrip(b"\0").lower() in (b"package", b"ole2link"):
        return package(native)
    return "", native or data


def package(native: bytes) -> tuple[str, bytes]:
    """Name and bytes of the file in a package; the package itself where it has another shape."""
    try:
        at = 2
        label, at = _string(native, at)
        source, at = _string(native, at)
        at += 4
        (size,) = struct.unpack_from("<I", native, at)
        at += 4 + size
        (size,) = struct.unpack_from("<I", native, at)
    except (struct.error, ValueError):
        return "", native
    inner = native[at + 4 : at + 4 + size]
    if len(inner) < size or not inner:
        return "", native
    name = source or label
    return name.replace("\\", "/").rpartition("/")[2], inner


def ole10native(stream: bytes) -> tuple[str, bytes]:
    """The same for a \\1Ole10Native stream, which begins with its size."""
    return package(stream[4:])


def _string(data: bytes, at: int) -> tuple[str, int]:
    end = data.index(b"\0", at)
    return data[at:end].decode("cp1252", "replace"), end + 1
