"""What platforms beside Moodle, Canvas and nbgrader say: groups, times, attempts, typed text."""

from pathlib import Path

import pytest
from handing_in import pack, read, told
from platform_samples import METADATA, about, zipped

from grader.errors import NotTakenIn
from grader.intake import Intake, Terms, collect
from grader.intake.layouts.submitters import submitted


def taken(tmp_path: Path, *names: str, terms: Terms | None = None, **beside: bytes) -> Intake:
    files = {name: f"x = {n}\n".encode() for n, name in enumerate(names)}
    return collect([zipped(tmp_path / "class.zip", {**files, **beside})], terms=terms)


def of(found: Intake) -> dict[str, str]:
    """Return which of the names is graded, by id."""
    return {handed.person.id: handed.name for handed in found.handed_in}


# ---------------------------------------------------------------- Moodle


@pytest.mark.parametrize("word", ["Participant", "Participante", "Turma A-Participante"])
def test_blind_marking_names_nobody(tmp_path: Path, word: str) -> None:
    found = taken(tmp_path, f"{word}_7_assignsubmission_file/lab.py")
    [handed] = found.handed_in
    assert (handed.person.id, handed.person.name) == (f"{word}_7", "")
    assert dict(handed.person.ids) == {"moodle": "7"}
    assert [seen.sure for seen in found.seen] == ["certain"]


def test_a_zip_that_somebody_hands_in_is_opened_in_every_form_of_moodles(tmp_path: Path) -> None:
    inner = {"work/lab.ipynb": b"{}", "__MACOSX/work/._lab.ipynb": b"x"}
    files = {
        "Ana_1_assignsubmission_file/lab.zip": inner,
        "Bia_2_assignsubmission_file_lab.zip": inner,
        "Caio_3_assignsubmission_file_/my lab.zip": inner,
    }
    packed = {name: zipped(tmp_path / "in.zip", each).read_bytes() for name, each in files.items()}
    found = collect([zipped(tmp_path / "class.zip", packed)])
    assert list(of(found)) == ["Ana_1", "Bia_2", "Caio_3"]
    assert of(found)["Ana_1"] == "Ana_1_assignsubmission_file/lab.zip/work/lab.ipynb"
    assert {aside.why.key for aside in found.set_aside} == {"aside.copy"}


# ---------------------------------------------------------------- Gradescope


def test_gradescope_says_who_and_when_and_who_is_a_group(tmp_path: Path) -> None:
    names = [f"e/submission_{n}/lab.ipynb" for n in (901, 902, 903)]
    found = taken(tmp_path, *names, **{"e/submission_metadata.yml": METADATA})
    ana, bia, group = (handed.person for handed in found.handed_in)
    assert (ana.id, ana.name, ana.email) == ("001", "Ana Souza", "ana@example.org")
    assert dict(ana.ids) == {"gradescope": "901", "sid": "001"}
    assert bia.name == 'Bia Çok "B"'
    assert (group.id, group.name) == ("003+004", "Caio D'Ávila, Davi")
    assert [(who.id, who.email) for who in group.members] == [
        ("003", ""), ("004", "davi@example.org"),
    ]  # fmt: skip
    assert found.handed_in[0].time == "2026-11-27 22:05:03.123456000 Z"
    assert told(found) == [("collision.group", {"Caio D'Ávila (003)", "Davi (004)"})]
    assert [aside.why.key for aside in found.set_aside] == ["aside.of_platform"]


def test_names_that_ruby_breaks_into_lines_are_whole() -> None:
    name = " ".join(["Maria"] * 50)
    content = f"submission_1:\n  :submitters:\n  - :name: {name[:77]}\n      {name[78:]}\n".encode()
    assert submitted(content)["submission_1"].submitters == [{"name": name}]
    quoted = b'submission_1:\n  :submitters:\n  - :name: "Ana \\\n      \\ da\\nSilva"\n'
    assert submitted(quoted)["submission_1"].submitters == [{"name": "Ana  da\nSilva"}]


