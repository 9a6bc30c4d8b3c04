"""A folder that is ours or nobody's: opened without following links, owner and mode looked at.

What is in it is read and written through its descriptor, whole or not at all, so that nobody can
put a link or another folder in its place meanwhile.

Ours is what belongs to the user who runs this. What belongs to root is believed too, for root may
change everything anyway; root itself believes nobody else. Where a system knows no owners
(Windows), nothing is looked at.
"""

import errno
import os
import secrets
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from grader.errors import NotOurs

MADE = 0o755
"""Mode of the folders made here: not even without a umask may others write to them."""
_UNFINISHED = ".writing-"
_OTHERS = stat.S_IWGRP | stat.S_IWOTH
_HAS_OWNERS = hasattr(os, "geteuid")
_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_NOFOLLOW", 0)
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL
# a pipe in the place of a file must not be waited for
_READ = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


class Folder:
    """An open folder. Methods raise OSError, and NotOurs for what is a link or another user's."""

    def __init__(self, path: Path, descriptor: int | None) -> None:
        self.path = path
        """What it is called, for people."""
        self.descriptor = descriptor
        """None where folders cannot be opened (Windows)."""

    @contextmanager
    def within(self, name: str, *, make: bool = False) -> Iterator["Folder"]:
        """Open a folder that lies in this one."""
        if make:
            with suppress(FileExistsError):
                os.mkdir(self._at(name), MADE, dir_fd=self.descriptor)
        with _opened(self.path / name, self._at(name), self.descriptor) as folder:
            yield folder

    def make_private(self, name: str) -> None:
        """Make a folder in this one that is its owner's alone; none of that name may be there."""
        os.mkdir(self._at(name), 0o700, dir_fd=self.descriptor)

    def names(self) -> list[str]:
        """Return the names of what is in it, in order."""
        here = self.path if self.descriptor is None else self.descriptor
        return sorted(os.listdir(here))  # noqa: PTH208  a Path has no descriptor

    def has(self, name: str) -> bool:
        """Tell whether it holds a file of this name that is ours; a link is none."""
        try:
            found = os.stat(self._at(name), dir_fd=self.descriptor, follow_symlinks=False)
        except FileNotFoundError:
            return False
        return stat.S_ISREG(found.st_mode) and _is_ours(found)

    def modified(self, name: str) -> float:
        """Return when a file was changed last, in seconds."""
        return os.stat(self._at(name), dir_fd=self.descriptor, follow_symlinks=False).st_mtime

    def read(self, name: str, limit: int) -> bytes:
        """Return a file's content, up to so many bytes."""
        return _read(self.path / name, self._at(name), self.descriptor, limit)

    def write(self, name: str, content: bytes, mode: int = 0o644) -> None:
        """Write under a temporary name, then rename: a reader sees the old file or the new one."""
        # named first, so that nothing is left wherever Ctrl-C strikes
        temporary = self._at(f"{_UNFINISHED}{secrets.token_hex(8)}")
        here = self.descriptor
        try:
            with os.fdopen(os.open(temporary, _NEW, 0o600, dir_fd=here), "wb") as file:
                if _HAS_OWNERS:
                    os.fchmod(file.fileno(), mode)  # whatever the umask says
                file.write(content)
            os.replace(temporary, self._at(name), src_dir_fd=here, dst_dir_fd=here)
        except BaseException:
            with suppress(FileNotFoundError):
                os.unlink(temporary, dir_fd=here)
            raise

    def append(self, name: str, line: bytes) -> None:
        """Add a line to a file of its owner's alone, and have it on the disk before returning.

        What a writer that was killed left of a line ends there.
        """
        flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0)
        descriptor = os.open(self._at(name), flags, 0o600, dir_fd=self.descriptor)
        with os.fdopen(descriptor, "r+b") as file:
            _refuse_others(self.path / name, os.fstat(file.fileno()), _OTHERS)
            if size := file.seek(0, os.SEEK_END):
                file.seek(size - 1)
                line = line if file.read(1) == b"\n" else b"\n" + line
            file.write(line + b"\n")
            file.flush()
            os.fsync(file.fileno())

    def write_unseen(self, name: str, content: bytes) -> None:
        """Write a file of its owner's alone that has no name until it is whole.

        Whoever is killed meanwhile leaves nothing, where the file system knows such files.
        """
        here = self.descriptor
        try:
            descriptor = os.open(".", os.O_WRONLY | os.O_TMPFILE, 0o600, dir_fd=here)
        except (AttributeError, OSError):  # not Linux, or not this file system
            self.write(name, content, mode=0o600)
            return
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            self.remove(name)
            source = f"/proc/self/fd/{descriptor}"
            # with a descriptor it is linkat, which goes to the file behind the link in /proc
            os.link(source, name, src_dir_fd=descriptor, dst_dir_fd=here)

    def remove(self, name: str) -> None:
        """Remove a file, or the link in its place, if it is there."""
        with suppress(FileNotFoundError):
            os.unlink(self._at(name), dir_fd=self.descriptor)

    def remove_unfinished(self) -> None:
        """Remove what writers left when they were killed. None may be at work here."""
        for name in self.names():
            if name.startswith(_UNFINISHED):
                self.remove(name)

    def remove_folder(self, name: str) -> None:
        """Remove a folder with all that is in it, as far as that can be; in its place a link."""
        with suppress(OSError):
            self.remove(name)
        shutil.rmtree(self._at(name), ignore_errors=True, dir_fd=self.descriptor)

    def _at(self, name: str) -> str:
        """Return what reaches a name: with the descriptor, or without one."""
        if name in ("", ".", "..") or os.sep in name:
            raise ValueError(f"not a name: {name!r}")
        return str(self.path / name) if self.descriptor is None else name


