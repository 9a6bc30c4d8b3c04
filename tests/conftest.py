"""Fixtures and options for every test."""

import gc
import os
import signal
import sys
import tempfile
from collections.abc import Callable, Generator, Iterator
from multiprocessing import resource_tracker
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from seeing import children

from grader.own_memory import collect_rarely

# how long an example takes says how busy the machine is, or that the tests run measured
settings.register_profile("any", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any")

GOLDEN = Path(__file__).parent / "golden"
_FEWEST = 20
"""Examples of a property, where not all are drawn."""
STRANGER = 54321
"""The id of a user who is nobody here."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-goldens",
        action="store_true",
        help="write what the tests produce into tests/golden/; then read the differences",
    )


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Three workers on two cores: many a test waits for a process, a database or a limit."""
    cores = os.cpu_count() or 1
    if hasattr(os, "sched_getaffinity"):  # not every system says which of them are ours
        cores = len(os.sched_getaffinity(0))
    return cores + (cores + 1) // 2


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Let no garbage be looked for among the tests that are found: they stay until the end.

    It takes half of the time in which they are found, and is felt in each test that makes garbage.
    Later it is looked for as rarely as in the grader's own processes.
    """
    collect_rarely()
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
        gc.freeze()


@pytest.hookimpl(tryfirst=True)  # before the marks decide what runs
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave to the default tests some of each large family, and some of all examples."""
    _sample(items)
    if "not thorough" in config.option.markexpr:
        _draw_fewer(items)


def _sample(items: list[pytest.Item]) -> None:
    """Of `sampled(n, thorough=m)` one in n is not slow, and of these one in m not thorough."""
    families: dict[tuple[str, str], int] = {}
    for item in items:
        mark = item.get_closest_marker("sampled")
        if mark is not None:
            (every,) = mark.args or (1,)
            of_these = mark.kwargs.get("thorough", 1)
            family = (item.location[0], item.name.partition("[")[0])
            number = families[family] = families.get(family, -1) + 1
            if number % every:
                item.add_marker(pytest.mark.slow)
            elif number // every % of_these:
                item.add_marker(pytest.mark.thorough)


def _draw_fewer(items: list[pytest.Item]) -> None:
    """Give properties a third of their examples: they have all of them where CI tests."""
    functions = {getattr(item, "function", None) for item in items}
    for function in functions:
        given: settings | None = getattr(function, "_hypothesis_internal_use_settings", None)
        if given is not None:
            fewer = min(given.max_examples, max(given.max_examples // 3, _FEWEST))
            function._hypothesis_internal_use_settings = settings(given, max_examples=fewer)


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Return a check that a text is the one in a golden file, byte for byte."""

    def check(name: str, text: str) -> None:
        path = GOLDEN / name
        if request.config.getoption("--update-goldens"):
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(text.encode())
        assert path.is_file(), f"no {name}: run pytest --update-goldens and read it"
        assert text == path.read_bytes().decode(), f"{name} differs: pytest --update-goldens?"

    return check


@pytest.fixture(scope="session", autouse=True)
def ctrl_c_is_heard() -> None:
    """Undo what shells do to programs in the background: they, and theirs, do not hear Ctrl-C."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session", autouse=True)
def temporary_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Give this session's temporary files a folder of their own, where none may be left."""
    resource_tracker.ensure_running()  # pools start it once, and it stays until the end
    folder = tmp_path_factory.mktemp("temporary")
    before, tempfile.tempdir = tempfile.tempdir, str(folder)
    yield folder
    tempfile.tempdir = before


@pytest.fixture(scope="session", autouse=True)
def cache_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Keep what known mistakes answer in a folder of this run's own, which its workers share."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = tmp_path_factory.getbasetemp().parent / "cache"
        folder.mkdir(mode=0o700, exist_ok=True)
    else:
        folder = tmp_path_factory.mktemp("cache")
    before = os.environ.get("GRADER_CACHE")
    os.environ["GRADER_CACHE"] = str(folder)
    yield folder
    os.environ.pop("GRADER_CACHE")
    if before is not None:
        os.environ["GRADER_CACHE"] = before


@pytest.fixture(scope="session", autouse=True)
def workers(temporary_folder: Path, cache_folder: Path) -> Iterator[None]:
    """Fork the workers of class runs, and zygotes, where that can be done: no test's own."""
    if sys.platform != "linux":
        yield
        return
    from warm_workers import warm_workers
    from warm_zygotes import warm_zygotes

    with warm_zygotes(), warm_workers():
        yield


@pytest.fixture(scope="module")
def cold_zygotes() -> Iterator[None]:
    """Start the sandboxes of this module's tests in their process as everybody has them."""
    if sys.platform != "linux":
        yield
        return
    from warm_zygotes import taken_from

    with taken_from(""):
        yield


@pytest.fixture
def give_away(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], None]:
    """Return what gives a path to another user; where only root can, everything becomes theirs."""

    def give(path: Path) -> None:
        if os.geteuid() == 0:
            os.chown(path, STRANGER, STRANGER, follow_symlinks=False)
        else:
            monkeypatch.setattr(os, "geteuid", lambda: STRANGER)

    return give


@pytest.fixture(autouse=True)
def no_leaks(request: pytest.FixtureRequest, temporary_folder: Path) -> Iterator[None]:
    """Fail the test that leaves a process, an open descriptor or a temporary file behind.

    What fixtures of a wider scope hold was there before, and is not counted.
    """
    written = request.getfixturevalue("tmp_path") if "tmp_path" in request.fixturenames else None
    before = _held(temporary_folder)
    yield
    left = _held(temporary_folder) - before
    if left:
        gc.collect()  # what nothing refers to any more is not a leak
        left = _held(temporary_folder) - before
    if written is not None:
        left |= {f"file {path}" for path in written.rglob(".writing-*")}
    assert not left, f"left behind: {sorted(left)}"


def _held(temporary_folder: Path) -> set[str]:
    """Name the processes, descriptors and temporary files that are there now."""
    # before and after each of ten thousand tests: a path made of each takes five times as long
    held = {f"file {temporary_folder}/{name}" for name in os.listdir(temporary_folder)}  # noqa: PTH208
    held |= {f"process {pid}" for pid in children("self")}
    for descriptor in os.listdir("/proc/self/fd") if os.path.isdir("/proc/self/fd") else ():  # noqa: PTH112, PTH208
        try:
            leads_to = os.readlink(f"/proc/self/fd/{descriptor}")  # noqa: PTH115
        except OSError:  # the one that listed the folder
            continue
        held.add(f"descriptor {descriptor} of {leads_to}")
    return held
