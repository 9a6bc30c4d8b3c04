"""Tell what a file is that is no notebook: a person needs to know what they handed in."""

import re

from grader.errors import UnreadableNotebook
from grader.model import Text

_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "file_is_pdf"),
    (b"PK\x03\x04", "file_is_zip"),
    (b"PK\x05\x06", "file_is_zip"),
    (b"\xd0\xcf\x11\xe0", "file_is_word"),
    (b"{\\rtf", "file_is_word"),
    (b"\x1f\x8b", "file_is_archive"),
    (b"7z\xbc\xaf\x27\x1c", "file_is_archive"),
    (b"Rar!", "file_is_archive"),
    (b"\x89PNG", "file_is_image"),
    (b"\xff\xd8\xff", "file_is_image"),
    (b"GIF8", "file_is_image"),
    (b"version https://git-lfs", "file_is_pointer"),
    (b"[ZoneTransfer]", "file_is_companion"),
    (b"\x00\x05\x16\x07", "file_is_companion"),
)
_HTML = re.compile(rb"<(?:!doctype\s{1,9}html|html|head|body|\?xml)\b", re.IGNORECASE)
_LINK = re.compile(r"https?://[^\s\"'<>\\]{1,2000}", re.IGNORECASE)
_MARKED = re.compile(r"\[[^\]\[\n]{0,200}\]\(https?://[^\s()]{1,2000}\)", re.IGNORECASE)
"""A link as Markdown writes it."""
_SHORTCUT = re.compile(
    rb"^\[(?:InternetShortcut|Desktop Entry)\]\s*$|^<!DOCTYPE plist\b|\Abplist00",
    re.IGNORECASE | re.MULTILINE,
)
_SHELL_LINK = b"L\0\0\0\x01\x14\x02\0"
"""A shortcut of Windows."""
_LONGEST_LINK = 2_000
"""Bytes of a file that is nothing but a link and a few words."""
_CODE = re.compile(r"[=()\[\]{}]|^\s{0,9}(?:def|class|import|from)\b", re.MULTILINE)
_OFFICE = (b"word/", b"xl/", b"ppt/", b"mimetypeapplication/vnd.oasis")
_HEAD_BYTES = 4096


def refuse_foreign(content: bytes) -> None:
    """Raise UnreadableNotebook, saying what the file seems to be, if it opens like another kind."""
    if not content or content.isspace():
        raise UnreadableNotebook(Text("file_empty"))
    if not content.strip(b"\0"):
        raise UnreadableNotebook(Text("file_zeros"))
    head = content[:_HEAD_BYTES].removeprefix(b"\xef\xbb\xbf").lstrip()
    for signature, key in _SIGNATURES:
        if head.startswith(signature):
            office = key == "file_is_zip" and any(part in head for part in _OFFICE)
            raise UnreadableNotebook(Text("file_is_word" if office else key))
    if _is_link(head, len(content)):
        raise UnreadableNotebook(Text("file_is_link"))
    if _HTML.match(head):
        raise UnreadableNotebook(Text("file_is_html"))


def _is_link(head: bytes, size: int) -> bool:
    """Tell a shortcut, and a text of an address and no code, from a notebook."""
    if head.startswith(_SHELL_LINK):
        return True
    if size <= _HEAD_BYTES and b"http" in head and _SHORTCUT.search(head):
        return True
    if size > _LONGEST_LINK or b"://" not in head:
        return False
    text = head.decode("utf-8", "replace")
    if text.startswith("{"):  # what Drive leaves on a disk for a file of its own
        return '"url"' in text and '"cells"' not in text and _LINK.search(text) is not None
    words, links = _LINK.subn("", _MARKED.sub("http://x", text))
    return links > 0 and _CODE.search(words) is None
