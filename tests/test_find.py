"""An assignment is found by its slug or folder; a slug that is nearly right is suggested."""

import re
from pathlib import Path

import pytest
from course_fixture import COURSE, DOUBLE, SOLUTIONS

from grader import find
from grader.errors import BrokenAssignment, UnknownAssignment
from grader.find import Place, find_assignment, find_place, known_assignments, known_places


@pytest.fixture(autouse=True)
def elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GRADER_COURSE", raising=False)


def test_a_folder_is_an_assignment() -> None:
    assert find_assignment(str(DOUBLE)) == (DOUBLE, SOLUTIONS)


def test_a_slug_is_found_in_the_course_of_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("GRADER_COURSE", str(COURSE))
    assert find_assignment("double") == (DOUBLE, SOLUTIONS)


def test_a_slug_is_found_from_inside_the_course(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(COURSE / "solutions")
    assert find_assignment("double") == (DOUBLE, SOLUTIONS)


def test_the_checkouts_own_assignments_are_found_from_anywhere() -> None:
    assert "regularization" in known_assignments()


def test_a_folder_without_solutions_has_none(tmp_path: Path) -> None:
    lone = tmp_path / "assignments" / "lone"
    lone.mkdir(parents=True)
    (lone / "assignment.toml").write_text("")
    assert find_assignment("lone") == (lone, None)


def test_a_kit_of_the_working_folder_is_found_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "batch_norm.kit").write_bytes(b"")
    assert find_place("batch_norm") == Place("batch_norm", tmp_path / "batch_norm.kit")
    assert "batch_norm" not in known_assignments()
    with pytest.raises(UnknownAssignment, match="as a kit only"):
        find_assignment("batch_norm")


def test_kits_that_were_installed_are_found_after_all_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed = tmp_path / "installed"
    installed.mkdir()
    for slug in ("batch_norm", "regularization", "lone"):
        (installed / f"{slug}.kit").write_bytes(b"")
    (tmp_path / "batch_norm.kit").write_bytes(b"")
    lone = tmp_path / "assignments" / "lone"
    lone.mkdir(parents=True)
    (lone / "assignment.toml").write_text("")
    monkeypatch.setattr(find, "BUNDLED", installed)
    assert known_places()["batch_norm"].path == tmp_path / "batch_norm.kit"
    assert not known_places()["regularization"].is_kit
    assert known_places()["lone"].is_kit


def test_a_kit_is_found_by_its_path(tmp_path: Path) -> None:
    assert find_place("elsewhere/batch_norm.kit") == Place(
        "batch_norm", Path("elsewhere/batch_norm.kit")
    )


def test_a_name_nearly_right_is_suggested() -> None:
    with pytest.raises(UnknownAssignment, match="did you mean regularization"):
        find_assignment("regularisation")


def test_a_name_far_off_is_answered_with_what_there_is() -> None:
    everything = ", ".join(known_assignments())
    with pytest.raises(UnknownAssignment, match=re.escape(f"there are {everything}")):
        find_assignment("xyz")


def test_a_broken_assignment_toml_is_a_sentence_naming_file_and_key(tmp_path: Path) -> None:
    from grader.assignment import load_assignment

    folder = tmp_path / "assignments" / "broken"
    folder.mkdir(parents=True)
    source = (DOUBLE / "assignment.toml").read_text()
    for damaged, said in (
        ("not toml", "assignment.toml"),
        (source.replace("points = 6", 'points = "six"'), "exercises[0].items[0].points"),
        (source.replace("aliases", "alias"), "alias"),
        (source.replace("memory_mb", "memory_gb"), "memory_gb"),
        (source.replace('["en", "pt-BR", "es"]', '["fr"]'), "languages"),
    ):
        (folder / "assignment.toml").write_text(damaged)
        with pytest.raises(BrokenAssignment) as caught:
            load_assignment(folder, None)
        assert said in str(caught.value)
        assert str(folder) in str(caught.value)
