"""What `grader grade` writes about the class: run.json, the class page, the gradebook."""

import json
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import numpy as np

from grader import __version__
from grader.assignment import in_language
from grader.batch import Graded, Worker
from grader.gradebook import gradebook_csv
from grader.intake import HandIn, Intake
from grader.intake.likeness import visible
from grader.language import Catalogue
from grader.report.class_page import Collision, SetAside, render_class_page


def class_facts(
    worker: Worker,
    intake: Intake,
    graded: Sequence[Graded],
    jobs: int,
    seconds: float,
) -> dict[str, Any]:
    """Return what run.json says: what was graded with what, and what a person should know."""
    catalogue = Catalogue(worker.language)
    return {
        "assignment": {
            "slug": worker.prepared.assignment.slug,
            "digest": worker.prepared.assignment.digest,
        },
        "reference": worker.prepared.reference_digest,
        "seed": worker.prepared.seed_commitment,
        "isolation": {
            "tier": worker.executor.isolation.tier,
            **worker.executor.isolation.facts,
        },
        "versions": {
            "grader": __version__,
            "python": platform.python_version(),
            "numpy": np.__version__,
        },
        "language": worker.language,
        "submissions": len(graded),
        "people": [_person(hand_in) for hand_in in intake.handed_in],
        "set_aside": [
            {"file": aside.name, "why": catalogue.say(aside.why)} for aside in intake.set_aside
        ],
        "collisions": [
            {
                "what": catalogue.say(collision.what),
                "members": [{"student": m.student, "file": m.file} for m in collision.members],
            }
            for collision in intake.collisions
        ],
        "faults": [fault for g in graded for fault in g.faults],
        "timing": {
            "finished_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "seconds": round(seconds, 3),
            "jobs": jobs,
            "kept": sum(g.kept for g in graded),
        },
    }


def _person(hand_in: HandIn) -> dict[str, Any]:
    """Return who handed in what; of what only platforms tell, what this one did."""
    person = hand_in.person
    told = {
        "name": person.name,
        "email": person.email,
        "ids": dict(person.ids),
        "members": [member.id for member in person.members],
        "time": hand_in.time,
        "late": hand_in.late,
    }
    known = {field: value for field, value in told.items() if value not in ("", {}, [], None)}
    return {
        "student": person.id, "file": hand_in.name, "attempt": hand_in.attempt, **known,
    }  # fmt: skip


def class_contents(
    worker: Worker, intake: Intake, graded: Sequence[Graded], facts: dict[str, Any]
) -> dict[str, bytes]:
    """Return what is written about the class, by the file's name."""
    assignment, language = worker.prepared.assignment, worker.language
    rows = [g.row for g in graded]
    catalogue = Catalogue(language)
    page = render_class_page(
        rows,
        title=in_language(assignment.title, language, assignment.slug),
        language=language,
        set_aside=[SetAside(visible(a.name), catalogue.say(a.why)) for a in intake.set_aside],
        collisions=[
            Collision(catalogue.say(c.what), tuple((m.student, m.file) for m in c.members))
            for c in intake.collisions
        ],
        run={
            "assignment": assignment.digest,
            "seed": facts["seed"],
            "versions": facts["versions"],
            "isolation": facts["isolation"]["tier"],
        },
    )
    text = json.dumps(facts, indent=1, ensure_ascii=False)
    return {
        "run.json": (text + "\n").encode("utf-8", "replace"),
        "index.html": page.encode(),
        "gradebook.csv": gradebook_csv(rows, [rubric.name for rubric in assignment.rubrics]),
    }
