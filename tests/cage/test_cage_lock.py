"""The lock on real processes: what each of its layers refuses, and what stays."""

from __future__ import annotations

import ctypes
import errno
import json
import mmap
import os
import platform
import re
import resource
import signal
import socket
import struct
import threading
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from dlp.cage import lock

LIBC = ctypes.CDLL(None, use_errno=True)
#: where Linux says which number a call has on a machine
HEADERS = {
    "x86_64": Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"),
    "aarch64": Path("/usr/include/asm-generic/unistd.h"),
}


def landlock() -> int:
    """The version of Landlock that this kernel has, -1 for none (landlock_create_ruleset(2))."""
    return int(LIBC.syscall(ctypes.c_long(444), None, ctypes.c_size_t(0), ctypes.c_uint32(1)))


def both() -> bool:
    """Whether this kernel has both layers, by its own word."""
    return landlock() > 0 and "\nSeccomp:" in Path("/proc/self/status").read_text()


# not what `lock.missing` says: where it was wrong, nothing here would run
pytestmark = pytest.mark.skipif(
    platform.machine() not in HEADERS or not both(), reason="this kernel lacks a layer"
)

#: What no process that meets hostile bytes may do, whatever else the list grants.
NEVER = """
    accept accept4 add_key bind bpf chmod chown chroot clone clone3 connect creat execve execveat
    fchmod fchown fork ftruncate getdents64 inotify_init1 io_setup io_uring_setup ioctl keyctl kill
    link linkat listen memfd_create mkdir mkdirat mount name_to_handle_at open open_by_handle_at
    openat openat2 perf_event_open pidfd_getfd pidfd_open pidfd_send_signal pkey_mprotect
    prctl prlimit64 process_madvise process_vm_readv process_vm_writev ptrace pwrite64 recvfrom
    recvmsg rename renameat2 rt_sigqueueinfo rt_tgsigqueueinfo seccomp sendmsg sendto setns
    setpriority setrlimit setuid shmget socket socketpair splice statx symlink symlinkat
    tkill truncate umount2 unlink unlinkat unshare userfaultfd vfork wait4 waitid
""".split()


def numbers(machine: str) -> dict[str, int]:
    """Call → number, as the kernel's own header has it."""
    header = HEADERS.get(machine)
    if header is None or not header.exists():
        pytest.skip(f"no kernel header for {machine}")
    found = re.findall(r"(?m)^#define __NR(?:3264)?_(\w+)\s+(\d+)", header.read_text())
    return {name: int(number) for name, number in found}


def in_child(work: Callable[[], object]) -> object:
    """What `work` returns in a forked process of its own; minus the signal that ended it."""
    ours, theirs = os.pipe()
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            signal.alarm(20)
            said = json.dumps(work()).encode()
            os.write(theirs, said)
            status = 0
        finally:
            os._exit(status)
    os.close(theirs)
    with open(ours, "rb") as answer:
        said = answer.read()
    _, status = os.waitpid(pid, 0)
    return json.loads(said) if said else -os.WTERMSIG(status)


def call(number: int, *arguments: int) -> str:
    """A system call: the name of its error, ``done`` where there is none."""
    padded = [*arguments, *[-1] * (6 - len(arguments))]
    ctypes.set_errno(0)
    if LIBC.syscall(ctypes.c_long(number), *map(ctypes.c_long, padded)) == -1:
        return errno.errorcode.get(ctypes.get_errno(), "other")
    return "done"


def tried(work: Callable[[], object]) -> str:
    try:
        work()
    except OSError as error:
        return errno.errorcode[error.errno or 0]
    return "done"


def without(monkeypatch: pytest.MonkeyPatch, layer: str) -> None:
    """As on a kernel that has only the other layer."""
    monkeypatch.setattr(lock, "missing", lambda: (layer,))


