"""What reads a student's bytes, on bytes that nobody thought of, and on those that once broke it.

The checks are those that `make fuzz` runs for hours (fuzz/); here every surface gets a few hundred
inputs, spliced from its seeds, its tokens and noise.
"""

import ast
import importlib
import random
from pathlib import Path
from types import ModuleType

import campaign
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

FUZZ = Path(campaign.__file__).parent
SURFACES = {name: importlib.import_module(f"fuzz_{name}") for name in campaign.SURFACES}
FINDINGS = sorted(campaign.FINDINGS.glob("*/*"))
PIECE = 400
"""Bytes that are taken from a seed at once."""


def pieces(name: str, surface: ModuleType) -> st.SearchStrategy[bytes]:
    """Return parts that inputs of a surface are made of."""
    lines = (FUZZ / f"{name}.dict").read_text(encoding="ascii").splitlines()
    tokens = [ast.literal_eval(f"b{line}") for line in lines]
    draw = random.Random(0)
    seeds = [b"", *surface.seeds()]
    cuts = [seed[(at := draw.randrange(len(seed) + 1)) : at + PIECE] for seed in seeds * 3]
    return st.sampled_from([*tokens, *cuts]) | st.binary(max_size=12)


def inputs(name: str, surface: ModuleType) -> st.SearchStrategy[bytes]:
    """Return whole inputs: a seed or nothing, cut off somewhere, and pieces after it."""
    begin = st.sampled_from([b"", *surface.seeds()])
    more = st.lists(pieces(name, surface), max_size=8)
    return st.builds(
        lambda seed, cut, rest: seed[: cut % (len(seed) + 1)] + b"".join(rest),
        begin, st.integers(0, 1 << 16), more,
    )  # fmt: skip


@pytest.mark.parametrize("name", SURFACES)
def test_no_bytes_break_a_surface(name: str) -> None:
    surface = SURFACES[name]

    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
    @given(inputs(name, surface))
    def check(data: bytes) -> None:
        surface.check(data)

    check()


@pytest.mark.parametrize("name", SURFACES)
def test_every_seed_of_a_campaign_passes(name: str) -> None:
    seeds = list(SURFACES[name].seeds())
    assert len(seeds) > 5
    for seed in seeds:
        SURFACES[name].check(seed)


@pytest.mark.parametrize("path", FINDINGS, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_what_was_found_once_stays_mended(path: Path) -> None:
    SURFACES[path.parent.name].check(path.read_bytes())


def test_make_fuzz_runs_every_surface() -> None:
    makefile = (FUZZ.parent / "Makefile").read_text(encoding="utf-8")
    line = next(line for line in makefile.splitlines() if line.startswith("FUZZ_SURFACES"))
    assert line.partition("?=")[2].split() == list(campaign.SURFACES)
    assert {p.stem for p in FUZZ.glob("fuzz_*.py")} == {f"fuzz_{name}" for name in SURFACES}
