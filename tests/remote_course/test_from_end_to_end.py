"""The sample class by the commands as they are typed: fetch, grade, a push that fails, a push."""

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner
from regularization_lesson import ROOT
from remote_canvas import CanvasFile, CanvasSubmission, RemoteCanvas
from remote_class import Seen
from remote_moodle import MoodlePerson, MoodleSubmission, RemoteMoodle
from remote_platform import SECRET, Fault

from grader.cli import main
from grader.sandbox import policy

if not policy.supported():
    pytest.skip("needs Linux on x86_64 or aarch64", allow_module_level=True)

EXAMPLES = ROOT / "examples" / "regularization"
PEOPLE = {
    21: ("Carla Mendes", "Carla Mendes.ipynb"),
    22: ("Igor Teixeira", "igor-teixeira.ipynb"),
    23: ("Larissa Moura", "larissa.moura.ipynb"),
    24: ("Débora Pinto", "Débora Pinto.ipynb"),
    25: ("Fernanda Luz", "fernanda-luz.ipynb"),  # a conflict of git's: nobody can read it
    26: ("Thiago Alves", "thiago-alves.ipynb"),
}
UNREAD = 25


def moodle_sample(platform: RemoteMoodle) -> None:
    platform.people = [MoodlePerson(n, name, n + 4700) for n, (name, _) in PEOPLE.items()]
    platform.handed = {
        n: MoodleSubmission(800 + n, {f"/{file}": (EXAMPLES / file).read_bytes()})
        for n, (_, file) in PEOPLE.items()
    }


def canvas_sample(platform: RemoteCanvas) -> None:
    platform.submissions = [
        CanvasSubmission(n, name, [CanvasFile(9000 + n, file, (EXAMPLES / file).read_bytes())])
        for n, (name, file) in PEOPLE.items()
    ]


def run(*given: str | Path, code: int = 0) -> str:
    result = CliRunner().invoke(main, [*map(str, given)])
    assert result.exit_code == code, result.output
    return result.output


@contextmanager
def as_a_teacher(platform: str, place: Path) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(f"GRADER_{platform.upper()}_TOKEN", SECRET)
        patch.setenv("GRADER_COURSE", str(ROOT))
        patch.setenv("LC_ALL", "C")
        yield


@pytest.mark.slow
@pytest.mark.parametrize("name", ["moodle", "canvas"])
def test_the_sample_class_goes_in_and_its_marks_out_once(
    name: str, moodle: RemoteMoodle, canvas: RemoteCanvas, tmp_path: Path
) -> None:
    platform = moodle if name == "moodle" else canvas
    if isinstance(platform, RemoteMoodle):
        moodle_sample(platform)
        refusal = Fault("mod_assign_save_grade", 400, after=2)
    else:
        canvas_sample(platform)
        refusal = Fault("PUT ", 400, after=5)  # mark and comment of two, the mark of the third
    folder, out = tmp_path / "class", tmp_path / "out"
    with as_a_teacher(name, tmp_path):
        where = ("--site", platform.address, "--course", 7, "--assignment", 321)
        assert "handed in 6" in run("fetch", name, *map(str, where), "--out", folder)
        run("grade", "regularization", folder, "--layout", name, "--out", out, "--jobs", "1")
        run("push", out, folder, "--dry-run")
        platform.faults = [refusal]
        said = run("push", out, folder, "--lang", "en", code=1)
        assert "4 sent, and seen to be there" in said and "1 did not arrive" in said
        said = run("push", out, folder, "--lang", "en")
        assert "1 sent, and seen to be there" in said
        assert "0 sent" in run("push", out, folder, "--lang", "en")
    seen = Seen(name, platform, folder, out)
    for number in PEOPLE:
        pages = 0 if number == UNREAD else 1
        assert len(seen.pages(number)) == pages, PEOPLE[number]
        assert seen.mark(number) == (None if number == UNREAD else expected(out, number))
    assert len({seen.mark(number) for number in PEOPLE}) > 3


def expected(out: Path, number: int) -> float:
    """Return the mark out of 10 that the gradebook's points are worth."""
    with (out / "gradebook.csv").open(encoding="utf-8", newline="") as file:
        rows = [*csv.DictReader(file)]
    marks = {str(number), str(number + 4700)}
    [row] = [row for row in rows if marks & {*row["student"].split("_")}]
    exact = Decimal(row["score"]) * 10 / Decimal(row["max_score"])
    return float(exact.quantize(Decimal("0.01"), ROUND_HALF_UP))


def test_without_a_token_a_sentence_says_where_it_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GRADER_MOODLE_TOKEN", raising=False)
    given = ["fetch", "moodle", "--site", "https://moodle.example.org", "--course", "7"]
    given += ["--assignment", "1", "--out", str(tmp_path / "class")]
    for lang, words in (("pt-BR", "Não há token"), ("es", "No hay token"), ("en", "no token")):
        said = run(*given, "--lang", lang, code=2)
        assert words in said and "GRADER_MOODLE_TOKEN" in said and "Traceback" not in said
    assert not (tmp_path / "class").exists()


def test_a_token_is_no_argument_of_any_command() -> None:
    for name in ("fetch", "push"):
        options = {option for param in main.commands[name].params for option in param.opts}
        assert "--token" not in options and "--token-file" in options


def test_without_the_extra_the_command_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    said = run("push", tmp_path, tmp_path, code=2)
    assert "pip install 'nngrader[lms]'" in said
