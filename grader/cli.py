"""The command line: `grader check`, `grade`, `list`, `doctor`. It holds no grading logic."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import click

from grader import __version__, ending
from grader.language import LANGUAGES
from grader.sandbox.tiers import TIERS, WALLS


class _Given(click.Path):
    """A path that says something: an empty one would be the working folder."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if value == "":
            self.fail("an empty path; is a variable unset?", param, ctx)
        return super().convert(value, param, ctx)


_PATH = _Given(path_type=Path)
LAYOUTS = (
    "moodle", "canvas", "gradescope", "blackboard", "brightspace", "nbgrader",
    "classroom", "folders", "plain",
)  # fmt: skip
"""The keys of `grader.intake.layouts.TOLD`: not asked for here, where starting must be cheap."""
_Command = Callable[..., None]


class _Commands(click.Group):
    """A group whose commands end with an error's own sentence and exit code."""

    def main(self, *args: Any, **options: Any) -> Any:
        ending.make_writable()
        try:
            return super().main(*args, **options)
        except OSError as error:  # of help and usage, which click writes itself
            sys.exit(ending.told(error))

    def invoke(self, ctx: click.Context) -> Any:
        try:
            ending.stand_somewhere()
            result = super().invoke(ctx)
            ending.flush()
            return result
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except SystemExit as finished:
            ctx.exit(ending.flushed(finished))
        except KeyboardInterrupt:
            ctx.exit(130)
        except Exception as error:
            ctx.exit(ending.told(error))


def _isolation(command: _Command) -> _Command:
    """Give a command the options on what keeps students' code apart from the machine."""
    tier = click.option(
        "--allow-tier", type=click.Choice(TIERS), default=TIERS[0], show_default=True,
        help="The lowest tier of isolation accepted for other people's code; see `grader doctor`.",
    )  # fmt: skip
    wall = click.option(
        "--wall", type=click.Choice(WALLS), callback=lambda _context, _option, wall: wall or "",
        help="Put the sandbox inside bubblewrap too; it has to be installed.",
    )  # fmt: skip
    return tier(wall(command))


@click.group(cls=_Commands)
@click.version_option(__version__, prog_name="grader")
def main() -> None:
    """Grade neural-network notebooks: in milliseconds, in a sandbox, naming the mistake."""


@main.command()
@click.argument("given", metavar="[ASSIGNMENT] [NOTEBOOK]", nargs=-1)
@click.option(
    "--format", "form", default="text",
    type=click.Choice(["text", "json", "html", "markdown", "github"]),
    show_default=True, help="What to write to standard output.",
)  # fmt: skip
@click.option("--lang", type=click.Choice(LANGUAGES), help="Language; the assignment's by default.")
@click.option(
    "--seed-file", type=_PATH, help="The course's seed; a public practice seed if absent."
)
@click.option(
    "--own-code", is_flag=True,
    help="With --seed-file: run without a sandbox where there is none, as practice does.",
)  # fmt: skip
@click.option(
    "--hint", type=click.IntRange(1, 3), default=1, show_default=True,
    help="Say where a mistake is (1), what it is (2), how to go on (3); the assignment may cap it.",
)  # fmt: skip
@click.option(
    "--annotate", "annotate_to", type=_PATH, metavar="DIR",
    help="Write a copy of the notebook with feedback in it to DIR, as .ipynb and .html.",
)  # fmt: skip
@click.option(
    "--practice", type=click.IntRange(1), default=1, show_default=True, metavar="N",
    help="Which of the public sets of practice cases.",
)  # fmt: skip
@click.option("--watch", is_flag=True, help="Check again at every save, and say what changed.")
@_isolation
def check(
    given: tuple[str, ...], form: str, lang: str | None, seed_file: Path | None,
    own_code: bool, hint: int, annotate_to: Path | None, practice: int, watch: bool,
    allow_tier: str, wall: str,
) -> None:  # fmt: skip
    """Check a notebook before handing it in.

    Without NOTEBOOK it is the newest of this folder that answers to an assignment. ASSIGNMENT (a
    slug, a folder or a kit) is needed only where the notebook does not tell.

    Exit code: 0 full marks, 1 not full, 2 wrong use or a file that is unreadable or too
    large, 3 a fault of ours.
    """
    from grader.commands.check import Wish, run_check

    wish = Wish(
        form, lang, seed_file, practice - 1, own_code, hint, annotate_to, allow_tier, wall
    )  # fmt: skip
    sys.exit(run_check(given, wish, watch=watch))


