"""The file of a kit: a zip with a manifest first, and the digest of every other member in it.

::

    manifest.json         format, slug, digests, versions, how many practice seeds
    assignment/...        the public folder, as it is
    mistakes.toml         what is said of known mistakes (absent from a kit without them)
    cases/0.frames ...    the cases of each practice seed, and what is right
    known/0.frames ...    what known mistakes answer to them
"""

import hashlib
import json
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any

import msgspec

from grader.errors import BrokenKit

FORMAT = "grader/kit/1"
MANIFEST = "manifest.json"
FOLDER = "assignment/"
MISTAKES = "mistakes.toml"
_WHEN = (2026, 1, 1, 0, 0, 0)
"""The time of every member: the same work makes the same file."""
_LARGEST = 64 << 20
"""Bytes of all members together, unpacked."""
_MOST = 2_000
"""Members of a kit."""


class Manifest(msgspec.Struct, frozen=True):
    """What a kit says of itself."""

    format: str
    slug: str
    assignment: str
    """The digest of the public folder."""
    reference: str
    """The digest of the solutions that it was made with."""
    grader: str
    numpy: str
    seeds: int
    members: dict[str, str]
    """The SHA-256 of every member, by name."""


def packed(about: Mapping[str, Any], members: Mapping[str, bytes]) -> bytes:
    """Return the bytes of a kit; `about` is the manifest without the members."""
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in members.items()}
    manifest = json.dumps({"format": FORMAT, **about, "members": digests}, indent=1).encode()
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in {MANIFEST: manifest, **members}.items():
            entry = zipfile.ZipInfo(name, _WHEN)
            entry.compress_type = zipfile.ZIP_LZMA if name != MANIFEST else zipfile.ZIP_STORED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return file.getvalue()


def unpacked(content: bytes, name: str) -> tuple[Manifest, dict[str, bytes]]:
    """Return what a kit holds, every member as the manifest has it. Raises BrokenKit."""
    with _opened(content, name) as (archive, manifest):
        members = {
            entry.filename: _member(archive, manifest, entry.filename, name)
            for entry in archive.infolist()
            if entry.filename != MANIFEST
        }
    if lacking := manifest.members.keys() - members.keys():
        raise BrokenKit(f"{name}: {min(lacking)!r} is missing; get the kit again")
    if strange := [member for member in members if not _is_plain(member)]:
        raise BrokenKit(f"{name}: {strange[0]!r} is no name of a kit's member")
    return manifest, members


def member(content: bytes, wanted: str, name: str) -> bytes | None:
    """Return one member of a kit, None where it has none of that name. Raises BrokenKit."""
    with _opened(content, name) as (archive, manifest):
        if wanted not in manifest.members:
            return None
        return _member(archive, manifest, wanted, name)


@contextmanager
def _opened(content: bytes, name: str) -> Iterator[tuple[zipfile.ZipFile, Manifest]]:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            entries = archive.infolist()
            if len(entries) > _MOST or sum(entry.file_size for entry in entries) > _LARGEST:
                raise BrokenKit(f"{name} is larger than any kit")
            yield archive, _manifest(archive, name)
    except BrokenKit:
        raise
    except Exception as error:  # zipfile and lzma raise what they like on damaged bytes
        raise BrokenKit(
            f"{name} is no kit, or it is damaged ({type(error).__name__}): download it again"
        ) from None


def _member(archive: zipfile.ZipFile, manifest: Manifest, wanted: str, name: str) -> bytes:
    there = archive.read(wanted)
    if manifest.members.get(wanted) != hashlib.sha256(there).hexdigest():
        raise BrokenKit(f"{name}: {wanted!r} was changed since the kit was made; get it again")
    return there


def _manifest(archive: zipfile.ZipFile, name: str) -> Manifest:
    try:
        told = msgspec.json.decode(archive.read(MANIFEST), type=dict[str, Any])
    except (KeyError, msgspec.DecodeError):
        raise BrokenKit(f"{name} is no kit: it has no {MANIFEST}") from None
    form = told.get("format")
    if form != FORMAT:
        raise BrokenKit(
            f"{name} has the format {form!r}, this grader reads {FORMAT!r}: update the grader"
        )
    try:
        return msgspec.convert(told, Manifest)
    except msgspec.ValidationError as error:
        raise BrokenKit(f"{name}: {MANIFEST}: {error}") from None


def _is_plain(member: str) -> bool:
    parts = PurePosixPath(member).parts
    return "\\" not in member and ":" not in member and ".." not in parts and parts[:1] != ("/",)
