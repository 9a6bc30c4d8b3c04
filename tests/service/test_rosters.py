"""Rosters: who should hand in, as JSON or as a table of any platform's."""

import pytest
from running_service import Running

ROSTER = "/api/v1/assignments/double/roster"


def test_a_roster_tells_who_has_not_handed_in(running: Running) -> None:
    people = [{"student": "ana", "name": "Ana Lima"}, {"student": "bia", "groups": ["A"]}]
    put = running.client.put(ROSTER, json=people, headers=running.headers)
    assert put.json()["missing"] == ["ana", "bia"]
    running.upload(params={"student": "ana"})
    assert running.get(ROSTER).json()["missing"] == ["bia"]
    running.client.put(ROSTER, json=[], headers=running.headers)
    assert running.get(ROSTER).json() == {"people": [], "missing": []}


def test_a_table_is_read_as_grade_reads_rosters(running: Running) -> None:
    table = "Matrícula;Nome completo;E-mail\n1;Ana Lima;ana@x.br\n2;Bia Sá;bia@x.br\n".encode()
    answer = running.client.post(ROSTER, content=table, headers=running.headers)
    assert answer.status_code == 200, answer.text
    assert [one["student"] for one in answer.json()["people"]] == ["1", "2"]
    assert answer.json()["people"][1]["name"] == "Bia Sá"


@pytest.mark.parametrize(
    ("table", "name"),
    [
        (b"", "roster.csv"),
        (b"nothing,of,use\n1,2,3\n", "roster.csv"),
        (b"id,name\n1,Ana\n1,Bia\n", "roster.csv"),
        (b"PK\x03\x04 no workbook", "roster.xlsx"),
        (b"\x00\xff\xfe", "../../roster.csv"),
    ],
)
def test_a_table_that_is_no_roster_is_refused_and_changes_nothing(
    running: Running, table: bytes, name: str
) -> None:
    running.client.put(ROSTER, json=[{"student": "ana"}], headers=running.headers)
    answer = running.client.post(
        ROSTER, content=table, params={"name": name}, headers=running.headers
    )
    assert answer.status_code == 422
    assert "/tmp" not in answer.text
    assert [one["student"] for one in running.get(ROSTER).json()["people"]] == ["ana"]
