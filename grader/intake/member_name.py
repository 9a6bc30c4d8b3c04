"""What a member of a zip is called: names are written in many ways where UTF-8 is not marked."""

import struct
import zipfile
import zlib

_IS_UTF8 = 0x800
_UNICODE_PATH = 0x7075
"""An extra field of Info-ZIP: the name in UTF-8, with a checksum of the one it stands for."""


def member_name(info: zipfile.ZipInfo) -> str:
    """Return the name of a member as whoever packed it saw it.

    Without the flag for UTF-8, `zipfile` reads every name in code page 437. Finder and older tools
    write UTF-8 all the same, and Windows writes the code page of its language.
    """
    if info.flag_bits & _IS_UTF8:
        return info.filename
    try:
        raw = info.orig_filename.encode("cp437")
    except UnicodeEncodeError:  # `zipfile` has read it otherwise
        return info.filename
    name = _unicode_path(info.extra, raw) or _decoded(raw)
    return name.partition("\0")[0]


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        western, american = raw.decode("cp850"), raw.decode("cp437")
        return western if _is_written(western) and not _is_written(american) else american


def _is_written(name: str) -> bool:
    """Tell whether all that is not ASCII in a name are Latin letters, and no lines of a frame."""
    return all(ord(letter) < 0x250 and letter.isalpha() for letter in name if letter > "\x7f")


def _unicode_path(extra: bytes, raw: bytes) -> str:
    while len(extra) >= 4:
        kind, size = struct.unpack_from("<HH", extra)
        field, extra = extra[4 : 4 + size], extra[4 + size :]
        if kind != _UNICODE_PATH or len(field) < 6 or field[0] != 1:
            continue
        if struct.unpack_from("<L", field, 1)[0] == zlib.crc32(raw):
            return field[5:].decode("utf-8", "ignore")
    return ""
