"""What is the same for the whole class is made once, and is that assignment's alone."""

from course_fixture import small_assignment

from grader.prepare import Prepared


def test_what_a_stage_makes_of_an_assignment_is_made_once_for_each() -> None:
    one, other = (Prepared(small_assignment(), (), "", "") for _ in range(2))
    made: list[Prepared] = []

    def names(of: Prepared) -> list[str]:
        made.append(of)
        return [ask.name for ask in of.assignment.asks]

    assert one.once(names) is one.once(names)
    assert one.once(names) == other.once(names) != []
    assert [of is one for of in made] == [True, False]
