"""One class on a fake Moodle and on a fake Canvas, and the commands that fetch, grade and push."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from class_exported import LITTLE, RIGHT
from click.testing import CliRunner
from course_fixture import COURSE
from remote_canvas import CanvasFile, CanvasSubmission, RemoteCanvas
from remote_moodle import MoodleGrade, MoodlePerson, MoodleSubmission, RemoteMoodle
from remote_platform import SECRET

from grader.cli import main
from grader.commands.fetch import run_fetch
from grader.commands.push import PushWish, run_push
from grader.remote_course.manifest import Source
from grader.remote_course.pace import Clock

UNREADABLE = b'{"cells": [<<<<<<< HEAD'
ANA, JOAO, ZOE, EVA, TYPED, NOBODY = 11, 12, 13, 14, 15, 16
NAMES = {
    ANA: "Ana Souza", JOAO: "João D'Ávila", ZOE: "Zoë_Q Reis", EVA: "Eva Lima",
    TYPED: "Tina Typed", NOBODY: "Nico Nobody",
}  # fmt: skip
WORK = {ANA: RIGHT, JOAO: LITTLE, ZOE: RIGHT, EVA: UNREADABLE}
MARKS = {ANA: 10, JOAO: 1, ZOE: 10}
"""What those get whose work was judged; Eva's cannot be read."""


@dataclass
class Waits:
    """A clock that goes on by itself, and waits for nothing."""

    waited: list[float] = field(default_factory=list)
    at: float = 0.0

    def wait(self, seconds: float) -> None:
        """Let so much time pass."""
        self.waited.append(seconds)
        self.at += seconds

    @property
    def clock(self) -> Clock:
        """Return it as what is asked for."""
        return Clock(lambda: self.at, self.wait)


@dataclass
class Seen:
    """A platform as a test looks at it, and a class that was fetched from it and graded."""

    name: str
    platform: RemoteMoodle | RemoteCanvas
    folder: Path
    out: Path

    @property
    def moodle(self) -> RemoteMoodle:
        """Return it as a Moodle."""
        assert isinstance(self.platform, RemoteMoodle)
        return self.platform

    @property
    def canvas(self) -> RemoteCanvas:
        """Return it as a Canvas."""
        assert isinstance(self.platform, RemoteCanvas)
        return self.platform

    @property
    def grading(self) -> str:
        """Return what the request that puts a mark there is called."""
        return "mod_assign_save_grade" if self.name == "moodle" else "PUT "

    @property
    def uploading(self) -> str:
        """Return what the request that brings a page is called."""
        return "upload.php" if self.name == "moodle" else "/inst-fs/"

    def mark(self, user: int) -> float | None:
        """Return what somebody has."""
        if self.name == "canvas":
            return self.canvas.of(user).score
        grade = self.moodle.grades.get(user)
        return float(grade.value) if grade and float(grade.value) >= 0 else None

    def put(self, user: int, mark: float | None) -> None:
        """Change a mark, as a person does."""
        if self.name == "canvas":
            self.canvas.of(user).score = mark
        elif mark is None:
            self.moodle.grades.pop(user)
        else:
            own = self.moodle.grades.setdefault(user, MoodleGrade("-1"))
            own.value = f"{mark:.5f}"

    def pages(self, user: int) -> list[bytes]:
        """Return every page that somebody was given."""
        if self.name == "canvas":
            return [file.content for said in self.canvas.of(user).comments for file in said.files]
        grade = self.moodle.grades.get(user)
        return [*grade.files.values()] if grade else []

    def marks(self) -> dict[int, float]:
        """Return everybody's mark."""
        return {user: mark for user in NAMES if (mark := self.mark(user)) is not None}

    def hands_in_again(self, user: int) -> None:
        """Let somebody hand in once more."""
        if self.name == "canvas":
            own = self.canvas.of(user)
            own.at, own.attempt = "2026-11-30T08:00:00Z", 2
            own.files = [CanvasFile(9900 + user, "lab-1.ipynb", RIGHT)]
        else:
            self.moodle.handed[user] = MoodleSubmission(
                900 + user, {"/lab.ipynb": RIGHT}, 1_796_000_500, 1
            )

    def push(self, wish: PushWish | None = None, **how: Any) -> int:
        """Run `grader push`."""
        return pushed(self.name, self.out, self.folder, wish, **how)


def moodle_class(moodle: RemoteMoodle) -> None:
    """Fill a Moodle with the class."""
    moodle.people = [MoodlePerson(n, name, n + 4700) for n, name in NAMES.items()]
    moodle.handed = {
        n: MoodleSubmission(800 + n, {"/lab.ipynb": content}) for n, content in WORK.items()
    }
    moodle.handed[JOAO].time = int(moodle.facts["duedate"]) + 3600
    moodle.handed[TYPED] = MoodleSubmission(815, text="<p>my answer</p>")
    moodle.handed[NOBODY] = MoodleSubmission(816, {"/draft.ipynb": RIGHT}, status="draft")
    moodle.grades, moodle.drafts, moodle.faults, moodle.asked = {}, {}, [], []
    moodle.ignores = set()


def canvas_class(canvas: RemoteCanvas) -> None:
    """Fill a Canvas with the class."""
    canvas.submissions = [
        CanvasSubmission(n, NAMES[n], [CanvasFile(9000 + n, "lab.ipynb", content)])
        for n, content in WORK.items()
    ]
    canvas.of(JOAO).late, canvas.of(JOAO).seconds_late = True, 3600
    canvas.submissions += [
        CanvasSubmission(TYPED, NAMES[TYPED], body="<p>my answer</p>", kind="online_text_entry"),
        CanvasSubmission(NOBODY, NAMES[NOBODY], at=None, attempt=None, kind=None),
    ]
    canvas.files, canvas.announced, canvas.faults, canvas.asked = {}, {}, [], []


def source_of(platform: RemoteMoodle | RemoteCanvas) -> Source:
    """Return what is fetched from a platform."""
    name = "moodle" if isinstance(platform, RemoteMoodle) else "canvas"
    return Source(name, platform.address, "7", "321")


def fetched(
    platform: RemoteMoodle | RemoteCanvas, folder: Path, *, waits: Waits | None = None,
    token: str = SECRET,
) -> int:  # fmt: skip
    """Run `grader fetch` with a clock that waits for nothing; return the exit code."""
    source = source_of(platform)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(f"GRADER_{source.platform.upper()}_TOKEN", token)
        return run_fetch(source, folder, None, "en", clock=(waits or Waits()).clock)


def pushed(
    platform: str, out: Path, folder: Path, wish: PushWish | None = None, *,
    waits: Waits | None = None, token: str = SECRET,
) -> int:  # fmt: skip
    """Run `grader push` likewise."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(f"GRADER_{platform.upper()}_TOKEN", token)
        wish = wish or PushWish(language="en")
        return run_push(out, folder, wish, None, clock=(waits or Waits()).clock)


def graded_from(folder: Path, out: Path, layout: str, *options: str) -> Path:
    """Grade what was fetched, by the real command."""
    given = ["grade", "double", str(folder), "--layout", layout, "--out", str(out), *options]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GRADER_COURSE", str(COURSE))
        result = CliRunner().invoke(main, [*given, "--jobs", "1"])
    assert result.exit_code == 0, result.output
    return out
