"""What the kernel takes from a process that meets hostile bytes.

Two layers: seccomp(2), a classic BPF program (Documentation/userspace-api/seccomp_filter.rst of
the Linux kernel), and landlock(7), a set of rights to files that nothing gives back. Inspection
workers lose what could carry text away or harm other processes; readers of files lose everything
but memory, the clock and the descriptors that they have.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct
from collections.abc import Callable, Iterable

_PR_GET_SECCOMP, _PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS = 21, 22, 38
_MODE_FILTER = 2

#: machine → audit architecture, column in the tables below (asm/unistd.h)
_MACHINES = {"x86_64": (0xC000003E, 0), "aarch64": (0xC00000B7, 1)}
_Numbers = dict[str, tuple[int | None, int | None]]
_REFUSED: _Numbers = {
    "socket": (41, 198),
    "connect": (42, 203),
    "bind": (49, 200),
    "listen": (50, 201),
    "fork": (57, None),
    "vfork": (58, None),
    "execve": (59, 221),
    "execveat": (322, 281),
    "kill": (62, 129),
    "tkill": (200, 130),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "pidfd_open": (434, 434),
    "pidfd_send_signal": (424, 424),
    "mount": (165, 40),
    "unshare": (272, 97),
    "setns": (308, 268),
    "open_by_handle_at": (304, 265),
    "perf_event_open": (298, 241),
    "bpf": (321, 280),
    "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425),  # it would open sockets past this filter
}
_GRANTED: _Numbers = {
    "read": (0, 63),
    "write": (1, 64),
    "readv": (19, 65),
    "writev": (20, 66),
    "pread64": (17, 67),
    "close": (3, 57),
    "fstat": (5, 80),
    "lseek": (8, 62),
    "munmap": (11, 215),
    "brk": (12, 214),
    "mremap": (25, 216),
    "madvise": (28, 233),
    "rt_sigaction": (13, 134),
    "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139),
    "sigaltstack": (131, 132),
    "restart_syscall": (219, 128),
    "futex": (202, 98),
    "set_robust_list": (273, 99),
    "rseq": (334, 293),
    "sched_yield": (24, 124),
    "sched_getaffinity": (204, 123),
    "nanosleep": (35, 101),
    "clock_nanosleep": (230, 115),
    "clock_gettime": (228, 113),
    "clock_getres": (229, 114),
    "gettimeofday": (96, 169),
    "times": (100, 153),
    "getrusage": (98, 165),
    "sysinfo": (99, 179),
    "uname": (63, 160),
    "getpid": (39, 172),
    "gettid": (186, 178),
    "getppid": (110, 173),
    "getuid": (102, 174),
    "geteuid": (107, 175),
    "getgid": (104, 176),
    "getegid": (108, 177),
    "getrandom": (318, 278),
    "membarrier": (324, 283),
    "exit": (60, 93),
    "exit_group": (231, 94),
}
_MMAP, _MPROTECT, _TGKILL = (9, 222), (10, 226), (234, 131)
_CLONE, _CLONE3 = (56, 220), 435
_CLONE_THREAD = 0x00010000
_PROT_EXEC = 4
_X32 = 0x40000000

#: struct seccomp_data: number at 0, architecture at 4, low halves of the arguments from 16 on
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _KILL_PROCESS, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
_DENIED = _ERRNO | errno.EPERM
_Line = tuple[int, int, int, int]
_Lines = Callable[[int], Iterable[_Line]]

#: landlock: the numbers are the same on all machines; version → how many rights it knows
_CREATE_RULESET, _RESTRICT_SELF, _VERSION = 444, 446, 1
_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
_READ_FILE, _READ_DIR = 1 << 2, 1 << 3

_libc = ctypes.CDLL(None, use_errno=True)


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def prctl(option: int, *arguments: object) -> int:
    """prctl(2); OSError where it says -1."""
    padded = (*arguments, 0, 0, 0, 0)[:4]
    answer: int = _libc.prctl(option, *(_word(each) for each in padded))
    if answer < 0:
        raise OSError(ctypes.get_errno(), "prctl")
    return answer


def missing() -> tuple[str, ...]:
    """The layers that this kernel or machine does not have."""
    layers = []
    try:
        known = platform.machine() in _MACHINES and prctl(_PR_GET_SECCOMP) >= 0
    except OSError:
        known = False
    if not known:
        layers.append("seccomp")
    if _landlock_abi() < 1:
        layers.append("landlock")
    return tuple(layers)


def lock_worker() -> None:
    """For this process from now on: no socket, no program, no process but itself (EPERM), no
    file opened for writing, made or removed (EACCES). Threads and reading stay. Nothing undoes
    it. What the kernel does not have is left out; OSError if it refuses what it has."""
    _lock(_worker_lines, reading=True)


def lock_reader() -> None:
    """The same, and no file opened for reading either, no thread, no memory that runs as code:
    what is not in a short list of calls is refused (EPERM)."""
    _lock(_reader_lines, reading=False)


def _lock(lines: _Lines, reading: bool) -> None:
    prctl(_PR_SET_NO_NEW_PRIVS, 1)
    absent = missing()
    if "landlock" not in absent:
        _restrict_files(reading)
    if "seccomp" not in absent:
        architecture, column = _MACHINES[platform.machine()]
        code = _assembled([*_entry(architecture), *lines(column)])
        program = _Program(len(code) // 8, code)
        prctl(_PR_SET_SECCOMP, _MODE_FILTER, ctypes.byref(program))


def _landlock_abi() -> int:
    return int(_libc.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), _VERSION))


def _restrict_files(reading: bool) -> None:
    """A ruleset that handles all rights (but reading, if that stays), and gives none of them."""
    rights = sum(1 << bit for bit in range(_RIGHTS[min(_landlock_abi(), max(_RIGHTS))]))
    handled = ctypes.c_uint64(rights & ~(_READ_FILE | _READ_DIR) if reading else rights)
    ruleset = _libc.syscall(_CREATE_RULESET, ctypes.byref(handled), ctypes.c_size_t(8), 0)
    if ruleset < 0 or _libc.syscall(_RESTRICT_SELF, ruleset, 0) < 0:
        raise OSError(ctypes.get_errno(), "landlock")
    os.close(ruleset)


def _entry(architecture: int) -> Iterable[_Line]:
    return (
        (_LOAD, 0, 0, 4),
        (_EQUAL, 1, 0, architecture),
        (_RETURN, 0, 0, _KILL_PROCESS),  # a call by another door, e.g. int 0x80
        (_LOAD, 0, 0, 0),
        (_AT_LEAST, 0, 1, _X32),
        (_RETURN, 0, 0, _DENIED),
    )


def _worker_lines(column: int) -> Iterable[_Line]:
    # the C library falls back to clone, whose flags can be looked at
    yield from _answer(_CLONE3, _ERRNO | errno.ENOSYS)
    for numbers in _REFUSED.values():
        if (number := numbers[column]) is not None:
            yield from _answer(number, _DENIED)
    yield from _if(_CLONE[column], 0, (_ANY_BIT, 1, 0, _CLONE_THREAD))
    yield _RETURN, 0, 0, _ALLOW


def _reader_lines(column: int) -> Iterable[_Line]:
    for numbers in _GRANTED.values():
        if (number := numbers[column]) is not None:
            yield from _answer(number, _ALLOW)
    for protected in (_MMAP, _MPROTECT):
        yield from _if(protected[column], 2, (_ANY_BIT, 0, 1, _PROT_EXEC))
    # a library that gives up ends itself this way
    yield from _if(_TGKILL[column], 0, (_EQUAL, 1, 0, os.getpid()))
    yield _RETURN, 0, 0, _DENIED


def _answer(number: int, answer: int) -> Iterable[_Line]:
    return (_EQUAL, 0, 1, number), (_RETURN, 0, 0, answer)


def _if(number: int, argument: int, test: _Line) -> Iterable[_Line]:
    """The call is granted where the test of its argument jumps one line on."""
    return (
        (_EQUAL, 0, 4, number),
        (_LOAD, 0, 0, 16 + 8 * argument),
        test,
        (_RETURN, 0, 0, _DENIED),
        (_RETURN, 0, 0, _ALLOW),
    )


def _assembled(lines: Iterable[_Line]) -> bytes:
    return b"".join(struct.pack("=HBBI", *line) for line in lines)


def _word(value: object) -> object:
    return ctypes.c_ulong(value) if isinstance(value, int) else value
