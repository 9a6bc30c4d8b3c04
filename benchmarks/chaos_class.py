"""Kill a class run at random moments, begin it again, and hold all it writes to a calm run's.

``python benchmarks/chaos_class.py [--hand-ins 500] [--kills 10] [--seed 1] [SLUG]`` does so three
times: while a class is graded, while it is regraded after its assignment changed, and while a
person decides on an item. Each time the command is ended by `kill -9` and typed again. The exit
code is 1 if anything is lost or differs: reports, results, gradebook, class page, what regrading
tells. Moments at which something was done are no difference.
"""

import argparse
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from chaos_processes import adopt_orphans, kill, orphans
from sample_class import ROOT, hand_in, submissions_of

_MOMENT = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\+00:00|Z)")
_TIMED = ("timing", "seal")
"""Fields of reports and results that tell when, or are made of what does."""
_CLASS = ("gradebook.csv", "index.html", "insight.json", "regrade.csv", "regrade.html")
_GONE_SECONDS = 10.0
_SHOWN = 20


@dataclass
class Step:
    """A command that is killed, and what came of it."""

    name: str
    kills: int
    """That hit: the last one may find it done."""
    compared: int
    differing: list[str]


def main() -> int:
    """Do all three and print the counts."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--hand-ins", type=int, default=500)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("slug", nargs="?", default="regularization")
    given = parser.parse_args()
    adopt_orphans()
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="grader-chaos-") as name:
        chaos = Chaos(Path(name), given.slug, random.Random(given.seed), given.kills)
        chaos.hand_in(given.hand_ins)
        print(f"{given.slug}, {given.hand_ins} hand-ins\n")
        print("| what was killed | kills | files held to the calm run's | that differ |")
        print("|---|---|---|---|", flush=True)
        steps = []
        for do in (chaos.graded, chaos.regraded, chaos.decided):
            steps.append(step := do())
            row = f"| {step.name} | {step.kills} | {step.compared} | {len(step.differing)} |"
            print(row, flush=True)
    print(f"\n{time.monotonic() - started:.0f} s")
    for line in [line for step in steps for line in step.differing][:_SHOWN]:
        print(line)
    return 1 if any(step.differing for step in steps) else 0


class Chaos:
    """Two folders of results: one that is left in peace, and one that is not."""

    def __init__(self, work: Path, slug: str, dice: random.Random, kills: int) -> None:
        self.work, self.slug, self.dice, self.kills = work, slug, dice, kills
        self.calm, self.wild = work / "calm", work / "wild"
        self.course = work / "course"
        for kind in ("assignments", "solutions"):
            shutil.copytree(ROOT / kind / slug, self.course / kind / slug)
        (work / "in").mkdir()

    def hand_in(self, count: int) -> None:
        """Write the hand-ins."""
        self.first = f"student-{0:05}"
        hand_in(submissions_of(self.slug), count, self.work / "in")

    def graded(self) -> Step:
        """Grade the class: calmly, and killed."""
        words = ["grade", self._assignment, str(self.work / "in"), "--out"]
        seconds = self._calmly([*words, str(self.calm)])
        seed = ["--seed-file", str(self.calm / "seed")]
        return self._step("grade", [*words, str(self.wild), *seed], seconds)

    def regraded(self) -> Step:
        """Change what an item is worth, and regrade."""
        toml = Path(self._assignment) / "assignment.toml"
        text = toml.read_text("utf-8")
        toml.write_text(re.sub(r"^points = (\d+)", r"points = 1\1", text, count=1, flags=re.M))
        seconds = self._calmly(["regrade", str(self.calm)])
        return self._step("regrade", ["regrade", str(self.wild)], seconds)

    def decided(self) -> Step:
        """Give somebody no points for an item."""
        report = json.loads((self.calm / "students" / self.first / "report.json").read_bytes())
        exercise = report["exercises"][0]
        item = f"{exercise['name']}.{exercise['items'][0]['id']}"
        words = [self.first, item, "0", "--why", "seen in class"]
        seconds = self._calmly(["override", str(self.calm), *words])
        return self._step("override", ["override", str(self.wild), *words], seconds)

    @property
    def _assignment(self) -> str:
        return str(self.course / "assignments" / self.slug)

    def _calmly(self, words: Sequence[str]) -> float:
        started = time.monotonic()
        done = self._begun(words)
        if done.wait():
            raise SystemExit(f"the calm run ended with {done.returncode}: {words}")
        return time.monotonic() - started

    def _step(self, name: str, words: Sequence[str], seconds: float) -> Step:
        """Kill a command again and again, `seconds` being what it takes; then let it end."""
        kills = 0
        for _ in range(self.kills):
            running = self._begun(words)
            try:
                running.wait(self.dice.uniform(0.0, 2 * seconds / self.kills))
                break  # done before it was killed
            except subprocess.TimeoutExpired:
                kills += kill(running.pid)
                running.wait()
            self._wait_for_the_dead()
        self._calmly(words)
        return Step(name, kills, *self._compared())

    def _begun(self, words: Sequence[str]) -> "subprocess.Popen[bytes]":
        environment = {
            **os.environ, "GRADER_CACHE": str(self.work / "cache"),
            "GRADER_COURSE": str(self.course),
        }  # fmt: skip
        command = [sys.executable, "-m", "grader", *words]
        command += ["--jobs", "2"] if words[0] != "override" else []
        return subprocess.Popen(
            command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def _wait_for_the_dead(self) -> None:
        until = time.monotonic() + _GONE_SECONDS
        while orphans() and time.monotonic() < until:
            time.sleep(0.05)

    def _compared(self) -> tuple[int, list[str]]:
        calm, wild = self._files(self.calm), self._files(self.wild)
        names = sorted({*calm, *wild})
        return len(names), [name for name in names if _told(calm, name) != _told(wild, name)]

    def _files(self, out: Path) -> dict[str, Path]:
        found = [out / name for name in _CLASS if (out / name).exists()]
        found += [*out.glob("students/*/*"), *out.glob("results/*"), *out.glob("faults/*")]
        return {str(path.relative_to(out)): path for path in found}


def _told(files: dict[str, Path], name: str) -> bytes | None:
    """Return what a file says, without moments; None where it is not there."""
    if name not in files:
        return None
    content = files[name].read_bytes()
    if name.endswith(".json") and "/" in name:
        said = json.loads(content)
        content = json.dumps({key: said[key] for key in said if key not in _TIMED}).encode()
    return _MOMENT.sub(b"", content)


if __name__ == "__main__":
    sys.exit(main())
