"""`grader release`: an assignment as a kit, for students to check with."""

from pathlib import Path

from rich.console import Console

from grader.errors import CannotWrite
from grader.find import find_assignment
from grader.folder import write_whole
from grader.kit.freeze import freeze


def run_release(name: str, out: Path, seeds: int, *, mistakes: bool) -> None:
    """Write the kit of an assignment and say how large it is."""
    folder, solutions = find_assignment(name)
    content = freeze(folder, solutions, seeds, mistakes=mistakes)
    try:
        write_whole(out, content)
    except OSError as error:
        raise CannotWrite(f"{out} cannot be written: {error.strerror}") from None
    said = f"{out}: {len(content) / 1e6:.2f} MB, {seeds} practice seeds"
    Console().print(said, markup=False, highlight=False, soft_wrap=True)
