"""The file of a kit: one that was changed, cut off or made by a newer grader is refused."""

import json
import zipfile
from collections.abc import Callable
from io import BytesIO

import pytest

from grader.errors import BrokenKit
from grader.kit.archive import MANIFEST, Archive, packed, unpacked

ABOUT = {
    "slug": "double", "assignment": "a", "reference": "r", "grader": "1", "numpy": "2", "seeds": 1,
}  # fmt: skip
MEMBERS = {"assignment/assignment.toml": b"slug", "cases/0.frames": b"\x00" * 2000}
KIT = packed(ABOUT, MEMBERS)


def made_anew(change: Callable[[dict[str, bytes]], None]) -> bytes:
    """Return the kit with its members changed, as a zip of its own."""
    with zipfile.ZipFile(BytesIO(KIT)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def of_format(form: object) -> bytes:
    def change(members: dict[str, bytes]) -> None:
        told = json.loads(members[MANIFEST])
        members[MANIFEST] = json.dumps({**told, "format": form}).encode()

    return made_anew(change)


def test_what_was_put_in_comes_out() -> None:
    manifest, members = unpacked(KIT, "double.kit")
    assert members == MEMBERS
    assert (manifest.slug, manifest.seeds) == ("double", 1)


def test_a_kit_packed_in_another_way_is_the_same_kit() -> None:
    assert unpacked(made_anew(lambda _members: None), "double.kit")[1] == MEMBERS


def test_a_member_is_unpacked_when_it_is_read_and_damage_is_told_before() -> None:
    whole = packed(ABOUT, {**MEMBERS, "known/0.frames": bytes(range(256)) * 40})
    assert Archive(whole, "double.kit").read("cases/0.frames") == MEMBERS["cases/0.frames"]
    with zipfile.ZipFile(BytesIO(whole)) as archive:
        at = archive.getinfo("known/0.frames").header_offset + 60
    damaged = whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]
    with pytest.raises(BrokenKit, match=r"^double\.kit"):
        Archive(damaged, "double.kit")


def test_the_same_work_makes_the_same_file() -> None:
    assert packed(ABOUT, MEMBERS) == KIT


REFUSED = {
    "nothing": (b"", "no kit"),
    "a text": (b"a kit\n" * 100, "no kit"),
    "cut off": (KIT[:-40], "no kit"),
    "cut in the middle": (KIT[: len(KIT) // 2], "no kit"),
    "a member changed": (
        made_anew(lambda m: m.update({"cases/0.frames": b"\x00" * 1999 + b"\x01"})),
        "cases/0.frames",
    ),
    "a member more": (made_anew(lambda m: m.update({"cases/1.frames": b""})), "cases/1.frames"),
    "a member less": (made_anew(lambda m: m.pop("cases/0.frames")), "cases/0.frames"),
    "no manifest": (made_anew(lambda m: m.pop(MANIFEST)), MANIFEST),
    "a newer format": (of_format("grader/kit/2"), "update the grader"),
    "no format": (of_format(None), "update the grader"),
    "a manifest of another form": (
        made_anew(lambda m: m.update({MANIFEST: b'{"format": "grader/kit/1"}'})),
        MANIFEST,
    ),
    "a manifest that is a list": (made_anew(lambda m: m.update({MANIFEST: b"[]"})), "no kit"),
    "a name that climbs": (packed(ABOUT, {"assignment/../../x": b""}), "no name"),
    "a name from the root": (packed(ABOUT, {"/x": b""}), "no name"),
    "a name of Windows": (packed(ABOUT, {"assignment\\x": b""}), "no name"),
    "a drive's name": (packed(ABOUT, {"c:/x": b""}), "no name"),
}


@pytest.mark.parametrize(("content", "said"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_kit_is_refused_by_a_sentence(content: bytes, said: str) -> None:
    with pytest.raises(BrokenKit, match=r"^double\.kit") as refused:
        unpacked(content, "double.kit")
    assert said in str(refused.value)


def test_a_kit_that_would_fill_the_disk_is_refused() -> None:
    bomb = packed(ABOUT, {"assignment/x": b"\x00" * (65 << 20)})
    assert len(bomb) < 1 << 20
    with pytest.raises(BrokenKit, match="larger than any kit"):
        unpacked(bomb, "double.kit")
