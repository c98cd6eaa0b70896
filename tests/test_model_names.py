"""The names model and the rules beside it: what must be found, what must not, and always the same."""

import importlib.util
import re
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlp.config.shipped import shipped
from dlp.detect import names
from dlp.detect.names import layout, patterns, windows
from dlp.errors import ConfigError
from dlp.model import Passage
from dlp.workbench.scoring import ConfusionCounts, kind_scores


@pytest.fixture(scope="module")
def detector():
    return names.NamesDetector("names", names.Settings())


@pytest.fixture(scope="module")
def lists():
    return windows.WordLists.load(shipped("models", "names"))


def found(detector, text, kind="PERSON"):
    return [
        text[each.start : each.end]
        for each in sorted(detector.detect((Passage("body", text),)), key=lambda f: f.start)
        if each.kind == kind
    ]


def test_the_shipped_model_loads_and_stays_small():
    folder = shipped("models", "names", "model")
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    assert size < 40 * 1024**2
    assert (folder.parent / "README.md").is_file()


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Hi Vince,\n\nPlease see the attached file.", ["Vince"]),
        ("Dear Ms. Okafor,\nyour order is on its way.", ["Okafor"]),
        ("hey traci, are you in today?", ["traci"]),
        ("Nigel/Farrukh,\n\nplease find the redlines attached.", ["Nigel", "Farrukh"]),
        ("Let me know if this works.\n\nThanks,\n\nKam", ["Kam"]),
        ("See you on Monday.\n\n- Siobhan", ["Siobhan"]),
        ("thanks, will do.\n\nregards\nanna", ["anna"]),
        (
            "Moi Aino,\n\nliitteenä tiedosto.\n\nTerveisin\nJukka Virtanen",
            ["Aino", "Jukka Virtanen"],
        ),
        ("Hej Åsa!\n\nVi hörs.\n\nMvh\nBjörn Lindqvist", ["Åsa", "Björn Lindqvist"]),
        ("Sehr geehrte Frau Müller,\n\nanbei die Rechnung.", ["Müller"]),
        (
            "Bonjour Céline,\n\nvoici le contrat.\n\nCordialement,\nJean Dupont",
            ["Céline", "Jean Dupont"],
        ),
    ],
)
def test_greetings_and_closings(detector, text, wanted):
    assert found(detector, text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "From: Berg, Anna\nTo: Kofi Mensah; Wei Zhang",
            ["Berg, Anna", "Kofi Mensah", "Wei Zhang"],
        ),
        ('Cc: "O\'Brien, Patrick" <pat@example.org>', ["O'Brien, Patrick"]),
        ("To: Maria Silva [mailto:maria@example.org]", ["Maria Silva"]),
        ("On 3 May 2024, Priya Nair <p@example.org> wrote:\n> fine", ["Priya Nair"]),
        ("On Tue, Aug 20, 2002 at 12:21:12PM +0100, Berg, Anna mentioned:", ["Berg, Anna"]),
        ("To: Sales Team <sales@example.org>", []),
        ("From: anna@example.org", []),
    ],
)
def test_address_lines(detector, text, wanted):
    assert found(detector, text) == wanted


def test_a_name_is_cut_at_a_line_break(detector):
    assert found(detector, "Pam Butler\nRenee Ratcliff\nJohn Smith\n") == [
        "Pam Butler",
        "Renee Ratcliff",
        "John Smith",
    ]
    wrapped = (
        "I have talked about all of this at some length with our colleague Catherine\n"
        "Johnson who will be in touch with you about the lease on Monday."
    )
    assert found(detector, wrapped) == ["Catherine", "Johnson"]


def test_quoting_marks_are_no_part_of_a_name(detector):
    text = "> I have talked about all of this at some length with our friend Catherine\n> Johnson."
    assert found(detector, text) == ["Catherine", "Johnson"]


def test_found_once_found_again(detector):
    text = "I met Siobhan Gallagher today.\n\nAsk Siobhan about it; Gallagher knows."
    assert found(detector, text) == ["Siobhan Gallagher", "Siobhan", "Gallagher"]


@pytest.mark.parametrize(
    "text",
    [
        "Thanks,\nThe Team",
        "Run make install, then restart the server on Monday.",
        "Best regards,\nCustomer Service",
        "import os\nfrom pathlib import Path\nclass Loader(Base):\n    pass",
        "2024-03-01 12:00:01 INFO [main] Started in 12 ms",
        "Content-Type: text/plain; charset=us-ascii",
        "Order 4711 shipped in March, see tracking code below.",
        "please mark the box and bill me in may",
        "$ git commit -m 'fix' && rpm --rebuild",
        "https://www.example.org/john/smith and john.smith@example.org",
    ],
)
def test_what_is_no_name(detector, text):
    assert found(detector, text) == []


def test_places_and_organisations(detector):
    text = "She flew from London to Berlin."
    assert found(detector, text, "LOCATION") == ["London", "Berlin"]
    assert found(detector, "He works for Microsoft now.", "ORGANIZATION") == ["Microsoft"]


