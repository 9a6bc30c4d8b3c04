"""What lasts longer than a kill: a database that is gone for a minute, and a disk that is full."""

import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from served import Served

from grader.service.embedded import Embedded

DISK_MB = 400
"""Of the disk that a service has to itself: the embedded database begins with about 50."""
_BLOCKS = (1 << 20, 4096)
"""Bytes that are written at once: many, and then to the last page."""
_LOOK_SECONDS = 0.1


def database_gone(service: Served, seconds: float) -> None:
    """Have no database for so long: whatever starts it again, it is killed again."""
    server, until = Embedded(service.data / "database"), time.monotonic() + seconds
    while time.monotonic() < until:
        process = server.process_id()
        if process is not None:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        time.sleep(_LOOK_SECONDS)


def disk_full(service: Served, seconds: float) -> None:
    """Leave no room on the service's disk for so long: what is freed meanwhile is filled too."""
    filler, until = service.data / "filler", time.monotonic() + seconds
    try:
        while time.monotonic() < until:
            for size in _BLOCKS:
                with suppress(OSError), filler.open("ab", buffering=0) as file:
                    while True:
                        file.write(bytes(size))
            time.sleep(_LOOK_SECONDS)
    finally:
        filler.unlink(missing_ok=True)


@contextmanager
def small_disk() -> Iterator[Path | None]:
    """Give a folder on a small disk of its own; None where this user cannot mount one."""
    folder = Path(tempfile.mkdtemp(prefix="grader-disk-", dir="/tmp"))
    size = f"size={DISK_MB}m,mode=0711"
    mount = ["mount", "-t", "tmpfs", "-o", size, "tmpfs", str(folder)]
    try:
        done = subprocess.run(mount, capture_output=True, check=False)
        if done.returncode:
            yield None
            return
        try:
            yield folder
        finally:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)
    finally:
        folder.rmdir()
