"""Every store of a class that the shared contract is asked of: one more is a line of `STORES`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from class_run_of import folder_store
from extend.store_sqlite import SqliteStore

from grader.classrun.memory_store import MemoryStore
from grader.classrun.store import Store


@dataclass(frozen=True, slots=True)
class Held:
    """A store that is held to the contract."""

    open: Callable[[Path], Store]
    """Open an empty one; it may use the path, where nothing is yet."""
    shared: bool = True
    """Whether several processes may open it."""


STORES: Mapping[str, Held] = {
    "folder": Held(folder_store),
    "memory": Held(lambda _place: MemoryStore(), shared=False),
    "sqlite": Held(SqliteStore),  # an example: `tests/extend/`
}
