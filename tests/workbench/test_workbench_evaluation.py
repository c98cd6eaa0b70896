"""Evaluation and tuning over a system whose findings are known."""

import stat
from html.parser import HTMLParser

import pytest
import yaml

from dlp import config as settings
from dlp.config.shipped import shipped
from dlp.errors import ConfigError
from dlp.policy.schema import PolicyRule
from dlp.workbench import commands, report, tuning
from dlp.workbench.dataset import LabelledSample, LabelledSpan, dump
from dlp.workbench.evaluation import evaluate, matches
from dlp.workbench.scoring import PredictedSpan
from dlp.workbench.systems import SystemRun, run


class Words:
    """Finds given words; a real if simple system."""

    name = "words"

    def __init__(self, **words):
        self.words = words

    def find(self, text):
        out = []
        for word, (kind, score) in self.words.items():
            at = text.find(word)
            while at >= 0:
                out.append(PredictedSpan(at, at + len(word), kind, score, "words", "form"))
                at = text.find(word, at + 1)
        return out


def sample(number, text, *labels):
    spans = tuple(
        LabelledSpan(text.index(word), text.index(word) + len(word), kind) for word, kind in labels
    )
    return LabelledSample(str(number), text, spans)


SAMPLES = [
    sample(1, "Anna met Bo in Oslo", ("Anna", "PERSON"), ("Bo", "PERSON"), ("Oslo", "LOCATION")),
    sample(2, "March of the <b>Anna</b>"),
    sample(3, "Bo is gone", ("Bo", "PERSON")),
]
SYSTEM = Words(Anna=("PERSON", 0.6), Oslo=("LOCATION", 0.9), Bo=("PERSON", 0.9))


def test_figures_by_hand():
    seen = []
    result = evaluate(SYSTEM, SAMPLES, lambda done, total: seen.append((done, total)))
    assert seen == [(1, 3), (2, 3), (3, 3)]
    person, location = result.kinds
    assert (person.kind, person.labelled, person.reported) == ("PERSON", 3, 4)
    assert (person.precision, person.recall) == (0.75, 1.0)
    assert (location.precision, location.recall) == (1.0, 1.0)
    assert result.micro.precision == 0.8
    assert result.macro[0] == pytest.approx(0.875)
    assert (result.cover.found, result.cover.labelled) == (4, 4)
    assert (result.alarmed.found, result.alarmed.labelled) == (1, 1)


def test_a_set_that_labels_dates_is_read_for_dates(tmp_path):
    """The default detectors report no bare date; a set that labels them is about them."""
    data = tmp_path / "dates.jsonl"
    with_birth = "Anna was born on 3.4.1970 and left on 5 May 2020."
    labels = (("3.4.1970", "DATE_TIME"), ("5 May 2020", "DATE_TIME"))
    dump([sample(1, with_birth, *labels), sample(2, "Bo went home")], data)
    plain = settings.Config(detectors=(settings.PluginSettings(use="personal"),))
    (result,) = commands.evaluate(data, plain)
    (dates,) = result.kinds
    assert (dates.kind, dates.labelled, dates.recall) == ("DATE_TIME", 2, 1.0)
    assert [each.use for each in plain.detectors] == ["personal"]


def test_threshold_and_unlabelled_kinds():
    system = Words(Anna=("PERSON", 0.6), Bo=("PERSON", 0.9), gone=("URL", 0.5))
    result = evaluate(system, SAMPLES, threshold=0.7)
    assert result.kinds[0].recall == pytest.approx(2 / 3)
    assert result.unlabelled == {}
    assert evaluate(system, SAMPLES).unlabelled == {"URL": 1}


def test_costliest_come_first_and_are_counted_together():
    samples = [sample(n, "anna and Zoe") for n in range(3)] + [sample(9, "Bo", ("Bo", "PERSON"))]
    result = evaluate(Words(anna=("PERSON", 0.5), Zoe=("PERSON", 0.4)), samples)
    assert [(case.value, case.times) for case in result.wrong] == [("anna", 3), ("Zoe", 3)]
    assert [(case.value, case.times) for case in result.missed] == [("Bo", 1)]


