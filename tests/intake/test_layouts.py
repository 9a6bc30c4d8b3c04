"""The contract that every reader of a layout keeps, and a small fake that keeps it."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from handing_in import pack
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.intake import Person, collect
from grader.intake.found import Found
from grader.intake.layouts import LAYOUTS, Canvas, Claim, Layout, Moodle, Nbgrader
from grader.intake.reading import Reading
from grader.intake.search import search


class Fake:
    """A layout of one line: `fake-ID-…` names a person."""

    name = "fake"

    def claims(self, found: Sequence[Found], reading: Reading) -> Mapping[int, Claim]:
        return {
            index: Claim(Person(part.split("-")[1], ids=((self.name, part.split("-")[1]),)), depth)
            for index, one in enumerate(found)
            for depth, part in reversed(list(enumerate(one.within)))
            if part.startswith("fake-") and part.count("-") > 1
        }


OF_THREE = {
    "fake": [f"fake-{n}-x/lab.ipynb" for n in (1, 2, 3)],
    "moodle": [f"P{n} Q_{n}_assignsubmission_file/lab.ipynb" for n in (1, 2, 3)],
    "canvas": [f"pq{n}_{n}1_90{n}_lab.ipynb" for n in (1, 2, 3)],
    "nbgrader": [f"submitted/s{n}/ps1/lab.ipynb" for n in (1, 2, 3)],
}
READERS: tuple[Layout, ...] = (Fake(), *LAYOUTS)
each_reader = pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
quick = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def claimed(reader: Layout, folder: Path, names: Sequence[str]) -> dict[str, str]:
    """Return whose each file is that a reader claims, by name."""
    archive = pack(folder / "class.zip", *names)
    found = list(search(archive, apart_from=None, several=False))
    with Reading() as reading:
        claims = reader.claims(found, reading)
    assert all(0 <= claim.depth < len(found[i].within) for i, claim in claims.items())
    return {found[i].name: c.person.id for i, c in claims.items() if c.person is not None}


# ---------------------------------------------------------------- the contract


def test_every_reader_has_a_name_of_its_own() -> None:
    assert len({reader.name for reader in READERS}) == len(READERS) == len(OF_THREE)


@each_reader
def test_its_own_names_tell_everybody_apart_and_say_the_platforms_id(
    reader: Layout, tmp_path: Path
) -> None:
    names = OF_THREE[reader.name]
    assert claimed(reader, tmp_path, names).keys() == set(names)
    found = collect([tmp_path / "class.zip"], layouts=[reader])
    assert len(found.handed_in) == 3
    assert len({h.person.id for h in found.handed_in}) == 3
    assert all(dict(h.person.ids).keys() == {reader.name} for h in found.handed_in)
    assert found.layouts == ((reader.name, 3),)
    assert found.collisions == ()


@each_reader
def test_it_does_not_matter_in_which_order_the_files_are_met(
    reader: Layout, tmp_path: Path
) -> None:
    names = OF_THREE[reader.name]
    assert claimed(reader, tmp_path, names) == claimed(reader, tmp_path, names[::-1])


@each_reader
@pytest.mark.parametrize(
    "names",
    [
        ("ana.ipynb", "bia.ipynb"),
        ("alice/notebook.py", "bob/notebook.py"),
        ("tentativa-1/ana.py", "tentativa-2/ana.py"),
        ("20231047-bruno-lima.ipynb", "eduarda_ramos.ipynb", "diego.fernandez.ipynb"),
        ("lab-ana/notebook.ipynb", "lab-bia/notebook.ipynb"),
        ("export/submission_900/x.ipynb", "export/submission_901/x.ipynb"),
        ("submitted.ipynb", "assignsubmission_file.ipynb", "_1_2_.py"),
    ],
)
def test_it_does_not_fit_names_that_people_choose(
    reader: Layout, tmp_path: Path, names: Sequence[str]
) -> None:
    assert claimed(reader, tmp_path, names) == {}


@each_reader
def test_what_a_person_calls_their_own_files_makes_them_nobody_else(
    reader: Layout, tmp_path: Path
) -> None:
    """Below the part that the platform named, the names of every other person are tried."""
    mine, *others = OF_THREE[reader.name]
    if reader.name == "canvas":  # flat: what the person chose is the end of the name
        forged = [f"pq1_11_95{n}_{other}" for n, other in enumerate(others)]
    else:
        forged = [f"{mine.rpartition('/')[0]}/{other}" for other in others]
    whose = claimed(reader, tmp_path, [mine, *others, *forged])
    assert {whose[name] for name in forged} == {whose[mine]}
    assert len({whose[name] for name in (mine, *others)}) == 3


@each_reader
@quick
@given(st.lists(st.text("ab1_-/. LATEsubmittedfile", max_size=24), max_size=6))
def test_whatever_the_names_nobody_is_lost(
    reader: Layout, tmp_path: Path, names: list[str]
) -> None:
    files = [f"{name}.py" for name in names]
    found = collect([pack(tmp_path / "c.zip", "x.py", *files)], layouts=[reader])
    assert len(found.handed_in) + len(found.set_aside) == len(files) + 1
    assert len({h.person.id for h in found.handed_in}) == len(found.handed_in)


def test_the_three_readers_are_the_ones_that_are_asked() -> None:
    assert [type(reader) for reader in LAYOUTS] == [Moodle, Canvas, Nbgrader]
