"""What an author of assignments types: `grader new`, `validate`, `release`."""

import sys
from pathlib import Path

import click

from grader.cli.options import PATH
from grader.language import LANGUAGES


@click.command()
@click.argument("slug")
@click.option("--course", type=PATH, default=Path(), help="Where assignments/ and solutions/ go.")
@click.option(
    "--from",
    "source",
    type=PATH,
    metavar="NOTEBOOK",
    help="A solved notebook, an nbgrader source folder or an Otter master to take it from.",
)
@click.option(
    "--mistakes/--no-mistakes",
    default=True,
    help="With --from: offer small changes of the solution as known mistakes.",
)
@click.option(
    "--own-code",
    is_flag=True,
    help="With --from: the notebook is your own; run it where no sandbox holds, too.",
)
@click.option("--lang", type=click.Choice(LANGUAGES), help="Language; your machine's by default.")
def new(
    slug: str, course: Path, source: Path | None, mistakes: bool, own_code: bool, lang: str | None
) -> None:
    """Write a working skeleton of an assignment, or one that is taken from a solved notebook.

    The skeleton has one exercise, its reference and two mistakes. A notebook's cells run in the
    sandbox, as students' do; what is left for you to do is said at the end.
    """
    from grader.commands.new import run_new, run_new_from

    if source is None:
        run_new(slug, course)
    else:
        run_new_from(slug, course, source, mistakes=mistakes, own_code=own_code, language=lang)


@click.command()
@click.argument("assignment")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@click.option("--seeds", type=click.IntRange(1), default=20, show_default=True)
@click.option("--kernel/--no-kernel", default=True, help="Run the solution in a real kernel too.")
@click.option("--freeze", is_flag=True, help="Write expected.json from the reference first.")
@click.option(
    "--dishonest/--no-dishonest",
    default=None,
    help="The dishonest answers only, under one seed; or all but them. Both by default.",
)
@click.option("--exercise", multiple=True, help="With --dishonest: this exercise only; repeatable.")
@click.option("--mutants", is_flag=True, help="Small changes of the reference only: is each seen?")
@click.pass_context
def validate(
    context: click.Context,
    assignment: str,
    form: str,
    seeds: int,
    kernel: bool,
    freeze: bool,
    dishonest: bool | None,
    exercise: tuple[str, ...],
    mutants: bool,
) -> None:
    """Examine ASSIGNMENT: is it ready for students? Every fault is found at once.

    Exit code: 0 when there is nothing to mend, 1 when there is.
    """
    from grader.commands.validate import run_dishonest, run_mutants, run_validate

    if mutants:
        sys.exit(run_mutants(assignment, form))
    if dishonest:
        source = context.get_parameter_source("seeds")
        chosen = seeds if source is click.core.ParameterSource.COMMANDLINE else 1
        sys.exit(run_dishonest(assignment, form, chosen, exercise))
    others = {"kernel": kernel, "freeze": freeze, "dishonest": dishonest is None}
    sys.exit(run_validate(assignment, form, seeds, **others))


@click.command()
@click.argument("assignment")
@click.option("--out", type=PATH, required=True, metavar="FILE.kit", help="The kit to write.")
@click.option(
    "--seeds", type=click.IntRange(1, 20), default=3, show_default=True,
    help="Practice seeds: as many sets of cases.",
)  # fmt: skip
@click.option("--no-mistakes", is_flag=True, help="Leave out what known mistakes answer.")
def release(assignment: str, out: Path, seeds: int, no_mistakes: bool) -> None:
    """Freeze ASSIGNMENT into a kit, for students to check with: no solution is in it.

    A kit holds practice cases, what is right there and what known mistakes answer, never code of
    the solutions, and no course's seed. `grader check FILE.kit NOTEBOOK` reads it.
    """
    from grader.commands.release import run_release

    run_release(assignment, out, seeds, mistakes=not no_mistakes)
