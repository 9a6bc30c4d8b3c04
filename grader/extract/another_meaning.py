"""Which statements give a name another meaning than what stands before them goes on using.

They are executed among names of their own, which begin as a copy; see `grader.sandbox.loading`.
"""

from grader.extract.material import Material
from grader.extract.needs import Needs, Reached
from grader.extract.statements import Statement


def another_meaning(material: Material, needs: Needs, kept: Reached) -> set[Statement]:
    """Return these statements, of those that are kept."""
    found = {meaning.statements[0] for meaning in kept.unsure}
    for name, held in kept.held.items():
        known = kept.meanings[name]
        first = min(meaning.start for meaning in held)
        found |= {m.statements[0] for m in known if m.start > first}
    return found | _stars(material, needs, kept)


def _stars(material: Material, needs: Needs, kept: Reached) -> set[Statement]:
    """Return star imports after the last use of something: nobody can tell what they give anew."""
    readers = sorted((s for s in kept.statements if s.reads_later), key=lambda s: s.order)
    found: set[Statement] = set()
    seen: set[str] = set()
    earliest: int | None = None
    at = 0
    for star in material.stars:
        while at < len(readers) and readers[at].order < star.order:
            use = needs.last_use.of(readers[at])
            earliest = use if earliest is None else min(earliest, use)
            at += 1
        if star.source not in seen and earliest is not None and earliest <= star.order:
            found.add(star)
        seen.add(star.source)
    return found