def filtered(number: int, argument: int) -> None:
    """Has the kernel say of a call with that first argument that it does not know it."""
    lines: Iterable[tuple[int, int, int, int]] = (
        (0x20, 0, 0, 0),
        (0x15, 0, 3, number),
        (0x20, 0, 0, 16),
        (0x15, 0, 1, argument & 0xFFFFFFFF),
        (0x06, 0, 0, 0x00050000 | errno.ENOSYS),
        (0x06, 0, 0, 0x7FFF0000),
    )
    code = b"".join(struct.pack("=HBBI", *line) for line in lines)
    buffer = ctypes.create_string_buffer(code)
    program = struct.pack("@HP", len(code) // 8, ctypes.addressof(buffer))
    assert LIBC.prctl(38, 1, 0, 0, 0) == 0
    assert LIBC.prctl(22, 2, program) == 0


# ---------------------------------------------------------------------- the lists


@pytest.mark.parametrize(("machine", "column"), [("x86_64", 0), ("aarch64", 1)])
def test_every_number_is_the_kernels(machine: str, column: int) -> None:
    real = numbers(machine)
    ours = {name: numbers[column] for name, numbers in (lock._REFUSED | lock._GRANTED).items()}
    # in the generic table these two go by their 64-bit names
    assert ours == {name: real.get(name, real.get(f"{name}64")) for name in ours}
    others = {
        "mmap": lock._MMAP[column],
        "mprotect": lock._MPROTECT[column],
        "tgkill": lock._TGKILL[column],
        "clone": lock._CLONE[column],
        "clone3": lock._CLONE3,
    }
    assert others == {name: real[name] for name in others}


def test_a_reader_may_make_the_calls_on_the_list_and_no_other() -> None:
    real = numbers(platform.machine())
    refused = sorted(set(real.values()) - {real[name] for name in lock._GRANTED})
    ends = {"exit", "exit_group", "rt_sigreturn"}  # they do not come back
    looked_at = {real["mmap"], real["mprotect"], real["tgkill"]}  # their arguments are

    def work() -> object:
        lock.lock_reader()
        return (
            [each for each in refused if call(each) != "EPERM"],
            [name for name in lock._GRANTED.keys() - ends if call(real[name]) == "EPERM"],
        )

    open_, closed = in_child(work)  # type: ignore[misc]
    assert set(open_) <= looked_at and closed == []
    assert not set(NEVER) & lock._GRANTED.keys()


def test_a_worker_may_not_make_the_calls_on_the_list() -> None:
    real = numbers(platform.machine())

    def work() -> object:
        lock.lock_worker()
        names = lock._REFUSED.keys() & real.keys()
        return {name: call(real[name]) for name in names}, call(real["clone3"]), call(real["clone"])

    answers, clone3, clone = in_child(work)  # type: ignore[misc]
    assert set(answers.values()) == {"EPERM"}
    assert (clone3, clone) == ("ENOSYS", "EINVAL")  # -1 has the bit of a thread: on to the kernel
    must = {"socket", "connect", "execve", "kill", "ptrace", "process_vm_readv", "io_uring_setup"}
    assert must <= answers.keys()


# ---------------------------------------------------------------------- what a reader can do


def test_a_reader_has_no_code_no_thread_no_signal_and_no_file() -> None:
    parent = os.getpid()
    page = mmap.PAGESIZE

    def work() -> object:
        mapped = mmap.mmap(-1, page)
        at = ctypes.addressof(ctypes.c_char.from_buffer(mapped))
        readable = mmap.mmap(-1, page, prot=mmap.PROT_READ)
        lock.lock_reader()
        real = {"mprotect": lock._MPROTECT, "tgkill": lock._TGKILL}
        column = lock._MACHINES[platform.machine()][1]
        mprotect, tgkill = (real[name][column] for name in ("mprotect", "tgkill"))
        me, plain = os.getpid(), mmap.PROT_READ | mmap.PROT_WRITE
        executable = lambda: mmap.mmap(-1, page, prot=plain | mmap.PROT_EXEC)  # noqa: E731
        readable.close()
        return {
            "memory": tried(lambda: mmap.mmap(-1, page)),
            "more rights": call(mprotect, at, page, plain),
            "code": tried(executable),
            "memory made code": call(mprotect, at, page, plain | mmap.PROT_EXEC),
            "only code": call(mprotect, at, page, mmap.PROT_EXEC),
            "signal to itself": call(tgkill, me, me, 0),
            "signal to its parent": call(tgkill, parent, parent, 0),
            "signal to another thread": call(tgkill, parent, me, 0),
            "file": tried(lambda: os.open("/etc/passwd", os.O_RDONLY)),
            "fork": tried(os.fork),
            "thread": _thread(),
        }

    assert in_child(work) == {
        "memory": "done",
        "more rights": "done",
        "code": "EPERM",
        "memory made code": "EPERM",
        "only code": "EPERM",
        "signal to itself": "done",
        "signal to its parent": "EPERM",
        "signal to another thread": "EPERM",
        "file": "EPERM",
        "fork": "EPERM",
        "thread": "refused",
    }


def _thread() -> str:
    thread = threading.Thread(target=int)
    try:
        thread.start()
    except RuntimeError:
        return "refused"
    thread.join()
    return "done"


def test_a_worker_reads_files_and_starts_threads_and_that_is_all(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("kept")

    def work() -> object:
        lock.lock_worker()
        return {
            "read": path.read_text(),
            "list": os.listdir(tmp_path),
            "thread": _thread(),
            "write": tried(lambda: os.open(path, os.O_WRONLY)),
            "make": tried(lambda: os.mkdir(tmp_path / "folder")),
            "remove": tried(path.unlink),
            "shorten": tried(lambda: os.truncate(path, 0)),
            "socket": tried(socket.socket),
            "fork": tried(os.fork),
            "program": tried(lambda: os.execv("/bin/true", ["true"])),
        }

    denied = dict.fromkeys(("write", "make", "remove", "shorten"), "EACCES")
    refused = dict.fromkeys(("socket", "fork", "program"), "EPERM")
    stays = {"read": "kept", "list": ["file"], "thread": "done"}
    assert in_child(work) == stays | denied | refused


# ---------------------------------------------------------------------- each layer alone


def test_without_the_filter_a_reader_still_opens_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "file"
    path.write_text("kept")
    without(monkeypatch, "seccomp")

    def work() -> object:
        lock.lock_reader()
        return [
            tried(lambda: os.open(path, os.O_RDONLY)),
            tried(lambda: os.open(path, os.O_WRONLY)),
            tried(lambda: os.open(tmp_path, os.O_RDONLY)),
            tried(lambda: os.listdir(tmp_path)),
            tried(lambda: os.execv("/bin/true", ["true"])),
            tried(lambda: os.symlink(path, tmp_path / "link")),
            tried(lambda: os.rename(path, tmp_path / "other")),
            tried(lambda: os.truncate(path, 0)),
        ]

    assert in_child(work) == ["EACCES"] * 8
    assert os.listdir(tmp_path) == ["file"] and path.read_text() == "kept"


def test_without_the_file_rights_a_reader_still_opens_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    without(monkeypatch, "landlock")

    def work() -> object:
        lock.lock_reader()
        return tried(lambda: os.open("/etc/passwd", os.O_RDONLY)), tried(os.fork)

    assert in_child(work) == ["EPERM", "EPERM"]


@pytest.mark.parametrize("layer", ["seccomp", "landlock"])
def test_what_the_kernel_does_not_have_is_missing_and_left_out(layer: str) -> None:
    real = numbers(platform.machine())

    def work() -> object:
        if layer == "seccomp":
            filtered(real["prctl"], lock._PR_GET_SECCOMP)
        else:
            filtered(real["landlock_create_ruleset"], 0)
        return lock.missing(), tried(lock.lock_worker), tried(socket.socket)

    # without the filter a worker has sockets: the log says what is missing
    sockets = "done" if layer == "seccomp" else "EPERM"
    assert in_child(work) == [[layer], "done", sockets]


def test_nothing_is_missing_here() -> None:
    assert lock.missing() == ()
    assert lock._landlock_abi() == landlock()  # which rights it knows


def test_on_a_machine_that_is_not_in_the_tables_the_filter_is_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(platform, "machine", lambda: "riscv64")
    assert lock.missing() == ("seccomp",)


# ---------------------------------------------------------------------- the way in


@pytest.mark.skipif(platform.machine() != "x86_64", reason="other machines have one door")
@pytest.mark.parametrize("locked", [lock.lock_worker, lock.lock_reader])
def test_calls_by_other_doors_are_refused(locked: Callable[[], None]) -> None:
    code = mmap.mmap(-1, mmap.PAGESIZE, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    code.write(b"\xb8\x14\x00\x00\x00\xcd\x80\xc3")  # mov eax, getpid; int 0x80; ret
    getpid = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(code)))

    def old_door() -> object:
        locked()
        return getpid()

    def x32_door() -> object:
        locked()
        # getuid, which both grant: by this door the number is another one
        return call(0x40000000), call(0x40000000 + 102), call(0x3FFFFFFF)

    assert in_child(getpid) != -signal.SIGSYS
    assert in_child(old_door) == -signal.SIGSYS
    answer = ["EPERM", "EPERM", "ENOSYS" if locked is lock.lock_worker else "EPERM"]
    assert in_child(x32_door) == answer


@pytest.mark.parametrize("locked", [lock.lock_worker, lock.lock_reader])
def test_a_locked_process_gains_nothing_from_a_program_and_keeps_no_descriptor(
    locked: Callable[[], None],
) -> None:
    def work() -> object:
        with open("/proc/self/status") as status:
            before = os.dup(0)
            os.close(before)
            locked()
            # the lowest free descriptor is still the same one
            with_lock = os.dup(0) if locked is lock.lock_worker else before
            return before == with_lock, re.findall(r"NoNewPrivs:\t(\d)", status.read())

    assert in_child(work) == [True, ["1"]]


def test_a_refusal_of_the_kernel_is_an_error() -> None:
    def layers() -> object:
        # Landlock takes sixteen layers and no more (landlock(7))
        return [tried(lambda: lock._restrict_files(True)) for _ in range(17)]

    with pytest.raises(OSError) as refusal:
        lock.prctl(-1)
    assert refusal.value.errno == errno.EINVAL
    assert in_child(layers) == ["done"] * 16 + ["E2BIG"]
