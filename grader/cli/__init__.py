"""The command line: what can be typed, and nothing of how it is done (`grader.commands`)."""

import click

from grader import __version__
from grader.cli import (
    authors,
    exporting,
    instructors,
    operation,
    packages,
    remote_courses,
    services,
    students,
)
from grader.cli.group import Commands

_ALL = (
    students.list_assignments, students.show, students.start, students.check,
    instructors.grade, instructors.regrade, instructors.override, instructors.replay,
    instructors.doctor, exporting.export,
    remote_courses.fetch, remote_courses.push,
    authors.new, authors.validate, authors.release, packages.package, packages.autograde,
    services.serve, services.worker, services.token, services.lti,
    operation.backup, operation.restore, operation.purge,
)  # fmt: skip


@click.group(cls=Commands, commands=_ALL)
@click.version_option(__version__, prog_name="grader")
def main() -> None:
    """Grade neural-network notebooks: in milliseconds, in a sandbox, naming the mistake."""
