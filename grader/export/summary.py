"""What `grader export` says before it writes: how many get a mark, who does not, and why."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from grader.export.export import Exported, Job, Listed
from grader.language import Catalogue
from grader.model import Text
from grader.report import clean

SUMMARY = "summary.txt"
"""The file that has all of it, beside what was made."""


def summary(
    made: Mapping[str, Exported], job: Job, most: int | None = None,
    whole: str = f"export/{SUMMARY}",
) -> str:  # fmt: skip
    """Return the summary of all exports; of people with the same reason so many at most.

    The others are in the file that has the `whole` of it.
    """
    lines: list[str] = []
    for name, exported in made.items():
        count = job.catalogue.count("export.filled", exported.filled)
        if exported.unchanged:
            count += f", {job.catalogue.count('export.unchanged', exported.unchanged)}"
        lines.append(f"{name}: {count}")
        lines += [f"  {job.catalogue.say(note)}" for note in exported.notes]
        lines += _policy(job)
        lines += listed("export.skipped", exported.skipped, job.catalogue, most, whole)
        lines += listed("export.look", exported.look, job.catalogue, most, whole)
    return "\n".join(lines)


def _policy(job: Job) -> Iterator[str]:
    """Say what being late costs, as it was understood."""
    policy = job.marking.late
    if policy:
        values: dict[str, str | int | Text] = {
            "percent": f"{policy.percent:f}",
            "most": f"{policy.most:f}",
            "of": Text("export.of_maximum" if policy.of == "maximum" else "export.of_mark"),
            "unit": Text(_UNITS[policy.unit_seconds]),
            "grace": policy.grace_seconds // 60,
        }
        yield f"  {job.catalogue.say(Text('export.policy', values))}"


_UNITS = {86400: "export.unit_day", 3600: "export.unit_hour", 60: "export.unit_minute"}


def listed(
    key: str, people: Sequence[Listed], catalogue: Catalogue, most: int | None, whole: str
) -> Iterator[str]:
    """Yield a heading, and everybody under it with the reason."""
    if not people:
        return
    yield f"  {catalogue.count(key, len(people))}"
    by_reason: dict[str, list[Listed]] = defaultdict(list)
    for one in people:
        by_reason[one.why.key].append(one)
    for same in by_reason.values():
        for one in same[:most]:
            yield f"    {clean.line(one.who)}: {clean.line(catalogue.say(one.why))}"
        if most is not None and len(same) > most:
            yield f"    ... +{len(same) - most}: {whole}"
