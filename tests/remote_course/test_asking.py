"""What is asked of a site within bounds: silence, endless lists, answers that lead elsewhere."""

import socket
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from remote_canvas import RemoteCanvas
from remote_class import ANA, Waits, fetched, source_of
from remote_moodle import RemoteMoodle
from remote_platform import SECRET, Fault

from grader.errors import RemoteClosed, RemoteRefused, UserError
from grader.remote_course import asking
from grader.remote_course.asking import Asking, Request
from grader.remote_course.canvas_service import CanvasService
from grader.remote_course.pace import Pace, asked_to_wait
from grader.remote_course.site import read_site
from grader.remote_course.token import Token

NOW = "Sun, 29 Nov 2026 20:00:00 GMT"


@pytest.fixture
def silent() -> Iterator[str]:
    """Return the address of a server that takes a connection and says nothing."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(8)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


@pytest.fixture
def dripping() -> Iterator[str]:
    """Return the address of a server whose answer comes byte by byte, without end."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(8)
        thread = threading.Thread(target=_drip, args=(listening,))
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        listening.shutdown(socket.SHUT_RDWR)
        thread.join(20)


def _drip(listening: socket.socket) -> None:
    try:
        while True:
            connection, _ = listening.accept()
            with connection:
                connection.recv(4096)
                connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 1000000000\r\n\r\n")
                while True:  # until the client has had enough
                    connection.sendall(b"x")
    except OSError:
        return


def asks(address: str, waits: Waits, pace: Pace | None = None) -> "closing[Asking]":
    site, token = read_site(address), Token(SECRET)
    return closing(Asking(site, token, bearer=True, clock=waits.clock, pace=pace))


def test_nobody_there_is_told_after_so_many_tries() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}"
    waits = Waits()
    with asks(address, waits) as asked, pytest.raises(RemoteRefused) as refused:
        asked.ask(Request(f"{address}/x"))
    assert refused.value.text.key == "remote.no_answer"
    assert waits.waited == [1.0, 2.0, 4.0, 8.0, 16.0]


def test_three_requests_that_nobody_answers_are_a_site_that_is_away() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}"
    with asks(address, Waits(), Pace(attempts=1)) as asked:
        for _ in range(2):
            with pytest.raises(RemoteRefused) as refused:
                asked.ask(Request(f"{address}/x"))
            assert not isinstance(refused.value, RemoteClosed)
        with pytest.raises(RemoteClosed):
            asked.ask(Request(f"{address}/x"))


def test_silence_ends_and_what_may_have_arrived_is_not_sent_again(
    silent: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "_SECONDS", 0.1)
    waits = Waits()
    with asks(silent, waits, Pace(attempts=2)) as asked:
        with pytest.raises(RemoteRefused) as refused:
            asked.ask(Request(f"{silent}/x"))
        assert refused.value.text.key == "remote.no_answer" and len(waits.waited) == 1
        with pytest.raises(RemoteRefused) as refused:
            asked.ask(Request(f"{silent}/x", "PUT", {"a": "b"}, harmless=False))
        assert refused.value.text.key == "remote.unsure" and len(waits.waited) == 1


def test_an_answer_that_drips_is_given_up(dripping: str) -> None:
    class Hurried(Waits):
        @property
        def clock(self) -> asking.Clock:
            def now() -> float:
                self.at += 100
                return self.at

            return asking.Clock(now, self.wait)

    with (
        asks(dripping, Hurried(), Pace(attempts=1)) as asked,
        pytest.raises(RemoteRefused) as refused,
    ):
        asked.ask(Request(f"{dripping}/x"))
    assert refused.value.text.values == {"why": "too slow"}


@pytest.mark.parametrize("url", ["https://evil.example.org/x", "http://127.0.0.1:1/x", "/x", ""])
def test_a_signed_request_goes_to_the_site_alone(url: str) -> None:
    with asks("http://localhost:9", Waits()) as asked, pytest.raises(RemoteRefused) as refused:
        asked.ask(Request(url))
    assert refused.value.text.key == "remote.elsewhere"


def test_a_list_whose_next_page_is_elsewhere_is_not_followed(
    canvas: RemoteCanvas, tmp_path: Path
) -> None:
    link = {"Link": '<https://evil.example.org/api/v1/x?page=2>; rel="next"'}
    canvas.faults = [Fault("/submissions", 200, "[]", link)]
    with pytest.raises(UserError, match="points to an address that is not asked"):
        fetched(canvas, tmp_path / "class")


