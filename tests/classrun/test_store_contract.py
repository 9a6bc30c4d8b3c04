"""What every store of `STORES` keeps to, and two classes graded in one process at once."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from class_run_of import worker_of
from course_lesson import Lesson
from stores import STORES

from grader.classrun.batch import grade_class
from grader.classrun.store import COPIES, REPORT, REPORT_PAGE, RESULT, Entry, RunOf, Store
from grader.classrun.worker import ClassRun, Done
from grader.errors import CannotWrite, NotTakenIn, UserError
from grader.intake import HandIn, Person, Place
from grader.sandbox.choose import Requirements
from grader.session import FromReference

RUN = RunOf("double")
PLAIN = {RESULT: b"{}", REPORT: b"{1}", REPORT_PAGE: b"<p>"}


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    found = STORES[request.param].open(tmp_path / "out")
    with found.held():
        yield found


def test_nothing_is_there_before_it_is_kept(store: Store) -> None:
    assert store.provenance() is None
    store.begin(RUN)
    assert store.provenance() == RUN
    assert store.finished("ana") is None


def test_what_is_kept_comes_back_whole(store: Store) -> None:
    store.begin(RUN)
    copies = dict.fromkeys(COPIES, b"copy")
    store.write("ana", Entry({**PLAIN, **copies}))
    assert store.finished("ana") == Entry({**PLAIN, **copies})
    store.write("ana", Entry(PLAIN))  # of copies that are not asked for any more, none is left
    assert store.finished("ana") == Entry(PLAIN)


def test_what_met_a_fault_of_ours_is_not_finished(store: Store) -> None:
    store.begin(RUN)
    store.write("ana", Entry(PLAIN, ("a fault",)))
    assert store.finished("ana") is None
    store.write("ana", Entry(PLAIN))
    assert store.finished("ana") == Entry(PLAIN)


def test_a_run_goes_on_with_what_is_kept(store: Store) -> None:
    store.begin(RUN)
    store.write("ana", Entry(PLAIN))
    store.begin(RUN)
    assert store.finished("ana") == Entry(PLAIN)


def test_a_run_of_another_assignment_is_refused(store: Store) -> None:
    store.begin(RUN)
    store.write("ana", Entry(PLAIN))
    with pytest.raises(NotTakenIn, match="double"):
        store.begin(RunOf("other"))
    assert store.provenance() == RUN
    assert store.finished("ana") == Entry(PLAIN)


def test_a_class_is_finished_when_everyone_is_there(store: Store) -> None:
    store.begin(RUN)
    store.write("ana", Entry(PLAIN))
    store.finish({"gradebook.csv": b"ana"}, ["ana"])
    with pytest.raises(CannotWrite, match="have vanished"):
        store.finish({"gradebook.csv": b"ana, bo"}, ["ana", "bo"])


def test_notes_outlast_the_beginning_of_a_run(store: Store) -> None:
    assert store.noted("asked.json") is None
    store.note("asked.json", b"1")
    store.note("asked.json", b"2")
    store.begin(RUN)
    assert store.noted("asked.json") == b"2"
    store.forget("asked.json")
    store.forget("asked.json")
    assert store.noted("asked.json") is None


def test_a_store_is_held_by_one_run(store: Store) -> None:
    refused: list[UserError] = []

    def second() -> None:
        try:
            with store.held():
                raise AssertionError("both are in")
        except UserError as error:
            refused.append(error)

    other = threading.Thread(target=second)
    other.start()
    other.join()
    assert "another run is writing to" in str(refused[0])


# ---------------------------------------------------------------- two classes in one process


LESSONS = ("regularization", "dense_layers")


def handed_in(folder: Path, slug: str, count: int) -> list[HandIn]:
    """Hand in the lesson's own solution, so many times."""
    folder.mkdir()
    content = (Lesson(slug).solutions / "solution.ipynb").read_bytes()
    found = []
    for number in range(count):
        path = folder / f"student-{number}.ipynb"
        path.write_bytes(content)
        found.append(HandIn(Person(path.stem), path.name, Place(path)))
    return found


def class_of(slug: str, store: Store, handed: list[HandIn], seed: bytes, jobs: int) -> list[Done]:
    lesson = Lesson(slug)
    source = FromReference(lesson.folder, lesson.solutions, seed)
    with worker_of(ClassRun(source, store, "en", Requirements(scratch=store.scratch))) as worker:
        return grade_class(worker, handed, jobs, lambda _done: None)


@pytest.mark.thorough
@pytest.mark.parametrize("kind", STORES)
@pytest.mark.parametrize("other", LESSONS)
def test_two_threads_grade_two_classes_at_once(tmp_path: Path, kind: str, other: str) -> None:
    """Of two assignments, and of one under two seeds; in other processes where these share it."""
    held = STORES[kind]
    classes = [("regularization", "a"), (other, "b")]
    done: dict[str, list[Done]] = {}

    def grade_one(slug: str, name: str) -> None:
        handed = handed_in(tmp_path / f"{name}-in", slug, 3)
        store = held.open(tmp_path / name)
        done[name] = class_of(slug, store, handed, name.encode() * 32, int(held.shared))

    threads = [threading.Thread(target=grade_one, args=one) for one in classes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for name in "ab":
        assert [(d.row.score, d.row.status, d.faults) for d in done[name]] == [
            (100.0, "graded", ())
        ] * 3
