"""A platform's own table, filled by a service as `grader export` fills it."""

import io
import re
import zipfile
from typing import Any

import pytest
from httpx2 import Response
from running_service import GOOD, HALF, Running, token_for
from service_browser import HTML, Browser

from grader.service.remembered import Remembered

EXPORT = "/api/v1/assignments/double/export"
WORKSHEET = (
    'Identifier,"Full name","Email address",Status,Grade,"Maximum Grade",'
    '"Grade can be changed","Last modified (grade)","Feedback comments"\r\n'
    '"Participant 11","Ana Souza",ANA@uni.br,Submitted,,10.00,Yes,-,\r\n'
    '"Participant 12","Bia Reis",bia@uni.br,Submitted,{bia},10.00,Yes,-,\r\n'
    '"Participant 13","Zoe Quiroz",zoe@uni.br,"No submission",,10.00,Yes,-,\r\n'
)
EMPTY = WORKSHEET.format(bia="").encode()
GRADEBOOK = (
    b"Student,ID,SIS User ID,SIS Login ID,Section,Other (776),Doubling (777)\n"
    b"    Points Possible,,,,,5,10\n"
    b'"Souza, Ana",1234,S007,ana@uni.br,A,4,\n'
    b'"Reis, Bia",1235,bia,b@uni.br,A,3.5,\n'
)
ROSTER = [
    {"student": "ana", "name": "Ana Souza", "email": "ana@uni.br"},
    {"student": "bia", "name": "Bia Reis", "email": "bia@uni.br"},
]


@pytest.fixture
def graded(running: Running) -> Running:
    """Give a service in which ana has all points, bia nine, and cai is on no roster."""
    for student, content in (("ana", GOOD), ("bia", HALF), ("cai", GOOD)):
        running.upload(content, params={"student": student, "name": f"{student}.ipynb"})
    running.work()
    running.client.put(
        "/api/v1/assignments/double/roster", json=ROSTER, headers=running.headers
    ).raise_for_status()
    return running


def fill(running: Running, table: bytes, platform: str = "moodle", **params: Any) -> Response:
    language = params.pop("language", "en")
    return running.client.post(
        f"{EXPORT}/{platform}", content=table, params={"name": "Notas 4711.csv", **params},
        headers={**running.headers, "accept-language": language},
    )  # fmt: skip


def test_a_worksheet_is_filled_by_the_rosters_e_mails_and_nobody_is_guessed(
    graded: Running,
) -> None:
    told = fill(graded, EMPTY).json()
    assert (told["filled"], told["unchanged"]) == (2, 0)
    assert {one["who"]: one["why"] for one in told["skipped"]} == {
        "Zoe Quiroz (Participant 13)": "nobody graded has this id; left as it was",
        "cai": "graded, and not in the table",
    }
    assert "look whether the worksheet is this assignment's" in " ".join(told["notes"])
    assert "moodle: 2 marks" in told["summary"]
    assert [one["name"] for one in told["files"]] == [
        "Notas 4711-filled.csv", "moodle-feedback.zip",
    ]  # fmt: skip


def test_only_cells_of_marks_and_comments_change(graded: Running) -> None:
    answer = fill(graded, EMPTY, give="table")
    disposition = answer.headers["content-disposition"]
    assert disposition == 'attachment; filename="Notas 4711-filled.csv"'
    lines = answer.content.decode().split("\r\n")
    before = EMPTY.decode().split("\r\n")
    assert (lines[0], lines[3]) == (before[0], before[3])
    assert lines[1].startswith('"Participant 11","Ana Souza",ANA@uni.br,Submitted,10.00,10.00,')
    assert lines[2].startswith('"Participant 12","Bia Reis",bia@uni.br,Submitted,9.00,10.00,')
    assert "A counter: 0 / 1" in lines[2]


def test_the_feedback_is_a_zip_that_moodle_takes(graded: Running) -> None:
    answer = fill(graded, EMPTY, give="feedback")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        pages = {name: archive.read(name).decode() for name in archive.namelist()}
    assert [*pages] == [
        f"{who}_assignsubmission_file/feedback.html" for who in ("Ana Souza_11", "Bia Reis_12")
    ]
    [bia] = graded.get(
        "/api/v1/submissions", params={"student": "bia", "assignment": "double"}
    ).json()["submissions"]
    own = graded.get(f"/api/v1/submissions/{bia['id']}/report.html", params={"lang": "en"})
    assert pages["Bia Reis_12_assignsubmission_file/feedback.html"] == own.text


