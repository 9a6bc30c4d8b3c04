"""Who is who: nobody is taken for somebody else because two files bear one name.

Only paths are known here, and what layouts told of them. Hand-ins whose ids are one
(`grader.intake.likeness.key`) are different people until somebody knows better: each is called by
its folder too (one that lies in none keeps its plain id), where that does not do by its file, and
at last by a digest of where it lies.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from grader.intake.found import Found
from grader.intake.hand_in import Collision, HandIn, Member
from grader.intake.likeness import hides, key, look, visible
from grader.model import Text


def told_apart(found: Sequence[Found]) -> tuple[list[HandIn], list[Collision]]:
    """Return the hand-ins under ids that nobody shares, and who could be taken for whom."""
    ids = _ids(found)
    handed = [_called(one.handed, name) for one, name in zip(found, ids, strict=True)]
    return handed, [*_sharing(found, ids), *_alike(found, ids)]


def _called(handed: HandIn, name: str) -> HandIn:
    others = tuple(_called(other, name) for other in handed.others)
    return replace(handed, person=replace(handed.person, id=name), others=others)


def _ids(found: Sequence[Found]) -> list[str]:
    ids = [one.handed.person.id for one in found]
    for name_of in (_by_folder, _by_file, _by_name, _by_place):
        groups = defaultdict(list)
        for index, name in enumerate(ids):
            groups[key(name)].append(index)
        for shared, group in groups.items():
            if len(group) > 1 or not shared:
                may_stay = shared and name_of is not _by_folder
                stays = _only_plain(group, found) if may_stay else ()
                for index in group:
                    if index not in stays:
                        ids[index] = name_of(found[index])
    return ids


def _only_plain(group: Sequence[int], found: Sequence[Found]) -> Sequence[int]:
    """Return the one of a group in whose name nothing is hidden, if there is just one.

    It keeps its id: letters that nobody sees are not written into other people's names by chance.
    """
    plain = [index for index in group if not hides(found[index].handed.name)]
    return plain if len(plain) == 1 else ()


def _by_folder(one: Found) -> str:
    return "/".join((*one.shown, one.handed.person.id))


def _by_file(one: Found) -> str:
    file = one.handed.name.replace("\\", "/").rpartition("/")[2]
    return "/".join((*one.shown, file))


def _by_name(one: Found) -> str:
    """Tell by the very bytes of the names shown: the same id wherever the class lies."""
    return f"{_by_folder(one)}-{_digest(one, one.shown)[:8]}"


def _by_place(one: Found) -> str:
    return f"{_by_folder(one)}-{_digest(one, one.place)}"


def _digest(one: Found, folders: tuple[str, ...]) -> str:
    where = "\0".join((*folders, one.handed.name, str(one.handed.place.member)))
    return hashlib.sha256(where.encode("utf-8", "surrogatepass")).hexdigest()


def _sharing(found: Sequence[Found], ids: Sequence[str]) -> Iterable[Collision]:
    for group in _groups(found, key):
        if len(group) > 1:
            student = visible(found[group[0]].handed.person.id)
            what = Text("collision.people", {"n": len(group), "student": student})
            yield Collision(what, _members(group, found, ids))


def _alike(found: Sequence[Found], ids: Sequence[str]) -> Iterable[Collision]:
    for group in _groups(found, look):
        if len({key(found[index].handed.person.id) for index in group}) > 1:
            what = Text("collision.alike", {"n": len(group)})
            yield Collision(what, _members(group, found, ids))


def _groups(found: Sequence[Found], same: Callable[[str], str]) -> Iterable[list[int]]:
    groups: dict[str, list[int]] = defaultdict(list)
    for index, one in enumerate(found):
        groups[same(one.handed.person.id)].append(index)
    return groups.values()


def _members(
    group: Iterable[int], found: Sequence[Found], ids: Sequence[str]
) -> tuple[Member, ...]:
    members = [Member(visible(ids[i]), visible(found[i].handed.name)) for i in group]
    return tuple(sorted(members, key=lambda member: (member.student, member.file)))
