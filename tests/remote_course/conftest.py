"""A fake of each platform on a port, its class fetched and graded once; copies for each test."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from remote_canvas import RemoteCanvas
from remote_class import Seen, canvas_class, fetched, graded_from, moodle_class
from remote_moodle import RemoteMoodle
from remote_platform import RemotePlatform, on_a_port

from grader.sandbox import policy


@dataclass
class Done:
    """A class that was fetched into a folder, and graded into another."""

    folder: Path
    out: Path


@pytest.fixture(scope="session")
def served_moodle() -> Iterator[RemoteMoodle]:
    platform = RemoteMoodle()
    with on_a_port(platform, platform.app):
        yield platform


@pytest.fixture(scope="session")
def served_canvas() -> Iterator[RemoteCanvas]:
    platform = RemoteCanvas()
    with on_a_port(platform, platform.app):
        platform.elsewhere = platform.address.replace("localhost", "127.0.0.1")
        yield platform


@pytest.fixture
def moodle(served_moodle: RemoteMoodle) -> Iterator[RemoteMoodle]:
    """Return a Moodle with the class as it was handed in."""
    _as_new(served_moodle, RemoteMoodle())
    moodle_class(served_moodle)
    yield served_moodle
    _quiet(served_moodle)


@pytest.fixture
def canvas(served_canvas: RemoteCanvas) -> Iterator[RemoteCanvas]:
    """Return a Canvas with the class as it was handed in."""
    _as_new(served_canvas, RemoteCanvas())
    canvas_class(served_canvas)
    yield served_canvas
    _quiet(served_canvas)


def _quiet(platform: RemotePlatform) -> None:
    assert platform.served is not None
    platform.served.wait_until_quiet()


def _as_new(platform: RemotePlatform, new: RemotePlatform) -> None:
    kept = {"address", "app", "served", "elsewhere"}
    vars(platform).update({name: own for name, own in vars(new).items() if name not in kept})


@pytest.fixture(scope="session")
def moodle_done(served_moodle: RemoteMoodle, tmp_path_factory: pytest.TempPathFactory) -> Done:
    moodle_class(served_moodle)
    return _done(served_moodle, tmp_path_factory.mktemp("moodle"), "moodle")


@pytest.fixture(scope="session")
def canvas_done(served_canvas: RemoteCanvas, tmp_path_factory: pytest.TempPathFactory) -> Done:
    canvas_class(served_canvas)
    return _done(served_canvas, tmp_path_factory.mktemp("canvas"), "canvas")


def _done(platform: RemoteMoodle | RemoteCanvas, place: Path, layout: str) -> Done:
    if not policy.supported():
        pytest.skip("needs Linux on x86_64 or aarch64")
    assert fetched(platform, place / "class") == 0
    graded_from(place / "class", place / "out", layout)
    return Done(place / "class", place / "out")


@pytest.fixture(params=["moodle", "canvas"])
def seen(
    request: pytest.FixtureRequest, moodle_done: Done, canvas_done: Done, moodle: RemoteMoodle,
    canvas: RemoteCanvas, tmp_path: Path,
) -> Seen:  # fmt: skip
    """Return one platform after the other, with copies of a class that was fetched from it."""
    done = moodle_done if request.param == "moodle" else canvas_done
    platform = moodle if request.param == "moodle" else canvas
    folder = shutil.copytree(done.folder, tmp_path / "class")
    out = shutil.copytree(done.out, tmp_path / "out")
    return Seen(request.param, platform, folder, out)


@pytest.fixture(params=["moodle", "canvas"])
def platform(
    request: pytest.FixtureRequest, moodle: RemoteMoodle, canvas: RemoteCanvas
) -> RemoteMoodle | RemoteCanvas:
    """Return one platform after the other, with the class as it was handed in."""
    return moodle if request.param == "moodle" else canvas
