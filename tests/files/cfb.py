"""Writes compound files ([MS-CFB]), version 3, so that tests can make .msg, .doc, .xls and .ppt."""

from __future__ import annotations

import itertools
import struct
from dataclasses import dataclass, field

FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


@dataclass
class _Node:
    name: str
    data: bytes | None = None
    children: dict[str, _Node] = field(default_factory=dict)
    number: int = 0
    start: int = END
    child: int = FREE
    right: int = FREE


def compound(streams: dict[str, bytes]) -> bytes:
    """A compound file with these streams; ``/`` in a path stands between storages."""
    root = _Node("Root Entry")
    for path, data in streams.items():
        node = root
        *storages, name = path.split("/")
        for storage in storages:
            node = node.children.setdefault(storage, _Node(storage))
        node.children[name] = _Node(name, data)
    nodes: list[_Node] = []
    _number(root, nodes)
    sectors: list[bytes] = []
    chain: list[int] = []

    def put(data: bytes) -> int:
        start = len(sectors)
        for at in range(0, len(data), 512):
            sectors.append(data[at : at + 512].ljust(512, b"\0"))
            chain.append(len(sectors))
        chain[-1] = END
        return start

    small, small_chain = b"", []
    for node in nodes:
        if node.data is None or not node.data:
            continue
        if len(node.data) >= 4096:
            node.start = put(node.data)
            continue
        node.start = len(small_chain)
        count = -(-len(node.data) // 64)
        small += node.data.ljust(64 * count, b"\0")
        small_chain += [*range(node.start + 1, node.start + count), END]
    root.start = put(small) if small else END
    mini = struct.pack(f"<{len(small_chain)}I", *small_chain)
    mini += b"\xff" * (-len(mini) % 512)
    mini_start = put(mini) if small else END
    entries = b"".join(_entry(node, len(small) if node is root else 0) for node in nodes)
    while len(entries) % 512:
        entries += bytes(64) + struct.pack("<HBBIII", 0, 0, 0, FREE, FREE, FREE) + bytes(48)
    directory = put(entries)
    fat_sectors = 1
    while fat_sectors * 128 < len(sectors) + fat_sectors:
        fat_sectors += 1
    fat_start = len(sectors)
    table = chain + [FAT] * fat_sectors
    fat = struct.pack(f"<{len(table)}I", *table)
    fat += b"\xff" * (fat_sectors * 512 - len(fat))
    difat = [*range(fat_start, fat_start + fat_sectors)] + [FREE] * (109 - fat_sectors)
    header = struct.pack(
        "<8s16sHHHHH6xIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        bytes(16),
        0x3E,
        3,
        0xFFFE,
        9,
        6,
        0,
        fat_sectors,
        directory,
        0,
        4096,
        mini_start,
        len(mini) // 512 if small else 0,
        END,
        0,
    )
    return header + struct.pack("<109I", *difat) + b"".join(sectors) + fat


def _number(node: _Node, nodes: list[_Node]) -> None:
    node.number = len(nodes)
    nodes.append(node)
    ordered = sorted(node.children.values(), key=lambda each: (len(each.name), each.name.upper()))
    for each in ordered:
        _number(each, nodes)
    for each, following in itertools.pairwise(ordered):
        each.right = following.number
    if ordered:
        node.child = ordered[0].number


def _entry(node: _Node, small: int) -> bytes:
    name = node.name.encode("utf-16-le")
    kind = 5 if node.number == 0 else 1 if node.data is None else 2
    size = small if kind == 5 else len(node.data or b"")
    return struct.pack(
        "<64sHBBIII16sIQQIQ",
        name,
        len(name) + 2,
        kind,
        1,
        FREE,
        node.right,
        node.child,
        bytes(16),
        0,
        0,
        0,
        node.start,
        size,
    )


def property_set(format: bytes, values: dict[int, str], own: dict[str, str] | None = None) -> bytes:
    """A property set stream of strings; `own` are properties with names of their own."""
    sections = [_section(values)]
    formats = [format]
    if own:
        sections.append(_section(dict(enumerate(own.values(), 2)), list(own)))
        formats.append(bytes.fromhex("05d5cdd59c2e1b10939708002b2cf9ae"))
    at = 28 + 20 * len(sections)
    heads = b""
    for each, section in zip(formats, sections, strict=True):
        heads += each + struct.pack("<I", at)
        at += len(section)
    return (
        struct.pack("<HHI16sI", 0xFFFE, 0, 0x20005, bytes(16), len(sections))
        + heads
        + (b"".join(sections))
    )


def _section(values: dict[int, str], names: list[str] | None = None) -> bytes:
    blocks = {1: struct.pack("<II", 2, 1252)}
    if names:
        text = b"".join(
            struct.pack("<II", number, len(name) + 1) + name.encode("cp1252") + b"\0"
            for number, name in enumerate(names, 2)
        )
        blocks[0] = struct.pack("<I", len(names)) + text
    for number, value in values.items():
        raw = value.encode("cp1252") + b"\0"
        blocks[number] = struct.pack("<II", 0x1E, len(raw)) + raw
    at = 8 + 8 * len(blocks)
    table, body = b"", b""
    for number, block in blocks.items():
        table += struct.pack("<II", number, at + len(body))
        body += block + bytes(-len(block) % 4)
    return struct.pack("<II", at + len(body), len(blocks)) + table + body
