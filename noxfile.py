"""The default tests with every Python that is here: `make pythons`, or `nox -s tests-3.13`.

What is not found is said and left out; with `--error-on-missing-interpreters` it is a failure.
"""

import nox

PYTHONS = ["3.11", "3.12", "3.13", "3.14"]

nox.options.default_venv_backend = "venv"
nox.options.error_on_missing_interpreters = False


@nox.session(python=PYTHONS)
def tests(session: nox.Session) -> None:
    """Install what the tests need and run them, or those that are named: `nox -- tests/measure`."""
    session.install("-e", ".[dev]")
    chosen = session.posargs or ["-n", "auto", "--maxprocesses", "8", "--dist", "worksteal"]
    # a sandbox reads the bytecode that the one before it left
    unset = {"PYTHONDONTWRITEBYTECODE": ""}
    session.run("python", "-m", "pytest", "-m", "not browser and not slow", *chosen, env=unset)
