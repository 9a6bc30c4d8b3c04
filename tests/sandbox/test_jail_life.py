"""The processes behind a jail: how they start, fail, recover and end."""

import dataclasses
import os
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from asking import ASSIGNMENT, IMPATIENT, LIMITS, as_bytes, call, program, questions
from seeing import (
    CAP_SYS_PTRACE,
    alive,
    children,
    gone_within,
    may,
    processes_of_a_killed_grader,
)

from grader.errors import SandboxFault
from grader.model import Status
from grader.sandbox import launch, policy
from grader.sandbox.tiers import TIERS

if not policy.supported():
    pytest.skip("needs Linux on x86_64 or aarch64", allow_module_level=True)

from grader.sandbox.jail import Jail
from grader.sandbox.process import Zygote
from grader.sandbox.zygote import PRELOADED

HONEST = program("def f(x):\n    return x + 1")
LOOP = program("def f(x):\n    while True: pass")
QUESTIONS = questions([call("f", 1), call("f", np.arange(3.0))])


def zygote_of(jail: Jail) -> int:
    return jail.pid


def test_no_child_outlives_its_submission(jail: Jail) -> None:
    zygote = zygote_of(jail)
    for submission in (HONEST, program("import os\nos._exit(1)"), HONEST):
        jail.run(submission, QUESTIONS)
        assert children(zygote) == []


@pytest.mark.skipif(not may(CAP_SYS_PTRACE), reason="only root may look at its descriptors")
def test_the_zygote_holds_no_more_descriptors_after_many_submissions(jail: Jail) -> None:
    descriptors = Path(f"/proc/{zygote_of(jail)}/fd")
    jail.run(HONEST, QUESTIONS)
    before = sorted(p.name for p in descriptors.iterdir())
    for _ in range(20):
        jail.run(HONEST, QUESTIONS)
    assert sorted(p.name for p in descriptors.iterdir()) == before


def test_a_sparing_zygote_leaves_to_children_what_others_load_before() -> None:
    loading = "\n".join(f"import {name}" for name in PRELOADED)
    submission = program(f"{loading}\ndef f(x):\n    return x + 1")
    with Jail(ASSIGNMENT, LIMITS, sparing=True) as sparing:
        execution = sparing.run(submission, QUESTIONS)
        assert sparing.isolation.tier == TIERS[0]
    assert execution.load_failures == ()
    assert [outcome.status for outcome in execution.outcomes] == [Status.PASSED] * len(QUESTIONS)


def test_what_was_launched_ahead_is_taken_once_and_dismissed_when_nobody_takes_it() -> None:
    launch.ahead()
    [waiting] = launch._waiting
    with Jail(ASSIGNMENT, LIMITS) as taken, Jail(ASSIGNMENT, LIMITS) as other:
        assert taken.pid == waiting.process.pid != other.pid
    launch.ahead()
    [waiting] = launch._waiting
    launch.dismiss()
    assert waiting.process.returncode is not None
    assert launch._waiting == []


def test_outcomes_are_the_same_as_of_a_fresh_jail(jail: Jail) -> None:
    with Jail(ASSIGNMENT, LIMITS) as fresh:
        alone = as_bytes(fresh.run(HONEST, QUESTIONS))
    jail.run(program("import numpy as np\nnp.add = np.ndarray.__add__ = None"), QUESTIONS)
    assert as_bytes(jail.run(HONEST, QUESTIONS)) == alone


def test_closing_ends_the_zygote() -> None:
    jail = Jail(ASSIGNMENT, LIMITS)
    zygote = zygote_of(jail)
    assert alive(zygote)
    jail.close()
    assert not alive(zygote)


def test_a_child_that_cannot_be_locked_down_is_a_fault_of_ours() -> None:
    impossible = dataclasses.replace(LIMITS, cpu_seconds=1 << 70)
    with pytest.raises(SandboxFault, match="could not be locked down"):
        Jail(ASSIGNMENT, impossible)


def test_after_an_interrupt_the_next_submission_has_a_child_of_its_own() -> None:
    """The answer to a question that was broken off would be taken for the next one's."""

    class Interrupted(Zygote):
        def _hear(self) -> tuple[bytes, list[int]]:
            raise KeyboardInterrupt

    with Jail(ASSIGNMENT, IMPATIENT) as jail:
        first = jail._zygote
        first.__class__ = Interrupted
        with pytest.raises(KeyboardInterrupt):
            jail.run(HONEST, QUESTIONS)
        first.__class__ = Zygote
        execution = jail.run(LOOP, QUESTIONS[:1])
        assert [o.status for o in execution.outcomes] == [Status.TIMED_OUT]
        assert children(zygote_of(jail)) == []