class Counting(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags = {}
        self.links = []

    def handle_starttag(self, tag, attributes):
        self.tags[tag] = self.tags.get(tag, 0) + 1
        self.links += [v for k, v in attributes if k in ("src", "href")]


def test_report_escapes_text_needs_nothing_from_elsewhere_and_is_private(tmp_path):
    path = tmp_path / "r.html"
    path.write_text("old, and readable for all")
    path.chmod(0o644)
    result = evaluate(SYSTEM, SAMPLES)
    report.write(path, "A <title>", [result, evaluate(Words(), SAMPLES)])
    page = path.read_text(encoding="utf-8")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "&lt;b&gt;<mark>Anna</mark>" in page
    assert "<b>Anna" not in page
    assert "for its owner only" in page
    parser = Counting()
    parser.feed(page)
    assert parser.links == []
    assert "script" not in parser.tags
    assert parser.tags["svg"] == 5  # two kinds twice, and all kinds
    assert parser.tags["polyline"] == 5


def test_tuning_keeps_to_its_budget_and_spends_it_where_it_finds_most():
    samples = [sample(n, "Bo", ("Bo", "PERSON")) for n in range(6)]
    samples += [sample(n, "Bo Oslo", ("Oslo", "LOCATION")) for n in range(10, 12)]
    samples += [sample(n, "Oslo") for n in range(20, 22)]
    found = run(Words(Bo=("PERSON", 0.7), Oslo=("LOCATION", 0.7)), samples)
    matched = matches(found, samples)
    # 10 texts; PERSON: 6 right for 2 alarms, LOCATION: 2 right for 2 alarms
    tight = tuning.propose(matched, ("PERSON", "LOCATION"), 200)
    assert [(p.kind, p.threshold, p.alarms) for p in tight] == [
        ("PERSON", 0.7, 200.0),
        ("LOCATION", None, 0.0),
    ]
    wide = tuning.propose(matched, ("PERSON", "LOCATION"), 400)
    assert all(p.threshold == 0.7 and p.recall == 1.0 for p in wide)
    none = tuning.propose(matched, ("PERSON", "LOCATION"), 100)
    assert all(p.threshold is None for p in none)


def test_tuning_takes_the_strict_end_of_a_curve_when_the_rest_is_too_dear():
    samples = [sample(1, "Anna Bo", ("Anna", "PERSON"), ("Bo", "PERSON")), sample(2, "Bo")]
    ran = run(Words(Anna=("PERSON", 0.9), Bo=("PERSON", 0.4)), samples)
    (proposal,) = tuning.propose(matches(ran, samples), ("PERSON",), 0)
    assert (proposal.threshold, proposal.recall, proposal.alarms) == (0.9, 0.5, 0.0)
    assert (proposal.recall_at_most, proposal.alarms_at_most) == (1.0, 500.0)


def test_tuned_yaml_is_rules_that_the_policy_reads():
    samples = [sample(1, "Anna", ("Anna", "PERSON")), sample(2, "x Oslo", ("Oslo", "LOCATION"))]
    ran = SystemRun("x", ((PredictedSpan(0, 4, "PERSON", 0.857),), ()), 1.0)
    text = tuning.as_yaml(tuning.propose(matches(ran, samples), ("PERSON", "LOCATION"), 1))
    (rule,) = yaml.safe_load(text)
    assert rule["when"] == {"kind": "PERSON", "min_score": 0.85}
    assert text.splitlines()[-1] == "# nothing labelled was found of: LOCATION"
    assert PolicyRule.model_validate(rule).name == "tuned-person"


def test_commands_run_the_configured_detectors(tmp_path):
    data, page = tmp_path / "d.jsonl", tmp_path / "r.html"
    dump(
        [sample(1, "mail anna.berg@example.org", ("anna.berg@example.org", "EMAIL_ADDRESS"))], data
    )
    cfg = settings.Config(detectors=(settings.PluginSettings(use="presidio"),))
    seen = []
    (result,) = commands.evaluate(data, cfg, html=page, progress=lambda *step: seen.append(step))
    assert result.micro.f1 == 1.0
    assert seen == [("dlp", 1, 1)]
    assert "Reliability" in page.read_text() and "all kinds (" in page.read_text()
    assert commands.rows([result])[0][-1] == f"{result.calibration_error('EMAIL_ADDRESS'):.3f}"
    assert commands.rows([result])[0][:4] == ("EMAIL_ADDRESS", "dlp", "1", "1")
    tuned = commands.tune(data, cfg)
    assert tuned.proposals[0].recall == 1.0
    with pytest.raises(ConfigError, match="no system"):
        commands.evaluate(data, cfg, against="stok")
    with pytest.raises(ConfigError, match="no PERSN"):
        commands.tune(data, cfg, kinds=("PERSN",))


@pytest.mark.slow
def test_stock_presidio_runs_beside(tmp_path):
    """With the model that ships, as any spaCy pipeline may be named; the usual one is for benches."""
    data = tmp_path / "d.jsonl"
    dump(
        [sample(1, "mail anna.berg@example.org", ("anna.berg@example.org", "EMAIL_ADDRESS"))], data
    )
    cfg = settings.Config(detectors=(settings.PluginSettings(use="presidio"),))
    model = str(shipped("models", "names", "model"))
    ours, stock = commands.evaluate(data, cfg, against="stock", stock_model=model)
    assert (ours.system, stock.system) == ("dlp", "stock")
    assert stock.micro.recall == 1.0


def test_without_its_model_stock_says_what_to_install(tmp_path):
    data = tmp_path / "d.jsonl"
    dump([sample(1, "mail a@example.org", ("a@example.org", "EMAIL_ADDRESS"))], data)
    cfg = settings.Config(detectors=(settings.PluginSettings(use="presidio"),))
    with pytest.raises(ConfigError) as caught:
        commands.evaluate(data, cfg, against="stock", stock_model="no_such_pipeline")
    assert caught.value.place == "--stock-model"
    assert "'no_such_pipeline'" in caught.value.fact
    assert "-r requirements/bench.txt" in caught.value.remedy
