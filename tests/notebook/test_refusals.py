"""Reading: what is no notebook is refused in one sentence that says what to do."""

import codecs
import json
from pathlib import Path
from typing import Any

import pytest
from notebook_samples import DATA, SMALL, cells_of, document, refusal, submission

from grader.errors import UnreadableNotebook
from grader.model import Text
from grader.notebook import read
from grader.notebook.limits import CODE_CELLS, FILE_BYTES, JSON_ITEMS, SOURCE_CHARACTERS

MERGED = SMALL.replace('"cells": [', '"cells": [\n<<<<<<< HEAD\n').replace(
    "{}}", "{}}\n=======\n>>>>>>> theirs\n"
)


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"", "file_empty"),
        (b" \r\n\t", "file_empty"),
        (codecs.BOM_UTF8, "file_empty"),
        (codecs.BOM_UTF16_LE + "\n".encode("utf-16-le"), "file_empty"),
        (b"\0" * 4096, "file_zeros"),
        (b"%PDF-1.7\n%\xe2\xe3", "file_is_pdf"),
        (b"PK\x03\x04\x14\0\x08\0notebook.ipynb", "file_is_zip"),
        (b"PK\x03\x04\x14\0\x06\0[Content_Types].xml word/document.xml", "file_is_word"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "file_is_word"),
        (b"{\\rtf1\\ansi", "file_is_word"),
        (b"\x1f\x8b\x08\0", "file_is_archive"),
        (b"Rar!\x1a\x07\x01", "file_is_archive"),
        (b"\x89PNG\r\n\x1a\n", "file_is_image"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "file_is_image"),
        (b"<!DOCTYPE html>\n<html>", "file_is_html"),
        (b"\xef\xbb\xbf\n<HTML lang='pt'>", "file_is_html"),
        (codecs.BOM_UTF16_LE + "<html>".encode("utf-16-le"), "file_is_html"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:00", "file_is_pointer"),
        (b"[ZoneTransfer]\r\nZoneId=3", "file_is_companion"),
        (b"[InternetShortcut]\r\nURL=https://colab.research.google.com/drive/1", "file_is_link"),
        (b"[Desktop Entry]\nType=Link\nURL=https://example.org/nb", "file_is_link"),
        (
            b"[{000214A0-0000-0000-C000-000000000046}]\r\nProp3=19,2\r\n[InternetShortcut]\r\n"
            b"IDList=\r\nURL=https://colab.research.google.com/drive/1\r\n",
            "file_is_link",
        ),
        (b"bplist00\xd1\x01\x02SURL_\x10\x13https://example.org", "file_is_link"),
        ("[o meu notebook](https://colab.research.google.com/drive/1)", "file_is_link"),
        (b"L\0\0\0\x01\x14\x02\0" + bytes(60), "file_is_link"),
        (b"https://colab.research.google.com/drive/1abc?usp=sharing", "file_is_link"),
        (codecs.BOM_UTF8 + b"\r\nhttp://example.org/a\r\nhttps://example.org/b", "file_is_link"),
        ("Segue o link: https://colab.research.google.com/drive/1 \n Obrigada!", "file_is_link"),
        (codecs.BOM_UTF16_LE + "https://example.org/nb".encode("utf-16-le"), "file_is_link"),
        ('"https://colab.research.google.com/drive/1"', "file_is_link"),
        ('{"url": "https://docs.google.com/open?id=1", "doc_id": "1"}', "file_is_link"),
        (
            b'<?xml version="1.0"?>\n<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "">\n'
            b"<plist><dict><key>URL</key><string>https://example.org</string></dict></plist>",
            "file_is_link",
        ),
        (b"<html><a href='https://example.org'>here</a></html>", "file_is_html"),
        (b"\x00\x05\x16\x07\x00\x02\x00\x00Mac OS X", "file_is_companion"),
        (bytes(range(256)) * 9, "file_is_binary"),
        (codecs.BOM_UTF16_LE + b"\x00\xd8\x00", "file_is_binary"),
        ("Minha resposta.\nNão consegui terminar.", "file_is_text"),
        ("name;score\nana;3", "file_is_text"),
        (SMALL[:-40], "json_truncated"),
        (SMALL[: SMALL.index("y = 2") + 3], "json_truncated"),
        (SMALL.replace(":", ";", 1), "json_invalid"),
        (SMALL + SMALL, "json_invalid"),
        (MERGED, "json_merge"),
        ("[" * 100_000, "json_deep"),
        ('{"cells": [{"source": ' + "[" * 100_000 + "]" * 100_000 + "}]}", "json_deep"),
        ('{"x": ' + "9" * 5_000 + ', "cells": NaN}', "json_invalid"),
        ("[]", "json_not_notebook"),
        ("[1, 2]", "json_not_notebook"),
        ("{}", "json_not_notebook"),
        ('{"cells": null, "metadata": {}}', "json_not_notebook"),
        ('{"cells": {}}', "json_not_notebook"),
        ('{"doc_id": "1aB", "email": "a@b.c"}', "json_not_notebook"),
        (json.dumps(document("x <- 1", kernelspec={"name": "ir"})), "other_language"),
        (json.dumps(document("x", language_info={"name": "julia"})), "other_language"),
        (json.dumps(document("x", kernelspec={"language": "R", "name": "x"})), "other_language"),
        (json.dumps(document(*["x = 1"] * (CODE_CELLS + 1))), "too_many_cells"),
        ("# %%\nx=1\n" * (CODE_CELLS + 1), "too_many_cells"),
        (json.dumps(document("x" * (SOURCE_CHARACTERS + 1))), "source_too_large"),
        ("x = 1\n" * (SOURCE_CHARACTERS // 6 + 1), "source_too_large"),
        ('{"cells": [' + "{}," * JSON_ITEMS + "{}]}", "file_too_dense"),
        ('{"cells": [' + "1," * JSON_ITEMS + "1]}", "file_too_dense"),
        (json.dumps(document(["ab"] * 1_500_000)), "source_too_large"),
    ],
)
def test_what_is_no_notebook_is_refused_in_a_sentence(content: bytes | str, key: str) -> None:
    assert refusal(content).key == key


def test_a_file_too_large_is_refused_unread() -> None:
    text = refusal(b" " * (FILE_BYTES + 1))
    assert text == Text("file_too_large", {"megabytes": 64, "limit": 64})


def test_damage_is_told_with_its_line() -> None:
    assert refusal(MERGED).values == {"line": 2}
    assert refusal('{"cells": [\n{"cell_type": "code",\n').values == {"line": 3}
    assert refusal('{"cells": [\n{"cell_type" "code"}]}').values == {"line": 2}


@pytest.mark.parametrize("spec", [{"name": "python3"}, {"language": "Python"}, {"name": 3}, None])
def test_python_kernels_and_odd_kernels_are_accepted(spec: Any) -> None:
    assert cells_of(json.dumps(document("x = 1", kernelspec=spec))) == [(1, "x = 1")]


@pytest.mark.parametrize("path", sorted(DATA.glob("*--*")), ids=lambda path: path.name)
def test_every_sample_file_is_read_or_refused_as_its_name_says(path: Path) -> None:
    """After `--` the name says `cellsN`, or the key of the sentence."""
    expected = path.name.partition("--")[2].partition(".")[0]
    try:
        name = path.name.removesuffix(".txt")
        outcome = f"cells{len(read(submission(path.read_bytes(), name)).cells)}"
    except UnreadableNotebook as error:
        outcome = error.text.key
    assert outcome == expected


@pytest.mark.parametrize(
    "source",
    [
        "# https://example.org\nx = 1",
        "import math  # https://example.org",
        "f = open('https://a.org')",
    ],
)
def test_code_with_an_address_in_it_is_no_link(source: str) -> None:
    assert len(read(submission(source)).cells) == 1
