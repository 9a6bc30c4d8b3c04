"""What cannot be reached is named: links, closed folders and files, pipes, members of zips."""

import os
import struct
import unicodedata
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from handing_in import lay, pack, read
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import NotTakenIn
from grader.intake import Intake, collect, walk
from grader.intake.member_name import member_name


def reasons(found: Intake) -> dict[str, str]:
    return {aside.name: aside.why.key for aside in found.set_aside}


# ---------------------------------------------------------------- on disk


@pytest.mark.parametrize(
    ("target", "why"),
    [
        ("ana.py", "aside.link"), ("../outside.txt", "aside.link"), ("sub", "aside.linked_folder"),
        ("..", "aside.linked_folder"), (".", "aside.linked_folder"),
        ("nowhere", "aside.broken_link"), ("me", "aside.broken_link"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["me", "me.ipynb", "me.zip"])
def test_a_link_is_named_and_not_followed(tmp_path: Path, target: str, why: str, name: str) -> None:
    folder = lay(tmp_path / "in", "ana.py", "sub/bia.py")
    (tmp_path / "outside.txt").write_text("x")
    (folder / name).symlink_to(name if target == "me" else target)
    found = collect([folder])
    assert sorted(read(found)) == ["ana", "bia"]
    assert reasons(found) == {name: why}


def test_a_link_that_is_given_is_followed(tmp_path: Path) -> None:
    lay(tmp_path / "in", "ana.py")
    (tmp_path / "link").symlink_to("in")
    assert list(read(collect([tmp_path / "link"]))) == ["ana"]


def test_a_pipe_is_named_and_not_opened(tmp_path: Path) -> None:
    folder = lay(tmp_path / "in", "ana.py")
    os.mkfifo(folder / "bia.ipynb")
    assert reasons(collect([folder])) == {"bia.ipynb": "aside.special"}


def test_a_folder_that_cannot_be_listed_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = lay(tmp_path / "in", "ana.py", "room/bia.py", "room/deep/eva.py", "z/caio.py")
    listed = walk._listed

    def closed(path: Path) -> object:
        if path.name == "room":
            raise PermissionError(13, "Permission denied", str(path))
        return listed(path)

    monkeypatch.setattr(walk, "_listed", closed)
    found = collect([folder])
    assert sorted(read(found)) == ["ana", "caio"]
    assert reasons(found) == {"room": "aside.unlistable"}
    with pytest.raises(NotTakenIn, match="room: A folder that cannot be listed"):
        collect([folder / "room"])


def test_a_file_that_cannot_be_opened_is_named_and_nobodys_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = lay(tmp_path / "in", "ana.py", "bia.py", "notes.pdf")
    opened = Path.open

    def closed(path: Path, *arguments: str) -> object:
        if path.name in ("bia.py", "notes.pdf"):
            raise PermissionError(13, "Permission denied", str(path))
        return opened(path, *arguments)

    monkeypatch.setattr(Path, "open", closed)
    found = collect([folder])
    assert list(read(found)) == ["ana"]
    assert reasons(found) == {"bia.py": "aside.unreadable", "notes.pdf": "aside.pdf"}


@pytest.fixture
def endless(tmp_path: Path) -> Iterator[Path]:
    """A folder in a folder in a folder ..., with a path that is longer than any may be."""
    here = os.open(tmp_path, os.O_RDONLY)
    for _ in range(2_500):
        os.mkdir("d", dir_fd=here)
        inner = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = inner
    os.close(here)
    yield tmp_path
    while (tmp_path / "d" / "d").exists():  # whatever removes it may call itself for each
        (tmp_path / "d" / "d").rename(tmp_path / "e")
        (tmp_path / "d").rmdir()
        (tmp_path / "e").rename(tmp_path / "d")


@pytest.mark.thorough
def test_folders_without_end_are_looked_through(endless: Path) -> None:
    lay(endless, "ana.py")
    found = collect([endless])
    assert list(read(found)) == ["ana"]
    assert list(reasons(found).values()) == ["aside.unlistable"]


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("nowhere", "intake.not_there"), ("ana.py/x", "intake.not_there"),
        ("broken", "intake.leads_nowhere"), ("pipe", "intake.neither"),
        ("n" * 300, "intake.closed"), ("circle", "intake.closed"),
    ],
)  # fmt: skip
def test_a_path_that_is_no_file_and_no_folder_is_a_sentence(
    tmp_path: Path, path: str, key: str
) -> None:
    lay(tmp_path, "ana.py")
    (tmp_path / "broken").symlink_to("nowhere")
    (tmp_path / "circle").symlink_to("circle")
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(NotTakenIn) as raised:
        collect([tmp_path / path], apart_from=tmp_path / "out")
    assert [text.key for text in raised.value.texts] == [key]


# ---------------------------------------------------------------- members of a zip