@pytest.mark.parametrize(
    "content",
    [
        b"", b"\xff\xfe\0", b"submission_1: &a [*a, *a]\n", b"- \n" * 99, b":submitters:\n - x\n",
        b"submission_1:\n  :submitters: !ruby/object:Kernel {}\n  - :name: *a\n",
        b"submission_1:\n  :submitters:\n      deeper\n  - :name: !x\n",
    ],
)  # fmt: skip
def test_metadata_of_another_shape_tells_nobodys_name(tmp_path: Path, content: bytes) -> None:
    found = taken(
        tmp_path, "submission_1/ana.py", "submission_2/bia.py",
        **{"submission_metadata.yml": content},
    )  # fmt: skip
    assert all(not handed.person.name for handed in found.handed_in)
    assert len(found.handed_in) == 2


def test_without_its_metadata_gradescope_is_believed_where_somebody_says_so(tmp_path: Path) -> None:
    names = ("submission_1/ana.py", "submission_2/bia.py")
    assert list(of(taken(tmp_path, *names))) == ["ana", "bia"]
    told_so = taken(tmp_path, *names, terms=Terms("gradescope"))
    assert list(of(told_so)) == ["submission_1", "submission_2"]


# ---------------------------------------------------------------- Blackboard

STAMP = "attempt_2026-11-27-22-05-0"


def test_blackboards_own_file_says_which_part_is_the_user(tmp_path: Path) -> None:
    name = f"Lab_1_ana_souza_{STAMP}3"
    found = taken(tmp_path, f"{name}_lab.py", **{f"{name}.txt": about("Ana Souza", "ana_souza")})
    [handed] = found.handed_in
    assert (handed.person.id, handed.person.name) == ("ana_souza", "Ana Souza")
    assert handed.time == "2026-11-27 22:05:03"
    assert [aside.why.key for aside in found.set_aside] == ["aside.of_platform"]
    without = taken(tmp_path, f"{name}_lab.py")
    assert [handed.person.id for handed in without.handed_in] == ["souza"]
    assert [seen.sure for seen in (*found.seen, *without.seen)] == ["certain", "likely"]


