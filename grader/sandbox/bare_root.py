"""A root folder that holds libraries and nothing else: what has to be shown in it, and where.

Used by the namespaces that a zygote makes for itself and by the wall it is started inside of.
"""

import os
from collections.abc import Iterable

from grader.frozen import frozen
from grader.sandbox import policy


@frozen
class BareRoot:
    """What a bare root shows: real places, and the symbolic links on the way to them."""

    places: tuple[str, ...]
    """Real paths of folders and files, none beneath another."""
    links: tuple[tuple[str, str], ...]
    """(path, what it points to); each stands in a folder that is no link, beneath no place."""


def bare_root(wanted: Iterable[str]) -> BareRoot:
    """Return what a root must show so that every wanted path is found under its own name."""
    paths = [os.path.abspath(path) for path in wanted]
    places = policy.outermost(map(os.path.realpath, paths))
    links = {link: target for path in paths for link, target in _links(path)}
    shown = [link for link in links if not any(policy.beneath(link, p) for p in places)]
    return BareRoot(tuple(places), tuple((link, links[link]) for link in shown))


def _links(path: str) -> list[tuple[str, str]]:
    """Return the symbolic links that lead from a path to its real place, in order."""
    found: list[tuple[str, str]] = []
    here, left = "/", path.split("/")
    while left:
        here = os.path.normpath(os.path.join(here, left.pop(0)))
        if os.path.islink(here) and len(found) < 40:
            target = os.readlink(here)
            found.append((here, target))
            onward = os.path.normpath(os.path.join(os.path.dirname(here), target))
            here, left = "/", [*onward.split("/"), *left]
    return found