def spoilt(path: Path, *names: str, flag: int = 0, method: int = 0, damage: bool = False) -> Path:
    """Write a zip in which the first member says that it is packed otherwise, or is damaged."""
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, f"x = '{name}'")
    content = bytearray(path.read_bytes())
    central = content.index(b"PK\x01\x02")
    content[central + 8] |= flag
    content[central + 10] |= method
    content[content.index(b"x = ")] ^= damage
    path.write_bytes(content)
    return path


CANNOT = {
    "aside.encrypted": {"flag": 1},
    "aside.packed": {"method": 12},
    "aside.damaged": {"damage": True},
}


@pytest.mark.parametrize("why", CANNOT)
def test_a_member_that_cannot_be_unpacked_is_named_and_the_others_are_graded(
    tmp_path: Path, why: str
) -> None:
    found = collect([spoilt(tmp_path / "c.zip", "ana.py", "bia.py", "notes.pdf", **CANNOT[why])])
    assert list(read(found)) == ["bia"]
    assert reasons(found) == {"ana.py": why, "notes.pdf": "aside.pdf"}


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_of_a_zip_that_is_packed_otherwise_it_is_said_once(tmp_path: Path, method: int) -> None:
    path = tmp_path / "class.zip"
    with zipfile.ZipFile(path, "w", method) as archive:
        for number in range(30):
            archive.writestr(f"{number}.py", "x = 1")
    with pytest.raises(NotTakenIn, match="Packed by another method") as raised:
        collect([path])
    assert str(raised.value).count(".py") == 1, "in the sentence on what is looked for"
    found = collect([path, lay(tmp_path / "in", "ana.py")])
    assert reasons(found) == {"class.zip": "aside.packed"}


def test_a_link_in_a_zip_is_named(tmp_path: Path) -> None:
    path = tmp_path / "class.zip"
    with zipfile.ZipFile(path, "w") as archive:
        link = zipfile.ZipInfo("bia.py")
        link.create_system, link.external_attr = 3, 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("ana.py", "x = 1")
    assert reasons(collect([path])) == {"bia.py": "aside.link"}


# ---------------------------------------------------------------- names of members


def named(raw: bytes, extra: bytes = b"", *, flag: int = 0) -> str:
    """Return what a member is called whose name is these bytes."""
    info = zipfile.ZipInfo(raw.decode("utf-8" if flag else "cp437"))
    info.flag_bits, info.extra = flag, extra
    return member_name(info)


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0/\\"), min_size=1))
def test_a_name_in_utf_8_is_read_with_the_flag_and_without(name: str) -> None:
    assert named(name.encode(), flag=0x800) == name
    assert named(name.encode()) == name


def test_finder_writes_accents_apart_and_the_id_has_them_together(tmp_path: Path) -> None:
    name = unicodedata.normalize("NFD", "João Conceição.py")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        path = pack(tmp_path / "class.zip", "x" * len(name.encode()))
    path.write_bytes(path.read_bytes().replace(b"x" * len(name.encode()), name.encode()))
    assert read(collect([path])) == {"João Conceição": "0"}


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("João Conceição.py".encode("cp850"), "João Conceição.py"),
        ("José Muñoz.py".encode("cp437"), "José Muñoz.py"),
        ("┌αß┐.py".encode("cp437"), "┌αß┐.py"),
        (b"\xff\xfe.py", b"\xff\xfe.py".decode("cp437")),
    ],
)
def test_other_names_are_read_in_the_code_page_in_which_they_are_words(
    raw: bytes, name: str
) -> None:
    assert named(raw) == name


def unicode_path(raw: bytes, name: bytes) -> bytes:
    field = b"\1" + struct.pack("<L", zlib.crc32(raw)) + name
    return struct.pack("<HH", 0x7075, len(field)) + field


def fields() -> Iterator[tuple[bytes, str]]:
    good = unicode_path(b"jo?o.py", "joão.py".encode())
    yield good, "joão.py"
    yield struct.pack("<HH", 1, 2) + b"ab" + good, "joão.py"
    yield unicode_path(b"another", b"eve.py"), "jo?o.py"
    yield good[:6], "jo?o.py"
    yield struct.pack("<HH", 0x7075, 9999) + b"\1", "jo?o.py"
    yield b"\x75\x70\xff", "jo?o.py"


@pytest.mark.parametrize(("extra", "name"), list(fields()))
def test_a_name_in_an_extra_field_is_believed_if_it_is_of_this_name(
    extra: bytes, name: str
) -> None:
    assert named(b"jo?o.py", extra) == name


def test_names_that_become_one_are_two_people(tmp_path: Path) -> None:
    flagged = "josé.py"
    raw = flagged.encode()
    path = pack(tmp_path / "class.zip", flagged, "x" * len(raw))
    path.write_bytes(path.read_bytes().replace(b"x" * len(raw), raw))
    assert sorted(read(collect([path])).values()) == ["0", "1"]
