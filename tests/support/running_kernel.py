"""A real kernel for tests, run through nbclient: cells in, what they display out."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

_SECONDS = 120


@dataclass(frozen=True)
class Output:
    """What a cell gave."""

    displayed: tuple[dict[str, str], ...]
    """Of each output that was displayed, its forms by their types."""
    printed: str
    errors: tuple[str, ...]

    @property
    def text(self) -> str:
        """The plain form of the only thing displayed."""
        [one] = self.displayed
        return one["text/plain"]

    @property
    def html(self) -> str:
        """The rich form of the same, without the style that is the same everywhere."""
        [one] = self.displayed
        page = re.sub(r"<style>.*?</style>", "<style></style>", one["text/html"], flags=re.DOTALL)
        return re.sub(r'<svg class="sprite".*?</svg>\n', "", page, flags=re.DOTALL)


class Kernel:
    """A kernel that is running."""

    def __init__(self, client: NotebookClient) -> None:
        self._client = client

    def run(self, source: str) -> Output:
        """Run a cell."""
        cells = self._client.nb.cells
        cells.append(nbformat.v4.new_code_cell(source))
        self._client.execute_cell(cells[-1], len(cells) - 1)
        outputs = cells[-1].outputs
        return Output(
            tuple(dict(o.data) for o in outputs if o.output_type == "display_data"),
            "".join(o.text for o in outputs if o.output_type == "stream"),
            tuple(f"{o.ename}: {o.evalue}" for o in outputs if o.output_type == "error"),
        )

    def value(self, expression: str) -> str:
        """Return what an expression is worth, as it is printed."""
        found = self.run(f"print(({expression}))")
        assert not found.errors, found.errors
        return found.printed.rstrip("\n")


@contextmanager
def kernel(folder: Path, **environment: str) -> Iterator[Kernel]:
    """Start a kernel in a folder, with `check` imported and reports in English."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        client = NotebookClient(
            nbformat.v4.new_notebook(),
            timeout=_SECONDS,
            kernel_name="python3",
            allow_errors=True,
            resources={"metadata": {"path": str(folder)}},
        )
        with client.setup_kernel():
            running = Kernel(client)
            begun = running.run("from grader import check\ncheck.language = 'en'")
            assert not begun.errors, begun.errors
            yield running