@main.command()
@click.argument("slug", default="")
@click.argument("folder", type=_PATH, default=Path())
@click.option("--lang", type=click.Choice(LANGUAGES), help="Language; the assignment's by default.")
def start(slug: str, folder: Path, lang: str | None) -> None:
    """Write the handout of the assignment SLUG, and the modules it imports, to FOLDER.

    FOLDER is the one you are in, unless named. Nothing that is there is changed.
    """
    from grader.commands.start import run_start

    run_start(slug, folder, lang)


@main.command()
@click.argument("assignment")
@click.argument("paths", type=_PATH, nargs=-1, required=True)
@click.option("--out", type=_PATH, required=True, help="Folder for the gradebook and the reports.")
@click.option("--lang", type=click.Choice(LANGUAGES), help="Language; the assignment's by default.")
@click.option("--seed-file", type=_PATH, help="The course's seed; drawn into OUT/seed if absent.")
@click.option(
    "--jobs", type=click.IntRange(1), default=lambda: os.cpu_count() or 1,
    show_default="one per processor", help="Submissions graded at a time.",
)  # fmt: skip
@click.option("--strict", is_flag=True, help="Exit with 1 unless everyone has full marks.")
@click.option("--annotate", is_flag=True, help="Write a copy of each notebook with feedback in it.")
@click.option(
    "--resume/--anew", default=True, show_default=True,
    help="Keep what an earlier run into OUT has graded, or grade everybody anew.",
)  # fmt: skip
@click.option("--practice", is_flag=True, help="Use the public practice cases; a kit will do.")
@click.option(
    "--locale", type=click.Choice(LANGUAGES),
    help="Of the gradebook: byte-order mark, separator and decimal mark of its spreadsheets.",
)  # fmt: skip
@click.option(
    "--layout", type=click.Choice(LAYOUTS), callback=lambda _context, _option, name: name or "",
    help="Whose names the hand-ins bear; found out from the names if absent.",
)  # fmt: skip
@click.option(
    "--attempt", type=click.Choice(["last", "first", "best"]), default="last", show_default=True,
    help="Which of a person's attempts counts; for the best, each is graded.",
)  # fmt: skip
@click.option(
    "--due", default="", metavar="TIME",
    help="When it was due, such as 2026-11-29T23:59: late is who handed in later, by the "
    "platform's own times.",
)  # fmt: skip
@click.option(
    "--roster", type=_PATH, metavar="FILE",
    help="Who should have handed in, as CSV or XLSX: ids, names, e-mails, groups.",
)  # fmt: skip
@_isolation
def grade(
    assignment: str, paths: tuple[Path, ...], out: Path, lang: str | None, seed_file: Path | None,
    jobs: int, strict: bool, annotate: bool, resume: bool, practice: bool, locale: str | None,
    layout: str, attempt: str, due: str, roster: Path | None, allow_tier: str, wall: str,
) -> None:  # fmt: skip
    """Grade a class: PATHS are notebooks, folders (searched through), zips or tars.

    Into a folder with results, only what is new or has changed is graded; the rest is kept.

    Exit code: 0 graded, 1 with --strict unless all marks are full, 2 wrong use, 3 a fault of ours,
    130 or 143 when interrupted (Ctrl-C, SIGTERM).
    """
    from grader.commands.class_run import Asked
    from grader.commands.grade import run_grade
    from grader.commands.taking_in import Rules

    asked = Asked(
        assignment, lang or "", str(seed_file.absolute()) if seed_file else "", annotate, practice,
        allow_tier, wall, locale,
    )  # fmt: skip
    rules = Rules(layout, attempt, due, roster)
    sys.exit(run_grade(asked, paths, out, jobs, strict=strict, resume=resume, rules=rules))


@main.command()
@click.argument("out", type=_PATH)
@click.option("--allow-lower", is_flag=True, help="Let marks go down; else the old ones stay.")
@click.option(
    "--jobs", type=click.IntRange(1), default=lambda: os.cpu_count() or 1,
    show_default="one per processor", help="Submissions graded at a time.",
)  # fmt: skip
def regrade(out: Path, allow_lower: bool, jobs: int) -> None:
    """Regrade the class in OUT after its assignment changed: only what the change touches.

    Old and new marks stand side by side in OUT/regrade.html and regrade.csv.

    Exit code: 0 graded, 2 wrong use, 3 a fault of ours, 130 or 143 when interrupted.
    """
    from grader.commands.regrade import run_regrade

    sys.exit(run_regrade(out, jobs, allow_lower=allow_lower))


