"""Whatever a child invents, an exercise has an outcome or an end, and a name is only a name."""

from collections.abc import Sequence
from typing import Any

import pytest
from course_lesson import Lesson
from forger import Forger, handle_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.adapt import anatomy, blueprint
from grader.model import Chunk, Extraction, Outcome, Status
from grader.remote import value as v
from grader.remote.errors import Ended
from grader.remote.handle import Remote
from grader.remote.reference import Reference
from grader.remote.session import Session
from grader.remote.value import plain
from grader.sandbox.executor import Question, put

AGAIN = Reference(1)


def test_an_anatomy_that_is_none_is_a_network_without_neurons() -> None:
    for tree in (AGAIN, None, [], [["scalar", 1]], ["list"], ["list", 5], ["object", []],
                 ["object", {5: ["scalar", 1]}, True], ["scalar", 1], ["scalar", "a"], ["scalar"],
                 ["object", {"a": ["list", [["list", []]]]}, 1], {"object": {}}):  # fmt: skip
        assert blueprint.of_network(anatomy.read(tree)).layers == ()


@pytest.mark.parametrize(
    "name", ["__class__", "_Remote__session", "__dict__", "", "a\nb", "x" * 999]
)
def test_hostile_names_of_parts_are_names_and_nothing_else(name: str) -> None:
    neuron = ["object", {name: ["list", [["scalar", 0], 0.5]], f"{name}b": ["scalar", 1]}, True]
    tree = ["object", {name: ["list", [["object", {name: ["list", [neuron]]}, True]]]}, True]
    plan = blueprint.of_network(anatomy.read(tree))
    [[neuron_plan]] = plan.layers
    assert neuron_plan.path == (name, 0, name, 0)
    forger = Forger(lambda _: None)
    session = Session(forger)
    thing = handle_of(session)
    setattr(thing, name, 5)
    plain(v.recorded("follow", thing, [list(neuron_plan.path)]))
    codes = [operation[1] for operation in forger.seen[0].operations]
    assert codes == ["hold", "set", "follow"]
    assert type(thing) is Remote


# ---------------------------------------------------------------- whole exercises

LESSONS = ("autograd_mlp", "autograd_dropout", "regularization", "dropout_layer", "dense_layers")
WORDS = (
    "data grad propagar_tudo propagar exp sig __call__ values raised Error list object scalar other"
)
LEAVES = (
    st.none() | st.booleans() | st.integers(-3, 3) | st.floats() | st.sampled_from(WORDS.split())
    | st.integers(-3, 9).map(Reference)
)  # fmt: skip
ANSWERS = st.recursive(
    LEAVES,
    lambda below: (
        st.lists(below, max_size=4)
        | st.tuples(below, below)
        | st.dictionaries(st.sampled_from(WORDS.split()), below, max_size=3)
    ),
    max_leaves=10,
)


def questions_of(lesson: str) -> list[Question]:
    assignment = Lesson(lesson).assignment()
    return [
        Question(0, name, case, "hidden", 1, exercise.run)
        for name, exercise in assignment.exercises.items()
        for case in exercise.examples()
    ]


@pytest.mark.parametrize("lesson", LESSONS)
@given(st.lists(ANSWERS, min_size=1, max_size=6), st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_is_answered_an_exercise_has_an_outcome_or_an_end(
    lesson: str, told: Sequence[Any], data: st.DataObject
) -> None:
    q = data.draw(st.sampled_from(QUESTIONS[lesson]))
    names = {ask.name: ask.name for ask in Lesson(lesson).assignment().asks}
    block = Chunk(1, 1, "for epoca in range(9):\n    mlp.parametros()\n    loss = mlp(x)\n")
    extraction = Extraction((), names, {"treinar": block} if data.draw(st.booleans()) else {})

    def channel() -> Forger:
        turn = iter(told * 1000)
        return Forger(lambda _: next(turn, None))

    try:
        assert type(put(q, extraction, channel(), channel, {})) is Outcome
    except Ended as end:
        assert end.status is Status.CRASHED


QUESTIONS = {lesson: questions_of(lesson) for lesson in LESSONS}
