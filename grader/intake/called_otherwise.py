"""Whether two names can be one person's: a number that agrees may be another course's, or a team's.

Some write the surname first, some leave accents out, Canvas writes `doejane` for `Doe, Jane`: one
word in common is enough.
"""

import unicodedata


def words(name: str) -> list[str]:
    """Return a name's words without accents, in no order."""
    letters = unicodedata.normalize("NFKD", name).casefold()
    plain = "".join(sign if sign.isalnum() else " " for sign in letters if not _is_accent(sign))
    return sorted(plain.split())


def differ(one: str, other: str) -> bool:
    """Tell whether two names have nothing in common; of no name that is not known."""
    ours, theirs = words(one), words(other)
    if not ours or not theirs or {*ours} & {*theirs}:
        return False
    return not _within(ours, theirs) and not _within(theirs, ours)


def _within(some: list[str], others: list[str]) -> bool:
    joined = "".join(others)
    return all(word in joined for word in some)


def _is_accent(sign: str) -> bool:
    return unicodedata.combining(sign) > 0
