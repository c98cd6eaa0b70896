"""The command line as a user meets it: JSON contracts, exit codes, errors that help."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from dlp.cli import FILES, app, application
from dlp.errors import ConfigError

#: quick to load; the default list has tests of its own
FAST = ("--set", "detectors=[{use: payment}, {use: markings}]")
CARD = "Subject: Hello\nFrom: Ada <ada@example.org>\nTo: bob@outside.test\n\n4111 1111 1111 1111\n"
runner = CliRunner()


def here(*arguments: object, stdin: str | None = None):  # type: ignore[no-untyped-def]
    """The command in this process: quicker, where what `main` adds is of no interest."""
    return runner.invoke(app, list(map(str, arguments)), input=stdin)


def dlp(*arguments: object, stdin: str | None = None, folder: Path | None = None):  # type: ignore[no-untyped-def]
    """The command as a process: what `main` makes of errors is part of it."""
    return subprocess.run(
        [sys.executable, "-m", "dlp", *map(str, arguments)],
        capture_output=True,
        text=True,
        input=stdin,
        cwd=folder,
        env={key: value for key, value in os.environ.items() if key != "DLP_CONFIG"},
    )


def test_a_command_brings_its_own_file_only_and_is_the_same() -> None:
    def names(one: typer.Typer) -> set[str]:
        commands = {each.name or each.callback.__name__ for each in one.registered_commands}  # type: ignore[union-attr]
        return commands | {str(each.name) for each in one.registered_groups}

    assert names(app) == FILES.keys()
    for file in set(FILES.values()):
        wanted = {name for name, its in FILES.items() if its == file}
        assert names(application([file])) == wanted
    loads = "import dlp.cli, sys; dlp.cli.application(['detect']); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", loads], capture_output=True, text=True)
    assert "dlp.cli.detect" in loaded.stdout.split()
    assert not {"sqlalchemy", "nio", "dlp.app"} & set(loaded.stdout.split())


@pytest.mark.slow
def test_inspect_json_is_a_contract(tmp_path: Path) -> None:
    (tmp_path / "card.eml").write_text(CARD)
    done = dlp("inspect", "--json", *FAST, tmp_path / "card.eml")
    assert done.returncode == 3, done.stderr
    (record,) = map(json.loads, done.stdout.splitlines())
    assert set(record) == {"file", "level", "findings", "decisions"}
    assert record["level"] == "public"
    (card,) = [each for each in record["findings"] if each["kind"] == "CREDIT_CARD"]
    assert {"kind", "part", "start", "end", "score", "detector"} <= set(card)
    assert (card["part"], card["start"], card["end"]) == ("body:1", 0, 19)
    (decision,) = record["decisions"]
    assert set(decision) == {"destination", "action", "rule", "channel", "why", "reason"}
    assert (decision["destination"], decision["action"]) == ("bob@outside.test", "redact")
    assert "4111" not in done.stdout


@pytest.mark.slow
def test_inspect_decides_for_the_recipients_given(tmp_path: Path) -> None:
    (tmp_path / "card.eml").write_text(CARD)
    to = "carol@example.org,bob@outside.test"
    done = here("inspect", "--json", *FAST, "--to", to, "--from", "x@y.test", tmp_path / "card.eml")
    actions = {d["destination"]: d["action"] for d in json.loads(done.stdout)["decisions"]}
    assert actions == {"carol@example.org": "allow", "bob@outside.test": "redact"}


@pytest.mark.slow
def test_inspect_takes_a_file_as_another_protocol_would(tmp_path: Path) -> None:
    said = tmp_path / "said.txt"
    said.write_text("pay to DE89 3704 0044 0532 0130 00")
    given = (*FAST, "--json", "--protocol", "matrix", "--from", "anna@example.org")
    done = runner.invoke(app, ["inspect", str(said), *given, "--to", "bob@example.net"])
    record = json.loads(done.stdout)
    assert [(f["kind"], f["part"]) for f in record["findings"]] == [
        ("IBAN_CODE", "event/content/body")
    ]
    assert [each["destination"] for each in record["decisions"]] == ["!draft"]
    said.write_bytes(b"\xff\xfe\x00")
    assert runner.invoke(app, ["inspect", str(said), *given]).exit_code == 2
    done = runner.invoke(app, ["inspect", str(said), *FAST, "--protocol", "matrx"])
    assert done.exit_code != 0 and "did you mean 'matrix'" in str(done.exception)


@pytest.mark.slow
def test_a_case_is_a_message_of_the_protocol_that_it_names(tmp_path: Path) -> None:
    (tmp_path / "policy.yaml").write_text(
        "zones: {internal: {domains: [example.org], clearance: top-secret}}\n"
        "networks: {matrix: {clearance: top-secret}}\n"
        "rules:\n"
        "  - {name: chat, when: {protocol: matrix, zone: external}, action: block, why: x}\n"
        "  - {name: default, action: allow, declassify: true}\n"
    )
    cases = tmp_path / "cases"
    cases.mkdir()
    text = (
        "from: anna@example.org\nprotocol: {}\nto: carol@example.org, bob@example.net\n\nLunch?\n"
    )
    room = "-----\ncarol@example.org: {} chat\nbob@example.net: block chat\n"
    (cases / "room.case").write_text(text.format("matrix") + room.format("block"))
    command = ["policy", "check", *FAST, "--policy", str(tmp_path / "policy.yaml")]
    done = runner.invoke(app, command)
    assert done.exit_code == 0, done.output
    assert "1 of 1 cases" in done.output
    for protocol, action, word in (
        ("matrix", "allow", "a room has one decision"),
        ("matrx", "block", "did you mean 'matrix'"),
    ):
        (cases / "room.case").write_text(text.format(protocol) + room.format(action))
        assert word in str(runner.invoke(app, command).exception)


ENVELOPES = """
zones: {internal: {domains: [example.org, "bücher.test"], clearance: secret}}
rules:
  - {name: above, when: {over_clearance: true}, action: hold, why: level}
  - {name: by-night, when: {listener: night}, action: block, why: nobody is here}
  - {name: by-login, when: {authenticated: true}, action: hold, why: known}
  - {name: by-nobody, when: {sender: "<>"}, action: block, why: a report}
  - {name: long, when: {size_over: 42}, action: hold, why: long}
  - {name: inside, when: {zone: internal}, action: allow, why: ours}
  - {name: default, action: hold}