def test_a_zygote_that_died_is_replaced_once() -> None:
    with Jail(ASSIGNMENT, LIMITS) as jail:
        first = zygote_of(jail)
        os.kill(first, signal.SIGKILL)
        execution = jail.run(HONEST, QUESTIONS)
        assert [o.status for o in execution.outcomes] == [Status.PASSED] * 2
        assert zygote_of(jail) != first


def test_a_zygote_that_dies_while_a_submission_runs_takes_it_along_and_is_replaced() -> None:
    with Jail(ASSIGNMENT, IMPATIENT) as jail:
        first = zygote_of(jail)
        killer = ["-c", "import os, sys, time; time.sleep(0.2); os.kill(int(sys.argv[1]), 9)"]
        with subprocess.Popen([sys.executable, *killer, str(first)]):
            execution = jail.run(LOOP, QUESTIONS[:1])
        assert execution.outcomes[0].status is Status.TIMED_OUT
        assert zygote_of(jail) != first


def test_a_zygote_that_dies_again_and_again_is_a_fault_of_ours() -> None:
    jail = Jail(ASSIGNMENT, LIMITS)

    def start_and_die(*_: object, **__: object) -> Zygote:
        started = Zygote(ASSIGNMENT, LIMITS)
        os.kill(started._launched.process.pid, signal.SIGKILL)
        started._launched.process.wait()
        return started

    jail._start = partial(start_and_die)
    os.kill(zygote_of(jail), signal.SIGKILL)
    try:
        with pytest.raises(SandboxFault, match="did not start"):
            jail.run(HONEST, QUESTIONS)
    finally:
        jail.close()


def test_a_killed_grader_leaves_nobody_behind() -> None:
    # the zygote, the child
    assert gone_within(processes_of_a_killed_grader(2, seconds=5), 5)


@pytest.mark.parametrize(
    ("module", "sentence"),
    [
        ("def broken(:", "SyntaxError"),
        ("import surely_not_installed", "No module named 'surely_not_installed'"),
        ("raise RuntimeError('no wind')", "no wind"),
        (
            "import threading, time\n"
            "threading.Thread(target=time.sleep, args=(60,), daemon=True).start()",
            "2 threads are running; a library started some at import",
        ),
    ],
)
def test_what_keeps_a_zygote_from_starting_is_said(
    module: str, sentence: str, tmp_path: Path
) -> None:
    with pytest.raises(SandboxFault, match="the sandbox did not start") as caught:
        Jail(providing(module, tmp_path), LIMITS)
    assert sentence in str(caught.value)


def test_a_zygote_that_says_nothing_is_a_fault_of_ours(tmp_path: Path) -> None:
    with pytest.raises(SandboxFault, match=r"no word in \d+ s"):
        Jail(providing("import os\nos._exit(0)", tmp_path), LIMITS)


def test_a_zygote_does_not_even_look_at_exercises(tmp_path: Path) -> None:
    (tmp_path / "exercises.py").write_text("raise RuntimeError('no wind')")
    with Jail(tmp_path, LIMITS) as jail:
        assert jail.run(HONEST, QUESTIONS).outcomes[0].value == 2


def providing(module: str, folder: Path) -> Path:
    """Return an assignment that provides a module."""
    (folder / "provided").mkdir()
    (folder / "provided" / "given.py").write_text(module)
    return folder


def test_a_protected_path_beneath_a_readable_one_is_refused() -> None:
    numpy = Path(np.__file__).parent
    with pytest.raises(SandboxFault) as caught:
        Jail(ASSIGNMENT, LIMITS, [Path("/nonexistent/solutions"), numpy])
    assert str(numpy.resolve()) in str(caught.value)
    assert "which students' code may read; move it" in str(caught.value)


def test_a_readable_root_itself_and_links_to_it_are_refused(tmp_path: Path) -> None:
    root = Path(policy.readable_paths()[0])
    link = tmp_path / "solutions"
    link.symlink_to(root)
    for protected in (root, link, link / "regularization"):
        with pytest.raises(SandboxFault, match="may read"):
            Jail(ASSIGNMENT, LIMITS, [protected])
