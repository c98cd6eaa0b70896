"""Schemes as data: their examples, their round trips, an organisation's own, XSPIF."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner, Result

from dlp.cli import app
from dlp.detect.markings import Markings, Settings
from dlp.detect.markings.schemes import CaveatEntry, Found, Scheme, Takes, load, read
from dlp.detect.markings.xspif import as_yaml, scheme_of
from dlp.errors import ConfigError
from dlp.model import CLASSIFICATION_MARKING, Finding, Level, Passage, Role

SCHEMES = {scheme.scheme: scheme for scheme in load()}


@cache
def detector(without: tuple[str, ...] = ()) -> Markings:
    return Markings("markings", Settings(without=without))


def found(text: str, role: str = "body", by: Markings | None = None) -> list[Finding]:
    passage = Passage("part", text, Role(role))
    findings = (by or detector()).detect((passage,))
    return [finding for finding in findings if finding.kind == CLASSIFICATION_MARKING]


WANTED = {
    "us", "us-cui", "nato", "eu", "uk", "uk-old", "finland", "sweden", "norway", "denmark",
    "estonia", "germany", "france", "netherlands", "belgium", "poland", "spain", "italy",
    "portugal", "canada", "australia", "new-zealand", "tlp", "corporate", "legal",
}  # fmt: skip


def test_all_schemes_are_there() -> None:
    assert set(SCHEMES) >= WANTED
    assert all(scheme.finds and scheme.passes_over for scheme in SCHEMES.values())
    assert all(len(scheme.mapping) > 20 and scheme.sources for scheme in SCHEMES.values())


@pytest.mark.parametrize(
    ("scheme", "example"),
    [(scheme, example) for scheme in SCHEMES.values() for example in scheme.finds],
    ids=lambda value: value.scheme if isinstance(value, Scheme) else value.text[:40],
)
def test_examples_are_found(scheme: Scheme, example: Found) -> None:
    findings = found(example.text, example.role)
    matching = [
        f
        for f in findings
        if f.detail["label"] == example.label
        and f.detail["form"] == example.form
        and (example.caveats is None or tuple(f.detail["caveats"]) == example.caveats)
    ]
    assert matching, [f.detail for f in findings]
    if example.level is not None:
        assert max(f.level or 0 for f in findings) == example.level


@pytest.mark.parametrize(
    ("role", "text"),
    [(example.role, example.text) for s in SCHEMES.values() for example in s.passes_over],
)
def test_counter_examples_are_passed_over(role: str, text: str) -> None:
    assert found(text, role) == []


@pytest.mark.parametrize("scheme", SCHEMES.values(), ids=SCHEMES)
def test_each_level_and_spelling_means_its_level(scheme: Scheme) -> None:
    alone = detector(tuple(name for name in SCHEMES if name != scheme.scheme))
    for entry in scheme.levels:
        for phrase in (entry.label, *entry.phrases):
            marking = alone.parse(phrase)
            assert marking is not None, phrase
            assert marking.level == entry.level, phrase
        for short in entry.abbreviations:
            marking = alone.parse(short)
            assert marking is not None and marking.level == entry.level, short


@pytest.mark.parametrize("scheme", SCHEMES.values(), ids=SCHEMES)
def test_each_caveat_is_read_beside_each_level(scheme: Scheme) -> None:
    alone = detector(tuple(name for name in SCHEMES if name != scheme.scheme))
    for level, caveat in itertools.product(scheme.levels, scheme.caveats):
        text = f"{level.label}{scheme.separator}{spelled(caveat)}"
        marking = alone.parse(text)
        assert marking is not None, text
        assert marking.level >= level.level, text
        assert any(part.startswith(caveat.label) or part.endswith(caveat.label)
                   for part in marking.caveats) or caveat.label in marking.label, (text, marking)  # fmt: skip


def spelled(caveat: CaveatEntry, variant: int = 0) -> str:
    nations = (("USA", "GBR"), ("USA", "CAN", "GBR"), ("FIN",))[variant % 3]
    return {
        Takes.NOTHING: caveat.label,
        Takes.NATIONS: f"{caveat.label} {', '.join(nations)}",
        Takes.NATIONS_SPACED: f"{caveat.label} {' '.join(nations)}",
        Takes.NATIONS_BEFORE: f"{'/'.join(nations)} {caveat.label}",
        Takes.COMPARTMENTS: (caveat.label, f"{caveat.label}-G", f"{caveat.label}-X ABCD")[variant % 3],
        Takes.NAMES: f"{caveat.label}-BP",
        Takes.NUMBERS: f"{caveat.label} 14 18",
    }[caveat.takes]  # fmt: skip


ROUND_TRIPS = ("us", "nato", "eu", "uk", "australia")


def combinations(scheme: Scheme) -> list[str]:
    """Each level with up to three caveats of different categories, in their order."""
    by_category: dict[str, list[CaveatEntry]] = {}
    for caveat in scheme.caveats:
        by_category.setdefault(caveat.category, []).append(caveat)
    order = [category.name for category in scheme.categories if category.name in by_category]
    out = []
    for level in scheme.levels:
        out.append(level.label)
        for size in (1, 2, 3):
            for names in itertools.combinations(order, size):
                longest = max(len(by_category[name]) for name in names)
                for at in range(longest * 3):
                    text = level.label
                    for shift, name in enumerate(names):
                        entries = by_category[name]
                        category = next(c for c in scheme.categories if c.name == name)
                        between = category.separator or scheme.separator
                        text += between + spelled(entries[(at + shift) % len(entries)], at)
                    out.append(text)
    return list(dict.fromkeys(out))


@pytest.mark.parametrize("name", ROUND_TRIPS)
def test_round_trips(name: str) -> None:
    alone = detector(tuple(other for other in SCHEMES if other != name))
    for text in combinations(SCHEMES[name]):
        first = alone.parse(text)
        assert first is not None, text
        second = alone.parse(first.canonical)
        assert second is not None, (text, first.canonical)
        assert (second.level, second.label, second.caveats, second.origin) == (
            first.level, first.label, first.caveats, first.origin,
        ), (text, first.canonical)  # fmt: skip


def test_there_are_several_thousand_round_trips() -> None:
    assert sum(len(combinations(SCHEMES[name])) for name in ROUND_TRIPS) > 3000


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("TOP SECRET//SI-G/TK//RSEN/ORCON/NOFORN", "TOP SECRET//SI-G/TK//RSEN/ORCON/NOFORN"),
        ("secret / noforn", "SECRET//NOFORN"),
        ("SECRET,NOFORN", "SECRET//NOFORN"),
        ("TS//SI-G/TK//RS/OC/NF", "TOP SECRET//SI-G/TK//RSEN/ORCON/NOFORN"),
        ("S//REL TO USA, FVEY", "SECRET//REL TO USA, FVEY"),
        ("//DEU SECRET//REL TO USA, DEU", "//DEU SECRET//REL TO USA, DEU"),
        ("//JOINT SECRET CAN GBR USA", "//JOINT SECRET CAN GBR USA"),
        ("SECRET//FGI GBR JPN//NOFORN", "SECRET//FGI GBR JPN//NOFORN"),
        ("NATO RESTRICTED Releasable to Japan and Ukraine", "NATO RESTRICTED RELEASABLE TO JPN, UKR"),
        ("EU RESTRICTED / RESTREINT UE", "RESTREINT UE/EU RESTRICTED"),
        ("UK SECRET - FIVE EYES ONLY", "SECRET - FIVE EYES ONLY"),
    ],
)  # fmt: skip
def test_canonical_forms(text: str, canonical: str) -> None:
    marking = detector().parse(text)
    assert marking is not None and marking.canonical == canonical


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
        ("OPEN", "public"), ("KESTREL GUARDED", "restricted"), ("SEALED", "secret"),
    ]  # fmt: skip
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
    assert names == set(SCHEMES), "a scheme stands in the file of its name"
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


#: the scheme that is named where several know a word at the same level
_NAMED = """
from dlp.detect.markings.grammar import Grammar
from dlp.detect.markings.lexicon import Lexicon
from dlp.detect.markings.schemes import shipped_schemes
from dlp.releasability import shipped_audiences
grammar = Grammar(Lexicon(shipped_schemes()), shipped_audiences())
print([grammar.parse(word).scheme.scheme for word in ("TAJNE", "SEGRETO", "GEHEIM", "RESERVADO")])
"""


def test_every_process_names_the_same_scheme() -> None:
    """Two replicas that read one mail say the same of it."""
    said = {
        subprocess.run(
            [sys.executable, "-c", _NAMED],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3", "4")
    }
    assert len(said) == 1, said
