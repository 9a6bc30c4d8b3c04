"""``make attack``: let every attack loose, as root and as an ordinary user; print what held.

Exits with 1 when an attack did not hold, or when fewer than 40 % of them bite with the protections
off: then they prove nothing.
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

TESTS = Path(__file__).parents[1]
sys.path[:0] = [str(TESTS), str(TESTS / "support"), str(TESTS / "support" / "sandbox")]

from attack.arena import Arena  # noqa: E402
from attack.controls import bit  # noqa: E402
from attack.ordinary import ORDINARY, NoInterpreter, interpreter, ordinary_home  # noqa: E402
from attack.programs import Allowed  # noqa: E402
from attack.suite import Attack, attacks  # noqa: E402
from attack.table import Column, print_table  # noqa: E402
from rich.console import Console  # noqa: E402
from rich.progress import track  # noqa: E402

_ENOUGH = 0.4
"""Share of the attacks that must bite with the protections off."""
_FINE = ("", "accepted")


def main() -> int:
    """Run all of it; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--held-only", action="store_true", help=argparse.SUPPRESS)
    if parser.parse_args().held_only:
        sys.stdout.write(json.dumps(_held("")))
        return 0
    console = Console()
    is_root = os.getuid() == 0
    here = _held("as root" if is_root else f"as uid {os.getuid()}")
    columns = [Column("held as root" if is_root else f"held as uid {os.getuid()}", here)]
    if is_root:
        columns.append(Column(f"held as uid {ORDINARY}", _held_by_ordinary_user(console)))
    bitten = _bitten()
    print_table(console, columns, bitten)
    missed = [why for column in columns for why in column.came.values() if why not in _FINE]
    share = sum(not why for why in bitten.values()) / len(attacks())
    is_whole = all(column.came for column in columns)
    return 0 if is_whole and not missed and share >= _ENOUGH else 1


def _held(what: str) -> dict[str, str]:
    """Return, by attack, why it did not hold; empty when it did."""
    came = {}
    with Arena() as arena:
        chosen = [attack for attack in attacks() if attack.runs_here]
        for attack in track(chosen, what, console=Console(stderr=True), disable=not what):
            came[str(attack)] = _why_not(attack, arena)
    return came


def _why_not(attack: Attack, arena: Arena) -> str:
    try:
        attack.hold(arena)
    except Exception as error:  # the others are tried all the same
        said = f"{type(error).__name__}: {str(error)[:300]}"
        return "accepted" if attack.accepted and isinstance(error, Allowed) else said
    return ""


def _held_by_ordinary_user(console: Console) -> dict[str, str]:
    """Return the same for an ordinary user; nothing where they cannot run it."""
    try:
        python = interpreter(console.print)
    except NoInterpreter as error:
        console.print(str(error))
        return {}
    console.print(f"as uid {ORDINARY}, with {python} ...")
    with ordinary_home() as how:
        command = [python, str(TESTS / "attack"), "--held-only"]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, **how)
    came: dict[str, str] = json.loads(done.stdout) if done.returncode == 0 else {}
    return came


def _bitten() -> dict[str, str]:
    """Return, by attack that has a control run, why it did not bite; empty when it did."""
    came = {}
    with Arena() as arena:
        biting = (attack for attack in attacks() if attack.runs_here and attack.bites)
        chosen = [attack for attack in biting if attack.bites_here]
        for attack in track(chosen, "with the protections off", console=Console(stderr=True)):
            seen = attack.seen(arena)
            has_bitten = bit(attack.bites, seen)
            came[str(attack)] = "" if has_bitten else f"{attack.bites} was not seen: {seen}"
    return came


if __name__ == "__main__":
    sys.exit(main())
