"""Record what a student sees who has the wheel and nothing else.

    python docs/transcripts/record.py [NAME.md ...]

builds the wheel, installs it into a new environment, takes the network away (where `unshare` can)
and runs every command in an empty folder. What the student types into the notebook is taken from
the lesson's solution, or is that with one slip; it stands here and not in the wheel.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
SLUG = "regularization"
COST, PENALTY, FORWARD, BACKWARD, MODEL = (
    "l2-custo", "l2-volta", "dropout-ida", "dropout-volta", "modelo",
)  # fmt: skip
SLIPS: tuple[tuple[str, str, str], ...] = (
    (COST, "lambd / (2 * m)", "lambd / m"),
    (FORWARD, "< keep_prob", "> keep_prob"),
    (BACKWARD, "dA1 = dA1 / keep_prob  #", "dA1 = dA1  #"),
)
"""Cell, what is right there, what the student wrote first."""
FUNCTIONS = ("compute_cost_with_regularization", "backward_propagation_with_regularization")
"""What the first two cells define."""
_MADE = "Made by `docs/transcripts/record.py`, from the wheel alone and without a network."
_RUN = "The student fills in the two functions with the L2 penalty, runs their cells, and asks."
_LINES = 14
"""Lines of a report that a recording by hints shows: the score and what to do next."""


@dataclass(frozen=True)
class Shell:
    """Where commands run: a folder, the words that begin a command, and an environment."""

    folder: Path
    grader: tuple[str, ...]
    python: tuple[str, ...]
    """The Python of the same environment, to start a kernel with."""
    environment: Mapping[str, str]

    def run(self, typed: str, lines: int | None = None) -> Iterator[str]:
        """Run a command; yield the lines of a transcript, so many of its output."""
        words = [*self.grader, *typed.split()[1:]]
        done = subprocess.run(
            words, cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8",
        )  # fmt: skip
        said = [line.rstrip() for line in done.stdout.splitlines()]
        yield from ("```console", f"$ {typed}", *said[:lines])
        if lines is not None and len(said) > lines:
            yield "..."
        yield from ("```", "")

    def write(self, cells: Mapping[str, str]) -> None:
        """Put code into cells of the notebook, by their ids."""
        path = self.folder / f"{SLUG}.ipynb"
        notebook = json.loads(path.read_text("utf-8"))
        for cell in notebook["cells"]:
            if cell["id"] in cells:
                cell["source"] = cells[cell["id"]].splitlines(keepends=True)
        path.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", "utf-8")


def solved() -> dict[str, str]:
    """Return the right code of every cell that has something to fill in."""
    solution = json.loads((ROOT / "solutions" / SLUG / "solution.ipynb").read_text("utf-8"))
    return {cell["id"]: "".join(cell["source"]) for cell in solution["cells"]}


def first_check(shell: Shell) -> str:
    """Return a transcript: an empty folder, two functions of five, a report in three languages."""
    told = ["# From an empty folder to a first report", ""]
    told += [
        "Made by `docs/transcripts/record.py`, from the wheel alone and without a network.",
        "",
    ]
    told += shell.run(f"grader start {SLUG}")
    told += ["The student fills in the two functions with the L2 penalty and saves.", ""]
    right = solved()
    shell.write({name: right[name] for name in (COST, PENALTY)})
    for command in ("grader check", "grader check --lang es", "grader check --lang en"):
        told += shell.run(command)
    return "\n".join(told)


def by_hints(shell: Shell) -> str:
    """Return a transcript: three slips, found and mended one after another by what reports say."""
    told = ["# Three mistakes mended by the hints alone", ""]
    told += [
        "Made by `docs/transcripts/record.py`, from the wheel alone and without a network.",
        "",
    ]
    told += shell.run(f"grader start {SLUG}")
    cells = solved()
    for cell, right, slip in SLIPS:
        cells[cell] = cells[cell].replace(right, slip)
    told += ["The student fills in all five functions and saves. Three of them have a slip.", ""]
    shell.write(cells)
    for cell, right, slip in SLIPS:
        for hint in (1, 2, 3):
            told += shell.run(f"grader check --lang en --hint {hint}", _LINES)
        was, now = (code.removesuffix("  #") for code in (slip, right))
        told += [f"The student changes `{was}` to `{now}` and saves.", ""]
        cells[cell] = cells[cell].replace(slip, right)
        shell.write(cells)
    told += shell.run("grader check --lang en --hint 1", _LINES)
    return "\n".join(told)


_IN_A_KERNEL = """
import sys, nbclient, nbformat
found = nbformat.read(sys.argv[1], 4)
asked = ["from grader import check", *sys.argv[2:]]
upto = next(n for n, cell in enumerate(found.cells) if cell.id == {last!r})
found.cells = found.cells[:upto + 1] + [nbformat.v4.new_code_cell(source) for source in asked]
nbclient.NotebookClient(found, timeout=300, kernel_name="python3").execute()
for cell in found.cells[upto + 2:]:
    print(">>>", cell.source)
    for output in cell.outputs:
        print(output.get("text") or output["data"]["text/plain"])
