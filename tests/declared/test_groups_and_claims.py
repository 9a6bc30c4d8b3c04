"""What a table says beyond one way of drawing, and what a class says beyond its table."""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

from grader.assignment import load_assignment
from grader.claim import claim
from grader.declared.exercise import TABLE, Declared
from grader.declared.reference import Functions
from grader.declared.tables import Declaration
from grader.errors import BrokenAssignment
from grader.exercise import Case
from grader.measure.values import Unfit
from grader.model import Finding, Text
from grader.sandbox.bare import put_to_functions
from grader.sandbox.executor import question
from grader.validate.texts import examine_texts

Function = Callable[..., Any]


def made(toml: str, *items: str, kind: type[Declared] = Declared, **right: Function) -> Declared:
    """Read a table as an author writes it; the reference has these functions."""
    told = msgspec.convert(tomllib.loads(toml), Declaration)
    found = kind("f", told, items)
    found.reference = Functions(**right)
    return found


def asked(exercise: Declared, case: Case, functions: dict[str, Function]) -> Any:
    outcome = put_to_functions(question(0, exercise, case, "hidden", 1), functions)
    assert outcome.raised is None
    return outcome.value


def found_in(exercise: Declared, right: Function, own: Function) -> dict[str, list[Finding]]:
    """Put `f` to every hidden case; return what is found, by case."""
    return {
        case.name: list(
            exercise.check(
                case, asked(exercise, case, {"f": own}), asked(exercise, case, {"f": right})
            )
        )
        for case in exercise.cases(np.random.default_rng(3))
    }


def lost(exercise: Declared, right: Function, own: Function) -> set[str]:
    found = found_in(exercise, right, own)
    return {f"{f.item}.{f.part}" for findings in found.values() for f in findings if not f.ok}


def said(exercise: Declared, right: Function, own: Function) -> set[Any]:
    found = found_in(exercise, right, own)
    return {
        (f.message.key, f.message.values["what"])
        for findings in found.values() for f in findings if f.message and not f.ok
    }  # fmt: skip


# ---------------------------------------------------------------- groups

RELU = """
inputs.x = { shape = ["n", "m"], low = 0.5, high = 2.0 }
inputs.k = { value = 3 }
outputs.values = { item = "values" }
groups = [{ name = "negative", cases = 2, inputs.x = { shape = ["n"], low = -2.0, high = -0.5 }, outputs.gate = { item = "gate" } }]
"""  # noqa: E501


def relu(x: Any, k: int) -> Any:
    return k * np.maximum(x, 0)


def test_a_group_draws_other_inputs_and_is_asked_as_the_exercise_is() -> None:
    exercise = made(RELU, "values", "gate")
    cases = list(exercise.cases(np.random.default_rng(0)))
    assert [case.name for case in cases][-3:] == ["equal_sizes", "negative_1", "negative_2"]
    negative = cases[-1]
    assert negative.asked == "negative"
    assert negative.k == 3
    assert negative.x.ndim == 1 and (negative.x < 0).all()
    assert {"negative_1", "negative_2"} <= {*exercise.meant}


def test_what_shows_in_a_group_alone_costs_its_item_alone() -> None:
    exercise = made(RELU, "values", "gate")
    assert lost(exercise, relu, relu) == set()
    assert lost(exercise, relu, lambda x, k: k * x) == {"gate.gate"}


# ---------------------------------------------------------------- outputs

TWICE = """
inputs.x = { shape = ["n"], low = 1.0, high = 2.0 }
inputs.y = { shape = ["n"], low = 3.0, high = 4.0 }
ask = { one = "f(x, y)", other = "f(y, x)" }
[outputs]
one = { of = "one['d']", item = "values", part = "d" }
other = { of = "other['d']", item = "values", part = "d" }
x = { of = "x", kind = "unchanged", item = "rest" }
y = { of = "y", kind = "unchanged", item = "rest", called = "the second", says = "f.kept" }
"""


def differences(x: Any, y: Any) -> Any:
    return {"d": x - y}


@pytest.fixture
def twice() -> Declared:
    return made(TWICE, "values", "rest")


def test_one_line_may_stand_for_several_outputs() -> None:
    exercise = made(
        """
        inputs.x = { shape = ["n"] }
        [outputs."d{each}"]
        of = "returned['d{each}']"
        part = "W{each}"
        called = "slope {each}"
        each = [1, "b"]
        """,
        "slopes",
    )

    def both(x: Any) -> Any:
        return {"d1": x, "db": 2 * x}

    assert lost(exercise, both, lambda x: {"d1": x, "db": x}) == {"slopes.Wb"}
    told = said(exercise, both, lambda x: {"d1": 3 * x, "db": 2 * x})
    assert told == {("values_differ", "slope 1")}


def test_outputs_of_one_part_are_one_part(twice: Declared) -> None:
    assert lost(twice, differences, lambda x, y: {"d": abs(x - y)}) == {"values.d"}


