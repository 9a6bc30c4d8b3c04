"""Where a token comes from, and where it may go."""

import os
from pathlib import Path

import pytest

from grader.errors import RemoteRefused
from grader.remote_course.site import may_be_asked, place_of, read_site
from grader.remote_course.token import Token, token_for


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("http://moodle.uni.edu", "remote.not_https"),
        ("http://localhost.evil.org", "remote.not_https"),
        ("moodle.uni.edu", "remote.no_address"),
        ("ftp://moodle.uni.edu", "remote.no_address"),
        ("https://me:pw@moodle.uni.edu", "remote.no_address"),
        ("https://moodle.uni.edu/?x=1", "remote.no_address"),
        ("https://moodle.uni.edu:99999", "remote.no_address"),
        ("https://moodle.uni.edu\\@evil.org", "remote.no_address"),
        ("https://", "remote.no_address"),
    ],
)
def test_a_token_is_sent_to_no_such_address(written: str, kind: str) -> None:
    with pytest.raises(RemoteRefused) as refused:
        read_site(written)
    assert refused.value.text.key == kind


def test_a_site_may_lie_in_a_folder_and_this_machine_may_be_plain() -> None:
    assert read_site("https://uni.edu/moodle/ ").address == "https://uni.edu/moodle"
    assert read_site("http://localhost:8000").place.is_here


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        ("https://files.elsewhere.org/x", True),
        ("http://files.elsewhere.org/x", False),
        ("http://localhost/x", False),
        ("https://127.0.0.1/x", False),
        ("file:///etc/passwd", False),
        ("", False),
    ],
)
def test_what_a_site_points_to_is_looked_at(url: str, asked: bool) -> None:
    assert may_be_asked(url, read_site("https://canvas.uni.edu")) is asked


def test_another_port_or_scheme_is_another_place() -> None:
    own = place_of("https://canvas.uni.edu/a")
    assert own == place_of("https://CANVAS.uni.edu:443/b")
    assert own != place_of("https://canvas.uni.edu:8443/") != place_of("http://canvas.uni.edu/")


def test_the_token_is_read_from_the_environment_or_a_file_of_ones_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRADER_MOODLE_TOKEN", " abc\n")
    assert token_for("moodle", None).secret == "abc"
    file = tmp_path / "token"
    file.write_text("def\n")
    file.chmod(0o600)
    assert token_for("moodle", file).secret == "def"
    assert "abc" not in repr(Token("abc")) and "abc" not in str(Token("abc"))
    assert Token("abc").hidden_in("it was abc.") == "it was [token]."


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")
def test_a_token_that_others_may_read_is_not_used(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("def")
    for mode in (0o644, 0o640, 0o660):
        file.chmod(mode)
        with pytest.raises(RemoteRefused) as refused:
            token_for("canvas", file)
        assert refused.value.text.key == "remote.token_open"
    file.chmod(0o600)
    link = tmp_path / "link"
    link.symlink_to(file)
    with pytest.raises(RemoteRefused) as refused:
        token_for("canvas", link)
    assert refused.value.text.key == "remote.token_open"


@pytest.mark.parametrize("odd", ["", "  ", "two words", "with\nline", "é", "a\x00b"])
def test_what_is_no_token_is_told_as_that(
    odd: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GRADER_CANVAS_TOKEN", raising=False)
    file = tmp_path / "token"
    file.write_bytes(odd.encode())
    file.chmod(0o600)
    with pytest.raises(RemoteRefused) as refused:
        token_for("canvas", file)
    assert refused.value.text.key in ("remote.no_token", "remote.odd_token")
    with pytest.raises(RemoteRefused) as refused:
        token_for("canvas", tmp_path / "none")
    assert refused.value.text.key == "remote.token_unreadable"