"""
"""Runs a notebook up to a cell in a new kernel, then what is asked there; prints plain texts."""


def in_a_kernel(shell: Shell) -> str:
    """Return a transcript: the same two functions, asked about in a cell of a real kernel."""
    told = ["# In a notebook's cell", "", _MADE, ""]
    told += shell.run(f"grader start {SLUG}")
    right = solved()
    shell.write({name: right[name] for name in (COST, PENALTY)})
    told += [
        "The student fills in the two functions with the L2 penalty, runs the cells up to the",
        "",
    ]
    told[-2] += " second one, and asks."
    asked = [f'check("{name}")' for name in FUNCTIONS]
    ran = subprocess.run(
        [*shell.python, "-c", _IN_A_KERNEL.format(last=PENALTY), f"{SLUG}.ipynb", *asked],
        cwd=shell.folder, env=shell.environment, check=True, stdout=subprocess.PIPE,
        encoding="utf-8",
    )  # fmt: skip
    told += ["```text", *(line.rstrip() for line in ran.stdout.splitlines()), "```", ""]
    return "\n".join(told)


TRANSCRIPTS = {
    "first-check.md": first_check, "by-hints.md": by_hints, "in-a-kernel.md": in_a_kernel,
}  # fmt: skip


def environment(folder: Path, **more: str) -> dict[str, str]:
    """Return a student's environment: nothing of the checkout, a home of their own."""
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    return {**kept, "HOME": str(folder), "LANG": "C.UTF-8", "COLUMNS": "100", **more}


def _installed(folder: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Build the wheel, install it into a new environment; return its command and Python, offline.

    The kernel that a student has anyway is installed beside it.
    """
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True)
    [wheel] = folder.glob("*.whl")
    venv.create(folder / "venv", with_pip=True)
    pip = [str(folder / "venv" / "bin" / "pip"), "install", "--quiet", str(wheel)]
    pip += ["ipykernel", "nbclient", "matplotlib"]
    subprocess.run(pip, check=True)
    offline: tuple[str, ...] = ()
    if shutil.which("unshare") and shutil.which("ip") and os.geteuid() == 0:
        # a kernel is spoken to by way of the loopback, which is no network
        offline = ("unshare", "--net", "sh", "-c", 'ip link set lo up; exec "$@"', "sh")
    bin_ = folder / "venv" / "bin"
    return (*offline, str(bin_ / "grader")), (*offline, str(bin_ / "python"))


def main() -> None:
    """Write both transcripts."""
    with tempfile.TemporaryDirectory() as place:
        command, python = _installed(Path(place))
        for name in sys.argv[1:] or TRANSCRIPTS:
            transcript = TRANSCRIPTS[name]
            folder = Path(place) / name
            folder.mkdir()
            told = transcript(Shell(folder, command, python, environment(folder)))
            (HERE / name).write_text(told, "utf-8")


if __name__ == "__main__":
    main()
