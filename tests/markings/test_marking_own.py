"""An organisation's own schemes: a file, an XSPIF, the commands that check them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner, Result

from dlp.cli import app
from dlp.detect.markings import Markings, Settings
from dlp.detect.markings.schemes import load, read
from dlp.detect.markings.xspif import as_yaml, scheme_of
from dlp.errors import ConfigError
from dlp.model import CLASSIFICATION_MARKING, Finding, Level, Passage


@cache
def detector() -> Markings:
    return Markings("markings", Settings())


def found(text: str, by: Markings | None = None) -> list[Finding]:
    findings = (by or detector()).detect((Passage("part", text),))
    return [finding for finding in findings if finding.kind == CLASSIFICATION_MARKING]


# --------------------------------------------------------------------------- one's own

OWN = """\
scheme: acme
title: Acme Oy
sources: [Acme security handbook 3]
mapping: "By the board, 2024"
separator: " / "
portions: true
levels:
  - {level: top-secret, label: ACME BLACK}
  - {level: confidential, label: ACME GREY, phrases: [ACME HARMAA], abbreviations: [AG]}
caveats:
  - {label: BOARD ONLY, audience: [BOARD]}
fields: [Acme class]
finds:
  - {text: "ACME BLACK / BOARD ONLY", label: ACME BLACK, caveats: [BOARD ONLY, REL TO BOARD]}
passes_over:
  - We painted the wall acme black.
"""


def test_an_organisation_adds_its_own_in_twenty_lines(tmp_path: Path) -> None:
    (tmp_path / "acme.yaml").write_text(OWN)
    assert len(OWN.splitlines()) <= 20
    own = Markings("markings", Settings(folders=(tmp_path,)))
    (black,) = found("ACME BLACK / BOARD ONLY\n\ntext", by=own)
    assert (black.level, black.detail["scheme"]) == (Level.TOP_SECRET, "acme")
    assert black.detail["caveats"] == ["BOARD ONLY", "REL TO BOARD"]
    assert found("Acme class: AG", by=own)[0].level is Level.CONFIDENTIAL
    assert found("(AG) The plan is simple.", by=own)[0].detail["form"] == "portion"
    assert found("SECRET", by=own), "ours stay"
    assert found("ACME BLACK") == []


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (("level: top-secret", "level: very-secret"), "unknown level"),
        (("separator:", "separater:"), "unknown key 'separater'"),
        (("label: ACME GREY", "label: ACME BLACK"), "given twice"),
        (("caveats:\n  - {", "caveats:\n  - {category: x, "), "has category 'x'"),
        (("scheme: acme", "scheme: ACME!"), "should match"),
    ],
)
def test_a_bad_scheme_says_what_is_wrong(
    tmp_path: Path, change: tuple[str, str], complaint: str
) -> None:
    (tmp_path / "acme.yaml").write_text(OWN.replace(*change, 1))
    with pytest.raises(ConfigError, match=complaint):
        load((tmp_path,))


def test_an_empty_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="holds no schemes"):
        load((tmp_path,))


# --------------------------------------------------------------------------- XSPIF

SPIF = b"""<?xml version="1.0"?>
<spif:SPIF xmlns:spif="http://www.xmlspif.org/spif" schemaVersion="2.1">
 <spif:securityPolicyId name="KESTREL" id="1.2.3.4"/>
 <spif:securityClassifications>
  <spif:securityClassification name="OPEN" lacv="1" hierarchy="1"/>
  <spif:securityClassification name="GUARDED" lacv="6" hierarchy="2">
   <spif:markingData phrase="KESTREL GUARDED" xml:lang="en"/>
   <spif:markingData phrase="KESTREL GARD\xc3\x89" xml:lang="fr"/>
  </spif:securityClassification>
  <spif:securityClassification name="SEALED" lacv="4" hierarchy="3"/>
  <spif:securityClassification name="OLD" lacv="3" hierarchy="2" obsolete="true"/>
 </spif:securityClassifications>
 <spif:securityCategoryTagSets><spif:securityCategoryTagSet name="Release" id="1.2.3.4.1">
  <spif:securityCategoryTag name="Releasable To" tagType="permissive" singleSelection="false">
   <spif:tagCategory name="FIN" lacv="1"/><spif:tagCategory name="SWE" lacv="2"/>
   <spif:markingQualifier markingCode="pageTop">
    <spif:qualifier markingQualifier="RELEASABLE TO " qualifierCode="prefix"/>
   </spif:markingQualifier>
  </spif:securityCategoryTag>
  <spif:securityCategoryTag name="Special" tagType="restrictive">
   <spif:tagCategory name="FALCON" lacv="1"/>
  </spif:securityCategoryTag>
 </spif:securityCategoryTagSet></spif:securityCategoryTagSets>
