"""What a file's first bytes tell, whatever its name says."""

OPENING = 4096
"""Bytes in which a notebook shows what it is."""
_KEYS = (b'"cells"', b'"worksheets"', b'"nbformat"')
_MARK = b"\xef\xbb\xbf"


def opens_as_notebook(opening: bytes) -> bool:
    """Tell whether a file begins as Jupyter, Colab and editors write a notebook's JSON."""
    start = opening[:OPENING].removeprefix(_MARK).lstrip()
    return start.startswith(b"{") and any(key in start for key in _KEYS)