MAILS = [
    "Hi Vince,\n\nI spoke with Pamela Butler from Acme Corp. this morning.\n\nThanks,\nkam",
    "From: Berg, Anna\nTo: Wei Zhang\n\nAnna Berg lives in Oslo. " * 9,
    "\n\n".join(f"Paragraph {n} about nothing much, said Kofi Mensah of Lagos." for n in range(40)),
    "no names here at all",
    "",
]


def spans(detector, *texts):
    passages = tuple(Passage(f"body:{n}", text) for n, text in enumerate(texts))
    return [
        sorted((f.kind, f.start, f.end, f.score) for f in detector.detect(passages) if f.part == p)
        for p in (passage.part for passage in passages)
    ]


@pytest.mark.slow
def test_same_findings_whatever_the_batch_or_the_past(detector):
    alone = [spans(detector, mail)[0] for mail in MAILS]
    one = names.NamesDetector("names", names.Settings(batch=1, remember=0))
    many = names.NamesDetector("names", names.Settings(batch=64))
    assert spans(one, *MAILS) == alone
    assert spans(many, *MAILS) == alone
    assert spans(many, *reversed(MAILS)) == alone[::-1]
    assert spans(many, *MAILS) == alone


def test_memory_is_bounded(detector):
    small = names.NamesDetector("names", names.Settings(remember=3))
    for n in range(10):
        spans(small, f"I met Anna Berg, {n}.")
    assert len(small._main._memory) == 3


@pytest.mark.slow
def test_other_models_by_language_and_unknown_ones(tmp_path):
    with pytest.raises(ConfigError, match="no spaCy model"):
        names.NamesDetector("names", names.Settings(model=str(tmp_path / "none")))
    with pytest.raises(ConfigError, match="no spaCy model"):
        names.NamesDetector("names", names.Settings(languages={"fi": "no_such_model"}))
    with pytest.raises(ConfigError, match="no kind"):
        names.NamesDetector("names", names.Settings(kinds=("PERSONS",)))
    folder = str(shipped("models", "names", "model"))
    other = names.NamesDetector("names", names.Settings(languages={"sv": folder}))
    swedish = "Det här är ett meddelande på svenska till alla som arbetar i huset."
    assert other._reader(swedish) is other._readers["sv"]
    assert other._reader("This is a message in English to everyone.") is other._main


ANY_TEXT = st.text(
    alphabet=st.sampled_from("AbcÅö \n\n>-,.:;@<'\"09/_\tHi Vince Thanks wrote:"), max_size=300
)


@settings(max_examples=60, deadline=None)
@given(ANY_TEXT)
def test_any_text_gives_spans_inside_it_that_hold_no_line_break(text):
    detector = _shared()
    for each in detector.detect((Passage("body", text),)):
        assert 0 <= each.start < each.end <= len(text)
        assert "\n" not in text[each.start : each.end]
        assert text[each.start : each.end].strip() == text[each.start : each.end]


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="Ab \n.>", max_size=6000))
def test_blocks_are_in_order_and_lose_nothing_but_line_breaks(text):
    end = 0
    for at, block in windows.blocks(text):
        assert text[at : at + len(block)] == block
        assert not text[end:at].strip()
        end = at + len(block)
    assert not text[end:].strip()


@pytest.mark.parametrize(
    "hostile",
    ["A" * 200_000, "Aa " * 60_000, "From: " + "a, " * 60_000, "> " * 100_000, "A.\n" * 60_000],
)
def test_layout_rules_stay_linear(hostile, lists):
    """Four times the text may not take more than some eight times the steps."""
    rules = layout.LayoutRules(lists)
    quarter = hostile[: len(hostile) // 4]
    assert len(rules.apply(hostile, ())) <= 5 * max(1, len(rules.apply(quarter, ()))) + 5


_DETECTORS = []


def _shared():
    if not _DETECTORS:
        _DETECTORS.append(names.NamesDetector("names", names.Settings()))
    return _DETECTORS[0]


def test_rules_know_no_text_by_its_length_alone(lists):
    assert re.fullmatch(patterns.NAME, "Jean-Pierre O'Brien Jr.")
    assert not re.fullmatch(patterns.NAME, "a1 b2")


def _benchmark():
    path = Path(__file__).parent.parent / "bench" / "names.py"
    spec = importlib.util.spec_from_file_location("bench_names", path)
    bench = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = bench
    spec.loader.exec_module(bench)
    return bench


@pytest.mark.slow
def test_persons_in_office_mail():
    """Ours alone; `make bench` installs stock Presidio's model and measures both."""
    left_out = []
    (row,) = _benchmark().run(Path("/nowhere"), stock_model=None, say=left_out.append)
    assert len(left_out) == 5
    assert row.figures.f1 > 0.85
    assert row.figures.recall > 0.85


@pytest.mark.parametrize(("right", "ahead"), [(9, True), (7, False)])
def test_the_benchmark_fails_unless_we_are_clearly_ahead(right, ahead):
    bench = _benchmark()
    rows = [
        bench.Row(
            set, "PERSON", system, kind_scores("PERSON", [ConfusionCounts(n, 10 - n, 10 - n)]), 1.0
        )
        for set, system, n in [
            ("office mail", "dlp", right),
            ("office mail", "stock", 7),
            ("Turku dev", "dlp", 1),
        ]
    ]
    assert bench.clearly_ahead(rows) is ahead
