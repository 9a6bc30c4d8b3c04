"""A report's seal: nobody makes it, or changes what it covers, without the course's seed.

It covers the report without `timing`, and the files that lie beside it (its page, the copies of the
notebook), so that a run that goes on from an earlier one keeps only what that one wrote.
"""

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

import msgspec

from grader.report.to_json import formatted
from grader.seed import seal

_FIELD = "seal"
_NOT_COVERED = ("timing", _FIELD)


def sealed(content: bytes, seed: bytes, beside: Mapping[str, bytes]) -> bytes:
    """Return a report's JSON with its seal as the last field."""
    document = msgspec.json.decode(content, type=dict[str, Any])
    return formatted({**document, _FIELD: _seal(document, seed, beside)})


def is_sealed(content: bytes, seed: bytes, beside: Mapping[str, bytes]) -> bool:
    """Tell whether this is, byte for byte but for the times, what `sealed` returned."""
    try:
        document = msgspec.json.decode(content, type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False
    claimed = document.get(_FIELD)
    if not isinstance(claimed, str) or formatted(document) != content:
        return False  # a field that is there twice is read in two ways
    expected = _seal(document, seed, beside)
    return hmac.compare_digest(claimed.encode("utf-8", "replace"), expected.encode())


def _seal(document: Mapping[str, Any], seed: bytes, beside: Mapping[str, bytes]) -> str:
    covered = {
        "report": {name: value for name, value in document.items() if name not in _NOT_COVERED},
        "beside": {name: hashlib.sha256(file).hexdigest() for name, file in beside.items()},
    }
    return seal(seed, "report", msgspec.json.encode(covered, order="sorted"))
