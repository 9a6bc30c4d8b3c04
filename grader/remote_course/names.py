"""Names that strangers chose, made safe to be one part of a path, and none of them twice."""

import re
import unicodedata
from collections.abc import Iterable

_NO_NAME = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]')
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
"""Of Unicode's kinds: what is not seen, or turns the direction of writing."""
_JOINER = "\u200d"
"""Holds emoji together; anywhere else it is not seen either."""
_BYTES = 150
"""File systems take 255, and the platform's own marks are added."""
_ENDING = 20


def safe(name: str, most: int = _BYTES) -> str:
    """Return a name that stays where it is put, as like the given one as can be."""
    text = unicodedata.normalize("NFC", name)
    kept = "".join(
        "_" if unicodedata.category(sign) in _UNSEEN and sign != _JOINER else sign for sign in text
    )
    text = _NO_NAME.sub("_", kept).strip()
    if not text.strip(". "):
        return "_" * max(len(text), 1)
    return _short(text.rstrip(". "), most)


def safe_path(path: str) -> tuple[str, ...]:
    """Return a path's parts, each safe; what leads up or nowhere is left out."""
    parts = [part for part in path.split("/") if part not in ("", ".", "..")]
    return tuple(safe(part) for part in parts[-8:]) or ("_",)


def each_once(paths: Iterable[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Return the paths; what a disk would take for another file, or for a folder, gets a number."""
    every = [*paths]
    taken = {_alike(path[:depth]) for path in every for depth in range(1, len(path))}
    told = []
    for *folders, file in every:
        number, name = 1, file
        while (key := _alike((*folders, name))) in taken:
            number += 1
            stem, dot, ending = file.rpartition(".")
            name = f"{stem}-{number}{dot}{ending}" if stem else f"{file}-{number}"
        taken.add(key)
        told.append((*folders, name))
    return told


def _alike(path: Iterable[str]) -> tuple[str, ...]:
    return tuple(part.casefold() for part in path)


def _short(text: str, most: int) -> str:
    if len(text.encode()) <= most:
        return text
    stem, dot, ending = text.rpartition(".")
    if not stem or len(ending.encode()) > _ENDING:
        stem, dot, ending = text, "", ""
    room = most - len((dot + ending).encode())
    return stem.encode()[:room].decode(errors="ignore") + dot + ending
