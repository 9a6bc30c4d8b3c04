"""What the hostile programs are let loose on: a secret, listeners, a process, shared memory.

Everything here is made for the test and watched by it; nothing of the machine's is offered.
"""

import ctypes
import os
import secrets
import socket
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_SEGMENT_MODE, _IPC_CREAT, _IPC_RMID = 0o600, 0o1000, 0
_libc = ctypes.CDLL(None, use_errno=True)


@dataclass
class Bystanders:
    """One secret file, one process, four listeners, one segment of shared memory."""

    secret: Path
    victim: subprocess.Popen[bytes]
    listeners: dict[str, socket.socket]
    segment: int
    segment_key: int
    token: str

    def world(self) -> dict[str, Any]:
        """Return what a hostile program is told: where things are, not what they hold."""
        return {
            "secret": str(self.secret),
            "folder": str(self.secret.parent),
            "grader": os.getpid(),
            "victim": self.victim.pid,
            "tcp": self.listeners["tcp"].getsockname()[1],
            "udp": self.listeners["udp"].getsockname()[1],
            "unix": self.listeners["unix"].getsockname(),
            "abstract": "\0" + self.listeners["abstract"].getsockname()[1:].decode(),
            "segment": self.segment,
            "segment_key": self.segment_key,
        }

    def harm(self) -> list[str]:
        """Name everything that was not left as it was."""
        found = [] if self.victim.poll() is None else ["the bystander was ended"]
        if not self.secret.exists() or self.token not in self.secret.read_text():
            return [*found, "the secret was taken or changed"]
        stat = self.secret.stat()
        if (stat.st_mode & 0o777, stat.st_mtime, stat.st_nlink) != (0o644, 1e9, 1):
            found.append("the secret's particulars were changed")
        if sorted(p.name for p in self.secret.parent.iterdir()) != ["secret.py", "unix"]:
            found.append("a file was left")
        if os.getpriority(os.PRIO_PROCESS, self.victim.pid) != os.getpriority(os.PRIO_PROCESS, 0):
            found.append("the bystander was slowed")
        return found + [f"{name} was reached" for name in self.listeners if self._reached(name)]

    def _reached(self, name: str) -> bool:
        try:
            if name == "udp":
                self.listeners[name].recv(1)
            else:
                self.listeners[name].accept()[0].close()
        except BlockingIOError:
            return False
        return True


@contextmanager
def bystanders(folder: Path) -> Iterator[Bystanders]:
    """Set the scene in a folder of its own, and clear it away."""
    token = f"SECRET-{secrets.token_hex(8)}"
    secret = folder / "secret.py"
    secret.write_text(f"ANSWER = '{token}'\n")
    secret.chmod(0o644)
    os.utime(secret, (1e9, 1e9))
    key = 0x5EC00000 + secrets.randbelow(1 << 16)
    segment = _libc.shmget(key, 4096, _SEGMENT_MODE | _IPC_CREAT)
    with ExitStack() as stack:
        stack.callback(_libc.shmctl, segment, _IPC_RMID, None)
        victim = stack.enter_context(subprocess.Popen(["/bin/sleep", "600"]))
        stack.callback(victim.kill)
        listeners = _listeners(stack, folder)
        yield Bystanders(secret, victim, listeners, segment, key, token)


def _listeners(stack: ExitStack, folder: Path) -> dict[str, socket.socket]:
    inet, local = socket.AF_INET, socket.AF_UNIX
    found = {
        "tcp": socket.socket(inet),
        "udp": socket.socket(inet, socket.SOCK_DGRAM),
        "unix": socket.socket(local),
        "abstract": socket.socket(local),
    }
    addresses: dict[str, Any] = {
        "tcp": ("127.0.0.1", 0),
        "udp": ("127.0.0.1", 0),
        "unix": str(folder / "unix"),
        "abstract": f"\0grader-tests-{secrets.token_hex(8)}",
    }
    for name, opened in found.items():
        stack.enter_context(opened)
        opened.bind(addresses[name])
        opened.setblocking(False)
        if name != "udp":
            opened.listen()
    return found
