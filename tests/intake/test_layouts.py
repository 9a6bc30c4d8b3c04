"""The contract that every reader of a layout keeps, those of `LAYOUTS` and an example."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import cast

import pytest
from extend.lms_campus import SAMPLE, CampusLayout
from handing_in import pack
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from platform_samples import FORMS, SAMPLES, Sample, files_of, zipped

from grader.intake import Intake, Terms, collect
from grader.intake.layouts import LAYOUTS, TOLD, Layout
from grader.intake.reading import Reading
from grader.intake.search import search

OF_THREE: Mapping[str, Sample] = {**SAMPLES, "campus": SAMPLE}
READERS: tuple[Layout, ...] = (*LAYOUTS, CampusLayout())
each_reader = pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
each_form = pytest.mark.parametrize("form", FORMS)
quick = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def claimed(
    reader: Layout, folder: Path, names: Sequence[str], beside: Mapping[str, bytes] | None = None
) -> dict[str, str]:
    """Return whose each file is that a reader claims, by name."""
    archive = zipped(folder / "class.zip", {**dict.fromkeys(names, b"x"), **(beside or {})})
    found = list(search(archive, apart_from=None, several=False))
    with Reading() as reading:
        claims = reader.claims(found, reading)
    assert all(0 <= claim.depth < len(found[i].within) for i, claim in claims.items())
    return {
        found[i].name: claim.person.id
        for i, claim in claims.items()
        if claim.person is not None and found[i].name in names
    }


# ---------------------------------------------------------------- the contract


def test_every_reader_has_a_name_of_its_own_and_can_be_asked_for() -> None:
    names = [reader.name for reader in READERS]
    assert len(set(names)) == len(names)
    assert sorted(names) == sorted(OF_THREE)
    assert {name: make().name for name, make in TOLD.items()} == {name: name for name in TOLD}


@each_form
@each_reader
def test_its_own_names_tell_everybody_apart_and_say_the_platforms_id(
    reader: Layout, tmp_path: Path, form: str
) -> None:
    sample = OF_THREE[reader.name]
    files = files_of(sample)
    found = collect([FORMS[form](tmp_path, files)], layouts=[reader])
    assert_three(found, reader.name)
    read = {handed.read().content for handed in found.handed_in}
    assert read == {files[name] for name in sample.names}, "each person's own bytes"


def assert_three(found: Intake, layout: str) -> None:
    """Three people, by this platform's word, and nothing that a person should look at."""
    assert len({h.person.id for h in found.handed_in}) == len(found.handed_in) == 3
    assert all(layout in dict(h.person.ids) and h.layout == layout for h in found.handed_in)
    assert found.layouts == ((layout, 3),)
    assert {collision.what.key for collision in found.collisions} <= {"collision.group"}


@pytest.mark.parametrize("layout", OF_THREE)
def test_among_all_readers_it_alone_is_believed_whoever_says_so(
    layout: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(cast("dict[str, Callable[[], Layout]]", TOLD), "campus", CampusLayout)
    path = FORMS["zip"](tmp_path, files_of(OF_THREE[layout]))
    assert_three(collect([path], layouts=READERS), layout)
    told = collect([path], terms=Terms(layout))
    assert_three(told, layout)
    assert [seen.sure for seen in told.seen] == ["told"]


@each_reader
def test_ids_that_are_numbers_of_its_own_are_said_to_be(reader: Layout, tmp_path: Path) -> None:
    """Else a number of this platform would be taken for the same number of a student's."""
    found = collect([FORMS["zip"](tmp_path, files_of(OF_THREE[reader.name]))], layouts=[reader])
    ids = [dict(one.person.ids)[reader.name] for one in found.handed_in]
    assert reader.counts == all(number.isdigit() for number in ids)


@each_reader
def test_it_does_not_matter_in_which_order_the_files_are_met(
    reader: Layout, tmp_path: Path
) -> None:
    names, beside = OF_THREE[reader.name].names, OF_THREE[reader.name].beside
    whose = claimed(reader, tmp_path, names, beside)
    assert whose.keys() == set(names)
    assert whose == claimed(reader, tmp_path, names[::-1], beside)


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
        ("2026-11 - Ana - lab.ipynb", "2026-11 - Bia - lab.ipynb", "Ana - Lab 1.ipynb"),
        ("lab_attempt_2.ipynb", "lab_attempt_2026-11-27.ipynb", "ana+lab+2.ipynb"),
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
    sample = OF_THREE[reader.name]
    mine, *others = sample.names
    forged = [sample.forged(mine, other) for other in others]
    whose = claimed(reader, tmp_path, [mine, *others, *forged], sample.beside)
    assert {whose[name] for name in forged} == {whose[mine]}
    assert len({whose[name] for name in (mine, *others)}) == 3


@each_reader
@quick
@given(st.lists(st.text("ab1_-/. LATEsubmittedfile+:0", max_size=24), max_size=6))
def test_whatever_the_names_nobody_is_lost(
    reader: Layout, tmp_path: Path, names: list[str]
) -> None:
    files = [f"{name}.py" for name in names]
    found = collect([pack(tmp_path / "c.zip", "x.py", *files)], layouts=[reader])
    assert len(found.handed_in) + len(found.set_aside) == len(files) + 1
    assert len({h.person.id for h in found.handed_in}) == len(found.handed_in)
