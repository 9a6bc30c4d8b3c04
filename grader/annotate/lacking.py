"""What annotated copies are made with: it is not installed with everything else."""

from importlib.util import find_spec

from grader.errors import UserError

_NEEDED = ("nbformat", "nbconvert", "mistune")


def refuse_if_lacking() -> None:
    """Raise UserError, with the command that mends it, where no copy can be annotated."""
    if lacking := [name for name in _NEEDED if find_spec(name) is None]:
        raise UserError(f"--annotate needs {', '.join(lacking)}: pip install 'nngrader[annotate]'")