def test_a_gradebook_of_canvas_is_filled_by_logins_and_has_no_pages_to_take(
    graded: Running,
) -> None:
    table = fill(graded, GRADEBOOK, "canvas", give="table", digits=1).content.decode()
    assert table.split("\n")[2:4] == [
        '"Souza, Ana",1234,S007,ana@uni.br,A,4,10.0', '"Reis, Bia",1235,bia,b@uni.br,A,3.5,9.0',
    ]  # fmt: skip
    refused = fill(graded, GRADEBOOK, "canvas", give="feedback")
    assert refused.status_code == 422
    assert "no feedback to upload" in refused.json()["detail"]


def test_marks_are_scaled_rounded_and_late_ones_lose(graded: Running) -> None:
    table = EMPTY.replace(b"10.00", b"7.00")
    marks = {"round": "half-even", "digits": 0, "late": "50%/day, max 50%", "give": "table"}
    in_time = fill(graded, table, due="2126-11-29T23:59-03:00", **marks).content.decode()
    assert re.findall(r"Submitted,(\d+),7.00", in_time) == ["7", "6"]
    late = fill(graded, table, due="2001-11-29T23:59-03:00", **marks).content.decode()
    assert re.findall(r"Submitted,(\d+),7.00", late) == ["4", "3"]
    assert "−50 %" in late


def test_a_mark_that_is_there_stays_unless_it_is_to_be_replaced(graded: Running) -> None:
    there = WORKSHEET.format(bia="4.00").encode()
    told = fill(graded, there).json()
    assert told["filled"] == 1
    assert {"who": "Bia Reis (Participant 12)",
            "why": "4.00 is there already; kept (unless marks that are there are to be replaced)"
            } in told["skipped"]  # fmt: skip
    assert fill(graded, there, overwrite="true").json()["filled"] == 2


def test_names_tell_people_only_where_that_is_asked_for(graded: Running) -> None:
    unknown = EMPTY.replace(b"@uni.br", b"@elsewhere")
    refused = fill(graded, unknown)
    assert refused.status_code == 422
    assert "upload one, or let people be told by their full name" in refused.json()["detail"]
    told = fill(graded, unknown, by_name="true").json()
    assert told["filled"] == 2
    assert {one["why"] for one in told["look"]} == {
        "told by the name alone, as ana", "told by the name alone, as bia",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("params", "said"),
    [
        ({"scale": "ten"}, "is a number above 0, such as 10; ten is none"),
        ({"scale": "20"}, "“Full points are worth” says 20"),
        ({"late": "much", "due": "2026-11-29T23:59Z"}, "What being late costs is not understood"),
        ({"late": "10%/day"}, "nobody said when it was due"),
        ({"due": "2026-11-29T23:59"}, "a time with its zone"),
        ({"due": "Sunday"}, "a time with its zone"),
    ],
)
def test_what_is_asked_wrongly_is_said_and_names_no_option_of_a_command(
    params: dict[str, str], said: str, graded: Running
) -> None:
    answer = fill(graded, EMPTY, **params)
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/not_filled")
    assert said in answer.json()["detail"]
    assert "--" not in answer.json()["detail"]


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (b"a,b\n1,2\n", "has no column"),
        (b"PK\x03\x04 a workbook", "is a workbook"),
        (b'Identifier,Grade\n1,"2\n', "quotation mark"),
    ],
)
def test_what_is_no_worksheet_is_refused(table: bytes, said: str, graded: Running) -> None:
    answer = fill(graded, table)
    assert answer.status_code == 422
    assert said in answer.json()["detail"] and "Notas 4711.csv" in answer.json()["detail"]


def test_a_table_that_is_empty_too_large_or_of_no_platform(graded: Running) -> None:
    assert fill(graded, b"").status_code == 422
    large = fill(graded, b"x" * ((4 << 20) + 1))
    assert large.status_code == 413
    assert "no table of marks" in large.json()["detail"]
    assert fill(graded, EMPTY, "sakai").status_code == 422


