"""The start-up self-test: a tier is claimed only for what was seen to hold in a real child."""

import hashlib
import os
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from grader.cache import cache_folder
from grader.errors import NotOurs
from grader.exercise import Case
from grader.folder import opened_folder
from grader.model import Isolation, Status
from grader.sandbox.executor import Executor, question
from grader.sandbox.probe import TELLING, Probe, program
from grader.sandbox.tiers import TIERS

_LARGEST = 1 << 16
"""Bytes of a verdict that is kept."""


def observe(executor: Executor, facts: Mapping[str, Any], scratch: Path | None = None) -> Isolation:
    """Run the probe through an executor and name the tier that it saw.

    `facts` is what the sandbox says of itself: the Landlock version, whether seccomp is on, and
    the wall it was started inside of. "namespaces" is what was seen: that no path can be guessed.
    """
    seen = attempts(executor, scratch)
    telling = seen.pop(TELLING, "allowed")
    held = {what: answer for what, answer in seen.items() if answer != "allowed"}
    return Isolation(
        _tier(seen, held, facts),
        {
            "landlock_abi": int(facts["landlock"]),
            "seccomp": bool(facts["seccomp"]),
            "namespaces": telling != "allowed",
            "wall": str(facts.get("wall") or "none"),
            "held": len(held),
            "tried": len(seen),
            **{f"allowed: {what}": True for what in seen if what not in held},
        },
    )


def remembered(
    executor: Executor, facts: Mapping[str, Any], scratch: Path | None = None
) -> Isolation:
    """Return what `observe` saw since this machine booted, or have it look now.

    Kept by what it depends on: the boot, the user, this Python, this package, what the sandbox says
    of itself. Whoever may write into the folder is the user whose own notebook is checked.
    """
    try:
        name = _name(facts)
        with opened_folder(cache_folder("selftest"), make=True, private=True) as folder:
            if folder.has(name):
                return msgspec.json.decode(folder.read(name, _LARGEST), type=Isolation)
            found = observe(executor, facts, scratch)
            if found.tier == TIERS[0]:  # what does not hold may have been mended meanwhile
                folder.write(name, msgspec.json.encode(found), 0o600)
            return found
    except (OSError, NotOurs, msgspec.MsgspecError):
        return observe(executor, facts, scratch)


def _name(facts: Mapping[str, Any]) -> str:
    """Return the name under which a verdict is kept. Raises OSError where boots are not told."""
    boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii")
    own = Path(__file__).parent
    written = sorted((path.name, path.stat().st_mtime_ns) for path in own.glob("*.py"))
    parts = [boot, os.getuid(), os.getgid(), sys.version, str(own), written, sorted(facts.items())]
    parts.append(Path("/proc/self/cgroup").read_text(encoding="utf-8"))
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:40]


def _tier(seen: Mapping[str, str], held: Mapping[str, str], facts: Mapping[str, Any]) -> str:
    if seen and len(held) == len(seen) and facts["seccomp"]:
        return "isolated" if facts["landlock"] else "isolated_no_files"
    return "partly_isolated" if "read a file of the grader" in held else "not_isolated"


def attempts(executor: Executor, scratch: Path | None = None) -> dict[str, str]:
    """Run the probe in a real child: what it tried, and what became of each ("allowed" is bad)."""
    with tempfile.TemporaryDirectory(prefix="grader-selftest-", dir=scratch) as folder:
        secret = Path(folder) / "secret"
        secret.write_text("nobody should read this", encoding="utf-8")
        case = Case("probe", secret=str(secret), grader=os.getpid())
        asked = question(0, Probe(), case, "hidden", 0)
        outcome = executor.run(program(), [asked]).outcomes[0]
    # the child may have lied only if it could be made to; no student code has run in this one
    return outcome.value if outcome.status is Status.PASSED else {}