@contextmanager
def opened_folder(path: Path, *, make: bool = False, private: bool = False) -> Iterator[Folder]:
    """Open a folder, and make it if it may be made.

    Others may read it, and its group may write to it, but not everybody. A private one is its
    owner's alone: reading is taken away from the others, and one they may write to is refused.
    Raises OSError, or NotOurs for a link and for what is another user's.
    """
    if make and not os.path.lexists(path):
        _make(path)
    with _opened(path, str(path), None, private=private) as folder:
        yield folder


def read_file(path: Path, limit: int) -> bytes:
    """Return the content of a file that is ours and that nobody else may write to.

    Raises OSError, or NotOurs.
    """
    return _read(path, str(path), None, limit)


def write_whole(path: Path, content: bytes, mode: int = 0o644) -> None:
    """Write a file where a person wants it, whole or not at all; its folder may be anybody's."""
    path.parent.mkdir(parents=True, exist_ok=True)
    Folder(path.parent, None).write(path.name, content, mode)


@contextmanager
def _opened(
    path: Path, name: str, within: int | None, *, private: bool = False
) -> Iterator[Folder]:
    _refuse_link(path, name, within)
    if not _HAS_OWNERS:
        if not path.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(path))
        yield Folder(path, None)
        return
    descriptor = os.open(name, _FOLDER, dir_fd=within)
    try:
        found = os.fstat(descriptor)
        _refuse_others(path, found, _OTHERS if private else stat.S_IWOTH)
        if private and stat.S_IMODE(found.st_mode) & 0o077:
            os.fchmod(descriptor, 0o700)
        yield Folder(path, descriptor)
    finally:
        os.close(descriptor)


def _read(path: Path, name: str, within: int | None, limit: int) -> bytes:
    _refuse_link(path, name, within)
    with os.fdopen(os.open(name, _READ, dir_fd=within), "rb") as file:
        found = os.fstat(file.fileno())
        if not stat.S_ISREG(found.st_mode):
            raise NotOurs(f"{path} is not a file. Put the file itself in its place")
        _refuse_others(path, found, _OTHERS)
        return file.read(limit)


def _refuse_link(path: Path, name: str, within: int | None) -> None:
    """Say of a link that it is one; whoever makes it later meets O_NOFOLLOW."""
    if stat.S_ISLNK(os.stat(name, dir_fd=within, follow_symlinks=False).st_mode):
        raise NotOurs(f"{path} is a link, which may lead anywhere. Give what it leads to")


def _refuse_others(path: Path, found: os.stat_result, writing: int) -> None:
    if not _is_ours(found):
        raise NotOurs(
            f"{path} belongs to another user ({found.st_uid}), who can change what is in it. "
            "Choose one of your own"
        )
    if _HAS_OWNERS and found.st_mode & writing:
        who, mode = ("everybody", "o-w") if writing == stat.S_IWOTH else ("others", "go-w")
        raise NotOurs(
            f"{path} may be written by {who}. Take that away (chmod {mode}), if nothing is wrong "
            "with what is in it, or choose another"
        )


def _is_ours(found: os.stat_result) -> bool:
    return not _HAS_OWNERS or found.st_uid in (os.geteuid(), 0)


def _make(path: Path) -> None:
    if not path.parent.exists():
        _make(path.parent)
    path.mkdir(MADE, exist_ok=True)
