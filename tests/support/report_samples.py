"""Reports to render in tests: full marks, a mixture, a file nobody can read, hostile texts."""

from dataclasses import replace

from picture_samples import agreeing_curve, hostile_pictures, pictured
from report_maker import Maker

from grader.reported import (
    DiagnosisReport,
    ExerciseReport,
    ExhibitReport,
    FindingReport,
    ItemReport,
    PrintedReport,
    ProblemReport,
    Report,
)


def full_marks(language: str) -> Report:
    """Everything right, values of the examples agree."""
    make = Maker(language)
    cost = make.exercise(
        "compute_cost_with_regularization",
        "cost",
        "passed",
        (make.item("plain", 4, "cost"), make.item("penalty", 16, "cost")),
    )
    agrees = ExhibitReport(
        make.text["lesson"], "cost", (("1.78648595",),), (("1.78648595",),), ((0,),)
    )
    backward = make.exercise(
        "backward_propagation_with_regularization",
        "backward",
        "passed",
        (make.item("weights", 25, "dW1 dW2 dW3"), make.item("biases", 5, "db1 db2")),
    )
    return make.report(
        "ana.souza", (replace(cost, exhibits=(agrees, agreeing_curve(make))), backward)
    )


def mixed(language: str) -> Report:
    """One of each: right, partly right with a named mistake, an error, missing, our fault."""
    make = Maker(language)
    exercises = (
        make.exercise(
            "compute_cost_with_regularization",
            "cost",
            "passed",
            (make.item("plain", 4, "cost"), make.item("penalty", 6, "cost")),
        ),
        _backward_wrong(make),
        _dropout_raises(make),
        make.exercise(
            "model",
            "model",
            "missing",
            (
                ItemReport(
                    "falls",
                    make.text["falls"],
                    0.0,
                    5.0,
                    (
                        make.finding("lesson", "example", False, make.say("why.missing")),
                        make.finding("rows", "hidden", False, make.say("why.missing")),
                    ),
                ),
            ),
        ),
        make.exercise(
            "accuracy",
            "accuracy",
            "grader_fault",
            (ItemReport("accuracy", make.text["accuracy"], None, 5.0, ()),),
        ),
    )
    problem = ProblemReport(make.text["where"], make.text["problem"])
    return replace(make.report("joão-pereira", exercises), problems=(problem,))


def _backward_wrong(make: Maker) -> ExerciseReport:
    wrong = (
        make.finding("rows", "hidden", False, make.say("values_differ", what="dW1")),
        make.finding(
            "lesson",
            "example",
            False,
            make.say(
                "entry_differs",
                what="dW1[0, 0]",
                expected=-0.25604646,
                got=-0.7681394,
                wrong=5,
                size=6,
            ),
        ),
        make.finding("wide", "hidden", False, make.say("values_differ", what="dW1")),
        make.finding("lesson", "example", False, make.say("not_finite", what="dW3")),
        make.finding("lesson", "example", True, make.say("agrees", what="dW2")),
    )
    exhibits = (
        ExhibitReport(
            make.text["lesson"],
            "dW1",
            (
                ("-0.25604646", "0.12298827", "-0.28297129"),
                ("-0.17706303", "0.34536094", "-0.44105720"),
            ),
            (
                ("-0.76813938", "0.12298827", "-0.28297130"),
                ("-0.18706303", "0.39536094", "-0.94105720"),
            ),
            ((4, 0, 1), (2, 3, 4)),
        ),
        ExhibitReport(
            make.text["lesson"],
            "dW3",
            (("-1.77691347", "-0.11832879", "-0.09397446", "0.20170021"),),
            (("nan", "inf", "-0.09397446"),),
            ((4, 4, 0),),
            make.text["note"],
        ),
        ExhibitReport(
            make.text["lesson"],
            "dW2",
            (("0.79276486", "0.85133918"), ("-0.09579950", "-0.01720463")),
            (("0.79276486", "0.85133918"), ("-0.09579950", "-0.01720463")),
            ((0, 0), (0, 0)),
        ),
    )
    made = make.exercise(
        "backward_propagation_with_regularization",
        "backward",
        "failed",
        (
            ItemReport("weights", make.text["weights"], 7.5, 12.5, wrong, make.text["reason"]),
            make.item("biases", 2.5, "db1 db2 db3"),
        ),
    )
    return replace(
        made,
        diagnosis=(
            DiagnosisReport(
                "mistake",
                ("no_half",),
                make.text["place"],
                make.text["sentence"],
                make.text["hint"],
                "confirmed",
                make.code(
                    14,
                    11,
                    (11, 11),
                    (
                        "    dZ1 = dA1 * (A1 > 0)",
                        "    dW1 = dZ1 @ X.T / m + lambd / m * W1",
                        "    db1 = np.sum(dZ1, axis=1, keepdims=True) / m",
                    ),
                    first=10,
                ),
            ),
        ),
        advice=(make.text["advice"],),
        exhibits=exhibits,
        printed=(PrintedReport(make.text["lesson"], "W1.shape = (2, 3)\n\tm = 5\n"),),
    )


