"""What the tests notice: small faults, put one at a time into the modules that a wrong answer
would come from, and the tests that should fail then. A fault that no test notices has its reason
in `mutation.yaml`; without one, the run fails.

    python bench/mutation.py [--most N] [--seed N] [--jobs N] [target ...]

The tree at hand is never changed: tests run in copies of it.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

import psutil
import yaml
from _mutants import Module, Mutant

ROOT = Path(__file__).parent.parent
REASONS = Path(__file__).with_suffix(".yaml")
#: memory, where there is such a place: a store waits for its disk after every transaction
_SCRATCH = "/dev/shm" if os.access("/dev/shm", os.W_OK | os.X_OK) else None
#: what a run may hold in addresses: a fault may take memory without end
_MEMORY = 12 * 1024**3
_COPIED = ("dlp", "tests", "pyproject.toml")
_LEFT_OUT = {".git", ".venv", "var", *_COPIED}


@dataclass(frozen=True)
class Target:
    """Functions of a module (None: all of it), and the tests that must notice a fault there."""

    name: str
    path: str
    tests: tuple[str, ...]
    only: tuple[str, ...] | None = None


_STORE = ("tests/store/test_outbox.py", "tests/store/test_store.py", "tests/store/test_sealing.py")
_GATEWAY = (
    "tests/gateway/test_gateway.py",
    "tests/gateway/test_gateway_failures.py",
    "tests/gateway/test_gateway_ends.py",
    "tests/gateway/test_acceptance.py",
    "tests/gateway/test_readmission.py",
)
TARGETS = (
    Target("cage/lock", "dlp/cage/lock.py", ("tests/cage/test_cage_lock.py",)),
    Target("store/facade accept", "dlp/store/facade.py", _STORE, ("Store.accept", "Store._sealed")),
    Target(
        "store/incidents accept",
        "dlp/store/incidents.py",
        _STORE,
        ("insert", "insert_evidence", "seal", "append"),
    ),
    Target("store/outbox", "dlp/store/outbox.py", _STORE, ("seal", "insert", "claim", "record")),
    Target(
        "store/database write",
        "dlp/store/database.py",
        (*_STORE, "tests/store/test_busy.py", "tests/store/test_crash.py"),
        (
            "Database.write*",
            "Database._in",
            "Database._writing",
            "_configure_sqlite",
            "_begin_sqlite",
            "_insist",
        ),
    ),
    Target("redaction/apply", "dlp/redaction/apply.py", ("tests/test_redaction.py",)),
    Target(
        "smtp/relay",
        "dlp/proxies/smtp/relay.py",
        ("tests/smtp/test_safety.py", "tests/smtp/test_trace.py", "tests/smtp/test_delivery.py"),
    ),
    Target(
        "policy/deciding",
        "dlp/policy/deciding.py",
        ("tests/policy/test_policy_deciding.py", "tests/policy/test_policy_lattice.py"),
    ),
    Target(
        "gateway/gateway",
        "dlp/gateway/gateway.py",
        _GATEWAY,
    ),
    Target("gateway/preparation", "dlp/gateway/preparation.py", _GATEWAY),
)


@dataclass(frozen=True)
class Reason:
    """Why a fault that no test notices is none, or is noticed elsewhere."""

    path: str
    function: str
    change: str
    why: str

    def covers(self, path: str, mutant: Mutant) -> bool:
        """Whether it speaks of this one. `*` stands for any text in `function` and `change`."""
        return (
            path == self.path
            and _like(self.function, mutant.function)
            and _like(self.change, mutant.change)
        )


def _like(pattern: str, text: str) -> bool:
    return bool(re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), text, re.S))


class Tree:
    """A copy of the project in which modules have faults."""

    def __init__(self, folder: Path, origin: Path = ROOT) -> None:
        self._folder = folder / "tree"
        self._temporary = folder / "tmp"
        self._temporary.mkdir(parents=True)
        self._folder.mkdir()
        for name in _COPIED:
            source = origin / name
            if source.is_dir():
                # with its byte code, for the copy of a copy: only the mutant is compiled anew
                out = None if origin != ROOT else shutil.ignore_patterns("__pycache__")
                shutil.copytree(source, self._folder / name, ignore=out)
            else:
                shutil.copy2(source, self._folder)
        for other in ROOT.iterdir():
            if other.name not in _LEFT_OUT:
                (self._folder / other.name).symlink_to(other)

    @property
    def folder(self) -> Path:
        return self._folder

    def passes(self, tests: Sequence[str], seconds: float, *, keep: bool = False) -> bool:
        """Whether the tests pass here. TimeoutExpired after `seconds`. `keep`: they must pass, and
        the byte code is kept; RuntimeError with their words where they do not, or none was run."""
        command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider"]
        command += ["--no-header", "--tb=line", "-m", "not slow and not peer", *tests]
        environment = os.environ | {
            "PYTHONPATH": str(self._folder),
            "TMPDIR": str(self._temporary),
            "PYTHONDONTWRITEBYTECODE": "" if keep else "1",
        }
        process = subprocess.Popen(
            command,
            cwd=self._folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        resource.prlimit(process.pid, resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        try:
            said, _ = process.communicate(timeout=seconds)
        finally:
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            process.wait()
            shutil.rmtree(self._temporary, ignore_errors=True)
            self._temporary.mkdir(exist_ok=True)
        if process.returncode in (4, 5) or (keep and process.returncode):
            raise RuntimeError(f"without any fault:\n{said.decode(errors='replace')}")
        return process.returncode == 0

    def tries(self, target: Target, text: str, seconds: float) -> str:
        """What becomes of a module's `text`: ``killed``, ``timed out`` or ``survived``."""
        path = self._folder / target.path
        original = path.read_bytes()
        try:
            path.write_text(text)
            for old in path.parent.glob(f"__pycache__/{path.stem}.*.pyc"):
                old.unlink()  # a fault of the same size in the same second would not be seen
            return "survived" if self.passes(target.tests, seconds) else "killed"
        except subprocess.TimeoutExpired:
            return "timed out"
        finally:
            path.write_bytes(original)


