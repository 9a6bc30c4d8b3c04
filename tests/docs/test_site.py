"""The site: every page has its place, references are of today's code, commands can be typed."""

import inspect
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from course_lesson import ROOT
from gather import MADE, NAV, gathered
from reference_errors import remedy, sentences_raised

import grader
from grader import errors
from grader.assignment import AssignmentTable
from grader.cli import main

DOCS = ROOT / "docs"
PAGES = sorted([ROOT / "README.md", *DOCS.rglob("*.md")])


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site") / "pages"
    gathered(folder)
    return folder


def test_every_page_has_its_place_and_every_place_its_page(pages: Path) -> None:
    there = {path.relative_to(pages).with_suffix("").as_posix() for path in pages.rglob("*.md")}
    placed = [page for group in NAV.values() for page in group]
    assert there - {"index"} == set(placed)
    assert len(placed) == len(set(placed))


@pytest.mark.parametrize("name", MADE)
def test_a_reference_page_begins_with_its_title(name: str, pages: Path) -> None:
    text = (pages / "reference" / f"{name}.md").read_text(encoding="utf-8")
    assert text.startswith("# ")
    assert len(text.splitlines()) > 10


def test_the_reference_names_every_command_and_every_field(pages: Path) -> None:
    commands = (pages / "reference" / "commands.md").read_text(encoding="utf-8")
    shown = {name for name, command in main.commands.items() if not command.hidden}
    assert {name for name in shown if f"### grader {name}\n" not in commands} == set()
    table = (pages / "reference" / "assignment-toml.md").read_text(encoding="utf-8")
    fields = AssignmentTable.__struct_fields__
    assert {name for name in fields if f"| `{name}` |" not in table} == set()


def test_the_reference_of_python_names_all_that_is_public(pages: Path) -> None:
    text = (pages / "reference" / "python.md").read_text(encoding="utf-8")
    for cls in (grader.Grading, grader.Report):
        for name, member in vars(cls).items():
            if name[0] != "_" and inspect.isfunction(member):
                assert f"### {cls.__name__}.{name}\n" in text
            elif isinstance(member, property) and name[0] != "_":
                assert f"| `{name}` | `" in text, name
    assert "`_" not in text


@pytest.mark.parametrize("error", [one for one in vars(errors).values() if inspect.isclass(one)])
def test_of_each_error_it_is_said_what_to_do(error: type[Exception]) -> None:
    general = {errors.GraderError, errors.UserError, errors.Fault}
    if issubclass(error, errors.GraderError) and error not in general:
        assert remedy(error)


def test_the_sentences_that_are_raised_are_found() -> None:
    found = sentences_raised()
    assert "this assignment has been closed; open it again to grade" in found["UserError"]
    assert "{path} cannot be read: {strerror}" in found["NothingToGrade"]


def _typed() -> Iterator[tuple[str, str]]:
    for page in PAGES:
        for block in re.findall(r"```console\n(.*?)```", page.read_text("utf-8"), re.DOTALL):
            joined = block.replace("\\\n", " ")
            for line in re.findall(r"^\$ grader (.*?)(?:\s+#.*)?$", joined, re.MULTILINE):
                yield page.relative_to(ROOT).as_posix(), line


TYPED = sorted(set(_typed()))


@pytest.mark.parametrize(("page", "line"), TYPED)
def test_a_command_of_the_documents_can_be_typed(page: str, line: str) -> None:
    command: click.Command = main
    words, context = shlex.split(line), click.Context(main, info_name="grader")
    while isinstance(command, click.Group) and words and words[0] in command.commands:
        command = command.commands[words.pop(0)]
        context = click.Context(command, parent=context)
    # options that there are, no argument too many; whether files are there is not asked
    options, rest, _ = command.make_parser(context).parse_args(words)
    assert rest == [], (page, options)


def test_commands_are_looked_for_where_they_stand() -> None:
    assert len(TYPED) > 50
    assert {page for page, _ in TYPED} >= {"README.md", "docs/switch/from-otter.md"}


def test_an_option_that_is_not_there_is_seen() -> None:
    command = main.commands["grade"]
    with pytest.raises(click.NoSuchOption):
        command.make_parser(click.Context(command)).parse_args(["regularization", "--nowhere"])
