"""A container of Azure's blob storage in its emulator, Azurite, where that is installed."""

import base64
import hashlib
import hmac
import http.client
import secrets
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import formatdate
from tempfile import TemporaryDirectory

ACCOUNT = "devstoreaccount1"
KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="
"""Both are the emulator's own, and public."""
_SECONDS = 60


def azurite_program() -> str | None:
    """Return the emulator's program."""
    return shutil.which("azurite-blob")


@contextmanager
def azurite_server(program: str) -> Iterator[str]:
    """Run the emulator on a free port, in a folder that goes with it."""
    with TemporaryDirectory() as folder:
        given = [
            "--blobPort",
            "0",
            "--location",
            folder,
            "--blobKeepAliveTimeout",
            "1",
            "--skipApiVersionCheck",
            "--disableTelemetry",
        ]
        process = subprocess.Popen(
            [program, *given],
            stdout=subprocess.PIPE, text=True, cwd=folder,
        )  # fmt: skip
        try:
            yield _address(process)
        finally:
            process.terminate()
            process.wait()
            assert process.stdout is not None
            process.stdout.close()


def _address(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    timer = threading.Timer(_SECONDS, process.kill)
    timer.start()
    try:
        for line in process.stdout:
            if "successfully listens" in line:
                return line.split()[-1].removeprefix("http://")
    finally:
        timer.cancel()
    raise RuntimeError("azurite-blob did not start")


def azure_container(address: str) -> tuple[str, dict[str, str]]:
    """Make a container; return its URL for a service, and what obstore is told."""
    name = f"grader-{secrets.token_hex(6)}"
    about = {"x-ms-date": formatdate(usegmt=True), "x-ms-version": "2021-12-02"}
    lines = [f"{key}:{value}" for key, value in about.items()]
    resource = [f"/{ACCOUNT}/{ACCOUNT}/{name}", "restype:container"]
    said = "\n".join(["PUT", *[""] * 11, *lines, *resource])
    own = hmac.new(base64.b64decode(KEY), said.encode(), hashlib.sha256).digest()
    about["authorization"] = f"SharedKey {ACCOUNT}:{base64.b64encode(own).decode()}"
    connection = http.client.HTTPConnection(address, timeout=20)
    connection.request("PUT", f"/{ACCOUNT}/{name}?restype=container", headers=about)
    answer = connection.getresponse()
    assert answer.status == 201, answer.read()
    connection.close()
    return f"az://{name}/notebooks", {
        "AZURE_STORAGE_ACCOUNT_NAME": ACCOUNT,
        "AZURE_STORAGE_ACCOUNT_KEY": KEY,
        "AZURE_STORAGE_ENDPOINT": f"http://{address}/{ACCOUNT}",
        "AZURE_ALLOW_HTTP": "true",
    }