def sample(mutants: Sequence[Mutant], most: int, seed: str) -> list[Mutant]:
    """At most so many, of each operator as many as there are, in the order of the text."""
    if not most or len(mutants) <= most:
        return list(mutants)
    dice = random.Random(seed)
    by_operator: defaultdict[str, list[int]] = defaultdict(list)
    for at, mutant in enumerate(mutants):
        by_operator[mutant.operator].append(at)
    for places in by_operator.values():
        dice.shuffle(places)
    chosen: list[int] = []
    while len(chosen) < most:
        for _, places in sorted(by_operator.items()):
            if places and len(chosen) < most:
                chosen.append(places.pop())
    return [mutants[at] for at in sorted(chosen)]


def unused(reasons: Sequence[Reason], modules: dict[str, list[Mutant]]) -> Iterator[Reason]:
    """Reasons for faults that nothing in those modules can have (any more)."""
    for reason in reasons:
        mutants = modules.get(reason.path)
        if mutants is not None and not any(reason.covers(reason.path, one) for one in mutants):
            yield reason


def run(targets: Sequence[Target], most: int, seed: int, jobs: int) -> int:
    """Prints the table and the survivors; 1 where one has no reason, or a reason no fault."""
    reasons = [Reason(**each) for each in yaml.safe_load(REASONS.read_text()) or ()]
    modules = {one: Module((ROOT / one.path).read_text(), one.only) for one in targets}
    by_path: defaultdict[str, list[Mutant]] = defaultdict(list)
    for target, module in modules.items():
        by_path[target.path] += module.mutants
    table, explained, bare = [], [], []
    with tempfile.TemporaryDirectory(dir=_SCRATCH) as folder:
        first = Tree(Path(folder, "0"))
        limits = {target: _limit(first, target) for target in targets}
        trees: SimpleQueue[Tree] = SimpleQueue()
        trees.put(first)
        for number in range(1, jobs):
            trees.put(Tree(Path(folder, str(number)), first.folder))
        for target, module in modules.items():
            chosen = sample(module.mutants, most, f"{seed}:{target.name}")
            ends = _tried(target, module, chosen, limits[target], trees, jobs)
            counted = Counter(ends)
            table.append(
                f"{target.name:<24}{len(module.mutants):>7}{len(chosen):>7}"
                f"{counted['killed']:>8}{counted['timed out']:>11}{counted['survived']:>10}"
            )
            for mutant, end in zip(chosen, ends, strict=True):
                if end == "survived":
                    why = next((r.why for r in reasons if r.covers(target.path, mutant)), None)
                    place = f"{target.path}:{mutant.line} {mutant.function}, {mutant.operator}"
                    shown = f"{place}\n    {mutant.change}"
                    (bare if why is None else explained).append(
                        shown if why is None else f"{shown}\n    {' '.join(why.split())}"
                    )
    stale = list(unused(reasons, by_path)) if most == 0 or len(targets) == len(TARGETS) else []
    print(f"seed {seed}, {f'at most {most}' if most else 'all'} faults a row\n")
    print(f"{'':<24}{'places':>7}{'tried':>7}{'killed':>8}{'timed out':>11}{'survived':>10}")
    print("\n".join(table))
    for title, lines in (("Survived, with the reason", explained), ("Survived, why?", bare)):
        if lines:
            print(f"\n{title}\n\n" + "\n\n".join(lines))
    for reason in stale:
        print(f"\nA reason for nothing: {reason.path} {reason.function}: {reason.change}")
    return 1 if bare or stale else 0


def _limit(tree: Tree, target: Target) -> float:
    """Seconds that its tests may take with a fault. RuntimeError where they fail without one."""
    began = time.monotonic()
    tree.passes(target.tests, 600, keep=True)
    took = time.monotonic() - began
    print(f"{target.name}: {took:.1f} s", file=sys.stderr, flush=True)
    return 15 + 3 * took


def _tried(
    target: Target,
    module: Module,
    chosen: Sequence[Mutant],
    seconds: float,
    trees: SimpleQueue[Tree],
    jobs: int,
) -> list[str]:
    lock = threading.Lock()
    done = 0

    def one(text: str, mutant: Mutant) -> str:
        nonlocal done
        tree = trees.get()
        try:
            end = tree.tries(target, text, seconds)
        finally:
            trees.put(tree)
        with lock:
            done += 1
            line = f"{target.name} {done}/{len(chosen)} {end}: {mutant.line} {mutant.change}"
            print(line, file=sys.stderr, flush=True)
        return end

    texts = [module.text(mutant) for mutant in chosen]
    with ThreadPoolExecutor(jobs) as pool:
        ends = list(pool.map(one, texts, chosen))
    for orphan in psutil.Process().children(recursive=True):
        orphan.kill()  # with a fault, what should have ended may have stayed
    return ends


def main() -> int:
    """Reads the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("targets", nargs="*", help=", ".join(one.name for one in TARGETS))
    parser.add_argument("--most", type=int, default=25, help="faults a target; 0 for all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    chosen = [one for one in TARGETS if not options.targets or one.name in options.targets]
    if not chosen:
        parser.error("no such target")
    return run(chosen, options.most, options.seed, options.jobs)


if __name__ == "__main__":
    sys.exit(main())