def test_a_list_that_leads_back_ends_and_an_endless_one_is_not_believed(
    canvas: RemoteCanvas, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = "/courses/7/assignments/321/submissions"
    own = {"Link": f'<{canvas.address}/api/v1{path}>; rel="next"'}
    with asks(canvas.address, Waits()) as asked:
        canvas.faults = [Fault("/submissions", 200, "[]", own, times=9)]
        assert CanvasService(asked).pages(path, dict) == []
        assert canvas.count("/submissions") == 1
        canvas.faults = []
        monkeypatch.setattr("grader.remote_course.canvas_service._PAGES", 2)
        with pytest.raises(RemoteClosed):
            CanvasService(asked).pages(f"{path}?include[]=user", dict)


def test_an_upload_that_is_sent_elsewhere_takes_no_token_along(
    canvas: RemoteCanvas, tmp_path: Path
) -> None:
    told = '{"upload_url": "%s/inst-fs/70000", "upload_params": {"key": "k/1"}}'
    canvas.announced[70000] = "feedback.html"
    canvas.faults = [Fault("/comments/files", 200, told.replace("%s", canvas.elsewhere))]
    with asks(canvas.address, Waits()) as asked:
        path = f"/courses/7/assignments/321/submissions/{ANA}/comments/files"
        assert CanvasService(asked).upload(path, "feedback.html", b"<html>") == 70000
    [sent] = [one for one in canvas.asked if "inst-fs" in one.what]
    assert sent.authorization is None and sent.url.startswith(canvas.elsewhere)


def test_an_upload_to_plain_http_is_refused(canvas: RemoteCanvas) -> None:
    told = '{"upload_url": "http://files.example.org/x", "upload_params": {}}'
    canvas.faults = [Fault("/comments/files", 200, told)]
    with asks(canvas.address, Waits()) as asked, pytest.raises(RemoteRefused) as refused:
        path = f"/courses/7/assignments/321/submissions/{ANA}/comments/files"
        CanvasService(asked).upload(path, "feedback.html", b"<html>")
    assert refused.value.text.key == "remote.elsewhere"


def test_little_of_the_quota_left_slows_us_down_before_it_is_refused(
    canvas: RemoteCanvas,
) -> None:
    waits = Waits()
    canvas.faults = [Fault("GET /api", 200, "{}", {"X-Rate-Limit-Remaining": "12.5"})]
    with asks(canvas.address, waits) as asked:
        asked.ask(Request(f"{canvas.address}/api/v1/courses/7/assignments/321"))
    assert waits.waited == [2.0]


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ({"retry-after": "7"}, 7.0),
        (
            {
                "retry-after": "Sun, 29 Nov 2026 20:00:30 GMT",
                "date": NOW,
            },
            30,
        ),
        (
            {
                "retry-after": "Sun, 29 Nov 2026 19:00:00 GMT",
                "date": NOW,
            },
            0,
        ),
        ({"retry-after": "-5"}, None),
        ({"retry-after": "9" * 400}, None),
        ({"retry-after": "soon"}, None),
        ({}, None),
    ],
)
def test_how_long_a_site_asks_to_be_left_alone(said: dict[str, str], seconds: float | None) -> None:
    assert asked_to_wait(said) == seconds


def test_a_site_in_maintenance_ends_the_command(moodle: RemoteMoodle, tmp_path: Path) -> None:
    body = '{"exception": "moodle_exception", "errorcode": "sitemaintenance", "message": "m"}'
    moodle.faults = [Fault("mod_assign_list", 200, body, times=9)]
    with pytest.raises(UserError, match="sitemaintenance"):
        fetched(moodle, tmp_path / "class")
    assert moodle.count("mod_assign_list") == 1


def test_a_file_that_looks_like_moodles_error_stops_nobody_elses(
    moodle: RemoteMoodle, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A student may hand in what Moodle says of a token that is no more."""
    body = '{"error": "x", "errorcode": "invalidtoken"}'
    moodle.faults = [Fault("pluginfile", 200, body, {"content-type": "application/json"})]
    assert fetched(moodle, tmp_path / "class") == 1
    assert "1 did not come" in capsys.readouterr().out
    assert moodle.count("pluginfile") == 4


def test_source_is_what_the_manifest_keeps(canvas: RemoteCanvas) -> None:
    assert source_of(canvas).key == f"canvas {canvas.address} 7 321"
