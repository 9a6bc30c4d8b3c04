"""Zips in zips and tars: opened within bounds; whatever is not is a sentence and a listed file."""

import io
import tarfile
import warnings
import zipfile
from pathlib import Path

import pytest
from handing_in import told
from platform_samples import laid, tarred, zip_bytes, zipped

from grader.errors import NotTakenIn
from grader.intake import Intake, collect, inner, zip_members
from grader.intake.hand_in import Place

HOME = "Bia_2_assignsubmission_file"
ANA = {"Ana_1_assignsubmission_file/lab.py": b"x = 1"}


def reasons(found: Intake) -> dict[str, str]:
    return {aside.name: aside.why.key for aside in found.set_aside}


def encrypted(content: bytes) -> bytes:
    """Say of every member of a zip that it is encrypted."""
    changed = bytearray(content)
    at = changed.find(b"PK\x01\x02")
    while at >= 0:
        changed[at + 8] |= 1
        at = changed.find(b"PK\x01\x02", at + 1)
    return bytes(changed)


def deep(levels: int) -> bytes:
    content = zip_bytes({"lab.py": b"x = 1"})
    for _ in range(levels - 1):
        content = zip_bytes({"in.zip": content})
    return content


BAD: dict[str, tuple[bytes, dict[str, str]]] = {
    "lab.pdf": (b"%PDF", {"lab.pdf": "aside.pdf"}),
    "lab.html": (b"<html>", {"lab.html": "aside.web_page"}),
    "lab.url": (b"[InternetShortcut]", {"lab.url": "aside.shortcut"}),
    "lab.7z": (b"7z", {"lab.7z": "aside.archive"}),
    "lab.tar.gz": (b"\x1f\x8b", {"lab.tar.gz": "aside.damaged"}),
    "lab.rar": (b"Rar!", {"lab.rar": "aside.archive"}),
    "lab.zip": (b"PK", {"lab.zip": "aside.damaged"}),
    "empty.zip": (zip_bytes({}), {"empty.zip": "aside.archive_empty"}),
    "secret.zip": (
        encrypted(zip_bytes({"a.py": b"x", "b.py": b"y"})), {"secret.zip": "aside.encrypted"}
    ),
    "deep.zip": (deep(3), {"deep.zip/in.zip/in.zip": "aside.too_deep"}),
    "pdf.zip": (zip_bytes({"lab.pdf": b"%PDF"}), {"pdf.zip/lab.pdf": "aside.pdf"}),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_graded_is_listed_with_whose_it_is_and_the_rest_is_graded(
    tmp_path: Path, name: str
) -> None:
    content, expected = BAD[name]
    found = collect([zipped(tmp_path / "class.zip", {**ANA, f"{HOME}/{name}": content})])
    assert [handed.person.id for handed in found.handed_in] == ["Ana_1"]
    assert reasons(found) == {f"{HOME}/{file}": why for file, why in expected.items()}
    assert told(found) == [("collision.ungraded", {"Bia_2"})]


@pytest.mark.parametrize("name", [name for name in BAD if name != "deep.zip"])
def test_in_a_folder_it_is_listed_too(tmp_path: Path, name: str) -> None:
    content, expected = BAD[name]
    found = collect([laid(tmp_path / "in", {**ANA, f"{HOME}/{name}": content})])
    assert reasons(found) == {f"{HOME}/{file}": why for file, why in expected.items()}


def test_a_zip_in_a_zip_may_hold_a_class(tmp_path: Path) -> None:
    names = [f"P_{n}_assignsubmission_file/lab.py" for n in range(40)]
    inner = zip_bytes({name: name.encode() for name in names})
    found = collect([zipped(tmp_path / "out.zip", {"room.zip": inner})])
    assert len(found.handed_in) == 40
    assert {handed.read().content.decode() for handed in found.handed_in} == set(names)


def test_bounds_hold_and_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    many = zip_bytes({f"{n}.py": b"x" for n in range(30)})
    path = zipped(tmp_path / "class.zip", {**ANA, f"{HOME}/many.zip": many})
    for name, value in (("MAX_INNER_MB", 0), ("_DIRECTORY", 9)):
        with monkeypatch.context() as patched:
            patched.setattr(zip_members, name, value)
            assert reasons(collect([path])) == {f"{HOME}/many.zip": "aside.archive_large"}
    monkeypatch.setattr(inner.Left, "keep", lambda *_: None)
    assert set(reasons(collect([path])).values()) == {"aside.archive_large"}


def test_a_bomb_in_a_zip_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zip_members, "_BLOCK", 1 << 10)
    bombs = {f"{n}.py": bytes(1 << 16) for n in range(8)}
    path = zipped(tmp_path / "class.zip", {**ANA, f"{HOME}/bomb.zip": zip_bytes(bombs)})
    monkeypatch.setattr(inner, "TRIED", 1 << 17)
    found = collect([path])
    given_up = [why for why in reasons(found).values() if why == "aside.archive_large"]
    assert 4 <= len(given_up) < 8


