"""A downloaded table: read as it is, written again byte for byte, its cells replaced one by one."""

import codecs
import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import NotExported
from grader.export.encoding import decode
from grader.export.table import MAX_BYTES, read_table

SIGNS = st.text(st.sampled_from(list("a7é ,;\t\"'\n\r=ß")), max_size=6)


def refusal(content: bytes) -> str:
    with pytest.raises(NotExported) as raised:
        read_table(content, "t.csv")
    assert raised.value.text.values["file"] == "t.csv"
    return raised.value.text.key


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@given(rows=st.lists(st.lists(SIGNS, min_size=2, max_size=3), min_size=1, max_size=4))
def test_what_was_read_is_what_another_reader_reads(
    encoding: str, separator: str, rows: list[list[str]]
) -> None:
    text = io.StringIO(newline="")
    header = ["Full name", "Grade", "More", "Most"]
    csv.writer(text, delimiter=separator, quoting=csv.QUOTE_ALL).writerows([header, *rows])
    content = text.getvalue().encode(encoding)
    table = read_table(content, "t.csv")
    assert [[cell.value for cell in row] for row in table.rows] == [header, *rows]
    assert table.with_cells({}) == content


@given(st.binary(max_size=60))
def test_any_bytes_are_kept_or_refused(content: bytes) -> None:
    try:
        table = read_table(content, "t.csv")
    except NotExported:
        return
    assert table.with_cells({}) == content


@given(cell=SIGNS, before=st.sampled_from(["", '""', "x", '"x"']))
def test_a_cell_is_read_again_as_it_was_put_in(cell: str, before: str) -> None:
    content = f"a,b,c\n1,{before},3\n4,5,6\n".encode()
    table = read_table(content, "t.csv")
    again = read_table(table.with_cells({(1, 1): cell}), "t.csv")
    assert again.value(1, 1) == cell
    assert (again.value(1, 0), again.value(1, 2), again.value(2, 1)) == ("1", "3", "5")


@pytest.mark.parametrize(
    ("before", "cell", "after"),
    [
        ("a,b\n1,\n", "7", "a,b\n1,7\n"),
        ("a,b\n1,\n", "7,5", 'a,b\n1,"7,5"\n'),
        ("a;b\n1;\n", "7,5", "a;b\n1;7,5\n"),
        ('a,b\r\n1,""\r\n', "7", 'a,b\r\n1,"7"\r\n'),
        ("a,b\n1,", 'say "x"', 'a,b\n1,"say ""x"""'),
        ("sep=;\na,b;c\n1;\n", "7", "sep=;\na,b;c\n1;7\n"),
        ("a,b\r1,\r", "7", "a,b\r1,7\r"),
    ],
)
def test_a_cell_is_quoted_where_it_was_or_has_to_be(before: str, cell: str, after: str) -> None:
    table = read_table(before.encode(), "t.csv")
    assert table.with_cells({(1, 1): cell}) == after.encode()


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"", "export.empty"),
        (b"\n\n\r\n", "export.empty"),
        (codecs.BOM_UTF8, "export.empty"),
        (b"PK\x03\x04 a workbook", "export.workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1 an old one", "export.workbook"),
        (b"a,b\n\0,1\n", "export.no_text"),
        (codecs.BOM_UTF16_LE + b"a\0,\0b", "export.no_text"),
        (codecs.BOM_UTF8 + b"\xff\xfe", "export.no_text"),
        (b'a,b\n1,"never closed\n', "export.quotes"),
        (b'a,b\n1,"closed"too early\n', "export.quotes"),
        (b"x" * (MAX_BYTES + 1), "export.too_large"),
    ],
    ids=lambda value: value if isinstance(value, str) else value[:12],
)
def test_what_is_no_table_is_refused_with_its_reason(content: bytes, key: str) -> None:
    assert refusal(content) == key


def test_a_quotation_mark_in_the_wrong_place_is_named_with_its_line() -> None:
    with pytest.raises(NotExported) as raised:
        read_table(b'a,b\n1,2\n3,"x" y\n', "t.csv")
    assert raised.value.text.values["line"] == 3


def test_letters_that_an_encoding_lacks() -> None:
    decoded = decode("a,b\né,1\n".encode("cp1252"), "t.csv")
    assert decoded.encoding == "cp1252" and decoded.lacks("→") and not decoded.lacks("é")
    assert decoded.encoded("→", html=True) == b"&#8594;" and decoded.encoded("→") == b"?"
