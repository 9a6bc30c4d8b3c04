"""What `grader fetch` leaves beside hand-ins is believed there, and nowhere else."""

import json
from pathlib import Path

import pytest
from platform_samples import laid, zip_bytes

from grader.intake import collect

LATE = {"number": "1", "time": "2026-11-29T20:00:00+00:00", "late": True, "name": "ignored"}


def manifest(platform: str, *hand_ins: dict[str, object]) -> bytes:
    return json.dumps({"source": {"platform": platform}, "hand_ins": hand_ins}).encode()


@pytest.mark.parametrize(
    ("platform", "names"),
    [
        ("moodle", ("P_1_assignsubmission_file/lab.ipynb", "Q_2_assignsubmission_file/lab.ipynb")),
        ("canvas", ("pp_LATE_1_901_lab.ipynb", "qq_2_902_lab.ipynb")),
    ],
)
def test_times_and_lateness_are_the_manifests(
    platform: str, names: tuple[str, str], tmp_path: Path
) -> None:
    files = {name: name.encode() for name in names}
    laid(tmp_path, {**files, "fetched.json": manifest(platform, LATE)})
    first, second = collect([tmp_path]).handed_in
    assert (first.time, first.late) == (LATE["time"], True)
    assert (second.time, bool(second.late)) == ("", False)
    aside = {one.name: one.why.key for one in collect([tmp_path]).set_aside}
    assert aside == {"fetched.json": "aside.of_platform"}


@pytest.mark.parametrize("content", [b"", b"[]", b"[" * 100_000, b"\xff", b'{"hand_ins": [5]}'])
def test_what_is_no_manifest_tells_nothing(content: bytes, tmp_path: Path) -> None:
    laid(tmp_path, {"P_1_assignsubmission_file/lab.ipynb": b"x", "fetched.json": content})
    [one] = collect([tmp_path]).handed_in
    assert (one.time, one.late) == ("", None)


def test_what_somebody_hands_in_makes_nobody_late_or_in_time(tmp_path: Path) -> None:
    """In one's own folder, or in one's own zip, with another's name below it."""
    told = manifest("moodle", LATE, {**LATE, "number": "2", "late": False})
    inner = {"fetched.json": told, "P_1_assignsubmission_file/lab.ipynb": b"x"}
    laid(
        tmp_path,
        {
            "P_1_assignsubmission_file/lab.ipynb": b"y",
            "Q_2_assignsubmission_file/fetched.json": told,
            "Q_2_assignsubmission_file/lab.ipynb": b"z",
            "R_3_assignsubmission_file/work.zip": zip_bytes(inner),
        },
    )
    people = {one.person.name: one for one in collect([tmp_path]).handed_in}
    assert {*people} >= {"P", "Q"}
    assert all((one.time, one.late) == ("", None) for one in people.values())
