"""What can stop a command, from the tree of exceptions and the sentences that are raised."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from source_fields import cell

import grader
from grader import errors as tree
from grader.errors import GraderError
from grader.validate.remedy import ANY, TO_DO

_SOURCE = Path(grader.__file__).parent


def errors() -> str:
    """Return the page."""
    head = (
        "# What stops a command\n\nEach ends with one sentence, and an exit code that a script can "
        "read. The names stand in logs, and are what a program catches (`grader.errors`).\n\n"
        "| | exit code | what it is | what to do |\n|---|---|---|---|"
    )
    return "\n".join([head, *_rows(GraderError, 0), "", *_said(), *_of_validate()])


def remedy(cls: type[GraderError]) -> str:
    """Return what its docstring says to do; nothing where those below it do."""
    found = re.search(r"To do: (.*?)(?:\n\n|$)", cls.__doc__ or "", re.DOTALL)
    words = " ".join(found.group(1).split()) if found else ""
    return words[:1].upper() + words[1:]


def _rows(cls: type[GraderError], depth: int) -> Iterator[str]:
    about = (cls.__doc__ or "").partition("\n")[0]
    name = f"{'&nbsp;&nbsp;' * depth}`{cls.__name__}`"
    yield f"| {name} | {cls.exit_code} | {about} | {remedy(cls)} |"
    for below in cls.__subclasses__():
        if below.__module__ == tree.__name__:
            yield from _rows(below, depth + 1)


def _said() -> Iterator[str]:
    yield (
        "## What they say\n\nAs the source has it; words in braces are filled in. Those that "
        "stand in a [catalogue](sentences.md), for every language, are not repeated.\n"
    )
    for name, sentences in sorted(sentences_raised().items()):
        yield f"### {name}\n"
        yield from (f"* {_plain(sentence)}" for sentence in sorted(sentences))
        yield ""


def sentences_raised() -> dict[str, set[str]]:
    """Return the sentences that stand where an exception is raised, by the exception's name."""
    names = {name for name, one in vars(tree).items() if isinstance(one, type)}
    found = defaultdict(set)
    for path in sorted(_SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and node.exc.args:
                called, first = node.exc.func, node.exc.args[0]
                if isinstance(called, ast.Name) and called.id in names and _words(first):
                    found[called.id].add(_words(first))
    return dict(found)


def _words(node: ast.expr) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(
            f"{{{_name(part.value)}}}" if isinstance(part, ast.FormattedValue) else _words(part)
            for part in node.values
        )
    return ""


def _name(value: ast.expr) -> str:
    """Return what to call what is filled in: the last of its names."""
    names = re.findall(r"[A-Za-z]\w*", ast.unparse(value))
    return names[-1] if names else "..."


def _plain(sentence: str) -> str:
    return re.sub(
        r"`[^`]*`|[<*_]", lambda one: one[0] if one[0][0] == "`" else f"\\{one[0]}", sentence
    )


def _of_validate() -> Iterator[str]:
    yield (
        "## What `grader validate` finds\n\nEach fault is one sentence with its place; below "
        "it stands what to do.\n\n| row | where the fault says | what to do |\n|---|---|---|"
    )
    for row, by_words in TO_DO.items():
        for words, do in by_words.items():
            yield f"| {row} | {cell(words) if words != ANY else 'anything else'} | {cell(do)} |"
