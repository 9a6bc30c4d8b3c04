"""Hostile hand-ins: data with what must come of each when it is found, read and taken apart.

`data/intake.toml`, `notebooks.toml` and `extraction.toml` say what is handed in:

    zip, folder   members and files: name, text, times; or link, or pipe
    method, damage, locked   how the zip is compressed, where it is broken, whether it is locked
    content       pieces of one file, each so many times; `file` is its name, "ana.ipynb" without
    cells, nested pieces of each code cell of a notebook; blocks nested in blocks

and what must come of it, within bounds of memory and time, and without a file anywhere else:

    reads         student: "cells1" or the key of the sentence that refuses; "cannot be read"
    students      how many there are, where their names do not matter
    aside         file: the key of the sentence that says why it is not graded
    refused       words of the sentence that refuses all of it
    control       what it does to a grader without protections; see `attack.naive_intake`
    mended_in     the Python, as [3, 12], from which on that may be mended in Python itself
"""

import json
import os
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"
GROUPS = ("intake", "notebooks", "extraction")
_BLOCK = 1 << 20
_MEGABYTES = 700
"""What reading one hand-in may take: its 64 MB, its text, its tree."""
_MOST_PROBLEMS = 41

Pieces = list[tuple[str, int]]


@dataclass(frozen=True)
class Handed:
    """One hostile hand-in."""

    group: str
    data: dict[str, Any] = field(hash=False)

    @property
    def name(self) -> str:
        return str(self.data["name"])

    @property
    def control(self) -> str:
        return str(self.data.get("control", ""))

    @property
    def bites_here(self) -> bool:
        return list(sys.version_info) < self.data.get("mended_in", [4])

    @property
    def slow(self) -> bool:
        return bool(self.data.get("slow", False))

    def written(self, folder: Path) -> Path:
        """Write it beneath a folder, beside a file that is none of the student's business."""
        outside = folder / "outside"
        outside.mkdir()
        (outside / "secret.py").write_text("ANSWER = 'SECRET'\n")
        places = {"{outside}": str(outside), "{long}": "n" * 3000}
        if "zip" in self.data:
            return _zip(self.data, folder / "class.zip", places)
        if "folder" in self.data:
            return _folder(self.data["folder"], folder / "class", places)
        path = folder / str(self.data.get("file", "ana.ipynb"))
        with path.open("wb") as file:
            for block in _blocks(_content(self.data)):
                file.write(block)
        return path


def all_handed_in() -> tuple[Handed, ...]:
    """Return every hostile hand-in, by group."""
    return tuple(
        Handed(group, entry)
        for group in GROUPS
        for entry in tomllib.loads((DATA / f"{group}.toml").read_text(encoding="utf-8"))["attack"]
    )


def judge(came: Any, data: dict[str, Any]) -> None:
    """Compare what came of a hand-in with what must. Raises AssertionError."""
    if isinstance(came, list):  # the process ended, or goes on
        raise AssertionError(came)
    if "refused" in data:
        assert data["refused"] in came["refused"], came
        return
    assert came["refused"] == "", came
    assert came["reads"] == data.get("reads", came["reads"]), came
    assert len(came["reads"]) == data.get("students", len(came["reads"])), came
    assert came["aside"] == data.get("aside", {}), came
    assert came["escaped"] == [], came
    assert came["problems"] <= _MOST_PROBLEMS, came
    assert came["megabytes"] < _MEGABYTES, came


def _content(data: dict[str, Any]) -> Pieces:
    if "content" in data:
        return [(text, times) for text, times in data["content"]]
    sources = ["".join(text * times for text, times in cell) for cell in data.get("cells", [])]
    if "nested" in data:
        sources.append(_nested(**data["nested"]))
    cells = [{"cell_type": "code", "source": source} for source in sources]
    return [(json.dumps({"cells": cells}), 1)]


def _nested(opening: str, closing: str, depth: int, inside: str) -> str:
    lines = []
    for level in range(depth):
        lines += [" " * level + opening, " " * level + closing]
    return "\n".join([*lines, " " * depth + inside])


def _blocks(pieces: Pieces) -> Iterator[bytes]:
    """Yield pieces in blocks of a megabyte or so, never all at once."""
    for text, times in pieces:
        encoded = text.encode()
        at_once = max(_BLOCK // max(len(encoded), 1), 1)
        for start in range(0, times, at_once):
            yield encoded * min(at_once, times - start)


def _folder(entries: list[dict[str, Any]], path: Path, places: dict[str, str]) -> Path:
    path.mkdir()
    for entry in entries:
        file = path / entry["name"]
        if "link" in entry:
            file.symlink_to(_placed(entry["link"], places))
        elif "pipe" in entry:
            os.mkfifo(file)
        else:
            file.write_text(entry["text"])
    return path


def _zip(data: dict[str, Any], path: Path, places: dict[str, str]) -> Path:
    method = zipfile.ZIP_BZIP2 if data.get("method") == "bzip2" else zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(path, "w", method, compresslevel=1) as archive:
        for entry in data["zip"]:
            for number in range(entry.get("copies", 1)):
                member = zipfile.ZipInfo(
                    _placed(entry["name"], {**places, "{number}": str(number)})
                )
                member.compress_type = method
                with archive.open(member, "w", force_zip64=True) as file:
                    for block in _blocks([(entry["text"], entry.get("times", 1))]):
                        file.write(block)
    if "damage" in data or data.get("locked"):
        _spoil(path, data)
    return path


def _spoil(path: Path, data: dict[str, Any]) -> None:
    content = bytearray(path.read_bytes())
    for place in range(data.get("damage", 0), data.get("damage", 0) + 12 * ("damage" in data)):
        content[place] ^= 0xFF
    if data.get("locked"):  # a flag in the head of the member, and in the list of members
        content[6] |= 1
        content[content.rindex(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)


def _placed(text: str, places: dict[str, str]) -> str:
    for mark, place in places.items():
        text = text.replace(mark, place)
    return text
