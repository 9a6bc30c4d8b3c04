"""Which definition answers to an asked name: the last complete one, in document order."""

import ast
from collections.abc import Sequence

from grader.extract.blank import definition_of, is_empty
from grader.extract.calls import own_call
from grader.extract.fingerprint import fingerprint
from grader.extract.material import Material
from grader.extract.near_names import near_names
from grader.extract.reads import Reads
from grader.extract.slots import Passage, is_template
from grader.extract.statements import Kind, Statement, root_name, wraps
from grader.frozen import frozen
from grader.model import Ask


@frozen
class Found:
    """The definition that counts for an asked name, and those that do not."""

    name: str
    """The name it bears in the notebook."""
    chosen: Statement
    is_blank: bool
    left_out: frozenset[Statement]
    """Statements not to be executed for this name: passed-over blanks, imports, mere values."""
    earlier: tuple[Statement, ...]
    """Complete definitions before it that differ from it."""
    blanks_after: tuple[Statement, ...]
    """Blanks after it that were passed over."""


def choose(material: Material, ask: Ask, blank: str | None) -> Found | None:
    """Return the definition that counts: under its own name if complete, else under an alias.

    `blank` is the fingerprint of the handout's own blank. Of several aliases the one defined last
    counts; a blank counts only when nothing complete bears any of the names. A single name that is
    spelt nearly so counts where none of them is there.
    """
    names = (ask.name, *ask.aliases)
    found = [f for f in (_under(material, name, blank) for name in names) if f]
    found = [f for f in found if not f.is_blank] or found
    if not found:
        near = near_names(material, ask)
        return _under(material, near[0], blank) if len(near) == 1 else None
    if found[0].name == ask.name:
        return found[0]
    return max(found, key=lambda f: f.chosen.order)


def _under(material: Material, name: str, blank: str | None) -> Found | None:
    bound = material.bindings.get(name, [])
    sure = [s for s in bound if _is_surely(material, s, name)]
    defining = sure or [s for s in bound if _is_perhaps(material, s, name)]
    defining = [s for s in defining if isinstance(s.reads, Reads)]
    if not defining:
        return None
    blanks, complete = list[Statement](), list[Statement]()
    for s in defining:
        (blanks if _is_blank(material, s, name, blank) else complete).append(s)
    chosen = (complete or blanks)[-1]
    others = {s for s in bound if s.replaces}.difference(defining)
    # class Value(Value) and f = jit(f) build on what came before; there is no choosing among them
    builds_on = isinstance(chosen.reads, Reads) and name in chosen.reads.now
    counting = _counting(material, name, chosen, complete)
    rivals = [] if builds_on else [s for s in complete if s not in counting]
    mark = fingerprint(chosen) if rivals else ""
    return Found(
        name,
        chosen,
        is_blank=not complete,
        left_out=frozenset([*others, *rivals, *(blanks if complete else ())]),
        earlier=tuple(s for s in rivals if fingerprint(s) != mark),
        blanks_after=tuple(s for s in blanks if complete and s.order > chosen.order),
    )


def _counting(
    material: Material, name: str, chosen: Statement, complete: Sequence[Statement]
) -> list[Statement]:
    """Return the chosen definition, and those before that it goes on calling by another name.

    ``before = f`` and then ``def f(x): return before(x)``: both are the student's answer.
    """
    found = [chosen]
    while (one := _called_before(material, name, found[-1], complete)) is not None:
        found.append(one)
    return found


def _called_before(
    material: Material, name: str, chosen: Statement, complete: Sequence[Statement]
) -> Statement | None:
    reads = chosen.reads if isinstance(chosen.reads, Reads) else Reads((), ())
    for other in (*reads.now, *reads.later):
        for s in material.bindings.get(other, []):
            value = getattr(s.node, "value", None)
            if s.kind is not Kind.ASSIGNMENT or not isinstance(value, ast.Name):
                continue
            if value.id == name and s.order < chosen.order:
                before = [one for one in complete if one.order < s.order]
                return before[-1] if before else None
    return None


def _is_surely(material: Material, statement: Statement, name: str) -> bool:
    """Accept a def, a class, a lambda, another name for one, and ``f = jit(f)``."""
    if statement.kind is Kind.DEFINITION:
        return True
    value = definition_of(statement, name)
    if statement.kind is Kind.CHOICE:
        return value is not None
    if isinstance(value, (ast.Name, ast.Attribute)):
        return root_name(value) in material.own
    return wraps(statement, name) and own_call(statement, material.own) is None


def _is_perhaps(material: Material, statement: Statement, name: str) -> bool:
    """Accept ``relu = partial(leaky, 0)``, ``relu = torch.relu`` and ``relu = None``."""
    if statement.kind is not Kind.ASSIGNMENT:
        return False
    value = definition_of(statement, name)
    if isinstance(value, ast.Call):
        return own_call(statement, material.own) is None
    return value is not None and (isinstance(value, (ast.Name, ast.Attribute)) or is_empty(value))


def _is_blank(material: Material, statement: Statement, name: str, blank: str | None) -> bool:
    if blank is not None and fingerprint(statement) == blank:
        return True
    node = definition_of(statement, name)
    if is_empty(node):
        return True
    text = Passage(statement.source.split("\n"), statement.line, material.bindings)
    return is_template(node, text)