"""


def test_inspect_is_told_what_only_an_envelope_knows(tmp_path: Path) -> None:
    (tmp_path / "policy.yaml").write_text(ENVELOPES)
    (tmp_path / "short.eml").write_text("From: a@b.test\nTo: c@d.test, c@d.test\n\nx\n")
    (tmp_path / "utf8.eml").write_text("From: a@b.test\nTo: j@bücher.test\n\n\n")
    (tmp_path / "ours.case").write_text(
        "from: <>\nto: carol@example.org\n\nSubject: x\n\nx\n-----\ncarol@example.org: allow inside\n"
    )
    door = "{name: %s, listen: '127.0.0.1:0', downstream: {address: '127.0.0.1:25'}}"
    doors = f"smtp.listeners=[{door % 'day'}, {door % 'night'}]"
    # no detector: nothing is found in these, and each call loads them anew
    fixed = ("--policy", tmp_path / "policy.yaml", "--set", "detectors=[]", "--set", doors)

    def rules(name: str, *options: str) -> list[str]:
        done = here("inspect", "--json", *fixed, *options, tmp_path / name)
        return [each["rule"] for each in json.loads(done.stdout)["decisions"]]

    asks = here("inspect", "--json", *fixed, tmp_path / "short.eml")
    assert "'listener', which --listener says" in asks.stderr
    assert "'authenticated', which --authenticated says" in asks.stderr
    # 41 bytes in the file, 45 on the wire; and who is named twice gets one copy
    assert rules("short.eml", "--listener", "day") == ["long"]
    assert rules("short.eml", "--listener", "night") == ["by-night"]
    assert rules("short.eml", "--from", "<>") == ["by-nobody"]
    assert rules("short.eml", "--authenticated", "a@b.test") == ["by-login"]
    assert rules("utf8.eml") == ["inside"]
    assert rules("ours.case", "--listener", "day") == ["by-nobody"]
    chat = here("policy", "explain", *fixed, "--protocol", "matrix", tmp_path / "short.eml")
    assert "'listener'" not in chat.stderr, "there is but one"
    wrong = here("inspect", *fixed, "--listener", "nihgt", tmp_path / "short.eml")
    assert isinstance(wrong.exception, ConfigError) and "night" in str(wrong.exception)
    explained = here(
        "policy", "explain", *fixed, "--listener", "night", tmp_path / "short.eml"
    ).stdout
    assert "by-night" in explained and "listener matches" in explained


def test_inspect_says_that_nothing_is_read(tmp_path: Path) -> None:
    (tmp_path / "card.eml").write_text(CARD)
    off = ("--set", "inspection.enabled=false")
    done = here("inspect", "--json", *FAST, *off, tmp_path / "card.eml")
    assert "everything passes unread" in done.stderr
    assert json.loads(done.stdout)["decisions"][0]["action"] == "allow"


def test_inspect_reads_plain_text_and_says_what_it_cannot_read(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("SECRET\n\nThe survey is finished.\n\nSECRET\n")
    (tmp_path / "calm.txt").write_text("Lunch at noon?\n")
    (tmp_path / "x.bin").write_bytes(bytes(range(256)) * 4)
    files = [tmp_path / name for name in ("note.txt", "calm.txt", "x.bin")]
    done = here("inspect", "--json", *FAST, *files)
    note, calm, binary = map(json.loads, done.stdout.splitlines())
    assert done.exit_code == 3
    assert note["level"] == "secret"
    assert note["decisions"][0]["action"] in ("redirect", "hold")
    assert calm["decisions"][0]["action"] == "allow"
    assert [each["kind"] for each in binary["findings"]] == ["UNREADABLE"]
    assert binary["decisions"][0]["action"] == "hold"


@pytest.mark.slow
def test_inspect_exit_codes(tmp_path: Path) -> None:
    (tmp_path / "calm.txt").write_text("Lunch at noon?\n")
    assert dlp("inspect", *FAST, tmp_path / "calm.txt").returncode == 0
    done = dlp("inspect", *FAST, tmp_path / "absent.eml", tmp_path / "calm.txt")
    assert done.returncode == 2
    assert "absent.eml" in done.stderr
    assert dlp("inspect").returncode == 2
    assert dlp("inspect", "--no-such-option", "x").returncode == 2


@pytest.mark.slow
def test_detect_jsonl_is_a_contract() -> None:
    texts = ["card 4111111111111111", "žluťoučký 🦓 4111111111111111", "nothing"]
    lines = "".join(json.dumps({"id": n, "text": text}) + "\n" for n, text in enumerate(texts))
    done = dlp("detect", "--jsonl", *FAST, stdin=lines)
    assert done.returncode == 0, done.stderr
    records = list(map(json.loads, done.stdout.splitlines()))
    assert [record["id"] for record in records] == [0, 1, 2]
    for record, text in zip(records[:2], texts[:2], strict=True):
        (found,) = record["findings"]
        assert {"kind", "start", "end", "score", "detector"} <= set(found)
        assert text[found["start"] : found["end"]] == "4111111111111111"
    assert records[2]["findings"] == []


def test_detect_jsonl_carries_markings() -> None:
    line = json.dumps({"id": "a", "text": "NATO RESTRICTED\n\nText of the paper.\n"})
    done = here("detect", "--jsonl", *FAST, stdin=line + "\n")
    found = next(
        each
        for each in json.loads(done.stdout)["findings"]
        if each["kind"] == "CLASSIFICATION_MARKING"
    )
    assert found["level"] == "restricted"
    assert found["scheme"] == "nato"
    assert found["form"] == "banner"
    assert found["label"]
    assert found["caveats"] == []


def test_detect_jsonl_names_the_bad_line() -> None:
    done = here("detect", "--jsonl", *FAST, stdin='{"id": 1, "text": "x"}\n{"id": 2}\n')
    assert done.exit_code == 2
    assert "line 2" in done.output


def test_init_writes_what_serve_needs_and_never_overwrites_a_key(tmp_path: Path) -> None:
    assert runner.invoke(app, ["init", str(tmp_path)]).exit_code == 0
    key = (tmp_path / "evidence.key").read_bytes()
    assert (tmp_path / "evidence.key").stat().st_mode & 0o777 == 0o600
    assert list((tmp_path / "cases").glob("*.case"))
    again = runner.invoke(app, ["init", str(tmp_path)])
    assert isinstance(again.exception, ConfigError)
    assert runner.invoke(app, ["init", "--force", str(tmp_path)]).exit_code == 0
    assert (tmp_path / "evidence.key").read_bytes() == key


@pytest.mark.slow
def test_the_shipped_policy_passes_its_cases(tmp_path: Path) -> None:
    assert dlp("init", tmp_path).returncode == 0
    done = dlp("policy", "check", "-c", tmp_path / "dlp.yaml")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "cases as expected" in done.stdout


@pytest.mark.slow
def test_errors_name_place_fact_and_remedy(tmp_path: Path) -> None:
    dlp("init", tmp_path)
    config = tmp_path / "dlp.yaml"
    done = dlp("serve", "-c", config, "--set", "smtp.listners=[]")
    assert done.returncode == 2
    assert "smtp.listners" in done.stderr
    assert "did you mean 'listeners'" in done.stderr
    done = dlp("serve", "-c", tmp_path / "absent.yaml")
    assert done.returncode == 2
    assert "dlp init" in done.stderr
    policy = tmp_path / "policy.yaml"
    policy.write_text(policy.read_text().replace("action: block", "action: blok", 1))
    done = dlp("policy", "check", "-c", config)
    assert done.returncode == 2
    assert "policy.yaml:" in done.stderr
    assert "'block'" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("topic", ["plugins", "metrics", "configuration"])
def test_describe_in_every_form(topic: str) -> None:
    for form in ("table", "markdown", "json"):
        done = runner.invoke(app, ["describe", topic, "--format", form])
        assert done.exit_code == 0, done.output
        assert len(done.output.splitlines()) > 5


def test_describe_kinds_and_detectors() -> None:
    done = runner.invoke(app, ["describe", "kinds", *FAST, "--format", "json"])
    kinds = {json.loads(line)["kind"] for line in done.output.splitlines()}
    assert {"CREDIT_CARD", "IBAN_CODE", "CLASSIFICATION_MARKING", "UNREADABLE"} <= kinds


@pytest.mark.slow
def test_customer_data_and_documents_are_known_again(tmp_path: Path) -> None:
    (tmp_path / "customers.csv").write_text(
        "number,name,town\nC-10293847,Anna Berg,Uppsala\nC-55667788,Bo Lund,Lund\n"
    )
    done = dlp(
        "edm",
        "build",
        "customers.csv",
        "-o",
        "c.edm",
        "-p",
        "number",
        "-w",
        "name",
        "-w",
        "town",
        folder=tmp_path,
    )
    assert done.returncode == 0, done.stderr
    assert b"Berg" not in (tmp_path / "c.edm").read_bytes()
    words = (
        "seven wizards brew a potion of great renown near the old river bank every evening while"
        " the quick brown fox jumps over lazy dogs that dream of cheese and moonlight"
    )
    (tmp_path / "recipe.txt").write_text(f"To begin with, {words}, and so it ends.")
    done = dlp("fingerprint", "add", "recipe.txt", "-o", "d.fp", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    detectors = (
        "detectors=[{use: edm, file: c.edm, key: {file: edm.key}},"
        " {use: fingerprint, file: d.fp, key: {file: fingerprint.key}}]"
    )
    line = json.dumps({"id": 1, "text": f"C-10293847 is Anna Berg of Uppsala. {words}."})
    (tmp_path / "dlp.yaml").write_text("{}")
    done = dlp("detect", "--jsonl", "--set", detectors, stdin=line + "\n", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    kinds = [each["kind"] for each in json.loads(done.stdout)["findings"]]
    assert kinds == ["CUSTOMER_DATA", "DOCUMENT_FINGERPRINT"]