def test_what_is_returned_may_be_filled_anew_by_the_next_call(twice: Declared) -> None:
    kept: dict[str, Any] = {}

    def fill(x: Any, y: Any) -> Any:
        kept["d"] = x - y
        return kept

    assert lost(twice, differences, fill) == set()


def test_what_other_steps_have_to_do_with_is_looked_at_in_the_end() -> None:
    exercise = made(
        """
        inputs.x = { value = 3.0 }
        ask = { one = "f(x)", pair = "f(one)", back = "pair.fill()" }
        outputs.one = { of = "one.slope" }
        """,
        "slope",
    )
    assert lost(exercise, Node, Node) == set()
    assert lost(exercise, Node, Other) == {"slope.one"}


class Node:
    """Knows what it was made of, and leaves something there."""

    left = 1.0

    def __init__(self, given: Any) -> None:
        self.given, self.slope = given, 0.0

    def fill(self) -> None:
        self.given.slope = self.left


class Other(Node):
    left = -1.0


def test_parameters_in_another_order_are_given_by_name(twice: Declared) -> None:
    assert lost(twice, differences, lambda y, x: {"d": x - y}) == set()
    assert lost(twice, differences, lambda b, a: {"d": a - b}) == {"values.d"}


def test_an_input_that_is_changed_costs_that_and_nothing_that_is_asked_later(
    twice: Declared,
) -> None:
    def spoils(x: Any, y: Any) -> Any:
        found = {"d": x - y}
        x += 1
        return found

    assert lost(twice, differences, spoils) == {"rest.x"}
    assert said(twice, differences, spoils) == {("declared.unchanged.fails", "x")}


def test_sentences_of_the_author_stand_in_the_place_of_general_ones(twice: Declared) -> None:
    def spoils(x: Any, y: Any) -> Any:
        found = {"d": x - y}
        y *= 2
        return found

    assert said(twice, differences, spoils) == {("f.kept.fails", "the second")}


@pytest.mark.parametrize(
    ("returned", "told"),
    [
        (lambda x, y: {}, {("declared.missing", "one"), ("declared.missing", "other")}),
        (lambda x, y: (x, y), {("not_a_dict", "f(x, y)"), ("not_a_dict", "f(y, x)")}),
        (lambda x, y: x - y, {("not_a_dict", "f(x, y)"), ("not_a_dict", "f(y, x)")}),
    ],
)  # fmt: skip
def test_what_is_not_there_to_be_read_is_told_so(
    twice: Declared, returned: Function, told: set[Any]
) -> None:
    assert said(twice, differences, returned) == told


def test_of_a_tuple_or_a_dictionary_it_is_told_which_entry_was_changed() -> None:
    exercise = made(
        """
        inputs.p = { fields = { W = { shape = ["n"] }, b = { shape = ["n"] } } }
        inputs.c = { items = [{ shape = ["n"] }, { shape = ["n"] }] }
        outputs.p = { of = "p", kind = "unchanged" }
        outputs.c = { of = "c", kind = "unchanged" }
        outputs.named = { of = "c", kind = "unchanged", entries = ["Z", "A"] }
        outputs.in_part = { of = "c", kind = "unchanged", entries = ["Z"], called = "cache" }
        """,
        "kept",
    )

    def spoils(p: Any, c: Any) -> None:
        p["b"] += 1
        c[1][0] = 7

    told = said(exercise, lambda p, c: None, spoils)
    assert told == {
        ("declared.unchanged.fails", one) for one in ("p['b']", "c[1]", "A", "cache[1]")
    }


# ---------------------------------------------------------------- a class that goes on

SLOPE = """
inputs.w = { shape = ["n"], low = 1.0, high = 2.0 }
ask = { once = "f(w)", scaled = "f(2 * w)" }
[outputs]
once = { of = "once", item = "values" }
scaled = { of = "scaled['slope']", kind = "claimed" }
"""


class Slope(Declared):
    """Judged by the reference, and by the law that a slope of squares grows with its numbers."""

    name = "f"
    upstream = ("cost",)

    def own_cases(self, rng: np.random.Generator) -> Any:
        yield Case("own", asked="own", w=rng.uniform(1, 2, 3))

    def run(self, student: Any, case: Case) -> Any:
        return student.f(case.w) if case.asked == "own" else super().run(student, case)

    @claim("f.grows", item="law", on=TABLE)
    def grows(self, got: Any) -> bool:
        found = got.array("scaled")
        return bool(np.allclose(found, 2 * got.case.w * found[0] / (2 * got.case.w[0])))

    @claim("", item="values", on="own")
    def own(self, got: Any) -> bool:
        return got.get("slope") is not None


def slope(w: Any) -> Any:
    return {"slope": 2 * w}


@pytest.fixture
def going_on() -> Declared:
    return made(SLOPE, "values", "law", kind=Slope)


