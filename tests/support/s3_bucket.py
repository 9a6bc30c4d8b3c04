"""A bucket of S3 behind HTTP: moto's server, and between it and us what fails on demand."""

import http.client
import logging
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from moto.server import ThreadedMotoServer

CREDENTIALS = {
    "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_REGION": "us-east-1",
    "AWS_ALLOW_HTTP": "true",
}  # fmt: skip
_DENIED = b"<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>"

_SOMEBODY = {"authorization": "AWS4-HMAC-SHA256 Credential=test/20261130/us-east-1/s3/aws4_request"}


@dataclass
class Fault:
    """What goes wrong with the requests of a method."""

    method: str
    """Empty for all."""
    status: int = 503
    times: int = 1 << 30
    seconds: float = 0.0
    """How long nothing is answered."""
    is_cut: bool = False
    """Whether the answer ends halfway."""
    is_done: bool = False
    """Whether what was asked is done, and only its answer is lost."""


@dataclass
class S3Bucket:
    """A bucket, and how it is reached."""

    server: tuple[str, int]
    name: str
    address: str = ""
    faults: list[Fault] = field(default_factory=list)
    asked: list[tuple[str, str]] = field(default_factory=list)
    """Method and path of each request."""

    @property
    def url(self) -> str:
        """What a service is told."""
        return f"s3://{self.name}/notebooks"

    @property
    def environment(self) -> dict[str, str]:
        """What obstore is told."""
        return {**CREDENTIALS, "AWS_ENDPOINT_URL": self.address}

    def ask(self, method: str, path: str, body: bytes = b"") -> tuple[int, dict[str, str], bytes]:
        """Ask the server itself, which believes any signature."""
        return _asked(self.server, method, f"/{self.name}{path}", _SOMEBODY, body)

    def fault(self, method: str) -> Fault | None:
        """Return what is to go wrong with this request."""
        for one in self.faults:
            if one.times and one.method in ("", method):
                one.times -= 1
                return one
        return None


@contextmanager
def s3_server() -> Iterator[tuple[str, int]]:
    """Run moto's server on a free port."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    try:
        yield server.get_host_and_port()
    finally:
        server.stop()


@contextmanager
def s3_bucket(server: tuple[str, int]) -> Iterator[S3Bucket]:
    """Make a bucket, reached through what fails on demand."""
    bucket = S3Bucket(server, f"grader-{secrets.token_hex(6)}")
    bucket.ask("PUT", "")

    class Between(BaseHTTPRequestHandler):
        def log_message(self, *_about: object) -> None:
            pass

        def _pass_on(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            bucket.asked.append((self.command, self.path))
            fault = bucket.fault(self.command)
            if fault is None or fault.is_done or fault.is_cut:
                own = {name: value for name, value in self.headers.items() if name != "connection"}
                status, headers, answer = _asked(server, self.command, self.path, own, body)
            if fault is not None and fault.is_cut:
                answer = answer[: len(answer) // 2]
            elif fault is not None:
                time.sleep(fault.seconds)
                status, headers, answer = (
                    fault.status,
                    {"content-length": str(len(_DENIED))},
                    _DENIED,
                )
            with suppress(OSError):  # nobody waits any more
                self._answer(status, headers, answer)

        def _answer(self, status: int, headers: dict[str, str], answer: bytes) -> None:
            self.send_response_only(status)
            for name, value in headers.items():
                if name.lower() not in ("connection", "transfer-encoding"):
                    self.send_header(name, value)
            self.end_headers()
            self.wfile.write(b"" if self.command == "HEAD" else answer)

        do_GET = do_PUT = do_HEAD = do_POST = do_DELETE = _pass_on  # noqa: N815

    with ThreadingHTTPServer(("127.0.0.1", 0), Between) as between:
        bucket.address = f"http://127.0.0.1:{between.server_port}"
        thread = threading.Thread(target=between.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield bucket
        finally:
            between.shutdown()
            thread.join()


def _asked(
    server: tuple[str, int], method: str, path: str, headers: dict[str, str], body: bytes
) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection(*server, timeout=20)
    try:
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read()
    finally:
        connection.close()
