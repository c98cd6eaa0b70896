"""What is worked out once and kept between starts: bytes under a key, in a folder of our own.

What stands there is loaded as compiled code is, so nobody else may have written it: the folder and
its files must be ours and closed to others, and each file says the SHA-256 of what it holds. What
cannot be kept or trusted is worked out anew; that is slower and never wrong. The folder is that
of the variable `DLP_CACHE` (`none` for none), else `dlp` in that of the XDG base directory
specification 0.8.
"""

from __future__ import annotations

import hashlib
import logging
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

log = logging.getLogger("dlp.detect")

#: names the folder; a fork server is given these with its environment
VARIABLES = ("DLP_CACHE", "XDG_CACHE_HOME", "HOME")
#: most entries and bytes; those used longest ago go first
_ENTRIES, _BYTES = 512, 256 * 1024**2
_DIGEST = 32
#: reasons that were told, each once a process
_told: set[str] = set()


class NotKept(Exception):
    """Why the folder, or a file in it, is not used: in words, with no content."""


def folder() -> Path | None:
    """Where things are kept; None for nowhere."""
    named = os.environ.get("DLP_CACHE", "")
    if named:
        return None if named == "none" else Path(named)
    base = os.environ.get("XDG_CACHE_HOME", "")
    if base.startswith("/"):
        return Path(base, "dlp")
    home = os.environ.get("HOME", "")
    return Path(home, ".cache", "dlp") if home.startswith("/") else None


def key(*parts: bytes) -> str:
    """A name for what these parts, in this order, determine."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.hexdigest()


def load(name: str) -> bytes | None:
    """What is kept under `name`; None where nothing is, or nothing that can be trusted."""
    place = folder()
    if place is None:
        return None
    try:
        with _opened(place) as at:
            return _read(at, name)
    except FileNotFoundError:
        return None
    except (OSError, NotKept) as error:
        _tell(place, error)
        return None


def save(name: str, data: bytes) -> None:
    """Keeps `data` under `name`, whole or not at all, also while others write the same."""
    place = folder()
    if place is None:
        return
    try:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _opened(place) as at:
            _write(at, name, data)
            _tidy(at)
    except (OSError, NotKept) as error:
        _tell(place, error)


@contextmanager
def _opened(place: Path) -> Iterator[int]:
    """A descriptor of the folder, looked at through it: nobody can change it in between."""
    at = os.open(place, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        _ours(os.fstat(at), "the folder")
        yield at
    finally:
        os.close(at)


def _ours(status: os.stat_result, what: str) -> None:
    if status.st_uid != os.geteuid():
        raise NotKept(f"{what} belongs to another user")
    if status.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise NotKept(f"{what} is open to others; close it with `chmod go-rwx`")


def _read(at: int, name: str) -> bytes:
    descriptor = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=at)
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(file.fileno())
        _ours(status, "a file in it")
        if not stat.S_ISREG(status.st_mode):
            raise NotKept("a file in it is none")
        whole = file.read()
        with suppress(OSError):  # says when it was used last; not on a read-only disk
            os.utime(file.fileno())
    data = whole[_DIGEST:]
    if hashlib.sha256(data).digest() != whole[:_DIGEST]:
        raise NotKept("a file in it is damaged; it is written again")
    return data


def _write(at: int, name: str, data: bytes) -> None:
    passing = f".{os.getpid()}-{os.urandom(8).hex()}"
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    descriptor = os.open(passing, flags, 0o600, dir_fd=at)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(hashlib.sha256(data).digest())
            file.write(data)
        os.replace(passing, name, src_dir_fd=at, dst_dir_fd=at)
    except BaseException:
        with suppress(OSError):
            os.unlink(passing, dir_fd=at)
        raise


def _tidy(at: int) -> None:
    """Removes what was used longest ago, where there is too much."""
    entries: list[tuple[int, int, str]] = []
    for name in os.listdir(at):
        with suppress(FileNotFoundError):  # another process tidies, too
            status = os.stat(name, dir_fd=at, follow_symlinks=False)
            if stat.S_ISREG(status.st_mode):
                entries.append((status.st_mtime_ns, status.st_size, name))
    entries.sort(reverse=True)
    total = 0
    for number, (_, size, name) in enumerate(entries):
        total += size
        if number >= _ENTRIES or total > _BYTES:
            with suppress(FileNotFoundError):
                os.unlink(name, dir_fd=at)


def _tell(place: Path, error: OSError | NotKept) -> None:
    why = str(error) if isinstance(error, NotKept) else error.strerror or type(error).__name__
    if why not in _told:
        _told.add(why)
        log.warning(
            "what detectors compile is not kept in %s: %s. Starts take seconds longer; DLP_CACHE"
            " names another folder, or `none`",
            place,
            why,
        )
