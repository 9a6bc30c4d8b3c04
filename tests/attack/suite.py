"""Every attack, whatever its kind, as one list."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from attack.arena import Arena
from attack.handed_in import Handed, all_handed_in
from attack.injected import Injected, all_injected
from attack.programs import Program, all_programs

LISTED = 114
"""Attacks that were listed, and tried on a prototype, before the sandbox was written."""


@dataclass(frozen=True)
class Attack:
    """One attack: data, what must come of it, and how it bites where nothing protects."""

    group: str
    name: str
    listed: int | None
    bites: str
    """What its control run must show; empty when it has none."""
    hold: Callable[[Arena], None]
    seen: Callable[[Arena], list[str]]
    accepted: str = ""
    """Where the documents say that it may get through."""
    open: str = ""
    """Why it is known not to hold."""
    slow: bool = False
    runs_here: bool = True
    bites_here: bool = True
    """Whether this Python lets it bite."""

    def __str__(self) -> str:
        return f"{self.group}/{self.name}"


@cache
def attacks() -> tuple[Attack, ...]:
    """Return all attacks, by group."""
    return (
        *map(_of_program, all_programs()),
        *map(_of_handed_in, all_handed_in()),
        *map(_of_injected, all_injected()),
    )


def _of_program(program: Program) -> Attack:
    said = program.said
    return Attack(
        program.group,
        program.name,
        int(said["listed"]) if "listed" in said else None,
        program.control[1],
        lambda arena: arena.hold_program(program),
        lambda arena: arena.seen_of_program(program),
        accepted=said.get("accepted", ""),
        slow="slow" in said,
        runs_here=program.runs_here,
    )


def _of_handed_in(handed: Handed) -> Attack:
    return Attack(
        handed.group, handed.name, None, handed.control,
        lambda arena: arena.hold_handed_in(handed),
        lambda arena: arena.seen_of_handed_in(handed),
        slow=handed.slow, bites_here=handed.bites_here,
    )  # fmt: skip


def _of_injected(injected: Injected) -> Attack:
    return Attack(
        injected.group, injected.name, None, injected.control,
        lambda arena: arena.hold_injected(injected),
        lambda arena: arena.seen_of_injected(injected),
        open=injected.data.get("open", ""),
    )  # fmt: skip
