"""What was taken in comes back as it was, whatever files are called."""

import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.classrun.kept_intake import keep_intake, kept_intake
from grader.classrun.memory_store import MemoryStore
from grader.intake import Collision, HandIn, Intake, Member, Person, Place, SetAside
from grader.model import Text

NAME = st.text(st.characters(exclude_characters="/\0"), min_size=1, max_size=30)
"""Lone surrogates too: a file's name may be no Unicode."""


@given(name=NAME, number=st.integers(0, 5), late=st.sampled_from([None, True, False]))
def test_it_comes_back(name: str, number: int, late: bool | None) -> None:
    member = Person("one", "One", "one@example.org")
    person = Person(name, name, ids=(("moodle", "4711"),), members=(member,))
    place = Place(Path("/class") / name, number, name)
    intake = Intake(
        (HandIn(person, name, place, 2, "2026-11-29 12:00", late),),
        (SetAside(name, Text("aside.another", {"slug": name, "why": Text("x", {"n": 1.5})})),),
        (Collision(Text("collision.people", {"n": 2}), (Member(name, name),)),),
        (("moodle", 1),),
    )
    store = MemoryStore()
    keep_intake(store, intake)
    assert kept_intake(store) == intake


def test_what_lies_in_a_tar_comes_back_and_beyond_the_room_it_is_gone(tmp_path: Path) -> None:
    outer = tmp_path / "class.tar"
    outer.write_bytes(b"a tar")
    places = [Place(outer, kept=zlib.compress(b"one")), Place(outer, kept=bytes(1 << 26))]
    handed = tuple(HandIn(Person(f"p{n}"), f"p{n}.ipynb", place) for n, place in enumerate(places))
    store = MemoryStore()
    keep_intake(store, Intake(handed, ()))
    found = kept_intake(store)
    assert found is not None
    one, other = found.handed_in
    assert one.read().content == b"one"
    with pytest.raises(OSError, match="Not a directory"):
        other.read()


def test_what_no_run_wrote_tells_nothing() -> None:
    store = MemoryStore()
    assert kept_intake(store) is None
    for content in (b"", b"{", b"[]", b'{"handed_in": 1}', b'{"handed_in": [], "set_aside": [5]}'):
        store.note("intake.json", content)
        assert kept_intake(store) is None
