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
    if _HTML.match(head):
        raise UnreadableNotebook(Text("file_is_html"))
