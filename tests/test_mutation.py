"""The mutation run (bench/mutation.py): which faults it makes, which it takes, what it says."""

from __future__ import annotations

import ast
import importlib.util
import sys
from pathlib import Path
from typing import Any

import pytest

BENCH = Path(__file__).parents[1] / "bench"


def _loaded(name: str) -> Any:
    # not by a path of its own: names such as `files` and `matrix` are those of other tests
    spec = importlib.util.spec_from_file_location(name, BENCH / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


_mutants, mutation = _loaded("_mutants"), _loaded("mutation")

TEXT = '''
"""Words for people."""
import logging
log = logging.getLogger("x")
LIMIT: int = 10

def least(values: list[int] | None, *, most: int = 3) -> int:
    """Words for people."""
    assert values is not None
    log.info("%d of them", 7)
    best = [one for one in values if one > 0]
    if not best and most == 3:
        raise ValueError("no number above 0")
    try:
        note(best, key=1)
    except KeyError:
        best.clear()
    return min(best)

class Box:
    def take(self):
        self.taken = True
'''


def changes(text: str, *only: str) -> set[str]:
    return {one.change for one in _mutants.Module(text, only or None).mutants}


def test_the_faults_of_a_small_module() -> None:
    found = changes(TEXT)
    for change in (
        "LIMIT: int = 10 → LIMIT: int = 11",
        "one > 0 → one >= 0",
        "not best and most == 3 → not best or most == 3",
        "not best and most == 3 → best and most == 3",
        "not best and most == 3 → not best and most != 3",
        "raise ValueError('no number above 0') → pass",
        "note(best, key=1) → pass",
        "note(best, key=1) → note(best)",
        "except KeyError: best.clear() → except KeyError: pass",
        "return min(best) → return None",
        "self.taken = True → pass",
    ):
        assert change in found, change


def test_what_only_people_read_has_no_faults() -> None:
    for word in (
        "Words",
        "of them",
        "log.info",
        "getLogger",
        "assert",
        "list[int]",
        "ValueError('')",
    ):
        assert not any(word in change for change in changes(TEXT)), word


def test_every_fault_is_a_module_that_python_takes() -> None:
    for path in {target.path for target in mutation.TARGETS}:
        text = (mutation.ROOT / path).read_text()
        module = _mutants.Module(text)
        for mutant in mutation.sample(module.mutants, 10, "x"):
            compile(module.text(mutant), path, "exec")
            assert module.text(mutant) != ast.unparse(ast.parse(text)) + "\n"


def test_a_fault_leaves_the_next_one_alone() -> None:
    module = _mutants.Module("a = 1\nb = 2\n")
    assert [module.text(one) for one in module.mutants] == ["a = 2\nb = 2\n", "a = 1\nb = 3\n"]


def test_a_function_that_is_not_there_is_said_so() -> None:
    with pytest.raises(ValueError, match="nothing to mutate in gone"):
        _mutants.Module(TEXT, ("least", "gone"))
    assert changes(TEXT, "Box") == {
        "self.taken = True → pass",
        "self.taken = True → self.taken = False",
    }


def test_a_sample_is_the_same_each_time_and_has_every_operator() -> None:
    mutants = _mutants.Module((mutation.ROOT / "dlp/cage/lock.py").read_text()).mutants
    chosen = mutation.sample(mutants, 30, "1:x")
    assert chosen == mutation.sample(mutants, 30, "1:x") != mutation.sample(mutants, 30, "2:x")
    assert len(chosen) == 30
    assert {one.operator for one in chosen} == {one.operator for one in mutants}
    assert mutation.sample(mutants, 0, "1:x") == list(mutants)


def test_a_reason_speaks_of_its_own_fault_only() -> None:
    module = _mutants.Module(TEXT)
    reason = mutation.Reason("a.py", "least", "one > 0 → *", "why")
    covered = [one.change for one in module.mutants if reason.covers("a.py", one)]
    assert covered == ["one > 0 → one >= 0", "one > 0 → one > 1"]
    assert not any(reason.covers("b.py", one) for one in module.mutants)
    gone = mutation.Reason("a.py", "least", "two > 0 → *", "why")
    assert list(mutation.unused([reason, gone], {"a.py": list(module.mutants)})) == [gone]


@pytest.mark.slow
def test_a_fault_is_tried_in_a_copy(tmp_path: Path) -> None:
    tree = mutation.Tree(tmp_path)
    path = "dlp/policy/lattice.py"
    (tree.folder / "tests/test_of_it.py").write_text(
        "from pathlib import Path\n"
        "from dlp.policy import lattice\n"
        f"def test(): assert Path(lattice.__file__) == Path({str(tree.folder / path)!r})\n"
    )
    target = mutation.Target("x", path, ("tests/test_of_it.py",))
    before = (mutation.ROOT / path).read_text()
    assert tree.tries(target, before, 60) == "survived"
    assert tree.tries(target, before + "\nraise RuntimeError\n", 60) == "killed"
    assert tree.tries(target, before + "\nimport time\ntime.sleep(99)\n", 3) == "timed out"
    assert (mutation.ROOT / path).read_text() == before == (tree.folder / path).read_text()
