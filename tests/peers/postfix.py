"""A real Postfix without systemd: one tree per instance, Debian's package, no name look-ups."""

from __future__ import annotations

import email
import email.policy
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from peers import free_port, listening, wait_for

_SERVICES = """\
pickup    unix  n  -  n  60  1  pickup
cleanup   unix  n  -  n  -   0  cleanup
qmgr      unix  n  -  n  300 1  qmgr
tlsmgr    unix  -  -  n  1000? 1 tlsmgr
rewrite   unix  -  -  n  -   -  trivial-rewrite
bounce    unix  -  -  n  -   0  bounce
defer     unix  -  -  n  -   0  bounce
trace     unix  -  -  n  -   0  bounce
verify    unix  -  -  n  -   1  verify
flush     unix  n  -  n  1000? 0 flush
proxymap  unix  -  -  n  -   -  proxymap
proxywrite unix -  -  n  -   1  proxymap
smtp      unix  -  -  n  -   -  smtp
relay     unix  -  -  n  -   -  smtp
showq     unix  n  -  n  -   -  showq
error     unix  -  -  n  -   -  error
retry     unix  -  -  n  -   -  error
discard   unix  -  -  n  -   -  discard
local     unix  -  n  n  -   -  local
virtual   unix  -  n  n  -   -  virtual
lmtp      unix  -  -  n  -   -  lmtp
anvil     unix  -  -  n  -   1  anvil
scache    unix  -  -  n  -   1  scache
postlog   unix-dgram n - n - 1  postlogd
"""

_MAIN = """\
compatibility_level = 3.6
queue_directory = {root}/spool
data_directory = {root}/data
maillog_file = {root}/log/mail.log
maillog_file_prefixes = /tmp
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
inet_interfaces = loopback-only
inet_protocols = ipv4
myhostname = {name}.test
mydestination =
local_recipient_maps =
alias_maps =
alias_database =
mynetworks = 127.0.0.0/8
smtp_host_lookup = native
disable_dns_lookups = yes
smtp_tls_security_level = none
notify_classes =
minimal_backoff_time = 5s
maximal_backoff_time = 10s
queue_run_delay = 5s
message_size_limit = 60000000
"""

_MAILBOX = """\
virtual_mailbox_domains = example.org, example.test, partner.test, outside.test
virtual_mailbox_base = {root}/mail
virtual_mailbox_maps = static:inbox/
virtual_uid_maps = static:2000
virtual_gid_maps = static:2000
virtual_minimum_uid = 100
virtual_mailbox_limit = 0
virtual_destination_concurrency_limit = 5
smtpd_relay_restrictions = reject_unauth_destination
smtpd_authorized_xforward_hosts = 127.0.0.0/8
smtpd_client_connection_count_limit = 0
smtpd_client_connection_rate_limit = 0
smtputf8_enable = yes
# what arrives is what came: no addresses mended in headers, nothing added that is missing
local_header_rewrite_clients =
"""


class Postfix:
    """One instance. `listeners` are master.cf blocks made by the caller; see `mailbox`."""

    def __init__(self, name: str, main: str = "", master: str = "") -> None:
        self.root = Path(tempfile.mkdtemp(prefix=f"dlp-postfix-{name}-", dir="/tmp"))
        self.root.chmod(0o755)
        self.name = name
        for folder in ("etc", "spool", "data", "log", "mail"):
            (self.root / folder).mkdir()
        shutil.chown(self.root / "data", "postfix")
        os.chown(self.root / "mail", 2000, 2000)
        text = _MAIN.format(root=self.root, name=name) + main.format(root=self.root)
        (self.root / "etc/main.cf").write_text(text)
        (self.root / "etc/master.cf").write_text(_SERVICES + master)

    def start(self, *ports: int) -> Postfix:
        self._run("start")
        for port in ports:
            wait_for(lambda port=port: listening(port), what=f"Postfix {self.name} on {port}")
        return self

    def stop(self) -> None:
        pid = self.root / "spool/pid/master.pid"
        number = int(pid.read_text()) if pid.exists() else 0
        subprocess.run(["postfix", "-c", self.root / "etc", "abort"], capture_output=True)
        if number:
            wait_for(lambda: not Path(f"/proc/{number}").exists(), what="Postfix to end")
        shutil.rmtree(self.root, ignore_errors=True)

    def pause(self) -> None:
        """Stops it, and keeps what it has."""
        self._run("stop")

    def resume(self, *ports: int) -> None:
        """Starts it again after `pause`."""
        self.start(*ports)

    def set(self, line: str) -> None:
        """Changes one parameter of main.cf, and reloads."""
        with (self.root / "etc/main.cf").open("a") as file:
            file.write(f"{line}\n")
        self._run("reload")

    def _run(self, verb: str) -> None:
        done = subprocess.run(
            ["postfix", "-c", self.root / "etc", verb],
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
        )
        if done.returncode:
            raise RuntimeError(f"postfix {verb}: {done.stderr[-2000:]}")

    def log(self) -> str:
        path = self.root / "log/mail.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def queue(self) -> str:
        done = subprocess.run(
            ["postqueue", "-c", self.root / "etc", "-p"], capture_output=True, text=True
        )
        return done.stdout

    def flush(self) -> None:
        subprocess.run(["postqueue", "-c", self.root / "etc", "-f"], capture_output=True)

    # -- a maildir that takes everything -----------------------------------------------------

    def files(self) -> list[Path]:
        return sorted((self.root / "mail/inbox/new").glob("*"))

    def mails(self) -> list[Delivered]:
        return [Delivered(path.read_bytes()) for path in self.files()]

    def wait(self, count: int, seconds: float = 60) -> list[Delivered]:
        """Waits for at least `count` delivered copies (Postfix delivers one for each recipient)."""
        wait_for(lambda: len(self.files()) >= count, seconds, f"{count} mails; log: {self.log()}")
        time.sleep(0.1)
        return self.mails()

    def clear(self) -> None:
        for path in self.files():
            path.unlink()


class Delivered:
    """One delivered copy: Postfix's own trace lines on top, then what it was given."""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self.message = email.message_from_bytes(raw, policy=email.policy.default)

    @property
    def recipient(self) -> str:
        return str(self.message["X-Original-To"])

    @property
    def sender(self) -> str:
        return str(self.message["Return-Path"]).strip("<>")

    def without_trace(self, added: Iterable[str] = ()) -> bytes:
        """The bytes below the leading trace header fields (delivery's, Received, `added`)."""
        ours = {b"return-path", b"x-original-to", b"delivered-to", b"received"}
        ours |= {name.lower().encode() for name in added}
        lines = self.raw.split(b"\n")
        at = 0
        while at < len(lines):
            name = lines[at].split(b":", 1)[0].lower()
            if name not in ours:
                break
            at += 1
            while at < len(lines) and lines[at][:1] in (b" ", b"\t"):
                at += 1
        return b"\n".join(lines[at:])


def mailbox(name: str = "down", extra: str = "") -> tuple[Postfix, int]:
    """A started Postfix that delivers all mail for three test domains into one maildir."""
    port = free_port()
    postfix = Postfix(name, _MAILBOX + extra, f"127.0.0.1:{port} inet n - n - - smtpd\n")
    return postfix.start(port), port
