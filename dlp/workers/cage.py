"""What the kernel takes from a worker: network, programs, other processes, writing to files.

A worker parses hostile bytes with C libraries. If one of them is taken over, what is left to the
intruder is a process that can compute, read files, and answer on its one socket. Two layers:
seccomp(2), a classic BPF program (Documentation/userspace-api/seccomp_filter.rst of the Linux
kernel), and landlock(7), a set of rights to files that nothing gives back.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct

_PR_GET_SECCOMP, _PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS = 21, 22, 38
_MODE_FILTER = 2

#: machine → audit architecture, number of clone, column below (asm/unistd.h)
_MACHINES = {"x86_64": (0xC000003E, 56, 0), "aarch64": (0xC00000B7, 220, 1)}
_REFUSED = {
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
_CLONE3 = 435
_CLONE_THREAD = 0x00010000
_X32 = 0x40000000

#: struct seccomp_data: number at 0, architecture at 4, first argument (low half) at 16
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _KILL_PROCESS, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000

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


def lock() -> None:
    """For this process from now on: no socket, no program, no process but itself (EPERM), no
    file opened for writing, made or removed (EACCES). Threads and reading stay. Nothing undoes
    it. What the kernel does not have is left out; OSError if it refuses what it has."""
    prctl(_PR_SET_NO_NEW_PRIVS, 1)
    absent = missing()
    if "landlock" not in absent:
        _write_nowhere()
    if "seccomp" not in absent:
        architecture, clone, column = _MACHINES[platform.machine()]
        refused = (numbers[column] for numbers in _REFUSED.values())
        code = _filter(architecture, clone, [number for number in refused if number is not None])
        program = _Program(len(code) // 8, code)
        prctl(_PR_SET_SECCOMP, _MODE_FILTER, ctypes.byref(program))


def _landlock_abi() -> int:
    return int(_libc.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), _VERSION))


def _write_nowhere() -> None:
    """A ruleset that handles all rights but reading, and gives none of them."""
    rights = sum(1 << bit for bit in range(_RIGHTS[min(_landlock_abi(), max(_RIGHTS))]))
    handled = ctypes.c_uint64(rights & ~(_READ_FILE | _READ_DIR))
    ruleset = _libc.syscall(_CREATE_RULESET, ctypes.byref(handled), ctypes.c_size_t(8), 0)
    if ruleset < 0 or _libc.syscall(_RESTRICT_SELF, ruleset, 0) < 0:
        raise OSError(ctypes.get_errno(), "landlock")
    os.close(ruleset)


def _filter(architecture: int, clone: int, refused: list[int]) -> bytes:
    denied = _ERRNO | errno.EPERM
    lines = [
        (_LOAD, 0, 0, 4),
        (_EQUAL, 1, 0, architecture),
        (_RETURN, 0, 0, _KILL_PROCESS),  # a call by another door, e.g. int 0x80
        (_LOAD, 0, 0, 0),
        (_AT_LEAST, 0, 1, _X32),
        (_RETURN, 0, 0, denied),
        # the C library falls back to clone, whose flags can be looked at
        (_EQUAL, 0, 1, _CLONE3),
        (_RETURN, 0, 0, _ERRNO | errno.ENOSYS),
    ]
    for number in refused:
        lines += [(_EQUAL, 0, 1, number), (_RETURN, 0, 0, denied)]
    lines += [
        (_EQUAL, 0, 3, clone),
        (_LOAD, 0, 0, 16),
        (_ANY_BIT, 1, 0, _CLONE_THREAD),
        (_RETURN, 0, 0, denied),
        (_RETURN, 0, 0, _ALLOW),
    ]
    return b"".join(struct.pack("=HBBI", *line) for line in lines)


def _word(value: object) -> object:
    return ctypes.c_ulong(value) if isinstance(value, int) else value