# ---------------------------------------------------------------- tars


def test_a_tar_names_what_it_does_not_follow(tmp_path: Path) -> None:
    path = tmp_path / "class.tgz"
    with tarfile.open(path, "w:gz") as archive:
        kinds = {"link": tarfile.SYMTYPE, "hard": tarfile.LNKTYPE, "pipe": tarfile.FIFOTYPE}
        for name, kind in kinds.items():
            member = tarfile.TarInfo(f"{name}.py")
            member.type, member.linkname = kind, "/etc/passwd"
            archive.addfile(member)
        member = tarfile.TarInfo("../../ana.py")
        member.size = 5
        archive.addfile(member, io.BytesIO(b"x = 1"))
        archive.addfile(tarfile.TarInfo("notes.pdf"))
    found = collect([path])
    assert [handed.read().content for handed in found.handed_in] == [b"x = 1"]
    assert reasons(found) == {
        "link.py": "aside.link", "hard.py": "aside.link", "pipe.py": "aside.special",
        "notes.pdf": "aside.pdf",
    }  # fmt: skip
    assert [one.name for one in tmp_path.iterdir()] == ["class.tgz"]


@pytest.mark.parametrize(
    "content", [b"", b"no tar", b"\x1f\x8bno gzip", b"\x1f\x8b\x08" + bytes(99)]
)
def test_a_tar_that_is_none_is_a_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "class.tar.gz"
    path.write_bytes(content)
    with pytest.raises(NotTakenIn) as raised:
        collect([path])
    assert raised.value.texts[0].key in ("intake.tar_unreadable", "intake.nothing")


def test_a_tar_that_is_cut_short_is_a_sentence(tmp_path: Path) -> None:
    path = tarred(tmp_path / "class.tgz", {f"{n}.py": bytes(range(256)) * 99 for n in range(9)})
    path.write_bytes(path.read_bytes()[:-400])
    with pytest.raises(NotTakenIn, match="cannot be read as a tar"):
        collect([path])


def test_a_header_that_would_fill_the_memory_is_refused(tmp_path: Path) -> None:
    member = tarfile.TarInfo("x")
    member.type, member.size = tarfile.GNUTYPE_LONGNAME, 8 << 30
    path = tmp_path / "class.tar"
    path.write_bytes(member.tobuf(tarfile.GNU_FORMAT) + bytes(4096))
    with pytest.raises(NotTakenIn, match="too large"):
        collect([path])


def tar_bytes(files: dict[str, bytes], mode: str = "w:gz") -> bytes:
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode=mode) as archive:  # type: ignore[call-overload]
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return content.getvalue()


LAB = {"lab.py": b"x = 2"}
HANDED_IN_AS = {
    "tar.gz": ("lab.tar.gz", tar_bytes(LAB)),
    "tgz": ("lab.TGZ", tar_bytes(LAB)),
    "tar": ("lab.tar", tar_bytes(LAB, "w")),
    "a zip in a tar": ("lab.tar", tar_bytes({"in.zip": zip_bytes(LAB)}, "w")),
    "a tar in a zip": ("lab.zip", zip_bytes({"in.tar.gz": tar_bytes(LAB)})),
    "with an environment beside it": (
        "lab.tar.gz",
        tar_bytes({**LAB, ".venv/lib/a.py": b"a = 1", ".venv/lib/b.py": b"b = 1"}),
    ),
}