def test_claims_are_made_of_what_the_table_asks_for(going_on: Declared) -> None:
    assert lost(going_on, slope, slope) == set()
    assert lost(going_on, slope, lambda w: {"slope": 3 * w}) == {"values.once"}
    assert lost(going_on, slope, lambda w: {"slope": w + 1}) == {"values.once", "law."}


def test_of_an_output_that_is_not_there_a_claim_says_that_nothing_is(going_on: Declared) -> None:
    assert ("is_none", "scaled") in said(going_on, slope, lambda w: {"slop": w})


def test_of_what_is_no_dictionary_claims_say_that(going_on: Declared) -> None:
    [case, *_] = going_on.cases(np.random.default_rng(0))
    want, got = (asked(going_on, case, {"f": f}) for f in (slope, lambda w: w))
    with pytest.raises(Unfit) as unfit:
        list(going_on.check(case, got, want))
    assert unfit.value.text == Text("not_a_dict", {"what": "f(2 * w)"})


def test_what_cannot_be_read_is_not_told_as_left_out(twice: Declared, going_on: Declared) -> None:
    class Deep(dict[str, Any]):
        def __missing__(self, key: str) -> Any:
            return self[key]

    ends = {("declared.unreadable", "one"), ("declared.unreadable", "other")}
    assert said(twice, differences, lambda x, y: Deep()) == ends
    [case, *_] = going_on.cases(np.random.default_rng(0))
    want, got = (asked(going_on, case, {"f": f}) for f in (slope, lambda w: Deep()))
    with pytest.raises(Unfit) as unfit:
        list(going_on.check(case, got, want))
    assert unfit.value.text.values["error"] == "RecursionError"


def test_cases_of_the_class_are_asked_and_judged_by_the_class(going_on: Declared) -> None:
    [case] = going_on.own_cases(np.random.default_rng(0))
    assert [f.item for f in going_on.check(case, slope(case.w), None)] == ["values"]
    assert list(asked(going_on, case, {"f": slope})) == ["slope"]


def test_what_claims_read_tells_nothing_where_it_is_left_out(going_on: Declared) -> None:
    [case, *_] = going_on.cases(np.random.default_rng(0))
    assert asked(going_on, case, {"f": lambda w: {}})["scaled"] == "(untold)"


# ---------------------------------------------------------------- files

TABLES = """
slug = "slopes"
languages = ["en"]
title = { en = "Slopes" }
[names.f]
[[exercises]]
name = "f"
title = { en = "Slope" }
items = [{ id = "values", points = 3, title = { en = "v" } }, { id = "law", points = 2, title = { en = "l" } }]
"""  # noqa: E501
WRITTEN = """
from grader.claim import Claims, claim
from grader.declared.exercise import TABLE, Declared

class Slope(Declared):
    name = "f"

    @claim("f.grows", item="law", on=TABLE)
    def grows(self, got):
        return bool((got.array("scaled") > 0).all())
"""
DECLARED = SLOPE.replace("[outputs]", "[exercises.outputs]")


def course(folder: Path, tables: str, written: str) -> Path:
    found = folder / "slopes"
    found.mkdir()
    (found / "assignment.toml").write_text(tables, encoding="utf-8")
    (found / "exercises.py").write_text(written, encoding="utf-8")
    return found


def test_a_class_that_bears_the_exercises_name_goes_on_from_its_table(tmp_path: Path) -> None:
    found = load_assignment(course(tmp_path, TABLES + DECLARED, WRITTEN), None).exercises["f"]
    assert type(found).__name__ == "Slope"
    assert isinstance(found, Declared)
    assert found.asks == ("f",)
    assert found.shown == ("once",)


@pytest.mark.parametrize(
    ("tables", "written", "sentence"),
    [
        (TABLES, WRITTEN, "LookupError: nothing is declared of f in assignment.toml"),
        (
            TABLES + DECLARED, WRITTEN.replace("(Declared)", "(Claims)"),
            r"assignment.toml: exercises\[0\].inputs: Slope draws its own; let it be a Declared",
        ),
    ],
    ids=["no table", "no Declared"],
)  # fmt: skip
def test_a_class_and_a_table_that_do_not_fit_are_refused(
    tables: str, written: str, sentence: str, tmp_path: Path
) -> None:
    with pytest.raises(BrokenAssignment, match=sentence):
        load_assignment(course(tmp_path, tables, written), None)


def test_sentences_and_titles_that_a_table_names_must_be_said(tmp_path: Path) -> None:
    told = DECLARED.replace(
        'item = "values" }', 'item = "values", says = "f.{each}", each = ["a"] }'
    )
    told = told.replace("once = {", '"{each}" = {')
    folder = course(tmp_path, TABLES + told + '[[exercises.groups]]\nname = "odd"\ncases = 2', "")
    (folder / "texts.toml").write_text('["en".cases]\nodd_2 = "odd ones"', encoding="utf-8")
    faults = {fault.key for fault in examine_texts(folder, tmp_path).faults}
    assert faults == {"en.f.a.holds", "en.f.a.fails", "en.cases.odd_1"}
