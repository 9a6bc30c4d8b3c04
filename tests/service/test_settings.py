"""What a service is told by its environment, and by files that hold what is secret."""

from pathlib import Path

import pytest
from course_fixture import COURSE

from grader.errors import UserError
from grader.service.serve import serve
from grader.service.settings import DATABASE, DATABASE_FILE, data_and_database, settings_from

URL = "postgresql://user:secret@host/name"


def test_the_databases_url_may_be_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "url"
    file.write_text(f"{URL}\n", encoding="utf-8")
    assert data_and_database(tmp_path, {DATABASE_FILE: str(file)}) == (tmp_path, URL)
    assert data_and_database(tmp_path, {DATABASE_FILE: str(file), DATABASE: "x"})[1] == "x"
    told = settings_from({DATABASE_FILE: str(file)}, course=COURSE, data=tmp_path)
    assert told.environment()[DATABASE] == URL  # its processes need not read it again


@pytest.mark.parametrize("content", [None, b"", b"\n", b"\xff"])
def test_a_file_without_a_url_is_not_the_embedded_database(
    tmp_path: Path, content: bytes | None
) -> None:
    file = tmp_path / "url"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(UserError, match=DATABASE_FILE):
        data_and_database(tmp_path, {DATABASE_FILE: str(file)})


def test_without_workers_others_must_reach_the_database(tmp_path: Path) -> None:
    told = settings_from({}, course=COURSE, data=tmp_path / "data")
    with pytest.raises(UserError, match="DATABASE_URL"):
        serve(told, "127.0.0.1", 0, 0, lambda _address: None)
    assert not (tmp_path / "data").exists()
