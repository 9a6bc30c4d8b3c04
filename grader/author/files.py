"""The texts of a new assignment's files, from what was taken out of a notebook."""

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from grader.author.objects import MADE
from grader.author.offered import Offered
from grader.author.slips import hint, sentence
from grader.author.taken import Taken
from grader.author.toml_text import key_of, table_of, value_of
from grader.author.worth import Worth
from grader.declared.tables import Declaration
from grader.language import LANGUAGES, built_in
from grader.model import Text

_OFFERED = '''"""Known mistakes, offered: changes of the reference that the cases tell apart.

Keep each, word it better in mistakes.toml, or throw it away in both files.
"""

'''


def assignment_toml(slug: str, taken: Taken, remarks: Sequence[str]) -> str:
    """Return `assignment.toml`; what is left to do stands at its top."""
    exercises = taken.exercises
    total = sum(taken.worth[name].points for name in exercises)
    titles = dict.fromkeys(LANGUAGES, slug)
    parts = [
        "# docs/write-an-assignment.md explains every key. Taken from a notebook: what is said of",
        "# inputs is a first guess, made of the examples.",
        *(f"# left to do: {remark}" for remark in remarks),
        f"slug = {value_of(slug)}",
        f"languages = {value_of(list(LANGUAGES))}",
        f"points = {value_of(round(total, 2))}",
        "",
        table_of("[title]", titles),
    ]
    asked = [name for exercise, _ in taken.tried.values() for name in exercise.asks]
    parts += [f'[names.{key_of(ask.name)}]\nkind = "{ask.kind}"\n' for ask in taken.asks(asked)]
    parts += [
        _exercise(name, told, taken.called[name], taken.worth[name])
        for name, told in exercises.items()
    ]
    return "\n".join(parts)


def _exercise(name: str, declared: Declaration, called: str, worth: Worth) -> str:
    told = msgspec.to_builtins(declared)
    key = "author.item_does" if called != name else "author.item"
    if worth.id == MADE:
        key = "author.item_made"
    item = {"id": worth.id, "points": worth.points, "title": _said(key, called)}
    head: dict[str, Any] = {"name": name, "title": dict.fromkeys(LANGUAGES, called)}
    head |= {key: told[key] for key in ("ask", "sizes") if told.get(key)}
    lines = [table_of("[[exercises]]", {**head, "items": [item]})]
    for part in ("inputs", "outputs"):
        if told.get(part):
            lines.append(table_of(f"[exercises.{part}]", told[part]))
    lines += [table_of("[[exercises.examples]]", one) for one in told.get("examples", ())]
    return "\n".join(lines)


def _said(key: str, name: str) -> dict[str, str]:
    return {tongue: built_in(tongue).say(Text(key, {"name": name})) for tongue in LANGUAGES}


def reference_py(chunks: Sequence[str]) -> str:
    """Return `reference.py`: the solved definitions, and what they need."""
    head = '"""The reference solution, as it was taken from the notebook."""\n\n'
    told: list[str] = []
    for chunk in chunks:
        is_import = chunk.startswith(("import ", "from "))
        if not (is_import and chunk in told):  # cells import anew what others have imported
            told.append(chunk)
    return head + "\n\n\n".join(chunk.strip("\n") for chunk in told) + "\n"


def mistakes_py(taken: Taken) -> str:
    """Return `mistakes.py`: right definitions, and each mistake as the whole of one, changed."""
    body = taken.reference.split('"""\n', 1)[1].strip("\n")
    parts = [
        _OFFERED + "from grader.mistake import Mistake, compose\n\n" + body,
        "def functions(*mistakes):\n"
        '    """Return what a student defines who makes these mistakes; none makes none."""\n'
        "    return compose(MAKERS, mistakes)",
        *(f"# {one.mutant.id}\n{one.function}" for one in taken.offered),
        "MAKERS = {\n" + "".join(_makers(taken)) + "}",
        "MISTAKES = (\n" + "".join(map(_mistake, taken.offered)) + ")",
    ]
    return "\n\n\n".join(parts) + "\n"


def _makers(taken: Taken) -> Iterator[str]:
    """Yield a line for each name that is asked: its exercises, and what makes it."""
    for name in taken.needed:
        own = [exercise for exercise, source in taken.sources.items() if source == name]
        yield f"    {tuple(own or [name])!r}: lambda *, whole={name}: {{{name!r}: whole}},\n"


def _mistake(one: Offered) -> str:
    return f"    Mistake({one.id!r}, {one.exercise!r}, {{'whole': {one.called}}}),\n"


def mistakes_toml(offered: Sequence[Offered]) -> str:
    """Return `mistakes.toml`: a generated sentence and hint for each, marked as such."""
    lines = [
        "# Generated sentences: word them better, or throw a mistake away here and in mistakes.py."
    ]
    for one in offered:
        alike = f", and {one.alike} that answer alike" if one.alike else ""
        lines.append(f"\n# generated from: {one.mutant.id}{alike}\n[{_dotted(one.id)}]")
        for kind, text in (("sentence", sentence(one.mutant)), ("hint", hint(one.mutant))):
            lines += [
                f"{kind}.{key_of(tongue)} = {value_of(built_in(tongue).say(text))}"
                for tongue in LANGUAGES
            ]
    return "\n".join(lines) + "\n"


def dishonest_py(taken: Taken) -> str:
    """Return `dishonest.py`: who repeats an answer that never changes has answered."""
    allowed = [
        f"    Allowed({f'{name}.{taken.worth[name].id}'!r}, {taken.worth[name].points!r}, "
        "'it is asked without arguments: its one answer is all there is'),\n"
        for name, told in taken.exercises.items()
        if told.has_one_answer
    ]
    if not allowed:
        return DISHONEST + ")\n"
    head, body = DISHONEST.split("\n\n", 1)
    imported = "from grader.dishonest import Allowed"
    return f"{head}\n\n{imported}\n\n{body}\n{''.join(allowed)})\n"


def _dotted(name: str) -> str:
    return ".".join(key_of(part) for part in name.split("."))


ALTERNATIVES = '''"""Other right ways, which must keep full marks (docs/write-an-assignment.md)."""

ALTERNATIVES = ()


def functions(alternative):
    """Return the functions of a student who writes it this way."""
    return {alternative.exercise: alternative.function}
'''
DISHONEST = '''"""Answers that do no work, with the most that each may earn."""

DISHONEST = ()

# what answers of the generic set may earn: docs/write-an-assignment.md
ALLOWED = ('''
TEXTS = "# Titles of cases and sentences of your own, in every language of the assignment.\n"
