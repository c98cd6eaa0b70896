"""Two homeservers that federate, the proxy in front of one, and what becomes of messages: `make
run-matrix`.

Everything is checked on the other server, by the outsider's own account. On a terminal it stays up
at the end, so that any client can be pointed at the proxy.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from matrix.house import CARD, IBAN, KEY, SECRET, Estate
from peers import synapse, wait_for

out = Console(highlight=False, soft_wrap=True)
_STYLE = {
    "allow": "green",
    "redact": "yellow",
    "redirect": "cyan",
    "hold": "magenta",
    "block": "red",
}


class Tour:
    """The scripted part. `wrong` has what was not as it should be."""

    def __init__(self, estate: Estate) -> None:
        self._estate = estate
        self._step = 0
        self.wrong: list[str] = []
        self._room = estate.alice.room(
            name="Harbour project", invite=[estate.ben.user, estate.eve.user]
        )
        for client in (estate.ben, estate.eve):
            client.join(self._room)

    def __call__(self) -> None:
        self._say("allow", "Good morning, the plans are ready.")
        self._say(
            "redact", f"My card is {CARD}, thanks.", "My card is [CREDIT_CARD removed], thanks."
        )
        self._say("block", KEY, None)
        reference = self._say("hold", f"Please pay to {IBAN}.", None)
        out.print(f"   [dim]a reviewer looks: dlp incidents release {reference}[/]")
        done = self._estate.gateway.run("incidents", "release", reference, "-r", "seen")
        self._check(
            "released, it arrives under alice's name",
            done.returncode == 0 and self._there(f"Please pay to {IBAN}."),
        )
        self._say("redirect", SECRET, "A message was sent another way.")
        self._twin()
        self._bot()

    def _say(self, action: str, text: str, wanted: str | None = "") -> str:
        """Alice says something; `wanted` is what the outsider may get of it, None for nothing."""
        self._step += 1
        wanted = text if wanted == "" else wanted
        first = text.strip().splitlines()
        out.print(f"\n[bold]{self._step}. {escape(' '.join(first))[:76]}[/]")
        status, said = self._estate.alice.say(self._room, text)
        out.print(
            f"   [{_STYLE[action]}]{action}[/]  alice's client hears {status}"
            + (f": {escape(said['error'])}" if status != 200 else "")
        )
        refused = action in ("block", "hold")
        self._check(f"answered {'403' if refused else '200'}", status == (403 if refused else 200))
        if wanted is not None:
            self._check(f"eve, on the other server, reads: {wanted}", self._there(wanted))
        if wanted != text:
            self._settled()
            self._check("eve's server has nothing of what was found", self._unseen(text))
        return self._estate.held(said) if refused else ""

    def _there(self, text: str) -> bool:
        try:
            wait_for(lambda: text in self._estate.eve.bodies(self._room), 30)
        except TimeoutError:
            return False
        return True

    def _settled(self) -> None:
        """Something said later has arrived, so what comes before it would have, too."""
        mark = f"({self._step})"
        self._estate.alice.say(self._room, mark)
        self._there(mark)

    def _unseen(self, text: str) -> bool:
        secret = next(
            each
            for each in (CARD, IBAN, "MIIEpAIB", "harbour is finished")
            if each in text or each == "harbour is finished"
        )
        seen = str(self._estate.eve.seen(self._room))
        files = (self._estate.away.folder / name for name in ("db", "db-wal"))
        return secret not in seen and not any(
            secret.encode() in each.read_bytes() for each in files if each.exists()
        )

    def _twin(self) -> None:
        """The room that the message went to instead."""
        ben, alice = self._estate.ben, self._estate.alice
        found = wait_for(lambda: self._estate.invited(ben).get(alice.user), 30, "ben's invitation")
        ben.join(str(found))
        arrived = wait_for(lambda: SECRET in ben.bodies(str(found)), 30, "the message in the twin")
        self._check("ben, who is cleared, reads it in a room of cleared people", bool(arrived))
        _, created = ben.call("GET", ben.at(str(found), "/state/m.room.create/"))
        self._check("which no other server can enter", created.get("m.federate") is False)

    def _bot(self) -> None:
        room = self._estate.bot_room(self._estate.alice)
        self._step += 1
        out.print(f"\n[bold]{self._step}. What the bot told alice meanwhile[/]")
        wait_for(lambda: len(self._words(room)) >= 4, 30, "word of the bot")
        for word in self._words(room):
            out.print(f"   [dim]│[/] {escape(word.splitlines()[0])}")
        said = str(self._words(room))
        self._check("it repeats nothing", not any(each in said for each in (CARD, IBAN, "MIIEp")))

    def _words(self, room: str) -> list[str]:
        alice = self._estate.alice
        return [
            each["content"]["body"]
            for each in alice.seen(room)
            if each["type"] == "m.room.message" and each["sender"] != alice.user
        ]

    def _check(self, what: str, holds: bool) -> None:
        out.print(f"   {'[green]✓[/]' if holds else '[red]✗[/]'} {escape(what)}")
        if not holds:
            self.wrong.append(what)


def _invite(estate: Estate) -> None:
    table = Table(box=None, padding=(0, 2), show_header=False)
    for name, value in (
        ("homeserver for your client", estate.front),
        ("accounts behind the proxy", "alice, ben, carl (carl is cleared for nothing)"),
        ("on the other server", f"eve at {estate.away.url}"),
        ("passwords", "pw-alice, pw-ben, pw-carl, pw-eve"),
        ("incidents", f"dlp incidents list -c {estate.gateway.config_file}"),
    ):
        table.add_row(f"[dim]{name}[/]", escape(value))
    out.print("\n[bold]It stays up; Ctrl-C ends it.[/]")
    out.print(table)


def tour(folder: Path, stay: Callable[[], Any] | None = None) -> list[str]:
    """Runs it; what was not as it should be. `stay` is called at the end, with all still up."""
    out.print("[dim]starting two homeservers and the gateway: about half a minute …[/]")
    estate = Estate(folder)
    try:
        out.print(
            f"   {escape(estate.own)}  alice, ben, carl; the proxy in front at {estate.front}"
        )
        out.print(f"   {escape(estate.far)}  eve, in one room with alice and ben")
        shown = Tour(estate)
        shown()
        out.print(
            "\n[green]All as it should be.[/]"
            if not shown.wrong
            else f"\n[red]{len(shown.wrong)} wrong[/]"
        )
        if stay is not None:
            _invite(estate)
            stay()
    finally:
        estate.stop()
    return shown.wrong


def main() -> int:
    synapse.install()
    stay = None
    if sys.stdin.isatty():

        def stay() -> None:
            while True:
                time.sleep(3600)

    with tempfile.TemporaryDirectory(prefix="dlp-tour-") as folder:
        try:
            return 1 if tour(Path(folder), stay) else 0
        except KeyboardInterrupt:
            out.print("\n[dim]stopping[/]")
            return 0


if __name__ == "__main__":
    sys.exit(main())
