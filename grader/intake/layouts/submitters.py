"""Gradescope's `submission_metadata.yml`: who submitted what, and when.

Ruby writes it, with symbols for keys, always in one shape; what else stands in it (results,
histories, the output of whole runs) lies deeper, and no line of it is looked at. So it is read line
by line: no alias is followed, no object made, and the time goes with the size.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

MOST = 50_000
"""Submissions that are read, and submitters of them all."""
_LONGEST = 1000
"""Characters of a value."""
_SUBMISSION = re.compile(r"(submission_\w{1,40}):\s*")
_KEY = re.compile(r"  (:\w{1,40}):\s*(.*)")
_FIELD = re.compile(r"\s{2,6}(-|\s)\s:(\w{1,40}):\s*(.*)")
_ESCAPE = re.compile(r"\\(x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)")
_SHORT = {"n": "\n", "t": "\t", "r": "\r", "e": "\x1b", "0": "\0", "N": "\x85", "_": "\xa0"}


@dataclass(slots=True)
class Submitted:
    """One submission: its submitters by field, and when it was made."""

    submitters: list[dict[str, str]] = field(default_factory=list)
    time: str = ""


def submitted(content: bytes) -> dict[str, Submitted]:
    """Return the submissions by their folder's name; those alone that can be read."""
    found: dict[str, Submitted] = {}
    one, section, people = Submitted(), "", 0
    for line in _lines(content):
        if name := _SUBMISSION.fullmatch(line):
            one, section = Submitted(), ""
            if len(found) < MOST:
                found[name[1]] = one
        elif key := _KEY.fullmatch(line):
            section = key[1]
            if section == ":created_at":
                one.time = _scalar(key[2])
        elif section == ":submitters" and people < MOST:
            people += _took(one, line)
    for each in found.values():
        each.submitters = [{k: _scalar(v) for k, v in who.items()} for who in each.submitters]
    return found


def _lines(content: bytes) -> Iterator[str]:
    for raw in content.removeprefix(codecs.BOM_UTF8).splitlines():
        yield raw[: 4 * _LONGEST].decode("utf-8", "replace")


def _took(one: Submitted, line: str) -> bool:
    """Take a line of a submission's submitters; whether another of them begins with it."""
    given = _FIELD.fullmatch(line)
    if given is None:
        if one.submitters and one.submitters[-1] and line.startswith("      "):
            _go_on(one.submitters[-1], line.strip())
        return False
    begins = given[1] == "-"
    if begins:
        one.submitters.append({})
    if one.submitters:
        one.submitters[-1][given[2]] = given[3].strip()
    return begins


def _go_on(submitter: dict[str, str], line: str) -> None:
    """Join a value that was broken into lines."""
    last = next(reversed(submitter))
    before = submitter[last]
    if len(before) > _LONGEST:
        return
    if before.startswith('"') and before.endswith("\\"):
        submitter[last] = before[:-1] + line.removeprefix("\\")
    else:
        submitter[last] = f"{before} {line}"


def _scalar(text: str) -> str:
    text = text.strip()[:_LONGEST]
    if len(text) > 1 and text[0] == text[-1] == "'":
        return text[1:-1].replace("''", "'")
    if len(text) > 1 and text[0] == text[-1] == '"':
        return _ESCAPE.sub(_unescaped, text[1:-1])
    return "" if text in ("~", "null") or text.startswith(("!", "&", "*", "|", ">")) else text


def _unescaped(found: re.Match[str]) -> str:
    word = found[1]
    if len(word) == 1:
        return _SHORT.get(word, word)
    code = int(word[1:], 16)
    return chr(code) if code <= 0x10FFFF else "�"