@pytest.mark.parametrize("way", HANDED_IN_AS)
def test_a_tar_that_somebody_handed_in_is_theirs(tmp_path: Path, way: str) -> None:
    name, content = HANDED_IN_AS[way]
    files = {**ANA, f"{HOME}/{name}": content}
    given = [
        laid(tmp_path / "in", files),
        zipped(tmp_path / "class.zip", files),
        tarred(tmp_path / "class.tgz", files),
    ]
    for path in given:
        found = collect([path])
        assert [handed.person.id for handed in found.handed_in] == ["Ana_1", "Bia_2"]
        assert found.handed_in[1].read().content == b"x = 2"
        told_of = {aside.why.key for aside in found.set_aside}
        assert told_of == ({"aside.environment"} if "environment" in way else set())


def test_of_a_tar_that_is_cut_short_what_could_be_read_is_graded(tmp_path: Path) -> None:
    whole = tar_bytes({"lab.py": b"x = 2", "more.pdf": bytes(range(256)) * 400}, "w")
    found = collect([laid(tmp_path / "in", {**ANA, f"{HOME}/lab.tar": whole[:20_000]})])
    assert [handed.person.id for handed in found.handed_in] == ["Ana_1", "Bia_2"]
    assert reasons(found)[f"{HOME}/lab.tar"] == "aside.damaged"


def test_a_bomb_in_a_tar_in_a_zip_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bomb = tar_bytes({f"{n}.py": bytes(1 << 16) for n in range(8)})
    path = zipped(tmp_path / "class.zip", {**ANA, f"{HOME}/bomb.tgz": bomb})
    monkeypatch.setattr(inner, "TRIED", 1 << 17)
    found = collect([path])
    assert reasons(found)[f"{HOME}/bomb.tgz"] == "aside.archive_large"
    assert "Ana_1" in {handed.person.id for handed in found.handed_in}


def test_two_members_of_one_name_are_two(tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        inner = io.BytesIO()
        with zipfile.ZipFile(inner, "w") as archive:
            archive.writestr("lab.py", "1")
            archive.writestr("lab.py", "2")
    path = zipped(tmp_path / "class.zip", {**ANA, f"{HOME}/twice.zip": inner.getvalue()})
    found = collect([path])
    assert [handed.read().content for handed in found.handed_in][1:] == [b"2"]
    assert list(reasons(found).values()) == ["aside.duplicate"]


def test_what_has_no_place_of_its_own_is_read_from_what_was_kept() -> None:
    place = inner.Left().keep(Path("gone.zip"), "lab.py", b"x = 1")
    assert place is not None
    assert (place.read(), place.read(3)) == (b"x = 1", b"x =")
    assert Place(Path("gone.zip"), 1, "lab.py", b"").read() == b""


# ---------------------------------------------------------------- names

NAMES = [
    "Souza, Ana", "O\"Neil 'Ana'", "Ana\nSouza", "Ana 🦊", "\u202eanA\u202c", "José", "Jose\u0301x",
    "a" * 250, "ANA", "ana", "Ana;=1+1", "Ana/Bia", "Ana\\Bia", "-", "..", "CON", "<b>Ana</b>",
]  # fmt: skip


def test_people_of_any_name_are_told_apart_and_graded(tmp_path: Path) -> None:
    meta = "".join(
        f"submission_{n}:\n  :submitters:\n  - :name: {_quoted(name)}\n    :sid: ''\n"
        for n, name in enumerate(NAMES)
    )
    files = {f"submission_{n}/lab.py": str(n).encode() for n in range(len(NAMES))}
    path = zipped(tmp_path / "c.zip", {**files, "submission_metadata.yml": meta.encode()})
    found = collect([path])
    assert len({handed.person.id for handed in found.handed_in}) == len(NAMES)
    assert {handed.read().content for handed in found.handed_in} == set(files.values())
    assert all("\n" not in h.person.name and "\u202e" not in h.person.name for h in found.handed_in)
    said = {kind for kind, _ in told(found)}
    assert "collision.people" in said, "two names that differ in case only are told"


def _quoted(name: str) -> str:
    escaped = "".join(
        letter if letter.isascii() and letter.isprintable() and letter not in '"\\'
        else f"\\U{ord(letter):08X}" for letter in name
    )  # fmt: skip
    return f'"{escaped}"'
