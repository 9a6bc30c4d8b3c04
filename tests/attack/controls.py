"""Control runs: with the protections off the same attacks get through, or they prove nothing.

unlocked  the jail without Landlock, seccomp and namespaces; an attempt is "allowed"
inside    the grader's own process runs the program: it has "found" what it looked for, its value is
          "believed", something was "left" for the next submission, it "hoards" memory, the grader
          "breaks" with an exception, "dies", or waits while it "endures"
reader    what the program sends is read unchecked: it is "taken", "hoards", "breaks", "endures"

`attack.stand` is where the last two are tried. Hand-ins are read there by `attack.naive_intake`.
"""

import json
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from attack.jails import Jails
from attack.programs import Program

from grader.model import Status

_STAND = Path(__file__).parent / "stand.py"
_SECONDS = 60.0
"""More than any program takes that is to end, on a busy machine too."""
_ENDURES_SECONDS = 0.5


def bit(expected: str, seen: list[str]) -> bool:
    """Whether an attack did what its control run must show: "hoards or dies", for instance."""
    return any(one in seen for one in expected.split(" or "))


class Stand:
    """`attack.stand` as a process."""

    def __enter__(self) -> Self:
        command = [sys.executable, "-I", str(_STAND)]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()

    def tried(
        self, what: str, path: Path, world: dict[str, Any] | None = None, how: str = ""
    ) -> Any:
        """Try one attack; `how` says what is expected to be seen, which tells how long to wait."""
        assert self._process.stdin is not None and self._process.stdout is not None
        seconds = _ENDURES_SECONDS if how == "endures" else _SECONDS
        request = {"what": what, "path": str(path), "world": world or {}, "seconds": seconds}
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())


def seen_without_protections(
    program: Program, stand: Stand, jails: Jails, world: dict[str, Any]
) -> list[str]:
    """Return what a program's control run shows."""
    where, how = program.control
    if where != "unlocked":
        seen: list[str] = stand.tried(where, program.path, world, how)
        return seen
    outcome = program.let_loose(jails.of("unlocked"), world).outcomes[-1]
    if outcome.status is not Status.PASSED:
        return [outcome.status.value]
    return ["allowed"] if "allowed" in outcome.value.values() else ["refused"]
