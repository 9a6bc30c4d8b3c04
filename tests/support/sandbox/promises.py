"""What the remote student promises, as data: what is asked, and what must come of it.

Each is asked of `promised_code.SOURCE` through every executor (`test_remote.py`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from promised_code import LOOP, caught

from grader.model import Status, Text
from grader.remote import value as v
from grader.remote.value import plain
from grader.sandbox.wire import Opaque


@dataclass(frozen=True)
class Promise:
    """One thing asked, and what comes of it."""

    name: str
    ask: Callable[[Any], Any]
    value: Any = None
    status: Status = Status.PASSED
    raised: str = ""
    why: Text | None = None


def after_a_failure(s: Any) -> Any:
    before, failed, after = s.note(1), s.fail(1), s.note(2)
    first = caught(lambda: plain(before))
    found = [first, *(caught(lambda one=one: plain(one)) for one in (failed, [after]))]
    found.append(caught(lambda: s.f(after)))
    return [*found, plain(before) > 0, plain(s.note(3)) - plain(before)]


def changed_in_place(s: Any) -> Any:
    own = np.arange(3.0)
    held = s.hold(own)
    early = v.snapshot(held)
    answer = s.spoil(held)
    s.spoil(own)
    return [early, held, answer, own, v.identities([held, answer])]


def arguments_as_they_were(s: Any) -> Any:
    x, table = np.zeros(2), {"k": [0]}
    first = s.f([x, table])
    x += 1
    table["k"][0] = 5
    return [first, s.f([x, table])]


def set_and_put(s: Any) -> Any:
    thing, row, table = s.Thing(1), s.f([1, 2, 3]), s.f({"a": 1})
    thing.number = 5
    thing.kept = s.double(4)
    row[1] = thing.number
    table["b"] = row
    return [thing.number, thing.kept, row, table["b"][2], thing.kind]


def operators(s: Any) -> Any:
    a, x = s.Thing(4), s.f(7)
    both = [a + 1, 1 + a, a + a, -a]
    return [[one.number for one in both], x - 2, 20 - x, x * 2, x / 2, x // 2, x % 4, x**2, abs(-x),
            np.ones(2) * s.f(np.arange(2.0)), s.f(np.eye(2)) @ np.ones(2)]  # fmt: skip


def kinds(s: Any) -> Any:
    a, number = s.Thing(1), s.f(1)
    return [v.is_a(a, s.Thing), v.is_a(a, s.Base), v.is_a(number, s.Thing), v.is_a(3, s.Thing),
            v.are([a, number, 3], s.Base), v.is_class(s.Thing), v.is_class(a), v.can_be_called(a),
            v.can_be_called(number), v.type_name(a), v.is_a(a, v.type_of(a)), v.is_a(a, int),
            v.is_a(a, a)]  # fmt: skip


def sizes(s: Any) -> Any:
    return [len(s.Thing(3)), bool(s.Thing(3)), bool(s.Thing(0)), float(s.f(2)), len(s.f([1, 2])),
            list(s.f([1, 2])), [plain(one.number) for one in s.things(3)],
            v.items(s.count(10**9), 4)]  # fmt: skip


def looked_at(s: Any) -> Any:
    a = s.Thing(6)
    a.kept = 2
    found = v.parts(a)
    return [found, v.first_of(a, ["none", "number"]), v.first_of(a, ["none"]),
            v.attribute(a, ["none", "number"]), v.picked(s.mixed(), ["plain", "none"]),
            v.special(a, "__call__")(1, times=2), v.get_each([a, s.Thing(7)], "number"),
            v.first_of(5, ["real"])]  # fmt: skip


def signature(s: Any) -> Any:
    found = [(p.name, p.kind, p.is_required) for p in v.parameters(s.signed) or ()]
    return [found, v.parameters(s.f(1)), v.parameters(3)]


def blocks(s: Any) -> Any:
    def left(*rounds: int) -> Any:
        return s.block("training", *rounds, total=0, step=s.double)["total"]

    return [left(3), left(), s.has("training"), s.has("f"), s.has("x"), s.source_of("f"),
            s.source_of("training") == LOOP.source, caught(lambda: plain(s.f(1)))]  # fmt: skip


def seeded(s: Any) -> Any:
    first = s.draw()
    s.seed(7)
    again = s.draw()
    s.seed(8)
    other = plain([first, again, s.draw(), s.next_random()])
    return [other[0] == other[1], other[0] == other[2], len(other[3]), *other[0]]


def repeated(s: Any) -> Any:
    a = s.Thing(0)

    def ask() -> Any:
        a.number = a.number + 1
        return {"n": a.number, "thing": [a], "twice": s.double(a.number)}

    found = s.repeat(3, ask)
    return [[one["n"], one["twice"], len(one["thing"])] for one in found] + [s.repeat(0, ask)]


def repeats_together(s: Any) -> Any:
    a = s.Thing(0)

    def ask() -> Any:
        a.number = a.number + 1
        return a.number

    return [s.repeated(2, ask), s.repeated(3, ask), s.repeated(0, ask),
            s.attempt(lambda: s.repeated(2, ask)),
            s.attempt(lambda: s.repeated(2, lambda: s.fail(1)))]  # fmt: skip


def tried(s: Any) -> Any:
    a = s.hold([0])

    def both() -> Any:
        a[0] = 5
        return [s.f(1), s.fail(1)]

    return [s.attempt(lambda: s.f(1)), s.attempt(both), s.attempt(lambda: s.fail), a,
            s.attempt(lambda: [s.attempt(lambda: s.fail(1)), s.f(2)]),
            s.repeat(2, lambda: s.attempt(lambda: s.fail(1)))]  # fmt: skip


def named_first_inside_what_fails(s: Any) -> Any:
    def failing() -> Any:
        failed = s.fail(1)
        return [failed, s.double(2)]

    first = plain(s.attempt(failing))
    again = caught(lambda: plain([s.fail(1), s.note(1)]))
    return [first, s.double(4), again, caught(lambda: plain(s.note))]


def many_attempts(s: Any) -> Any:
    found = plain([s.attempt(lambda n=n: s.f(n) if n % 2 else s.fail(n)) for n in range(1200)])
    return [found[:4], len(found)]


def trees(s: Any) -> Any:
    found = plain(s.mixed())
    return [found["plain"], found["thing"].number, found["many"][0].number, found["many"][1],
            plain({"a": (1, [s.f(2)])}), plain(5), v.is_remote(found["thing"])]  # fmt: skip


def apart(s: Any) -> Any:
    other = s.apart()
    s.note(1)
    s.note(1)
    found = [plain(s.note(1)) > 2, *plain([other.note(1), other.double(plain(s.f(4)))])]
    mixed = (lambda: other.f(s.f(1)), lambda: plain([s.f(1), other.f(1)]))
    return [*found, *map(caught, mixed)]


def unsendable(s: Any) -> Any:
    thing = type("Own", (), {})
    wrong = [object(), thing(), thing, len, np.array([None]), [{"a": {1: thing()}}], {s.f(1): 1},
             range(3), np.longdouble(1), {(1, thing): 2}, {thing}, slice(1, 2)]  # fmt: skip
    answers = [caught(lambda one=one: s.f(one)) for one in wrong]
    return [{answer.partition(" cannot")[2] or answer for answer in answers}, plain(s.f(3))]


def waiting(s: Any) -> Any:
    body = caught(lambda: s.repeat(2, lambda: plain(s.f(1))))
    return [body, caught(lambda: np.asarray(s.f([1]))), s.f(1)]


ANOTHER = "a handle of another question"
NOT_HERE = " be sent to the student's side"
PROMISES = (
    Promise("calling", lambda s: s.double(x=4), 8),
    Promise("calling a handle with a handle", lambda s: s.double(s.double(np.ones(2))),
            np.full(2, 4.0)),
    Promise("what is not plain", lambda s: [s.f, s.Thing(1), s.mixed()],
            [Opaque("function"), Opaque("Thing"),
             {"plain": [1, (2.5, "x")], "thing": Opaque("Thing"), "many": [Opaque("Thing"), 2]}]),
    Promise("attributes and items", set_and_put, [5, 8, [1, 5, 3], 3, "thing"]),
    Promise("operators", operators, [[5, 5, 8, -4], 5, 13, 14, 3.5, 3, 3, 49, 7,
                                     np.arange(2.0), np.ones(2)]),
    Promise("isinstance", kinds, [True, True, False, False, [True, False, False], True, False, True,
                                  False, "Thing", True, False, False]),
    Promise("length, truth, iteration", sizes, [3, True, False, 2.0, 2, [1, 2], [0, 1, 2],
                                                [0, 1, 2, 3]]),
    Promise("what an object has", looked_at, [{"number": 6, "kept": 2}, "number", None, 6,
                                              {"plain": [1, (2.5, "x")]}, 8, [6, 7], "real"]),
    Promise("signature", signature, [[("a", "POSITIONAL_OR_KEYWORD", True),
                                      ("b", "POSITIONAL_OR_KEYWORD", False),
                                      ("rest", "VAR_POSITIONAL", True),
                                      ("c", "KEYWORD_ONLY", True),
                                      ("named", "VAR_KEYWORD", True)], None, None]),
    Promise("a block for so many rounds", blocks, [6, 999000, True, True, False, None, True,
                                                   "nothing"]),
    Promise("seeding", seeded, [True, False, 4, 0.32383276483316237, 0.07630828937395717]),
    Promise("apart", apart, [True, 1, 8, f"ours: {ANOTHER}", f"ours: {ANOTHER}"]),
    Promise("repeat", repeated, [[1, 2, 1], [2, 4, 1], [3, 6, 1], []]),
    Promise("repeats that are sent together", repeats_together,
            [[1, 2], [3, 4, 5], [], [6, 7], "ValueError"]),
    Promise("attempt", tried, [1, "ValueError", Opaque("function"), [5], ["ValueError", 2],
                               ["ValueError", "ValueError"]]),
    Promise("a name first used inside what fails", named_first_inside_what_fails,
            ["ValueError", 8, "ValueError", "nothing"]),
    Promise("many attempts in one batch", many_attempts,
            [["ValueError", 1, "ValueError", 3], 1200]),
    Promise("hold, snapshots, changes in place", changed_in_place,
            [np.arange(3.0), np.array([99.0, 1.0, 2.0]), np.array([99.0, 1.0, 2.0]),
             np.arange(3.0), [0, 0]]),
    Promise("arguments are as they were when it was asked", arguments_as_they_were,
            [[np.zeros(2), {"k": [0]}], [np.ones(2), {"k": [5]}]]),
    Promise("trees", trees, [[1, (2.5, "x")], 3, 1, 2, {"a": (1, [2])}, 5, True]),
    Promise("an exception is its operation's", after_a_failure,
            ["ValueError", "ValueError", "ValueError", "ValueError", True, 1]),
    Promise("what cannot be sent", unsendable, [{NOT_HERE}, 3]),
    Promise("what is repeated cannot wait", waiting,
            ["ours: what is repeated cannot wait for a value",
             "ours: ask for its value first, with plain()", 1]),
    Promise("an exception let through", lambda s: [s.f(1), s.fail(1), s.f(2)],
            status=Status.RAISED, raised="ValueError"),
    Promise("an exception where nothing is wanted", lambda s: [s.fail(2), 1][1:],
            status=Status.RAISED, raised="ValueError"),
    Promise("an exception of ours about a value", lambda s: plain(s.f([1])) + 1,
            status=Status.RAISED, raised="TypeError"),
    Promise("what is missing", lambda s: s.nothing(), status=Status.MISSING),
    Promise("what is missing, in an attempt", lambda s: s.attempt(lambda: s.undefined()),
            status=Status.MISSING),
    Promise("nothing wanted", lambda s: [s.note("left by who wants nothing"), 1][1], 1),
    Promise("what nobody wanted was done", lambda s: s.log[-1],
            "left by who wants nothing"),
    Promise("too much", lambda s: s.large(), status=Status.BAD_VALUE, why=Text("ended.too_large")),
    Promise("too much to send back", lambda s: s.f([s.f(1), ["x" * 1_500_000] * 2]),
            status=Status.BAD_VALUE, why=Text("ended.too_large")),
    Promise("work goes on after that", lambda s: [s.double(2), s.note(0) - s.note(0)], [4, -1]),
)  # fmt: skip
