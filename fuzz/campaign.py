"""Throw bytes at one surface for a while: ``python fuzz/campaign.py SURFACE SECONDS``.

A surface is a module here: `check(data)` raises when something does not hold, `seeds()` gives the
first inputs. Coverage guides atheris from there; `make fuzz` runs every surface. What is found is
left in ``build/fuzz/SURFACE/`` as ``crash-*``, ``timeout-*`` or ``oom-*``: copy it to
``tests/data/fuzz/SURFACE/``, where `tests/test_fuzz_findings.py` checks it from then on.
"""

import hashlib
import importlib
import sys
from pathlib import Path

SURFACES = ("wire", "notebook", "extraction", "intake", "gradebook")
ROOT = Path(__file__).resolve().parent.parent
FINDINGS = ROOT / "tests" / "data" / "fuzz"
_ONE_INPUT_SECONDS, _MEMORY_MB, _LONGEST = 20, 2048, 65536


def main(surface: str, seconds: int) -> None:
    """Fuzz one surface; never returns, for libFuzzer ends the process."""
    import atheris  # only here: tests use the surfaces without it

    with atheris.instrument_imports(include=["grader", f"fuzz_{surface}", "zipfile"]):
        target = importlib.import_module(f"fuzz_{surface}")
    place = ROOT / "build" / "fuzz" / surface
    corpus = place / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for seed in [*target.seeds(), *(p.read_bytes() for p in (FINDINGS / surface).glob("*"))]:
        (corpus / hashlib.sha256(seed).hexdigest()[:16]).write_bytes(seed)
    options = [
        f"-max_total_time={seconds}", f"-timeout={_ONE_INPUT_SECONDS}", "-print_final_stats=1",
        f"-rss_limit_mb={_MEMORY_MB}", f"-max_len={_LONGEST}", f"-artifact_prefix={place}/",
    ]  # fmt: skip
    tokens = Path(__file__).parent / f"{surface}.dict"
    if tokens.exists():
        options.append(f"-dict={tokens}")
    atheris.Setup([sys.argv[0], *options, str(corpus)], target.check)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
