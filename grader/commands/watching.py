"""`grader check --watch`: check again at every save, and say what became better or worse."""

from collections.abc import Callable, Iterator
from pathlib import Path

from rich.console import Console

from grader.errors import NothingToGrade, UserError
from grader.language import Catalogue, built_in, spoken_here
from grader.model import Text
from grader.report import clean
from grader.reported import Report

Items = dict[tuple[str, str], tuple[str, float | None]]


def check_at_every_save(notebook: Path, check: Callable[[], Report]) -> Report:
    """Check now and whenever the notebook is saved, until Ctrl-C; return the last report."""
    try:
        from watchfiles import watch
    except ImportError:
        raise UserError(built_in(spoken_here()).word("watch.lacking")) from None
    report = check()
    catalogue = built_in(report.language)
    _print(catalogue.say(Text("watch.waiting", {"file": notebook.name})))
    # of the folder: many editors write another file and give it the name
    wanted = notebook.resolve()
    saves = watch(
        wanted.parent, recursive=False, raise_interrupt=False,
        watch_filter=lambda _change, path: Path(path).name == wanted.name,
    )  # fmt: skip
    for _changes in saves:
        before = report
        try:
            report = check()
        except NothingToGrade:  # gone for a moment, while it is being replaced
            continue
        for line in changes(before, report, catalogue):
            _print(line)
    return report


def changes(before: Report, after: Report, catalogue: Catalogue) -> Iterator[str]:
    """Say item by item what is better and what is worse, then how many points there are."""
    earlier, now = _items(before), _items(after)
    points = catalogue.points
    moved = False
    for key, (title, score) in now.items():
        was = earlier.get(key, ("", None))[1]
        if (was or 0) == (score or 0):
            continue
        moved = True
        is_better = (score or 0) > (was or 0)
        values = {"item": title, "before": points(was), "after": points(score)}
        mark, word = ("▲", "watch.better") if is_better else ("▼", "watch.worse")
        yield f"{mark} {catalogue.say(Text(word, values))}"
    total = {"score": points(after.score), "max": points(after.max_score)}
    if moved:
        yield catalogue.say(Text("watch.total", {**total, "before": points(before.score)}))
    else:
        yield catalogue.say(Text("watch.same", total))


def _items(report: Report) -> Items:
    return {
        (exercise.name, item.id): (f"{exercise.title}: {item.title}", item.score)
        for exercise in report.exercises
        for item in exercise.items
    }


def _print(text: str) -> None:
    Console(stderr=True).print(clean.line(text), markup=False, highlight=False, soft_wrap=True)
