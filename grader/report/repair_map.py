"""What a class got wrong, by the small change that makes it right; the next mistakes to know.

Two submissions are of one group where the same is taken away and put in, in what gives a value to
the same names. What is said of a group was tried in the code of each of its members.
"""

import ast
import builtins
from collections.abc import Iterator, Sequence

from grader.frozen import frozen
from grader.repair.difference import differing, words
from grader.report.class_row import ClassRow, Mended
from grader.syntax import UNPARSABLE, syntax_tree

_MODULES = frozenset({"np", "numpy", "math", "random"})
_Group = tuple[str, tuple[tuple[str, str, str, str], ...]]


@frozen
class RepairInsight:
    """A change that makes the code of several right, in one exercise. Texts are hostile."""

    exercise: str
    exercise_title: str
    targets: tuple[str, ...]
    """What the lines that are changed give a value to; empty where they give none."""
    removed: str
    added: str
    """Of the first of these lines: what is taken away, and what is put in."""
    was: str
    becomes: str
    """The shortest such lines as they stand, and as they are right; without comments."""
    students: tuple[str, ...]
    mistakes: tuple[str, ...]
    """Known mistakes that are named for some of them."""
    looks_like: tuple[str, ...] = ()
    """The lines as patterns of `mistakes.toml`: for a group that has no name."""


def repair_map(rows: Sequence[ClassRow]) -> tuple[RepairInsight, ...]:
    """Return what was repaired, the most frequent first."""
    groups: dict[_Group, dict[str, Mended]] = {}
    for row in rows:
        for one in row.mended:
            groups.setdefault(_group_of(one), {})[row.student] = one
    found = [_insight(group, by_student) for group, by_student in groups.items()]
    return tuple(sorted(found, key=lambda one: -len(one.students)))


def _group_of(one: Mended) -> _Group:
    return one.exercise, tuple(_changed(was, becomes) for was, becomes in _lines(one))


def _lines(one: Mended) -> Iterator[tuple[str, str]]:
    """Yield each line as it stands and as it is right, without the comments."""
    pairs = zip(one.fix.was.split("\n"), one.fix.becomes.split("\n"), strict=False)
    yield from ((_code(was), _code(becomes)) for was, becomes in pairs)


def _code(line: str) -> str:
    """Return a line without a comment; what may be a text with that sign in it stays."""
    before, sign, _comment = line.partition("#")
    is_text = any(quote in before for quote in "'\"")
    return line.strip() if sign and is_text else before.strip()


def _changed(was: str, becomes: str) -> tuple[str, str, str, str]:
    """Return what a line gives a value to, what is taken away, what is put in, what is beside."""
    before, after = words(was), words(becomes)
    removed, added = differing(before, after)
    target, equals, _value = (was or becomes).partition("=")
    is_target = bool(equals) and target.strip(" +-*/@").replace(".", "").isidentifier()
    name = target.strip(" +-*/@") if is_target else ""
    return name, " ".join(removed), " ".join(added), _beside(before, after) if removed else ""


def _beside(before: Sequence[str], after: Sequence[str]) -> str:
    """Return the words on either side of what is taken away: a 2 is not any other 2."""
    removed, _added = differing(before, after)
    start = next(
        (n for n, (one, other) in enumerate(zip(before, after, strict=False)) if one != other),
        min(len(before), len(after)),
    )
    end = start + len(removed)
    return f"{' '.join(before[max(0, start - 1) : start])} … {' '.join(before[end : end + 1])}"


def _insight(group: _Group, by_student: dict[str, Mended]) -> RepairInsight:
    exercise, changes = group
    least = min(by_student.values(), key=lambda one: len(one.fix.was))
    named = dict.fromkeys(name for one in by_student.values() for name in one.mistakes)
    lines = [*_lines(least)]
    return RepairInsight(
        exercise=exercise,
        exercise_title=least.title,
        targets=tuple(dict.fromkeys(target for target, *_rest in changes if target)),
        removed=changes[0][1],
        added=changes[0][2],
        was="\n".join(was for was, _becomes in lines),
        becomes="\n".join(becomes for _was, becomes in lines),
        students=tuple(by_student),
        mistakes=tuple(named),
        looks_like=() if named else tuple(filter(None, (_pattern(was) for was, _now in lines))),
    )


def _pattern(line: str) -> str:
    """Return a statement as a pattern: any name in the place of each of the student's own."""
    try:
        tree = syntax_tree(line)
    except UNPARSABLE:
        return ""
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    names = (n for n in ast.walk(tree) if isinstance(n, ast.Name) and id(n) not in called)
    for node in names:
        if node.id not in _MODULES and not hasattr(builtins, node.id):
            node.id = f"_{node.id.lstrip('_')}"
    return ast.unparse(tree)


def entry(one: RepairInsight, language: str) -> str:
    """Return how `mistakes.toml` and `mistakes.py` may begin; what the author must say is open."""
    patterns = ", ".join(_quoted(pattern) for pattern in one.looks_like)
    comment = "\n".join(f"# {was}  ->  {now}" for was, now in _pairs(one))
    return (
        f"# mistakes.toml\n{comment}\n[NAME]\n"
        f'sentence.{language} = "..."\nhint.{language} = "..."\nlooks_like = [{patterns}]\n\n'
        f'# mistakes.py\nMistake("NAME", {_quoted(one.exercise)}, {{"SLOT": ...}}),'
    )


def _pairs(one: RepairInsight) -> Iterator[tuple[str, str]]:
    yield from zip(one.was.split("\n"), one.becomes.split("\n"), strict=False)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
