"""What the author of an exercise writes against, from its docstrings."""

from source_told import told

from grader import claim, exercise, mistake


def api() -> str:
    """Return the page."""
    things = [
        exercise.Case, exercise.Exercise, exercise.Line, exercise.Picture, claim.Claims,
        claim.Answer, claim.claim, claim.said, mistake.Mistake, mistake.Alternative,
        mistake.compose,
    ]  # fmt: skip
    head = "# Exercises\n\nWhat an author's `exercises.py` and `mistakes.py` import.\n"
    return "\n".join([head, *map(told, things)])
