"""How much of a handed-in file is looked at. Ordinary notebooks stay far below every figure."""

FILE_BYTES = 64_000_000
"""Largest file, in bytes. Stored pictures and tables rarely pass 10 MB."""

JSON_ITEMS = 1_000_000
"""Most objects in a notebook's JSON, and most values where it must be decoded whole: about 60
bytes of memory each."""

SOURCE_ENCODED_BYTES = 8_000_000
"""Most bytes of JSON that the sources of all cells together may take."""

SOURCE_CHARACTERS = 300_000
"""Most characters of code in all cells together, some 7,500 lines. A parsed character can cost
700 bytes of memory and 3 microseconds, so this bounds both at about 200 MB and one second."""

CODE_CELLS = 5_000
"""Most code cells."""

CELLS = 50_000
"""Most cells of every kind, and most cell markers of a script."""

MARKS = 30
"""Most combining marks in a row. Python's parser sorts those of an identifier, in a time that grows
with the square of their number."""