@main.command()
@click.argument("out", type=_PATH)
@click.argument("student")
@click.argument("item")
@click.argument("points", type=float, required=False)
@click.option("--why", default="", metavar="TEXT", help="The reason; the student reads it.")
@click.option("--take-back", is_flag=True, help="Give the item the grader's own points again.")
def override(
    out: Path, student: str, item: str, points: float | None, why: str, take_back: bool
) -> None:
    """Decide that ITEM (EXERCISE.ITEM) of STUDENT, of the class in OUT, earns POINTS.

    It stands in report, gradebook and class page, and outlasts every regrade.

    Exit code: 0 decided, 2 wrong use.
    """
    from grader.commands.override import run_override

    if take_back == (points is not None):
        raise click.UsageError("give POINTS, or --take-back without them")
    sys.exit(run_override(out, student, item, points, why))


@main.command()
@click.argument("out", type=_PATH)
@click.argument("student")
def replay(out: Path, student: str) -> None:
    """Make the report of STUDENT, of the class in OUT, once more, and say if it is the same.

    Nothing is written. Exit code: 0 identical, 1 not, 2 wrong use, 3 a fault of ours.
    """
    from grader.commands.replay import run_replay

    sys.exit(run_replay(out, student))


_FILLED = {
    "moodle": "Moodle's grading worksheet",
    "canvas": "Canvas's gradebook",
    "blackboard": "Blackboard's Grade Center",
    "brightspace": "Brightspace's grades",
    "gradescope": "Gradescope's grades",
}
_MADE = {
    "nbgrader": "nbgrader's table, and its tree of feedback in a zip.",
    "csv": "Marks for a spreadsheet; --locale says of which language.",
    "xlsx": "Marks, items and mistakes as a workbook.",
    "junit": "Items as JUnit XML.",
    "markdown": "Marks as a table in Markdown.",
}


def _exports(command: _Command) -> _Command:
    """Give a command an option for each thing to export to."""
    for name, words in reversed(_MADE.items()):
        command = click.option(f"--{name}", f"make_{name}", is_flag=True, help=words)(command)
    for name, words in reversed(_FILLED.items()):
        option = click.option(
            f"--{name}", f"fill_{name}", type=_PATH, metavar="FILE",
            help=f"{words}, as downloaded: filled in a copy.",
        )  # fmt: skip
        command = option(command)
    return command


@main.command()
@click.argument("out", type=_PATH)
@_exports
@click.option("--column", default="", help="The column to fill, where the table has several.")
@click.option(
    "--scale", default="", metavar="N",
    help="What full points are worth; if absent what the platform says, else the points.",
)  # fmt: skip
@click.option("--digits", type=click.IntRange(0, 6), default=2, show_default=True, help="Decimals.")
@click.option(
    "--round", "rounding", type=click.Choice(["half-up", "half-even"]), default="half-up",
    show_default=True, help="Where to round what lies in the middle.",
)  # fmt: skip
@click.option(
    "--late", default="", metavar="POLICY",
    help='What being late costs, as a line of its own: "10%/day, max 50%, grace 15 minutes".',
)  # fmt: skip
@click.option("--due", default="", metavar="TIME", help="When it was due: 2026-11-29T23:59-03:00.")
@click.option(
    "--locale", type=click.Choice(LANGUAGES),
    help="Of CSV for spreadsheets: byte-order mark, separator, decimal mark.",
)  # fmt: skip
@click.option("--overwrite", is_flag=True, help="Replace marks that are there already.")
@click.option("--by-name", is_flag=True, help="Whom no id tells may be told by their full name.")
@click.option("--dry-run", is_flag=True, help="Say what would be written, and write nothing.")
@click.option("--lang", type=click.Choice(LANGUAGES), help="Language; the reports' by default.")
def export(
    out: Path, column: str, scale: str, digits: int, rounding: Literal["half-up", "half-even"],
    late: str, due: str, locale: str | None, overwrite: bool, by_name: bool, dry_run: bool,
    lang: str | None, **asked: Any,
) -> None:  # fmt: skip
    """Put marks and feedback of OUT, a folder of `grader grade`, where the class is kept.

    Tables of platforms are filled in a copy: marks and comments, no other byte. Everything goes to
    OUT/export, after a summary of who gets a mark and who does not.
    """
    from grader.commands.export import Wish, run_export

    downloads = {name: path for name in _FILLED if (path := asked[f"fill_{name}"])}
    forms = tuple(name for name in _MADE if asked[f"make_{name}"])
    wish = Wish(
        downloads, forms, scale, digits, rounding, late, due, locale, column,
        overwrite, by_name, dry_run, lang,
    )  # fmt: skip
    run_export(out, wish)


@main.command()
@click.argument("assignment")
@click.option("--out", type=_PATH, required=True, metavar="FILE.kit", help="The kit to write.")
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


