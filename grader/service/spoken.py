"""Which of our languages a caller reads, by their Accept-Language."""

from grader.language import LANGUAGES

DEFAULT = "en"
_BY_CODE = {language[:2].lower(): language for language in LANGUAGES}
_LONGEST = 500
"""Characters of the header that are looked at."""


def spoken(header: str | None) -> str:
    """Return the language that is wanted most of those we have; empty where none is."""
    wanted = [_weighed(part) for part in (header or "")[:_LONGEST].split(",")]
    known = [(weight, _BY_CODE[code]) for code, weight in wanted if code in _BY_CODE and weight > 0]
    return max(known, key=lambda one: one[0])[1] if known else ""


def _weighed(part: str) -> tuple[str, float]:
    tag, _, rest = part.strip().partition(";")
    name, _, value = rest.strip().partition("=")
    try:
        weight = float(value) if name.strip() == "q" else 1.0
    except ValueError:
        weight = 0.0
    return tag.strip()[:2].lower(), weight if 0 <= weight <= 1 else 0.0