def _dropout_raises(make: Maker) -> ExerciseReport:
    raised = make.say("why.raised", type="ValueError", cell=17, line=9)
    findings = (
        make.finding("lesson", "example", False, raised),
        make.finding("rows", "hidden", False, raised),
        make.finding("wide", "hidden", False, make.say("why.timed_out")),
    )
    made = make.exercise(
        "forward_propagation_with_dropout",
        "dropout",
        "failed",
        (
            ItemReport("mask", make.text["mask"], 0.0, 10.0, findings),
            ItemReport("scale", make.text["scale"], 0.0, 5.0, findings),
        ),
    )
    stopped = make.code(17, 9, (9, 9), ("    A1 = A1 * D1",), first=9)
    summary = f"{make.say('summary.unrun')} {raised}"
    called = make.code(21, 4, (4, 4), ("    A3, cache = forward(X)",), first=4, calls="forward")
    return replace(made, status="raised", summary=summary, stopped=stopped, called=called)


def unreadable(language: str) -> Report:
    """A file of which nothing can be read."""
    make = Maker(language)
    problem = ProblemReport("vazio.ipynb", make.text["unreadable"])
    report = make.report("vazio", (), "unreadable")
    return replace(report, score=0.0, problems=(problem,), isolation={})


HOSTILE = (
    "<script>alert(1)</script> \x1b[31mred\x1b[0m \x1b]0;title\x07 [bold]markup[/bold] [/] "
    "\u202elrt\u202c \ud800 \x00 \r100/100 \x9b2J {{ 7*7 }} {% raw %} \"' onload=\u2028x"
)


def hostile(language: str) -> Report:
    """Every text that a student can influence tries something."""
    make = Maker(language)
    bad = HOSTILE
    findings = (
        FindingReport(bad, "example", False, bad),
        FindingReport(make.text["rows"], "hidden", True, bad),
    )
    exhibit = ExhibitReport(bad, bad, ((bad, "1"),), ((bad, bad), ("2",)), ((9, -1), (3,)), bad)
    exercise = replace(
        make.exercise(
            "cost", "cost", "failed", (ItemReport("plain", bad, 0.0, 4.0, findings, bad, 7),)
        ),
        summary=bad,
        exhibits=(exhibit, *hostile_pictures(bad)),
        advice=(bad,),
        printed=(PrintedReport(bad, bad + "\n" + "x" * 3000, 61_000),),
        left_out=1,
        diagnosis=(DiagnosisReport("mistake", (bad,), bad, bad, bad),),
    )
    return replace(
        make.report('=cmd|"/C calc"!A1 ' + bad, (exercise,)),
        score=float("nan"),
        problems=(ProblemReport(bad, bad),),
        provenance={bad: {bad: [bad, 1]}},
        isolation={"tier": bad},
    )


SAMPLES = {
    "full_marks": full_marks,
    "mixed": mixed,
    "pictured": pictured,
    "unreadable": unreadable,
    "hostile": hostile,
}
