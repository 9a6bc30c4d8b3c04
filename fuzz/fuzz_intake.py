"""Intake: any zip, and any names in one, give students, files set aside or one sentence."""

import io
import tempfile
import unicodedata
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path

from grader.errors import UserError
from grader.files import folder_names
from grader.intake import MAX_FILE_MB, Intake, collect
from grader.intake.likeness import key
from grader.language import built_in

_UNSAFE = frozenset('/\\:*?"<>|\0')


def check(data: bytes) -> None:
    """Take in a zip: its bytes as they are, or (first byte odd) one member for each line."""
    content = _zip_of(data[1:].split(b"\n")) if data[:1] and data[0] % 2 else data[1:]
    with tempfile.TemporaryDirectory(prefix="grader-fuzz-") as folder:
        archive = Path(folder) / "class.zip"
        archive.write_bytes(content)
        try:
            found = collect([archive])
        except UserError as error:
            assert str(error).isprintable() or "\n" not in str(error)
            return
        assert_sound(found)
        for handed in found.handed_in:
            try:
                assert len(handed.read().content) <= (MAX_FILE_MB << 20) + 1
            except (OSError, zipfile.BadZipFile):
                continue
        assert [p.name for p in Path(folder).iterdir()] == ["class.zip"]


def assert_sound(found: Intake) -> None:
    """Every student once, in a folder of their own, and a reason for whatever is set aside."""
    students = [handed.person.id for handed in found.handed_in]
    assert len(set(students)) == len(students) > 0
    assert students == sorted(students)
    folders = folder_names(students)
    assert set(folders) == set(students)
    assert len({name.casefold() for name in folders.values()}) == len(students)
    for name in folders.values():
        assert name and name not in (".", "..") and len(name) < 120
        assert _UNSAFE.isdisjoint(name) and name == name.strip(" .")
        assert unicodedata.is_normalized("NFC", name)
        name.encode()
    assert len({key(student) for student in students}) == len(students)
    for aside in found.set_aside:
        assert aside.why.key in built_in("en")
    for collision in found.collisions:
        assert collision.what.key in built_in("en")
        assert all(member.file.isprintable() for member in collision.members)


def seeds() -> Iterator[bytes]:
    """Give zips with members of all sorts, and names that have harmed other programs."""
    names = [
        b"ana.ipynb", b"turma/bruno.py", b"../../evil.ipynb", b"/etc/passwd.ipynb",
        b"C:\\x\\carla.ipynb", b"con.ipynb", b"CON.ipynb", b"..ipynb", b".ipynb", b" .ipynb",
        b"__MACOSX/._ana.ipynb", b"a/b/c/d/e/ana.ipynb", b"jose\xcc\x81.ipynb",
        "josé.ipynb".encode(), b"ana.ipynb.txt", b"x\0y.ipynb", b"inner.zip", b"a.ipynb/",
        b"\xe2\x80\xaegpj.ipynb", b"<b>.ipynb", b"=1+1.ipynb", b"-rf.ipynb", b"\xff.ipynb",
    ]  # fmt: skip
    yield b"\1" + b"\n".join(names)
    for name in names:
        yield b"\1" + name
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        yield b"\0" + _zip_of(names[:3], method)
    yield b"\0not a zip"


def _zip_of(names: list[bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    """Return a zip with these names; the second half of a long line is what its member holds."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", method) as archive:
        for number, name in enumerate(names[:200]):
            text = name.decode("utf-8", "replace")[:300]
            info = zipfile.ZipInfo(text or "x", (1980 + number % 100, 1 + number % 12, 1, 0, 0, 0))
            info.compress_type = method
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # two members of one name are wanted too
                archive.writestr(info, name[150:])
    return written.getvalue()
