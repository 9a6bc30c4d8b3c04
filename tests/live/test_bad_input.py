"""Whatever a function does while it is checked: a sentence, and the kernel goes on."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from running_kernel import Kernel, kernel
from standardise_cells import RIGHT, SCORE, standardise

WAYS = ["copy", "here"]


@pytest.fixture(scope="module", params=WAYS)
def running(folder: Path, request: pytest.FixtureRequest) -> Iterator[Kernel]:
    with kernel(folder, GRADER_LIVE=request.param) as found:
        yield found


BAD = {
    "prints ten megabytes": (("print('x' * 10_000_000)",), "12 of 12"),
    "starts threads": (
        ("import threading", "threading.Thread(target=print, args=('from a thread',)).start()"),
        "12 of 12",
    ),
    "leaves Python": (("raise SystemExit(3)",), "SystemExit: 3"),
    "calls the kernel's exit": (("exit()",), "SystemExit"),
    "presses Ctrl-C itself": (("raise KeyboardInterrupt",), "KeyboardInterrupt"),
    "never ends": (("while True: pass",), "took too long"),
    "never ends and catches all": (
        ("while True:", "    try: abs(len(str(1)))", "    except BaseException: pass"),
        "took too long",
    ),
    "sleeps": (("import time", "time.sleep(60)"), "took too long"),
    "calls itself": (("return standardise(x)",), "RecursionError"),
    "asks": (("input('who?')",), "input() has nobody to ask"),
    "checks itself": (("from grader import check", "check()"), "check was called by the function"),
    "wants more memory than there is": (
        ("return {'mean': np.zeros((1 << 20, 1 << 20))}",),
        "memory",
    ),
    "returns what is no value": (("return {'mean': lambda: 1}",), "0 of 12"),
    "returns nothing": (("return None",), "0 of 12"),
    "raises with a message that raises": (
        (
            "class Odd(Exception):",
            "    def __str__(self): raise ValueError",
            "raise Odd",
        ),
        "stopped with an error",
    ),
}


@pytest.mark.sampled(3, thorough=2)
@pytest.mark.parametrize("what", BAD)
def test_a_sentence_and_the_kernel_goes_on(running: Kernel, what: str) -> None:
    lines, said = BAD[what]
    running.run(standardise(*lines))
    shown = running.run("check('standardise')")
    assert (shown.printed, shown.errors) == ("", ())
    assert said in " ".join(shown.text.split())
    assert running.value("1 + 1") == "2"


def test_an_exception_is_told_by_its_cell_and_line(running: Kernel) -> None:
    number = running.value("len(In)")
    shown_in = running.run(standardise("1 / 0"))
    assert shown_in.errors == ()
    shown = running.run("check('standardise')")
    assert f"in cell {number}, line 4" in " ".join(shown.text.split())


def test_threads_which_cannot_be_started_where_it_is_graded_are_told(running: Kernel) -> None:
    running.run(standardise("import threading", "threading.Thread(target=len, args='x').start()"))
    assert "starts threads" in running.run("check('standardise')").text
    running.run(RIGHT)
    assert "starts threads" not in running.run("check('standardise')").text


def test_what_was_printed_is_told(running: Kernel) -> None:
    running.run(standardise("print('<b>saw</b>', x.shape)"))
    shown = running.run("check('standardise')")
    assert "&lt;b&gt;saw&lt;/b&gt; (3, 2)" in shown.html
    assert "<b>saw" not in shown.html


def test_numpy_that_a_cell_replaced_is_told(running: Kernel) -> None:
    running.run("import numpy as np\nreal = np.mean\ndef mean(*a, **k): return real(*a, **k) + 1")
    running.run("np.mean = mean")
    running.run(RIGHT)
    shown = running.run("check('standardise')")
    running.run("np.mean = real")
    assert "A cell gave numpy.mean another meaning" in " ".join(shown.text.split())
    assert "numpy.mean" not in running.run("check('standardise')").text


def test_what_is_not_known_from_cells_is_checked_all_the_same(running: Kernel) -> None:
    running.run(f"exec({RIGHT!r})")
    assert "12 of 12" in running.run("check('standardise')").text


def test_what_comes_from_a_module_of_ones_own_is_checked(running: Kernel, folder: Path) -> None:
    module = folder / "my_work.py"
    module.write_text(RIGHT, encoding="utf-8")
    running.run("globals().pop('standardise', None)\ndef helper(): return 1")
    imported = running.run("import sys; sys.path.insert(0, '.')\nfrom my_work import standardise")
    said = running.run("check()").text
    running.run("del helper, standardise; sys.modules.pop('my_work')")
    assert imported.errors == ()
    assert "12 of 12" in said


def test_a_class_where_a_function_is_asked_for(running: Kernel) -> None:
    running.run("class standardise: pass")
    assert "0 of 12" in running.run("check('standardise')").text


def test_what_is_not_defined_yet_is_told(running: Kernel) -> None:
    running.run("globals().pop('standardise')")
    running.run(SCORE)
    said = running.run("check('score')").text
    running.run("del score")
    running.run(RIGHT)
    assert "standardise" in said or "0 of 8" in said


def test_two_lessons_that_ask_for_the_same(running: Kernel, folder: Path) -> None:
    other = folder / "again.kit"
    other.write_bytes((folder / "standardise.kit").read_bytes())
    try:
        running.run(RIGHT)
        unclear = running.run("check()")
        clear = running.run("check('standardise', lesson='again')")
    finally:
        other.unlink()
    assert "lesson=" in unclear.text
    assert "12 of 12" in clear.text


ENDS = {"os._exit(0)": "ended the program", "os.kill(os.getpid(), 9)": "SIGKILL"}


@pytest.mark.sampled(3)
@pytest.mark.parametrize("line", ENDS)
def test_in_a_copy_even_the_end_of_the_process_is_only_a_sentence(folder: Path, line: str) -> None:
    with kernel(folder, GRADER_LIVE="copy") as running:
        running.run(standardise("import os", line))
        assert ENDS[line] in running.run("check('standardise')").text
        assert running.value("1 + 1") == "2"
