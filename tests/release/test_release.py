"""What `make release-check` refuses, each told of things that are made up for it."""

import json
from pathlib import Path
from typing import Any

import pytest
from changelog import lacks_entry
from course_lesson import ROOT
from licences import not_allowed

ALLOWED = ROOT / "release" / "licences.toml"


@pytest.fixture
def refused(tmp_path: Path) -> Any:
    """Return what is refused of components with these licences, by their names."""

    def told(**licences: list[dict[str, Any]]) -> list[str]:
        components = [{"name": name, "licenses": said} for name, said in licences.items()]
        (tmp_path / "bill.json").write_text(json.dumps({"components": components}))
        # the repository's list, without the packages that it knows by name
        listed = ALLOWED.read_text(encoding="utf-8").partition("[read]")[0]
        (tmp_path / "allowed.toml").write_text(f"{listed}[read]\n", encoding="utf-8")
        return not_allowed(tmp_path / "bill.json", tmp_path / "allowed.toml")

    return told


def by_id(licence: str) -> dict[str, Any]:
    return {"license": {"id": licence}}


def test_licences_that_are_allowed_are_let_through(refused: Any) -> None:
    assert (
        refused(
            one=[by_id("MIT")],
            choice=[{"expression": "GPL-2.0-only OR MIT"}],
            both=[{"expression": "Apache-2.0 AND BSD-2-Clause"}],
        )
        == []
    )


@pytest.mark.parametrize(
    "said",
    [
        [],
        [by_id("AGPL-3.0-only")],
        [by_id("MIT"), by_id("GPL-3.0-only")],
        [{"expression": "MIT AND GPL-3.0-only"}],
        [{"expression": "AGPL-3.0-only OR GPL-3.0-only"}],
        [{"license": {"name": "declared license file: LICENSE"}}],
        [{"license": {"name": "a word of its own"}}],
    ],
)
def test_what_is_not_allowed_or_not_known_is_refused(
    said: list[dict[str, Any]], refused: Any
) -> None:
    [line] = refused(stranger=said, friend=[by_id("MIT")])
    assert line.startswith("stranger")


def test_what_a_person_read_is_believed_until_it_is_gone(tmp_path: Path) -> None:
    allowed = tmp_path / "allowed.toml"
    allowed.write_text('allowed = ["MIT"]\n[read.quiet]\nlicence = "MIT"\n')
    bill = tmp_path / "bill.json"
    bill.write_text(json.dumps({"components": [{"name": "quiet"}]}))
    assert not_allowed(bill, allowed) == []
    bill.write_text(json.dumps({"components": []}))
    assert not_allowed(bill, allowed) == ["quiet: is in licences.toml and not installed"]


@pytest.mark.parametrize(
    ("release", "is_told"), [("1.2.0", False), ("1.3.0", True), ("1.3.dev4+gabc", False)]
)
def test_a_release_has_its_entry_in_the_changelog(
    release: str, is_told: bool, tmp_path: Path
) -> None:
    changelog = tmp_path / "CHANGELOG.md"
    changelog.write_text("# Changelog\n\n## Unreleased\n\n## [1.2.0] - 2026-11-30\n")
    assert bool(lacks_entry(changelog, release)) is is_told
