"""The keys of platforms: asked for when they are needed, and kept for a while."""

import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

from grader.service.lti.outgoing import NoDocument, document

_KEPT = 3600.0
"""Seconds for which a key set is good."""
_AGAIN = 30.0
"""Seconds before it is asked for once more because of a key that is not in it."""
_AWAY = 86_400.0
"""Seconds for which one is used while its platform does not answer."""
_MOST = 500
"""Key sets kept."""


class KeySets:
    """Key sets by their URLs. May be asked from several threads."""

    def __init__(
        self,
        fetch: Callable[[str], Mapping[str, Any]] = lambda url: document("GET", url),
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._fetch = fetch
        self._now = now
        self._kept: dict[str, tuple[float, list[dict[str, Any]]]] = {}
        self._lock = threading.Lock()

    def key(self, url: str, key_id: str) -> dict[str, Any] | None:
        """Return a key as a JWK; None where the platform has none of this id.

        Raises NoDocument where the platform does not answer and nothing is kept.
        """
        with self._lock:
            kept = self._kept.get(url)
        age = self._now() - kept[0] if kept is not None else _KEPT
        found = _one(kept[1], key_id) if kept is not None else None
        if (found is not None and age < _KEPT) or (found is None and age < _AGAIN):
            return found
        try:
            keys = self._fetch(url).get("keys")
        except NoDocument:
            if found is not None and age < _AWAY:
                return found
            raise
        fresh = [one for one in keys if isinstance(one, dict)] if isinstance(keys, list) else []
        with self._lock:
            if len(self._kept) >= _MOST:
                self._kept.clear()
            self._kept[url] = (self._now(), fresh)
        return _one(fresh, key_id)


def _one(keys: list[dict[str, Any]], key_id: str) -> dict[str, Any] | None:
    return next((key for key in keys if key.get("kid") == key_id), None)
