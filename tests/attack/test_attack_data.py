"""The attacks as data: none is missing, each is counted once, the documents count them right."""

import re
from collections import Counter
from pathlib import Path

import pytest

from grader.sandbox import policy

if not policy.supported():
    pytest.skip("needs Linux on x86_64 or aarch64", allow_module_level=True)

from attack.programs import all_programs
from attack.suite import LISTED, attacks

DOCUMENT = Path(__file__).parents[2] / "docs" / "threat-model.md"
SEEN = {
    "unlocked": {"allowed", "crashed"},
    "inside": {"found", "believed", "left", "hoards", "breaks", "dies", "endures"},
    "reader": {"taken", "hoards", "breaks", "endures"},
}
"""What a control run may show; see `attack.controls`."""


def test_every_attack_that_was_listed_is_here_once() -> None:
    numbers = [attack.listed for attack in attacks() if attack.listed is not None]
    assert sorted(numbers) == list(range(1, LISTED + 1))


def test_there_are_as_many_of_our_own_as_were_asked_for_and_each_has_one_name() -> None:
    assert len(attacks()) >= LISTED + 40
    assert [name for name, count in Counter(map(str, attacks())).items() if count > 1] == []


def test_enough_of_them_claim_to_bite() -> None:
    assert sum(bool(attack.bites) for attack in attacks()) >= 0.4 * len(attacks())


@pytest.mark.parametrize("program", all_programs(), ids=str)
def test_a_programs_header_says_what_its_words_mean(program: object) -> None:
    where, how = program.control  # type: ignore[attr-defined]
    assert not where or SEEN[where].issuperset(how.split(" or "))
    known = {"ruff", "listed", "machine", "jail", "asked", "slow", "expect", "why", "raised",
             "judged", "cpu", "accepted", "control"}  # fmt: skip
    assert program.said.keys() <= known  # type: ignore[attr-defined]
    assert "expect" in program.said  # type: ignore[attr-defined]
    assert '"""' in program.path.read_text()  # type: ignore[attr-defined]


def test_the_threat_model_counts_them_right() -> None:
    rows = re.findall(r"^\| `(\w+)` \|.*\| (\d+) \| (\d+) \| (\d+) \|$", _document(), re.MULTILINE)
    told = {group: tuple(map(int, numbers)) for group, *numbers in rows}
    counted = {
        group: (
            sum(a.group == group for a in attacks()),
            sum(a.group == group and a.listed is not None for a in attacks()),
            sum(a.group == group and bool(a.bites) for a in attacks()),
        )
        for group in dict.fromkeys(a.group for a in attacks())
    }
    assert told == counted


def test_the_threat_model_sums_them_right() -> None:
    sums = re.search(r"(\d+) attacks, (\d+) of them listed [^.]*?(\d+) \((\d+) %\)", _document())
    assert sums is not None
    bite = sum(bool(attack.bites) for attack in attacks())
    share = 100 * bite // len(attacks())
    assert tuple(map(int, sums.groups())) == (len(attacks()), LISTED, bite, share)


def _document() -> str:
    return DOCUMENT.read_text(encoding="utf-8")