@pytest.mark.parametrize("word", ["Name", "Nome", "Nombre"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_blackboards_file_is_read_in_three_languages(
    tmp_path: Path, word: str, newline: str
) -> None:
    words = about("Ana Souza", "ana_souza").decode().replace("Name:", f"{word}:", 1)
    name, content = f"Lab_ana_souza_{STAMP}3", words.replace("\n", newline).encode()
    [handed] = taken(tmp_path, f"{name}_lab.py", **{f"{name}.txt": content}).handed_in
    assert (handed.person.id, handed.person.name) == ("ana_souza", "Ana Souza")


def test_of_several_attempts_on_blackboard_the_last_counts(tmp_path: Path) -> None:
    names = [f"Lab_ana_{STAMP}{n}_lab.py" for n in (3, 5, 4)]
    found = taken(tmp_path, *names)
    assert of(found) == {"ana": names[1]}
    assert [handed.attempt for handed in found.handed_in] == [3]
    assert told(found) == [("collision.attachments", {"ana", ""})]


def test_text_that_was_typed_into_blackboard_is_named(tmp_path: Path) -> None:
    typed = about("Bia", "bia").replace(b"There is no student submission text data", b"My answer")
    found = taken(
        tmp_path, f"Lab_ana_{STAMP}3_lab.py", **{f"Lab_bia_{STAMP}4.txt": typed}
    )  # fmt: skip
    assert [aside.why.key for aside in found.set_aside] == ["aside.online_text"]
    assert told(found) == [("collision.ungraded", {"bia"})]


# ---------------------------------------------------------------- Brightspace


@pytest.mark.parametrize(
    ("name", "time"),
    [
        ("1234-77 - Mary-Ann Smith - Sep 24, 2026 926 PM/lab.py", "2026-09-24 21:26:00"),
        ("1234-77 - Mary-Ann Smith - Sep 24, 2026 926 PM - lab.py", "2026-09-24 21:26:00"),
        ("1234-77 - Mary-Ann Smith - 24 de set de 2026 2126/lab.py", "2026-09-24 21:26:00"),
        ("1234-77 - Mary-Ann Smith - 24 set, 2026 9.26 p. m. - lab.py", "2026-09-24 21:26:00"),
        ("1234-77 - Mary-Ann Smith - dic 1, 2026 1205 AM - x - Ene 1, 2026 1 PM.py",
         "2026-12-01 00:05:00"),
    ],
)  # fmt: skip
def test_brightspace_says_who_and_when_in_three_languages(
    tmp_path: Path, name: str, time: str
) -> None:
    from grader.intake.times import moment

    [handed] = taken(tmp_path, name).handed_in
    assert (handed.person.id, handed.person.name) == ("Mary-Ann Smith_1234", "Mary-Ann Smith")
    assert str(moment(handed.time)) == time


def test_brightspace_without_a_time_is_believed_where_somebody_says_so(tmp_path: Path) -> None:
    names = ("1-7 - Ana - lab.py", "2-7 - Bia - lab.py")
    assert not taken(tmp_path, *names).layouts
    assert list(of(taken(tmp_path, *names, terms=Terms("brightspace")))) == ["Ana_1", "Bia_2"]


# ---------------------------------------------------------------- nbgrader's exchange


def test_the_exchanges_folders_are_attempts(tmp_path: Path) -> None:
    names = [
        "inbound/ana+ps1+2026-11-27 10:00:00.000001 UTC/a.ipynb",
        "inbound/ana+ps1+2026-11-28 10:00:00.000001 UTC/a.ipynb",
        "inbound/bia+ps1+2026-11-28 09:00:00.5 -03+x1Yz/a.ipynb",
        "inbound/bia+ps1+2026-11-28 09:00:00.5 -03+x1Yz/timestamp.txt",
    ]
    found = taken(tmp_path, *names)
    assert of(found) == {"ana": names[1], "bia": names[2]}
    assert found.handed_in[1].time == "2026-11-28 09:00:00.5 -03"
    assert found.layouts == (("nbgrader", 2),)


# ---------------------------------------------------------------- what no name gives away


@pytest.mark.parametrize(
    ("layout", "names", "people"),
    [
        ("plain", ("x/ana.py", "y/bia.py"), ["ana", "bia"]),
        ("folders", ("t/ana/a.py", "t/bia/b.py"), ["ana", "bia"]),
        ("folders", ("t/ana/1/a.py", "t/bia/2/b.py"), ["ana", "bia"]),
        ("classroom", ("Ana Sá - Lab 1 - x.py", "Bia - Lab 1.py"), ["Ana Sá", "Bia"]),
    ],
)
def test_a_layout_that_is_asked_for_is_read(
    tmp_path: Path, layout: str, names: tuple[str, ...], people: list[str]
) -> None:
    found = taken(tmp_path, *names, terms=Terms(layout))
    assert list(of(found)) == people
    assert [(seen.layout, seen.sure) for seen in found.seen] == [(layout, "told")]


def test_zips_of_students_are_folders_too(tmp_path: Path) -> None:
    for name in ("ana", "bia"):
        pack(tmp_path / f"{name}.zip", "lab.py", "notes.pdf")
    assert list(read(collect([tmp_path], terms=Terms("folders")))) == ["ana", "bia"]


def test_plain_overrules_names_that_look_like_a_platforms(tmp_path: Path) -> None:
    names = ("pq1_11_901_lab.py", "pq2_21_902_lab.py")
    assert taken(tmp_path, *names).layouts == (("canvas", 2),)
    found = taken(tmp_path, *names, terms=Terms("plain"))
    assert list(of(found)) == ["pq1_11_901_lab", "pq2_21_902_lab"]


def test_what_is_not_called_as_was_said_is_told_and_kept(tmp_path: Path) -> None:
    found = taken(tmp_path, "pq1_11_901_lab.py", "ana.py", terms=Terms("canvas"))
    assert list(of(found)) == ["ana", "pq1_11"]
    assert ("collision.unclaimed", {"ana"}) in told(found)


def test_where_nothing_is_called_as_was_said_nothing_is_graded(tmp_path: Path) -> None:
    with pytest.raises(NotTakenIn, match=r"as moodle calls hand-ins \(ana\.py is not\)"):
        taken(tmp_path, "ana.py", terms=Terms("moodle"))


def test_how_sure_a_layout_is(tmp_path: Path) -> None:
    moodle = "Ana_1_assignsubmission_file/lab.py"
    names = [moodle, "bia.py", "caio.py", "davi.py"]
    said = [taken(tmp_path, *names[:n]).seen[0] for n in (1, 2, 4)]
    assert [one.sure for one in said] == ["certain", "likely", "doubtful"]
    assert [(one.hand_ins, one.of, one.people) for one in said] == [(1, 1, 1), (1, 2, 1), (1, 4, 1)]
    [plain] = taken(tmp_path, "bia.py").seen
    assert (plain.layout, plain.people, plain.sure) == ("plain", 1, "likely")
