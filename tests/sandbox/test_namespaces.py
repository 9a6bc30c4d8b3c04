"""Namespaces of the zygote's own: what is not a library is not there, and libraries still are."""

import os
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import pytest
from asking import ASSIGNMENT, LIMITS, call, program, run
from seeing import alive

from grader.model import Status
from grader.sandbox import policy
from grader.sandbox.bare_root import bare_root

if not policy.supported():
    pytest.skip("needs Linux on x86_64 or aarch64", allow_module_level=True)

from needs import in_a_fork, needs_namespaces

from grader.sandbox import linux, namespaces
from grader.sandbox.jail import Jail

LOOK = """
import os
def f(paths):
    return {path: told(path) for path in paths}
def told(path):
    try:
        return os.stat(path).st_size
    except OSError as error:
        return type(error).__name__
def g():
    import sqlite3, zoneinfo, numpy.polynomial.hermite, numpy.f2py
    hour = zoneinfo.ZoneInfo("America/Sao_Paulo").key
    return [sqlite3.sqlite_version_info[0], hour, os.getcwd(), sorted(os.uname())[0] != ""]
"""


def where_it_is() -> list[object]:
    """Return what a process sees of its namespaces."""
    spaces = [p.readlink() for p in sorted(Path("/proc/self/ns").iterdir())]
    return [*spaces, os.getuid(), sorted(Path("/").iterdir())]


@pytest.fixture(scope="module")
def without() -> Iterator[Jail]:
    with Jail(ASSIGNMENT, LIMITS, namespaces=False) as opened:
        yield opened


@needs_namespaces
def test_a_path_that_is_guessed_is_not_there(jail: Jail, without: Jail, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("nobody should know how long this is")
    paths = [str(secret), str(tmp_path), __file__, "/etc/passwd", "/proc/self/status", "/home"]
    there = run(without, program(LOOK), call("f", paths))[0].value
    assert there[str(secret)] == secret.stat().st_size  # the control: Landlock lets that be told
    gone = run(jail, program(LOOK), call("f", paths))[0].value
    assert set(gone.values()) == {"FileNotFoundError"}
    assert jail.isolation.facts["namespaces"] is True
    assert without.isolation.facts["namespaces"] is False


def test_what_lies_in_libraries_can_still_be_imported(jail: Jail, without: Jail) -> None:
    values = [run(opened, program(LOOK), call("g"))[0].value for opened in (jail, without)]
    assert values[0] == values[1]
    assert values[0][1:] == ["America/Sao_Paulo", "/", True]


@needs_namespaces
def test_nothing_can_be_written_in_the_root_even_without_other_locks() -> None:
    source = """
import os
def f(paths):
    return [tried(path) for path in paths]
def tried(path):
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))
    except OSError as error:
        return type(error).__name__
"""
    folder = sysconfig.get_path("purelib")
    paths = ["/left", f"{folder}/left", "/home/left"]
    with Jail(ASSIGNMENT, LIMITS, landlock=False, seccomp=False) as opened:
        answers = run(opened, program(source), call("f", paths))[0].value
    assert answers == ["OSError", "OSError", "FileNotFoundError"]  # read-only; no such folder
    assert not Path(folder, "left").exists()


@needs_namespaces
def test_each_zygote_has_namespaces_of_its_own_and_takes_them_along(jail: Jail) -> None:
    kinds = ("user", "mnt", "net", "ipc", "uts")

    def of(pid: int | str) -> list[str]:
        return [str(Path(f"/proc/{pid}/ns/{kind}").readlink()) for kind in kinds]

    try:
        with Jail(ASSIGNMENT, LIMITS) as another:
            spaces = [of("self"), of(jail.pid), of(another.pid)]
            pid = another.pid
    except PermissionError:
        pytest.skip("needs root: others may not look at an undumpable process")
    for kind in zip(*spaces, strict=True):
        assert len(set(kind)) == 3
    assert not alive(pid)


@pytest.mark.parametrize("step", ["enter_new_namespaces", "exchange_root", "unmount"])
def test_where_a_step_is_refused_the_process_stays_as_it_was(
    step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on systems that give namespaces and refuse what belongs to them."""

    def refuse(*_: object) -> None:
        raise PermissionError(1, "refused")

    monkeypatch.setattr(linux, step, refuse)

    def unchanged() -> bool:
        before = where_it_is()
        entered = namespaces.enter(bare_root(policy.library_paths()))
        return not entered and before == where_it_is()

    assert in_a_fork(unchanged)


def test_without_namespaces_the_tier_is_the_same(without: Jail, jail: Jail) -> None:
    assert without.isolation.tier == jail.isolation.tier
    assert run(without, program("def f():\n    return 1"), call("f"))[0].status is Status.PASSED


# ---------------------------------------------------------------- what a bare root shows


def test_a_bare_root_shows_real_places_and_the_links_to_them(tmp_path: Path) -> None:
    real = tmp_path / "real"
    (real / "lib").mkdir(parents=True)
    (real / "lib" / "module.py").touch()
    (tmp_path / "usr").symlink_to("real")
    (tmp_path / "again").symlink_to(tmp_path / "usr")
    shown = bare_root([str(tmp_path / "again" / "lib" / "module.py"), str(real / "lib")])
    assert shown.places == (str(real / "lib"),)
    assert dict(shown.links) == {
        str(tmp_path / "again"): str(tmp_path / "usr"),
        str(tmp_path / "usr"): "real",
    }


def test_links_inside_of_a_place_are_shown_with_it(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").symlink_to("a")
    shown = bare_root([str(tmp_path), str(tmp_path / "b")])
    assert shown.places == (str(tmp_path),)
    assert shown.links == ()


def test_a_link_to_itself_ends(tmp_path: Path) -> None:
    (tmp_path / "x").symlink_to("x")
    assert bare_root([str(tmp_path / "x" / "y")]).places