</spif:SPIF>"""


def test_xspif_becomes_a_scheme_that_works(tmp_path: Path) -> None:
    scheme = scheme_of(SPIF, {"GUARDED": "restricted"})
    assert [(entry.label, entry.level.label) for entry in scheme.levels] == [
        ("OPEN", "public"),
        ("KESTREL GUARDED", "restricted"),
        ("SEALED", "secret"),
    ]
    (tmp_path / "kestrel.yaml").write_text(as_yaml(scheme), encoding="utf-8")
    own = Markings("markings", Settings(folders=(tmp_path,)))
    (one,) = found("KESTREL GARDE\n\ntext", by=own)
    assert (one.level, one.detail["scheme"]) == (Level.RESTRICTED, "kestrel")
    (two,) = found("KESTREL SEALED//FALCON\n\ntext", by=own)
    assert (two.level, two.detail["caveats"]) == (Level.SECRET, ["FALCON"])


def test_xspif_that_ranks_nothing_is_refused() -> None:
    with pytest.raises(ConfigError, match="no level for classification 'GUARDED'"):
        scheme_of(SPIF)


@pytest.mark.parametrize(
    "data",
    [b"", b"<a/>", b"<SPIF/>", b'<!DOCTYPE x [<!ENTITY a "b">]><SPIF>&a;</SPIF>', SPIF[:200]],
    ids=["empty", "other", "bare", "entity", "cut"],
)
def test_what_is_no_xspif_is_refused(data: bytes) -> None:
    with pytest.raises(ConfigError):
        scheme_of(data)


def test_files_in_the_folder_are_sorted_yaml() -> None:
    folder = Path(__file__).parents[2] / "config" / "markings"
    names = {path.stem for path in folder.glob("*.yaml")} - {"audiences", "context"}
    assert names == {scheme.scheme for scheme in load()}, "a scheme stands in the file of its name"
    assert all(yaml.safe_load(path.read_text()) for path in folder.glob("*.yaml"))


# --------------------------------------------------------------------------- the commands


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["markings", *map(str, arguments)])


def test_an_xspif_is_imported_by_command_and_holds_its_examples(tmp_path: Path) -> None:
    source, target = tmp_path / "kestrel.xml", tmp_path / "kestrel.yaml"
    source.write_bytes(SPIF)
    assert isinstance(run("import-xspif", source, "-o", target).exception, ConfigError)
    done = run("import-xspif", source, "-o", target, "-l", "GUARDED=restricted")
    assert done.exit_code == 0, done.output
    assert read(target).levels[1].level is Level.RESTRICTED
    with target.open("a") as file:
        file.write("finds:\n- {text: KESTREL SEALED//FALCON, label: SEALED, caveats: [FALCON]}\n")
        file.write("passes_over:\n- The bird was well guarded.\n")
    done = run("check", target)
    assert done.exit_code == 0 and "2 of 2 examples hold" in done.output, done.output
    again = run("import-xspif", source, "-o", target, "-l", "GUARDED=restricted")
    assert isinstance(again.exception, ConfigError), "what was edited is not written over"
    shown = run("import-xspif", source, "-l", "GUARDED=restricted")
    assert yaml.safe_load(shown.stdout)["scheme"] == "kestrel"


@pytest.mark.parametrize("level", ["GUARDED", "GUARDED=very-secret", "=secret"])
def test_a_rank_that_is_none_is_refused(tmp_path: Path, level: str) -> None:
    (tmp_path / "x.xml").write_bytes(SPIF)
    error = run("import-xspif", tmp_path / "x.xml", "-l", level).exception
    assert isinstance(error, ConfigError) and error.place == "--level"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (("label: ACME BLACK, caveats", "label: ACME GREY, caveats"), "and not label ACME GREY"),
        (("BOARD ONLY, REL TO BOARD]", "BOARD ONLY]"), "and not label ACME BLACK"),
        (("caveats: [BOARD ONLY, R", "level: public, caveats: [BOARD ONLY, R"), "is top-secret"),
        (("caveats: [BOARD ONLY, R", "role: foot, caveats: [BOARD ONLY, R"), "no role 'foot'"),
        (('text: "ACME BLACK /', 'text: "we like ACME BLACK /'), "nothing is found"),
        (("We painted the wall acme black.", "ACME BLACK"), "passes_over 1: finds ACME BLACK"),
    ],
)
def test_an_example_that_does_not_hold_is_told(
    tmp_path: Path, change: tuple[str, str], complaint: str
) -> None:
    path = tmp_path / "acme.yaml"
    path.write_text(OWN)
    assert "2 of 2 examples hold" in run("check", path).output
    assert change[0] in OWN
    path.write_text(OWN.replace(*change))
    done = run("check", path)
    assert done.exit_code == 3
    assert "1 of 2 examples hold" in done.output and complaint in done.output, done.output


def test_what_is_no_scheme_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("scheme: acme\n")
    assert isinstance(run("check", tmp_path / "a.yaml").exception, ConfigError)
    assert isinstance(run("check", tmp_path / "none.yaml").exception, ConfigError)
