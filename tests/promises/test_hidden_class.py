"""A class that tries to tell its hidden inputs: with another seed, every file is the same."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from channels import CHANNELS
from class_runs import graded

from grader.files import folder_names
from grader.sandbox import policy
from grader.seed import commitment

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not policy.supported(), reason="needs Linux on a known machine"),
]

SEEDS = (bytes(range(32)), bytes(range(1, 33)))


def _written(out: Path, seed: bytes) -> dict[str, str]:
    """Return what a class run wrote, by path; times and what the seed makes are left out.

    So are the digests by which a teacher's run tells which wrong answers are alike (`results/`) and
    which cases a change touches (`notes/parts.json`): they are digests of hidden cases.
    """
    found = {}
    for path in sorted(path for path in out.rglob("*") if path.is_file()):
        text = path.read_text(encoding="utf-8").replace(commitment(seed), "SEED")
        if path.suffix == ".json":
            text = json.dumps(
                _without_digests(path, json.loads(text)) | {"timing": None, "seal": None}
            )
        found[str(path.relative_to(out))] = text
    return found


def _without_digests(path: Path, written: Any) -> Any:
    if path.name == "parts.json":
        return {
            state: parts | {"exercises": sorted(parts["exercises"])}
            for state, parts in written.items()
        }
    for trace in written.get("traces", ()):
        if trace["unexplained"]:
            trace["unexplained"] |= {"digest": ""}
    return written


def test_two_seeds_give_the_same_files_and_the_same_words(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for channel in CHANNELS:
        path = tmp_path / "in" / f"{channel.name}.ipynb"
        path.write_bytes(channel.submission.content)
    written, said = [], []
    for number, seed in enumerate(SEEDS):
        (tmp_path / "seed").write_text(seed.hex())
        (tmp_path / "seed").chmod(0o600)
        out = tmp_path / f"out-{number}"
        options = ["--annotate", "--jobs", "2", "--seed-file", str(tmp_path / "seed")]
        run = graded(tmp_path / "in", out, *options)
        assert run.returncode == 0, run.stderr
        written.append(_written(out, seed))
        said.append(re.sub(re.escape(str(out)), "OUT", run.stdout + run.stderr))
    names = folder_names(channel.name for channel in CHANNELS).values()
    assert {f"students/{name}/report.json" for name in names} <= written[0].keys()
    assert {"run.json", "index.html", "gradebook.csv"} <= written[0].keys()
    assert written[0] == written[1]
    assert said[0] == said[1]
