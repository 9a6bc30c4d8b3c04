"""The process that examines a kernel: it holds the kits, asks, judges, and writes what is shown."""

import os
import sys
from typing import Any, NoReturn

from grader.errors import GraderError, where
from grader.live.examination import Examination
from grader.live.lessons import Unclear
from grader.live.line import HungUp, Line
from grader.live.telling import Telling, sentence
from grader.model import Text
from grader.own_memory import collect_rarely


def main() -> NoReturn:
    """Answer the kernel until it hangs up. Called in a process of its own."""
    collect_rarely()
    line = _line()
    examination = Examination(line)
    examination.make_ready(line.is_waiting)
    try:
        while True:
            message, content = line.receive()
            line.send(["told", _told(examination, message, content).as_message()])
    except HungUp:
        sys.exit(0)


def _line() -> Line:
    """Take the standard streams for the line; what anything prints goes nowhere."""
    reading, writing = os.dup(0), os.dup(1)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nowhere, number)
    return Line(os.fdopen(reading, "rb"), os.fdopen(writing, "wb"))


def _told(examination: Examination, message: Any, content: bytes) -> Telling:
    """Return what is to be shown; whatever goes wrong is a sentence."""
    language = message.get("language", "")
    try:
        return examination.told(message, content)
    except Unclear as unclear:
        return sentence(unclear.text, language)
    except HungUp:
        raise
    except GraderError as error:
        return sentence(Text("live.fault", {"what": str(error)}), language)
    except Exception as error:  # a bug of ours: the kernel goes on
        return sentence(Text("live.fault", {"what": where(error)}), language)
