"""Kill what grades a class at random moments, and hold the reports against those of a calm run.

``python benchmarks/chaos.py [--kills 200] [--hand-ins 60] [--seed 1]`` grades the sample class and
copies of it, hostile hand-ins included, again and again with two workers. Meanwhile a student's
process, a zygote, a worker or the grader itself is killed; a grader that was killed is started
again with --resume. The exit code is 1 if a report was lost, was there twice, differs from the calm
run's or was half written, if points were given for nothing, or if anything was left behind.

A report without points is allowed only where it says that processes died twice at it; going on
without kills must then give the calm run's.
"""

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from chaos_findings import KINDS, Tally
from chaos_processes import adopt_orphans, family, kill, orphans
from rich.console import Console
from rich.table import Table
from sample_class import EXAMPLES, HOSTILE, ROOT

from grader.classrun.writers import WRITERS
from grader.intake import collect

CLASS = EXAMPLES / "regularization"
RACING = ("Quiteria Bastos",)
"""Whose outcome depends on which of two writers comes first, kills or no kills."""
VICTIMS = {"student's process": 15, "zygote": 35, "worker": 30, "grader": 20}
PAUSE_SECONDS = (0.3, 4.0)
GONE_SECONDS = 10.0
_DETAILS = 20


def main(arguments: Sequence[str]) -> int:
    """Kill, compare, print; the exit code is 1 when something happened that must not."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--hand-ins", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(arguments)
    adopt_orphans()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # clearing away what is there
    started = time.monotonic()
    with _workplace() as work:
        chaos = Chaos(work, random.Random(given.seed), given.kills)
        count = chaos.hand_in(given.hand_ins)
        chaos.run()
    _print(chaos.tally, count, time.monotonic() - started)
    return 1 if chaos.tally.details else 0


@contextmanager
def _workplace() -> Iterator[Path]:
    work = Path(tempfile.mkdtemp(prefix="grader-chaos-"))
    try:
        for name in ("in", "tmp", "cache"):
            (work / name).mkdir()
        yield work
    finally:
        shutil.rmtree(work)


class Chaos:
    """A class that is graded again and again, while somebody kills."""

    def __init__(self, work: Path, dice: random.Random, kills: int) -> None:
        self.work = work
        self.dice = dice
        self.left = kills
        self.tally = Tally()

    def hand_in(self, wanted: int) -> int:
        """Copy the sample class; calm hand-ins again under other names, up to the number wanted."""
        found = [h for h in collect([CLASS]).handed_in if h.person.id not in RACING]
        found = found[:: max(1, len(found) // wanted)]
        for handed in found[:wanted]:
            shutil.copy(handed.place.path, self.work / "in" / handed.place.path.name)
        calm = [handed for handed in found if handed.person.id not in HOSTILE]
        for handed in calm[: max(0, wanted - len(found))]:
            shutil.copy(handed.place.path, self.work / "in" / f"copy of {handed.place.path.name}")
        return len(list((self.work / "in").iterdir()))

    def run(self) -> None:
        """Grade calmly once, then in chaos until every kill is done."""
        calm = self.work / "calm"
        with self._grading(calm) as grading:
            grading.wait()
        self.seed = calm / "seed"
        while self.left:
            out = self.work / f"round-{self.tally.rounds}"
            self._one_round(out, calm)
            self.tally.rounds += 1
            shutil.rmtree(out)

    def _one_round(self, out: Path, calm: Path) -> None:
        finished = False
        while not finished:
            with self._grading(out, "--resume") as grading:
                code = self._kill_while(grading)
            finished = (out / "gradebook.csv").exists()
            self._look_for_processes()
            self.tally.compare(out, calm, unfinished=not finished)
            if code != -signal.SIGKILL:
                self._judge_end(code, finished=finished)
        with self._grading(out, "--resume") as grading:  # what met too many kills, made anew
            grading.wait()
        self._look_for_processes()
        self.tally.compare(out, calm, unfinished=False)
        self.tally.compare_class(out, calm)
        self._look_for_files(out)

    def _judge_end(self, code: int, *, finished: bool) -> None:
        """Judge how a run ended that nobody killed: done, or because no worker could start."""
        if code not in ((0, 3) if finished else (3,)):
            self.tally.amiss("runs that failed", f"exit code {code}")
        elif not finished:
            self.tally.without_workers += 1

    @contextmanager
    def _grading(self, out: Path, *options: str) -> Iterator[subprocess.Popen[bytes]]:
        command = [sys.executable, "-m", "grader", "grade", "regularization", str(self.work / "in")]
        seed = ["--seed-file", str(self.seed)] if options else []
        environment = {
            **os.environ, "TMPDIR": str(self.work / "tmp"),
            "GRADER_CACHE": str(self.work / "cache"), "GRADER_COURSE": str(ROOT),
        }  # fmt: skip
        grading = subprocess.Popen(
            [*command, "--out", str(out), "--jobs", "2", *seed, *options],
            env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            yield grading
        finally:
            grading.kill()
            grading.wait()

    # ------------------------------------------------------------ killing

    def _kill_while(self, grading: subprocess.Popen[bytes]) -> int:
        while self.left:
            try:
                return grading.wait(self.dice.uniform(*PAUSE_SECONDS))
            except subprocess.TimeoutExpired:
                pass
            kind = self.dice.choices(list(VICTIMS), list(VICTIMS.values()))[0]
            victims = family(grading.pid)[kind]
            if victims and kill(self.dice.choice(victims)):
                self.tally.kills[kind] += 1
                self.left -= 1
        return grading.wait()

    def _look_for_processes(self) -> None:
        until = time.monotonic() + GONE_SECONDS
        while (left := orphans()) and time.monotonic() < until:
            time.sleep(0.05)
        self.tally.amiss("processes left", *left)
        for pid in left:
            kill(pid)

    def _look_for_files(self, out: Path) -> None:
        expected = {"assignment.json", "students", "results", "faults", "notes", *WRITERS}
        files = [path for path in out.iterdir() if path.name not in expected]
        reports = ("report.json", "report.html")
        files += [path for path in out.glob("students/*/*") if path.name not in reports]
        files += [path for path in (out / "notes").glob("*") if path.suffix != ".json"]
        files += [*(out / "faults").glob("*"), *(self.work / "tmp").iterdir()]
        cached = (path for path in (self.work / "cache").rglob("*") if path.is_file())
        files += [p for p in cached if p.suffix != ".known" and p.parent.name != "seeds"]
        self.tally.amiss("temporary files left", *(p.relative_to(self.work) for p in files))
        sockets = Path("/proc/net/unix").read_text(encoding="ascii", errors="replace")
        self.tally.amiss("sockets left", *[s for s in sockets.splitlines() if str(self.work) in s])


def _print(tally: Tally, hand_ins: int, seconds: float) -> None:
    table = Table(title=f"{sum(tally.kills.values())} kills, {hand_ins} hand-ins", box=None)
    table.add_column("")
    table.add_column("", justify="right")
    for kind in VICTIMS:
        table.add_row(f"killed: {kind}", str(tally.kills[kind]))
    table.add_row(
        "ended by it: worker after worker died while it started", str(tally.without_workers)
    )
    table.add_row("class runs to the end", str(tally.rounds))
    table.add_row("reports held against the calm run's", str(tally.compared))
    table.add_row("of them given up without points, to be made anew", str(tally.given_up))
    for what in KINDS:
        table.add_row(what, str(tally.wrong[what]))
    Console(width=100).print(table)
    for detail in tally.details[:_DETAILS]:
        print(detail)
    print(f"{seconds:.0f} s")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
