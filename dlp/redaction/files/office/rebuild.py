"""A package written anew: the members in their order, and nothing else."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence

from dlp.config import InspectionSettings
from dlp.read.files.base import CannotRead
from dlp.read.files.package import Package, PackageMember, UnreadableMember, open_package
from dlp.redaction.files.base import CannotRedact


def opened(data: bytes, limits: InspectionSettings) -> Package:
    """The package, if every program reads the same in it. Raises `CannotRedact`."""
    try:
        package = open_package(data, limits.files.entries)
    except CannotRead:
        raise CannotRedact("unreadable") from None
    if len(package.by_key) != len(package.members) or any(m.encrypted for m in package.members):
        raise CannotRedact("unreadable")
    if sum(member.info.file_size for member in package.members) > limits.files.expanded:
        raise CannotRedact("too-large")
    return package


def content(package: Package, member: PackageMember) -> bytes:
    """A member's content. Raises `CannotRedact`."""
    try:
        return package.read(member)
    except UnreadableMember:
        raise CannotRedact("unreadable") from None


def rebuilt(members: Sequence[tuple[PackageMember, bytes]]) -> bytes:
    """A package of these members. Compression and times stay; comments and extra fields do not."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for member, data in members:
            info = zipfile.ZipInfo(member.name, member.info.date_time)
            info.compress_type = member.info.compress_type
            info.external_attr = member.info.external_attr
            info.create_system = member.info.create_system
            package.writestr(info, data)
    return out.getvalue()


def each_part(
    package: Package,
    leave_out: Callable[[PackageMember], bool],
    change: Callable[[PackageMember, bytes], bytes | None],
) -> list[tuple[PackageMember, bytes]]:
    """Every member but those left out, as `change` makes it (None: it goes)."""
    kept: list[tuple[PackageMember, bytes]] = []
    for member in package.members:
        if leave_out(member):
            continue
        data = content(package, member)
        changed = data if member.key.endswith("/") else change(member, data)
        if changed is not None:
            kept.append((member, changed))
    return kept
