"""What a service writes about its work names nobody, unless asked to, and quotes no code."""

import json
import logging
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest
from course_fixture import COURSE, notebook_bytes
from running_service import Running
from served import Served, folder_for_data, served_in
from until import until

from grader.errors import UserError
from grader.sandbox import policy
from grader.service import logs
from grader.service.database import engine_of
from grader.service.grading import grade_run
from grader.service.logs import begin_logging, happened
from grader.service.settings import LOG_FORMAT, LOG_NAMES, settings_from
from grader.service.store.grades import Graded
from grader.service.store.runs import Begun

STUDENT, FILE, CODE = "zuleika-7781", "Zuleika do Mar.ipynb", "quokka_4413"
NOTEBOOK = notebook_bytes(
    f"def double(x):\n    {CODE} = 2 * x\n    print('{CODE}')\n    raise ValueError('{CODE}')\n",
    f"import sys, os\nsys.stderr.write('{CODE}')\nos.write(2, b'{CODE}')\n",
)
needs_sandbox = pytest.mark.skipif(not policy.supported(), reason="needs Linux on a known machine")


def worked(service: Served) -> None:
    """Hand in what can be graded and what cannot, and ask for what is not there."""
    url = f"{service.address}/api/v1/assignments/double/submissions"
    asked = {"student": STUDENT, "name": FILE}

    def post(content: bytes, **params: str) -> httpx.Response:
        return httpx.post(
            url, content=content, params=asked | params, headers=service.headers, timeout=30
        )

    here = post(NOTEBOOK).headers["location"]
    broken = NOTEBOOK[: len(NOTEBOOK) // 2]
    assert post(broken).status_code == 422
    assert post(NOTEBOOK, student=STUDENT * 50).status_code == 422
    assert httpx.get(f"{url}?student={STUDENT}", timeout=30).status_code == 405
    assert httpx.get(here, params={"student": STUDENT}, timeout=30).status_code == 401
    until(lambda: is_graded(here, service.headers))
    assert httpx.get(f"{here}/report.html", headers=service.headers, timeout=30).is_success


def is_graded(here: str, headers: Mapping[str, str]) -> bool:
    return bool(httpx.get(here, headers=dict(headers), timeout=30).json()["state"] == "graded")


def written(tmp_path: Path) -> str:
    """Return what a service wrote to standard error while it worked, and its database's log."""
    path = tmp_path / "errors"
    with folder_for_data() as folder, path.open("w", encoding="utf-8") as errors:
        with served_in(folder, COURSE, errors=errors) as service:
            worked(service)
            secret = service.token
        server = (folder / "database" / "postgresql-18" / "server.log").read_text(encoding="utf-8")
    own = path.read_text(encoding="utf-8")
    assert secret not in own + server
    assert not any(words in server for words in (STUDENT, FILE, CODE))
    return own


@pytest.mark.thorough
@needs_sandbox
def test_json_tells_what_happened_and_to_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(LOG_FORMAT, "json")
    own = written(tmp_path)
    assert not any(words in own for words in (STUDENT, FILE, CODE))
    lines = [json.loads(line) for line in own.splitlines()]
    told = {line["message"]: line for line in lines}
    accepted, graded = told["submission accepted"], told["submission graded"]
    assert accepted["submission"] == graded["submission"]
    assert (accepted["bytes"], graded["status"]) == (len(NOTEBOOK), "graded")
    assert accepted["process"] != graded["process"]
    assert {line["level"] for line in lines} == {"info"}


@pytest.mark.thorough  # a service like the one above; the formatter is held below
@needs_sandbox
def test_text_names_nobody(tmp_path: Path) -> None:
    own = written(tmp_path)
    assert not any(words in own for words in (STUDENT, FILE, CODE))


@pytest.mark.thorough  # likewise
@needs_sandbox
def test_names_are_written_where_they_were_asked_for_and_code_never(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(LOG_FORMAT, "json")
    monkeypatch.setenv(LOG_NAMES, "1")
    own = written(tmp_path)
    lines = [json.loads(line) for line in own.splitlines()]
    told = [line for line in lines if line["message"] == "submission graded"]
    assert [(line["student"], line["file"]) for line in told] == [(STUDENT, FILE)]
    assert CODE not in own


@pytest.fixture
def put_back() -> Iterator[None]:
    """Put loggers back as they were; pytest's own handlers stay open."""
    root, ours = logging.getLogger(), logging.getLogger("grader")
    before = (root.handlers[:], root.level, ours.level)
    root.handlers[:] = []
    yield
    root.handlers[:] = before[0]
    root.setLevel(before[1])
    ours.setLevel(before[2])


def raise_of(student: str) -> None:
    engine = engine_of("postgresql://x@127.0.0.1:9/x")
    engine.dispose()
    raise ValueError(f"Key (student)=({student}) already exists")


@pytest.mark.usefixtures("put_back")
@pytest.mark.parametrize("form", logs.FORMATS)
def test_an_exception_is_told_by_where_it_came_from(
    capsys: pytest.CaptureFixture[str], form: logs.Format
) -> None:
    begin_logging(form, names=False)
    try:
        raise_of(STUDENT)
    except ValueError:
        logging.getLogger("server").exception("Exception in ASGI application")
    logging.getLogger("asyncio").error(f"never retrieved\nfuture: <Task exception={STUDENT}>")
    own = capsys.readouterr().err
    assert STUDENT not in own
    assert own.count("\n") == 2
    assert "ValueError, test_logs.py:" in own and "in raise_of" in own
    assert "Exception in ASGI application" in own and "never retrieved" in own


@pytest.mark.usefixtures("put_back")
def test_where_names_are_asked_for_it_is_told_what_it_said(
    capsys: pytest.CaptureFixture[str],
) -> None:
    begin_logging("json", names=True)
    try:
        raise_of(STUDENT)
    except ValueError:
        logging.getLogger("x").exception("it failed")
    assert STUDENT in json.loads(capsys.readouterr().err)["error"]


@pytest.mark.usefixtures("put_back")
def test_what_somebody_wrote_cannot_pass_for_a_line_of_the_log(
    capsys: pytest.CaptureFixture[str],
) -> None:
    begin_logging("text", names=False)
    logging.getLogger("grader.x").warning("one\n2026-01-01 grader ERROR two \x1b[31mred")
    own = capsys.readouterr().err
    assert own.count("\n") == 1 and "\x1b" not in own


@pytest.mark.usefixtures("put_back")
def test_what_is_about_somebody_is_left_out_of_text_too(capsys: pytest.CaptureFixture[str]) -> None:
    begin_logging("text", names=False)
    log = logging.getLogger("grader.x")
    happened(log, "it failed", level=logging.ERROR, about={"student": STUDENT}, run="7")
    happened(log, "nobody needs to know")
    assert capsys.readouterr().err.endswith("grader.x ERROR it failed run=7\n")


def test_another_format_is_refused(tmp_path: Path) -> None:
    (tmp_path / "assignments").mkdir()
    with pytest.raises(UserError, match="GRADER_LOG_FORMAT"):
        settings_from({LOG_FORMAT: "xml"}, course=tmp_path)


@pytest.mark.usefixtures("put_back")
def test_a_fault_does_not_name_the_file_that_it_came_with(
    running: Running, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def faulty(begun: Begun, *rest: Any) -> Graded:
        rest[3](f"{begun.file_name}: the sandbox died")
        return grade_run(begun, *rest)

    monkeypatch.setattr("grader.service.work.grade_run", faulty)
    running.upload(NOTEBOOK, params={"student": STUDENT, "name": FILE})
    begin_logging("json", names=False)
    running.work()
    own = capsys.readouterr().err
    assert "a notebook: the sandbox died" in own
    assert not any(words in own for words in (STUDENT, FILE, CODE))


_FAILING = """
import socket, threading, urllib.error, urllib.request, uvicorn
from fastapi import FastAPI
from grader.service import problems
from grader.service.logs import begin_logging
from grader.service.web import configured

app = FastAPI()
problems.install(app)

@app.get("/")
async def fails() -> None:
    raise RuntimeError("Key (student)=(zuleika-7781) already exists")

begin_logging("{form}", names=False)
with socket.socket() as listening:
    listening.bind(("127.0.0.1", 0))
    listening.listen()
    server = uvicorn.Server(configured(app))
    thread = threading.Thread(target=server.run, args=([listening],))
    thread.start()
    try:
        urllib.request.urlopen("http://127.0.0.1:%d/" % listening.getsockname()[1], timeout=30)
    except urllib.error.HTTPError as error:
        print(error.code)
    server.should_exit = True
    thread.join()
"""


@pytest.mark.parametrize("form", logs.FORMATS)
def test_the_web_server_writes_of_a_fault_where_it_was_and_not_what_it_said(form: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _FAILING.replace("{form}", form)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout == "500\n"
    assert "Exception in ASGI application" in done.stderr and "in fails" in done.stderr
    assert STUDENT not in done.stderr
    assert "Traceback" not in done.stderr
