"""A real Dovecot: SASL for a Postfix, LMTP in, static passwords. Without systemd."""

from __future__ import annotations

import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from peers import free_port, listening, wait_for

_CONF = """\
base_dir = {root}/run
log_path = {root}/log
mail_location = maildir:{root}/mail/%u
protocols = {protocols}
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain login cram-md5
first_valid_uid = 100
default_internal_user = dovecot
default_login_user = dovenull
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {root}/users
}}
userdb {{
  driver = static
  args = uid=2000 gid=2000 home={root}/mail/%u allow_all_users=yes
}}
service auth {{
  inet_listener sasl {{
    address = 127.0.0.1
    port = {sasl}
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
{lmtp}
"""
_LMTP = """
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {port}
  }}
}}
protocol lmtp {{
  auth_username_format = %u
}}
"""


class Dovecot:
    """`users` are name → password; `lmtp` also delivers into one maildir a user."""

    def __init__(self, users: dict[str, str], *, lmtp: bool = False) -> None:
        self.root = Path(tempfile.mkdtemp(prefix="dlp-dovecot-", dir="/tmp"))
        self.root.chmod(0o755)
        self.sasl, self.lmtp = free_port(), free_port() if lmtp else 0
        (self.root / "run").mkdir()
        (self.root / "mail").mkdir()
        shutil.chown(self.root / "mail", 2000, 2000)
        (self.root / "users").write_text(
            "".join(f"{name}:{{PLAIN}}{password}::::::\n" for name, password in users.items())
        )
        (self.root / "dovecot.conf").write_text(
            _CONF.format(
                root=self.root,
                sasl=self.sasl,
                protocols="lmtp" if lmtp else "",
                lmtp=_LMTP.format(port=self.lmtp) if lmtp else "",
            )
        )
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> Dovecot:
        with (self.root / "out").open("wb") as out:
            self.process = subprocess.Popen(
                ["dovecot", "-F", "-c", self.root / "dovecot.conf"],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
            )

        def up() -> bool:
            assert self.process is not None
            if self.process.poll() is not None:
                raise RuntimeError((self.root / "out").read_text()[-2000:])
            return listening(self.sasl) and (not self.lmtp or listening(self.lmtp))

        wait_for(up, what="Dovecot")
        return self

    def mails(self, user: str) -> list[bytes]:
        return [path.read_bytes() for path in sorted((self.root / "mail" / user).glob("new/*"))]

    def stop(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(20)
        shutil.rmtree(self.root, ignore_errors=True)
