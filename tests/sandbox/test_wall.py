"""The wall: a sandbox started inside bubblewrap sees less, holds as much, and leaves nothing."""

import json
import os
import shutil
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from asking import ASSIGNMENT, IMPATIENT, LIMITS, call, program, run
from click.testing import CliRunner
from course_fixture import COURSE, GOOD_COUNTER, GOOD_DOUBLE, notebook_bytes
from seeing import descendants, gone_within, processes_of_a_killed_grader

from grader.cli import main
from grader.errors import NotIsolated
from grader.model import Status
from grader.sandbox import policy

if not policy.supported():
    pytest.skip("needs Linux on x86_64 or aarch64", allow_module_level=True)

from needs import needs_bubblewrap

from grader.sandbox.jail import Jail

VIEW = """
import json, os

ASKED = json.loads(PATHS)
SEEN = {
    "there": [path for path in ASKED if os.path.lexists(path)],
    "root": sorted(os.listdir("/")),
    "processes": sorted(int(name) for name in os.listdir("/proc") if name.isdecimal()),
    "interfaces": sorted(line.split(":")[0].strip()
                         for line in open("/proc/net/dev").read().splitlines()[2:]),
    "tmp": os.listdir("/tmp"),
    "devices": sorted(os.listdir("/dev")),
    "pid": os.getpid(),
}
"""
"""A provided module that notes what a zygote sees while it still may look around."""


@pytest.fixture(scope="module")
def walled() -> Iterator[Jail]:
    with Jail(ASSIGNMENT, LIMITS, wall="bwrap") as opened:
        yield opened


@needs_bubblewrap
def test_a_zygote_inside_the_wall_sees_libraries_and_the_public_files(tmp_path: Path) -> None:
    folder = tmp_path / "course" / "assignments" / "look"
    (folder / "provided").mkdir(parents=True)
    (folder / "provided" / "given.py").write_text("x = 1\n")
    (folder / "assignment.toml").touch()
    solutions = tmp_path / "course" / "solutions"
    solutions.mkdir()
    repository = Path(__file__).resolve().parents[2]
    (folder / "exercises.py").touch()
    shown = [str(folder / "provided" / "given.py"), os.__file__]
    hidden = [
        solutions, folder / "assignment.toml", folder / "exercises.py",
        repository / "solutions", repository / ".git", repository / "tests",
        Path.home() / ".bashrc", "/etc/passwd", "/home", "/var", "/sys",
    ]  # fmt: skip
    paths = json.dumps([*shown, *map(str, hidden)])
    (folder / "provided" / "look.py").write_text(VIEW.replace("PATHS", repr(paths)))
    with Jail(folder, LIMITS, [solutions], wall="bwrap") as opened:
        seen = run(opened, program("import look\ndef f():\n    return look.SEEN"), call("f"))[
            0
        ].value
    assert seen["there"] == shown
    assert {"proc", "dev", "tmp"} <= set(seen["root"])
    assert len(seen["processes"]) <= 3  # the wall's first process, the zygote
    assert seen["pid"] < 10
    assert seen["interfaces"] == ["lo"]
    assert seen["devices"] == ["null", "urandom"]


@needs_bubblewrap
def test_the_sandbox_inside_the_wall_is_the_same(walled: Jail, jail: Jail) -> None:
    facts = {**walled.isolation.facts, "wall": "none", "namespaces": False}
    assert facts == {**jail.isolation.facts, "namespaces": False}
    assert walled.isolation.tier == jail.isolation.tier
    assert walled.isolation.facts["wall"] == "bwrap"
    assert walled.isolation.facts["namespaces"] is True
    source = (
        "import numpy as np\ndef f(n):\n    return np.random.default_rng().random(n) @ np.ones(n)"
    )
    values = [run(opened, program(source), call("f", 50))[0].value for opened in (walled, jail)]
    assert values[0] == values[1]


