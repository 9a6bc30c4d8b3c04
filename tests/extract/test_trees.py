"""Trees are parsed once and kept within bounds, whatever was handed in before."""

import ast

from grader.extract.trees import Trees, parsed


def test_a_source_is_parsed_once() -> None:
    trees = Trees(100)
    first = trees.of("a = 1")
    assert ast.unparse(first) == "a = 1"
    assert trees.of("a = 1") is first


def test_what_was_asked_for_longest_ago_makes_room() -> None:
    trees = Trees(12)
    kept, left = trees.of("a = 1"), trees.of("b = 2")
    trees.of("a = 1")
    trees.of("c = 3")
    assert trees.of("a = 1") is kept
    assert trees.of("b = 2") is not left


def test_a_source_that_is_larger_than_the_room_is_not_kept_and_drives_nothing_out() -> None:
    trees = Trees(12)
    kept = trees.of("a = 1")
    large = "b = " + "1" * 20
    assert trees.of(large) is not trees.of(large)
    assert trees.of("a = 1") is kept


def test_what_python_refuses_has_no_statements() -> None:
    assert parsed("def (").body == []
    assert parsed("a = '\0'").body == []
