"""The class as JUnit XML: a suite for each hand-in, a case for each item of the rubric."""

import re
from xml.etree import ElementTree as Xml

from grader.export.export import Exported, Job
from grader.export.listing import Entry, entries, exported
from grader.report import clean
from grader.reported import ExerciseReport, ItemReport

_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_STOPPED = frozenset({"raised", "timed_out", "out_of_memory", "crashed", "grader_fault"})
_NOT_RUN = frozenset({"skipped", "not_attempted", "missing"})


class Junit:
    """Makes `junit.xml`. It says what the student's report says, and no more."""

    name = "junit"
    words = "Items as JUnit XML."

    def make(self, job: Job) -> Exported:
        """Return the file."""
        root = Xml.Element("testsuites", name=_plain(job.of.title))
        for entry in entries(job):
            root.append(_suite(entry))
        Xml.indent(root)
        content = Xml.tostring(root, encoding="utf-8", xml_declaration=True)
        return exported(job, {"junit.xml": content + b"\n"})


def _suite(entry: Entry) -> Xml.Element:
    one, mark = entry.student, entry.mark
    suite = Xml.Element("testsuite", name=_plain(one.id))
    told = {"status": one.status, "score": one.score, "max_score": one.max_score}
    if mark:
        told |= {"earned": mark.earned, "late_penalty": mark.penalty, "mark": mark.value}
    properties = Xml.SubElement(suite, "properties")
    for name, value in told.items():
        if value is not None:
            Xml.SubElement(properties, "property", name=name, value=_plain(str(value)))
    cases = [_case(exercise, item) for exercise in one.exercises for item in exercise.items]
    if not cases:
        case = Xml.Element("testcase", classname=_plain(one.id), name=one.status)
        Xml.SubElement(case, "error", message=one.status, type=one.status)
        cases = [case]
    suite.extend(cases)
    for name, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(name, str(sum(case.find(tag) is not None for case in cases)))
    suite.set("tests", str(len(cases)))
    return suite


def _case(exercise: ExerciseReport, item: ItemReport) -> Xml.Element:
    case = Xml.Element("testcase", classname=_plain(exercise.title), name=_plain(item.title))
    properties = Xml.SubElement(case, "properties")
    for name, value in (("score", item.score), ("max_score", item.max_score)):
        if value is not None:
            Xml.SubElement(properties, "property", name=name, value=f"{value:g}")
    if item.score is not None and item.score >= item.max_score:
        return case
    message = _plain(_said(item) or exercise.summary)
    if item.score is None or exercise.status in _STOPPED:
        Xml.SubElement(case, "error", message=message, type=exercise.status)
    elif exercise.status in _NOT_RUN:
        Xml.SubElement(case, "skipped", message=message)
    else:
        named = next((name for d in exercise.diagnosis for name in d.mistakes), "")
        kind = f"misconception:{named}" if named else exercise.status
        Xml.SubElement(case, "failure", message=message, type=_plain(kind))
    return case


def _said(item: ItemReport) -> str:
    """Return what does not hold, each sentence once."""
    return " ".join(dict.fromkeys(found.message for found in item.findings if not found.ok))


def _plain(text: str) -> str:
    """Return text that XML can hold."""
    return _NOT_IN_XML.sub("", clean.line(text))