@needs_bubblewrap
def test_the_wall_alone_keeps_files_and_the_network_away(tmp_path: Path) -> None:
    """The control for what the wall adds: nothing else keeps this program from a secret."""
    locks = {"landlock": False, "seccomp": False}
    secret = tmp_path / "secret"
    secret.write_text("nobody should read this")
    source = """
import os, socket
def f(path, port):
    return [tried(lambda: open(path).read()), tried(lambda: open(path, "w").write("!")),
            tried(lambda: socket.create_connection(("127.0.0.1", port), 2).close()),
            tried(lambda: os.kill(os.getppid(), 0))]
def tried(what):
    try:
        what()
    except OSError as error:
        return type(error).__name__
    return "allowed"
"""
    with socket.create_server(("127.0.0.1", 0)) as server:
        asked = call("f", str(secret), server.getsockname()[1])
        with Jail(ASSIGNMENT, LIMITS, wall="bwrap", **locks) as inside:
            held = run(inside, program(source), asked)[0].value
        with Jail(ASSIGNMENT, LIMITS, namespaces=False, **locks) as outside:
            got_through = run(outside, program(source), asked)[0].value
    assert held == ["FileNotFoundError", "FileNotFoundError", "ConnectionRefusedError", "allowed"]
    assert got_through == ["allowed"] * 4


@needs_bubblewrap
def test_a_submission_inside_the_wall_is_ended_and_the_next_goes_on() -> None:
    with Jail(ASSIGNMENT, IMPATIENT, wall="bwrap") as opened:
        looping = program("def f():\n    while True: pass\ndef g():\n    return 7")
        asked = (call("f"), call("g", exercise="another call"))
        statuses = [outcome.status for outcome in run(opened, looping, *asked)]
        assert statuses == [Status.TIMED_OUT, Status.PASSED]
        crashing = program("import ctypes\ndef f():\n    ctypes.string_at(0)")
        assert run(opened, crashing, call("f"))[0].why.values == {"signal": "SIGSEGV"}
        everyone = [opened.pid, *descendants(opened.pid)]
    assert len(everyone) >= 2
    assert gone_within(everyone, 5)


@needs_bubblewrap
def test_a_killed_grader_leaves_nobody_inside_the_wall() -> None:
    # bwrap, its first process, the zygote, the child
    assert gone_within(processes_of_a_killed_grader(4, wall="bwrap", seconds=10), 5)


# ---------------------------------------------------------------- where it cannot be had


def test_without_bubblewrap_the_sentence_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(shutil, "which", lambda _program: None)
    with pytest.raises(NotIsolated, match="install bubblewrap") as caught:
        Jail(ASSIGNMENT, LIMITS, wall="bwrap")
    assert caught.value.exit_code == 2


def test_a_bubblewrap_that_does_not_work_is_said_in_its_own_words(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """As in a container that forbids namespaces."""
    fake = tmp_path / "bwrap"
    fake.write_text("#!/bin/sh\necho 'bwrap: Creating new namespace failed' >&2\nexit 1\n")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with pytest.raises(NotIsolated) as caught:
        Jail(ASSIGNMENT, LIMITS, wall="bwrap")
    assert str(caught.value).endswith("bwrap: Creating new namespace failed")
    assert "--wall does not work on this machine" in str(caught.value)


def test_the_commands_say_so_and_end_with_2(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GRADER_COURSE", str(COURSE))
    monkeypatch.setattr(shutil, "which", lambda _program: None)
    path = tmp_path / "ana.ipynb"
    path.write_bytes(notebook_bytes(GOOD_DOUBLE, GOOD_COUNTER))
    for command in (
        ["check", "double", str(path)],
        ["grade", "double", str(path), "--out", str(tmp_path / "out"), "--jobs", "1"],
    ):
        result = CliRunner().invoke(main, [*command, "--wall", "bwrap"])
        assert result.exit_code == 2
        assert "install bubblewrap" in result.output


@needs_bubblewrap
def test_grade_inside_the_wall_gives_the_same_marks_and_says_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GRADER_COURSE", str(COURSE))
    path = tmp_path / "ana.ipynb"
    path.write_bytes(notebook_bytes("def double(x):\n    return x + 2\n", GOOD_COUNTER))
    reports = []
    for wanted in ([], ["--wall", "bwrap"]):
        arguments = ["check", "double", str(path), "--format", "json", *wanted]
        reports.append(json.loads(CliRunner().invoke(main, arguments).output))
    assert [r["isolation"]["wall"] for r in reports] == ["none", "bwrap"]
    for report in reports:
        report.pop("isolation")
        report.pop("timing")
    assert reports[0] == reports[1]


@needs_bubblewrap
def test_questions_go_on_after_the_wall_itself_was_killed() -> None:
    honest = program("def f():\n    return 3")
    with Jail(ASSIGNMENT, LIMITS, wall="bwrap") as opened:
        everyone = [opened.pid, *descendants(opened.pid)]
        os.kill(opened.pid, signal.SIGKILL)
        assert gone_within(everyone, 5)
        assert run(opened, honest, call("f"))[0].value == 3
