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
import struct
import zipfile
from collections.abc import Iterable, Iterator, Mapping
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
KNOWN = "known/"
_LENGTHS = struct.Struct("<HH")
_LENGTHS_AT = 26
"""Where a member's header tells how long its name is, and what else is told before its content."""
_WHEN = (2026, 1, 1, 0, 0, 0)
"""The time of every member: the same work makes the same file."""
LARGEST = 64 << 20
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
    packed: dict[str, str] = {}
    """The SHA-256 of every member as it lies in the file: told whole without being unpacked."""


class Archive:
    """A kit that is whole: every byte is as it was made. A member is unpacked when it is read."""

    def __init__(self, content: bytes, name: str) -> None:
        """Open it. Raises BrokenKit."""
        self._name = name
        with self._damage_told():
            self._zip = zipfile.ZipFile(BytesIO(content))
            entries = self._zip.infolist()
            if len(entries) > _MOST or sum(entry.file_size for entry in entries) > LARGEST:
                raise BrokenKit(f"{name} is larger than any kit")
            self.manifest = _manifest(self._zip, name)
            there = [entry for entry in entries if entry.filename != MANIFEST]
            for entry in there:
                self._refuse_changed(entry, content)
        if lacking := self.manifest.members.keys() - {entry.filename for entry in there}:
            raise BrokenKit(f"{name}: {min(lacking)!r} is missing; get the kit again")
        if strange := [e.filename for e in there if not _is_plain(e.filename)]:
            raise BrokenKit(f"{name}: {strange[0]!r} is no name of a kit's member")

    @property
    def names(self) -> Iterable[str]:
        """The members but the manifest."""
        return self.manifest.members.keys()

    def read(self, member: str) -> bytes:
        """Unpack one member. Raises BrokenKit."""
        if member not in self.manifest.members:
            raise BrokenKit(f"{self._name}: {member!r} is missing; get the kit again")
        with self._damage_told():
            there = self._zip.read(member)
        if not self.holds(member, there):
            raise self._changed(member)
        return there

    def holds(self, member: str, content: bytes) -> bool:
        """Tell whether this is what a member is unpacked to."""
        return self.manifest.members[member] == hashlib.sha256(content).hexdigest()

    def _refuse_changed(self, entry: zipfile.ZipInfo, content: bytes) -> None:
        name = entry.filename
        if name not in self.manifest.members:
            raise self._changed(name)
        if self.manifest.packed.get(name) != hashlib.sha256(_lying(entry, content)).hexdigest():
            self.read(name)  # packed in another way, or by a grader that told no more

    def _changed(self, member: str) -> BrokenKit:
        return BrokenKit(
            f"{self._name}: {member!r} was changed since the kit was made; get it again"
        )

    @contextmanager
    def _damage_told(self) -> Iterator[None]:
        try:
            yield
        except BrokenKit:
            raise
        except Exception as error:  # zipfile and lzma raise what they like on damaged bytes
            raise BrokenKit(
                f"{self._name} is no kit, or it is damaged ({type(error).__name__}): "
                "download it again"
            ) from None


def packed(about: Mapping[str, Any], members: Mapping[str, bytes]) -> bytes:
    """Return the bytes of a kit; `about` is the manifest without the members."""
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in members.items()}
    alone = _zipped(members)
    with zipfile.ZipFile(BytesIO(alone)) as archive:
        lying = {
            entry.filename: hashlib.sha256(_lying(entry, alone)).hexdigest()
            for entry in archive.infolist()
        }
    told = {"format": FORMAT, **about, "members": digests, "packed": lying}
    return _zipped({MANIFEST: json.dumps(told, indent=1).encode(), **members})


def _zipped(members: Mapping[str, bytes]) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in members.items():
            entry = zipfile.ZipInfo(name, _WHEN)
            entry.compress_type = _method(name)
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return file.getvalue()


def _method(member: str) -> int:
    """Return how a member is packed: small where it is large, quick where every check needs it."""
    if member == MANIFEST:
        return zipfile.ZIP_STORED
    return zipfile.ZIP_LZMA if member.startswith(KNOWN) else zipfile.ZIP_DEFLATED


def _lying(entry: zipfile.ZipInfo, content: bytes) -> bytes:
    """Return a member as it lies in a file."""
    name, extra = _LENGTHS.unpack_from(content, entry.header_offset + _LENGTHS_AT)
    begin = entry.header_offset + _LENGTHS_AT + _LENGTHS.size + name + extra
    return content[begin : begin + entry.compress_size]


def unpacked(content: bytes, name: str) -> tuple[Manifest, dict[str, bytes]]:
    """Return what a kit holds, every member as the manifest has it. Raises BrokenKit."""
    found = Archive(content, name)
    return found.manifest, {member: found.read(member) for member in found.names}


def member(content: bytes, wanted: str, name: str) -> bytes | None:
    """Return one member of a kit, None where it has none of that name. Raises BrokenKit."""
    found = Archive(content, name)
    return found.read(wanted) if wanted in found.names else None


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
