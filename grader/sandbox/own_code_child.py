"""The process behind `OwnCode`: the child's conversation over standard streams, nothing locked."""

import json
import os
import sys
from pathlib import Path

from grader.load import load_provided
from grader.sandbox import child, randomness


def main(assignment: Path, output: Path) -> None:
    """Keep the streams for frames, send printed text to a file, serve one submission."""
    reading, writing = os.dup(0), os.dup(1)
    printed = os.open(output, os.O_WRONLY | os.O_APPEND)
    os.dup2(printed, 1)
    os.dup2(printed, 2)
    modules = load_provided(assignment / "provided")
    randomness.make_repeatable()
    child.hide_ourselves()
    child.converse(modules, reading, writing)


if __name__ == "__main__":
    config = json.loads(sys.argv[1])
    main(Path(config["assignment"]), Path(config["output"]))
