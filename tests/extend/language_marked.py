"""To add a language: one complete by machine, in a copy of the package, to see who knows of it.

Its sentences are the English ones with a mark before each. What is done to the copy is all there is
to do for it to be spoken: a file of sentences, and a name in `LANGUAGES`.
"""

import json
import shutil
from pathlib import Path

import grader

XX = "xx"
MARK = "¤"


def speak(folder: Path) -> None:
    """Copy the package into a folder, with a language more."""
    package = folder / "grader"
    shutil.copytree(
        Path(grader.__file__).parent, package, ignore=shutil.ignore_patterns("__pycache__")
    )
    lines = (package / "languages" / "en.toml").read_text(encoding="utf-8").split("\n")
    sentences = "\n".join(map(_marked, lines))
    (package / "languages" / f"{XX}.toml").write_text(sentences, encoding="utf-8")
    module = package / "language.py"
    source = module.read_text(encoding="utf-8")
    module.write_text(source.replace("LANGUAGES = (", f'LANGUAGES = ("{XX}", '), encoding="utf-8")


def _marked(line: str) -> str:
    key, equals, said = line.partition(" = ")
    if not equals or line.startswith("#") or key == "decimal":
        return line
    return f"{key} = {json.dumps(MARK + json.loads(said), ensure_ascii=False)}"