def test_refusals_and_reasons_are_in_the_readers_language(graded: Running) -> None:
    told = fill(graded, EMPTY, language="pt-BR").json()
    assert "cai: com avaliação, e fora da tabela" in told["summary"]
    assert "planilha" in told["notes"][-1]
    refused = fill(graded, EMPTY, language="es", late="10%/day").json()
    assert refused["title"] == "La planilla no se puede rellenar"


def test_comments_are_in_the_language_that_is_asked_for(graded: Running) -> None:
    soon = fill(graded, EMPTY, lang="es").json()
    assert "reports told in another language so far: 3" in " ".join(soon["notes"])
    graded.tell()
    assert "so far" not in " ".join(fill(graded, EMPTY, lang="es").json()["notes"])
    table = fill(graded, EMPTY, give="table", lang="es").content.decode()
    assert "Un contador: 0 / 1" in table


def test_it_is_for_who_may_see_the_whole_class_and_the_log_says_who_took_it(
    graded: Running,
) -> None:
    own = token_for(graded.service, "read", student="ana")
    sender = token_for(graded.service, "submit")
    for who in (own, sender):
        answer = graded.client.post(f"{EXPORT}/moodle", content=EMPTY, headers=who)
        assert answer.status_code == 403
    fill(graded, EMPTY)
    fill(graded, EMPTY, give="table")
    taken = [one for one in graded.get("/api/v1/audit").json() if one["action"] == "class.exported"]
    assert [one["details"] for one in taken] == [{"file": "table", "marks": 2}]


def test_looked_at_first_and_taken_then_it_is_made_once_and_a_new_grade_makes_it_anew(
    graded: Running,
) -> None:
    made = Remembered.get
    calls: list[str] = []

    def counting(self: Remembered, digest: str, make: Any) -> bytes:
        return made(self, digest, lambda: (calls.append(digest), make())[1])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Remembered, "get", counting)
        fill(graded, EMPTY)
        fill(graded, EMPTY, give="table")
        assert len(calls) == 1
        graded.upload(GOOD, params={"student": "bia", "name": "better.ipynb"})
        graded.work()
        assert b"Submitted,10.00,10.00" in fill(graded, EMPTY, give="table").content
        assert len(calls) == 2


def test_an_instructor_looks_first_and_takes_the_files_from_the_page(graded: Running) -> None:
    instructor = Browser(graded, "read")
    instructor.sign_in()
    here = "/assignments/double/export"
    assert f'href="{here}"' in instructor.get("/assignments/double/class").text
    fields = {**instructor.fields(here), "platform": "moodle", "digits": "2"}
    files = {"table": ("w.csv", EMPTY)}
    looked = instructor.post(here, files=files, give="summary", **fields).text
    assert "2 marks" in looked and "nobody graded has this id" in looked and "<form" in looked
    taken = instructor.post(here, files=files, give="table", **fields)
    assert taken.headers["content-disposition"] == 'attachment; filename="w-filled.csv"'
    zipped = instructor.post(here, files=files, give="feedback", **fields)
    assert zipfile.is_zipfile(io.BytesIO(zipped.content))
    part = graded.client.post(
        here, data={**fields, "give": "summary", "late": "much"}, files=files,
        headers={**HTML, "hx-request": "true"},
    )  # fmt: skip
    assert part.status_code == 200 and "<html" not in part.text
    assert "nobody said when it was due" in part.text


def test_a_form_that_is_forged_or_asks_for_nonsense_does_nothing(graded: Running) -> None:
    instructor = Browser(graded, "read")
    instructor.sign_in()
    here = "/assignments/double/export"
    fields = {**instructor.fields(here), "platform": "moodle"}
    files = {"table": ("w.csv", EMPTY)}
    forged = instructor.post(here, files=files, **{**fields, "csrf": "0" * 64})
    assert forged.status_code == 403
    for wrong in ({"platform": "sakai"}, {"digits": "many"}, {"give": "all"}, {"attempt": "worst"}):
        assert instructor.post(here, files=files, **{**fields, **wrong}).status_code == 422
    assert instructor.post(here, **fields).status_code == 422  # no table
    student = Browser(graded, "read", student="ana")
    student.sign_in()
    assert student.get(here).status_code == 403
