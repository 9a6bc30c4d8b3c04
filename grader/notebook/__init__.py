"""A handed-in file becomes code cells; nothing in it is run."""

from grader.notebook.parse import Broken, Parsed, parse
from grader.notebook.reader import read

__all__ = ["Broken", "Parsed", "parse", "read"]
