"""How much a sandbox holds, from the best tier down, and what a lower one lacks."""

from dataclasses import replace

from grader.model import Isolation

TIERS = ("isolated", "isolated_no_files", "partly_isolated", "not_isolated")
"""The best first; docs/threat-model.md says what each of them means."""
WALLS = ("bwrap",)
"""What a sandbox can be put inside of; see `grader.sandbox.wall`."""


def is_enough(tier: str, lowest: str) -> bool:
    """Whether a tier is the lowest one that is allowed, or better."""
    return TIERS.index(tier) <= TIERS.index(lowest)


def noting(isolation: Isolation, allowed: str) -> Isolation:
    """Note the tier that was allowed beside what was found; it stands in the report."""
    if not allowed:
        return isolation
    return replace(isolation, facts={**isolation.facts, "allowed_tier": allowed})


def missing(isolation: Isolation) -> str:
    """Name what keeps a sandbox from the best tier; empty when nothing does."""
    facts = isolation.facts
    if isolation.tier == TIERS[0]:
        return ""
    if "seccomp" not in facts:
        return "a sandbox that works on this machine"
    layers = [("Landlock", "landlock_abi"), ("seccomp", "seccomp")]
    absent = [layer for layer, fact in layers if not facts[fact]]
    leaks = [fact.removeprefix("allowed: ") for fact in facts if fact.startswith("allowed: ")]
    if absent:
        return " and ".join(absent)
    if leaks:
        return f"a refusal when a program tries to {leaks[0]}"
    return "an answer of its self-test"
