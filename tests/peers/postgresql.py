"""A real PostgreSQL: a throw-away cluster on a free loopback port, run by a user that is not root."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from peers import free_port


def binaries() -> Path | None:
    """Where Debian keeps the server's programs, the newest version first."""
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    found = shutil.which("initdb")
    return next((place for place in places if (place / "initdb").exists()), None) or (
        Path(found).resolve().parent if found else None
    )


class PostgreSql:
    """A cluster; `new_database()` gives URLs of empty databases in it."""

    def __init__(self) -> None:
        home = binaries()
        if home is None:
            raise RuntimeError("PostgreSQL is not installed: run tests/peers/install")
        self._home = home
        self.folder = Path(tempfile.mkdtemp(prefix="dlp-postgresql-"))
        self._user = pwd.getpwuid(os.getuid()).pw_name
        if os.getuid() == 0:  # the server refuses to run as root
            self._user = "postgres"
            shutil.chown(self.folder, self._user)
        self.port = free_port()
        self._databases = 0
        data = self.folder / "data"
        self._run("initdb", "-D", str(data), "-A", "trust", "-U", "dlp", "--no-sync")
        self.start()

    def new_database(self) -> str:
        self._databases += 1
        name = f"dlp{self._databases}"
        host = ("-h", "127.0.0.1", "-p", str(self.port), "-U", "dlp")
        self._run("createdb", *host, name)
        return f"postgresql+psycopg://dlp@127.0.0.1:{self.port}/{name}"

    def start(self) -> None:
        options = f"-c listen_addresses=127.0.0.1 -c port={self.port} -c fsync=off -k {self.folder}"
        log = str(self.folder / "log")
        data = str(self.folder / "data")
        self._run("pg_ctl", "-D", data, "-l", log, "-w", "-o", options, "start")

    def halt(self) -> None:
        """At once, as if the power went."""
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "-w", "stop")

    def stop(self) -> None:
        """Halts it and forgets everything."""
        self.halt()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, program: str, *arguments: str) -> None:
        command: Sequence[str] = [str(self._home / program), *arguments]
        if os.getuid() == 0:
            command = [
                "setpriv",
                f"--reuid={self._user}",
                f"--regid={self._user}",
                "--clear-groups",
                *command,
            ]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, cwd="/")
        if done.returncode:
            raise RuntimeError(f"{program} failed: {done.stderr.decode()[-500:]}")