@main.group()
def package() -> None:
    """Pack an assignment for where students work or hand in."""


@package.command("github")
@click.argument("assignment")
@click.option("--out", type=_PATH, required=True, metavar="DIR", help="The repository's folder.")
@click.option("--notebook", default="", help="The notebook that is checked; SLUG.ipynb if absent.")
@click.option("--lang", type=click.Choice(LANGUAGES), help="Language; the assignment's by default.")
@click.option(
    "--requirement", default="", metavar="SPEC",
    help="What pip installs there, such as a wheel in the repository; this version if absent.",
)  # fmt: skip
def package_github(
    assignment: str, out: Path, notebook: str, lang: str | None, requirement: str
) -> None:
    """Write what a course repository on GitHub takes, so that every push is checked.

    A workflow, the kit of ASSIGNMENT, and its handout to begin with where there is none yet.
    """
    from grader.commands.package import run_package_github

    run_package_github(assignment, out, notebook, lang, requirement)


@package.command("gradescope")
@click.argument("assignment")
@click.option("--out", type=_PATH, required=True, metavar="FILE.zip", help="The zip to write.")
@click.option(
    "--seed-file", type=_PATH,
    help="The course's seed, put into the zip; drawn into FILE.seed beside it if absent.",
)  # fmt: skip
@click.option(
    "--requirement", default="", metavar="SPEC",
    help="What pip installs there; a wheel's file goes into the zip. This version if absent.",
)  # fmt: skip
@click.option("--lang", type=click.Choice(LANGUAGES), help="Language; the assignment's by default.")
@click.option(
    "--hint", type=click.IntRange(1, 3), default=1, show_default=True,
    help="What students see at once: where a mistake is (1), what it is (2), how to go on (3).",
)  # fmt: skip
@click.option(
    "--later", type=click.Choice(["after_published", "after_due_date", "hidden"]),
    default="after_published", show_default=True,
    help="When they see the rest of what the assignment lets be said.",
)  # fmt: skip
@click.option(
    "--form", type=click.Choice(["html", "md"]), default="html", show_default=True,
    help="Of the report.",
)  # fmt: skip
@click.option(
    "--allow-tier", type=click.Choice(TIERS), default=TIERS[0], show_default=True,
    help="The lowest tier of isolation accepted in Gradescope's container.",
)  # fmt: skip
def package_gradescope(
    assignment: str, out: Path, seed_file: Path | None, requirement: str, lang: str | None,
    hint: int, later: Literal["after_published", "after_due_date", "hidden"],
    form: Literal["html", "md"], allow_tier: str,
) -> None:  # fmt: skip
    """Write an autograder for Gradescope, to be uploaded as it is.

    The zip is the teacher's alone: it holds the solutions of ASSIGNMENT and the seed.
    """
    from grader.commands.package_gradescope import Wish, run_package_gradescope

    wish = Wish(seed_file, requirement, lang, hint, later, form, allow_tier)
    run_package_gradescope(assignment, out, wish)


@main.group(hidden=True)
def autograde() -> None:
    """Grade what a platform's autograder was given; what `grader package` writes calls it."""


@autograde.command("gradescope")
@click.option(
    "--root", type=_PATH, default=Path("/autograder"), show_default=True,
    help="The folder with source, submission and results.",
)  # fmt: skip
def autograde_gradescope(root: Path) -> None:
    """Grade ROOT/submission, and write ROOT/results/results.json whatever happens."""
    from grader.commands.autograde import run_autograde_gradescope

    run_autograde_gradescope(root)


@main.command("list")
def list_assignments() -> None:
    """List the assignments that can be found from here."""
    from grader.commands.list import run_list

    run_list()


@main.command()
def doctor() -> None:
    """Show what this machine's sandbox holds, and what it does not, from a test just run.

    Exit code: 0 when other people's code may be run here, 1 when it may not.
    """
    from grader.commands.doctor import run_doctor

    sys.exit(run_doctor())


@main.command()
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


@main.command()
@click.argument("slug")
@click.option("--course", type=_PATH, default=Path(), help="Where assignments/ and solutions/ go.")
def new(slug: str, course: Path) -> None:
    """Write a working skeleton of an assignment: one exercise, its reference, two mistakes."""
    from grader.commands.new import run_new

    run_new(slug, course)


@main.command()
@click.argument("assignment")
@click.option("--lang", type=click.Choice(LANGUAGES), help="Language; the assignment's by default.")
def show(assignment: str, lang: str | None) -> None:
    """Show the rubric of ASSIGNMENT: exercises, items, points, and what is asked for."""
    from grader.commands.show import run_show

    run_show(assignment, lang)
