"""Read an assignment's folder: `assignment.toml`, `exercises.py`, `texts.toml`, its digest."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Literal, TypeVar

import msgspec

from grader.declared.tables import Declaration, ExampleTable, GroupTable, InputTable, OutputTable
from grader.diagnosis import Hints
from grader.errors import BrokenAssignment
from grader.exercise import Exercise
from grader.language import LANGUAGES, flatten
from grader.load import importable, load_module, load_provided
from grader.look import Look, looks_in, observed_in, texts_in
from grader.model import Ask, Limits

Declared = TypeVar("Declared")
Tables = Mapping[Path, Mapping[str, Any]]
"""What TOML files hold, by their paths."""


class Item(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One rubric item. `credit`: "all" findings must hold, or a "share" by parts that hold.

    `partial` are the points that remain for a named mistake, by its id; `follow_through` is the
    share paid for work that is right but for an earlier exercise's mistake.
    """

    id: str
    points: float
    title: dict[str, str]
    credit: Literal["all", "share"] = "all"
    partial: dict[str, float] = {}
    follow_through: Annotated[float, msgspec.Meta(ge=0, le=1)] = 0.0


class Rubric(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One exercise as the rubric sees it; with more than that it is a declared one."""

    name: str
    title: dict[str, str]
    items: tuple[Item, ...]
    inputs: dict[str, InputTable] = {}
    sizes: dict[str, tuple[int, int]] = {}
    ask: str | dict[str, str] = ""
    outputs: dict[str, OutputTable] = {}
    examples: tuple[ExampleTable, ...] = ()
    cases: Annotated[int, msgspec.Meta(ge=1, le=50)] = 4
    groups: tuple[GroupTable, ...] = ()

    @property
    def declaration(self) -> Declaration | None:
        """Return what is declared of the exercise; None where a class is to be written."""
        if not (self.inputs or self.ask or self.outputs or self.examples):
            return None
        return Declaration(
            self.inputs, self.sizes, self.ask, self.outputs, self.examples, self.cases, self.groups
        )

    @property
    def points(self) -> float:
        """Return the exercise's full marks."""
        return sum(item.points for item in self.items)


class NameTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing to take from a notebook: [names.<name>]."""

    kind: Literal["function", "class", "block"] = "function"
    aliases: tuple[str, ...] = ()
    calls: tuple[str, ...] = ()
    vectorised: bool = False
    """Whether the lesson asks for numpy in the place of loops: advice, never points."""


LimitsTable: type[msgspec.Struct] = msgspec.defstruct(
    "LimitsTable",
    [(limit.name, limit.type, limit.default) for limit in fields(Limits)],
    frozen=True,
    forbid_unknown_fields=True,
)
"""[limits]: the fields of `Limits`, and no others."""


class AssignmentTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole of assignment.toml. `points`, when given, is what all items must sum to."""

    slug: str
    languages: tuple[str, ...]
    title: dict[str, str]
    names: dict[str, NameTable]
    exercises: tuple[Rubric, ...]
    limits: dict[str, Any] = {}
    points: float | None = None
    hints: Hints = "how"


@dataclass(frozen=True)
class Assignment:
    """An assignment, loaded. `solutions` is None in a student's kit, which has no answers."""

    folder: Path
    solutions: Path | None
    slug: str
    title: dict[str, str]
    languages: tuple[str, ...]
    limits: Limits
    asks: tuple[Ask, ...]
    rubrics: tuple[Rubric, ...]
    exercises: dict[str, Exercise]
    texts: dict[str, dict[str, str]]
    """Language -> the assignment's own sentences."""
    digest: str
    hints: Hints = "how"
    """The most that reports may say of a mistake."""
    vectorised: frozenset[str] = frozenset()
    """Asked names that the lesson wants written without loops."""
    mistakes: dict[str, str] = field(default_factory=dict)
    """What is said of known mistakes: ``<id>.sentence.<language>``, ``<id>.hint.<language>``, and
    ``<id>.observed.<language>``, what is true of whoever answers so."""
    looks: Mapping[str, Look] = field(default_factory=dict)
    """What known mistakes look like in source, by their ids."""
    observed: frozenset[str] = frozenset()
    """Mistakes whose sentence is true of whoever answers so."""

    @property
    def points(self) -> float:
        """Return the assignment's full marks."""
        return sum(rubric.points for rubric in self.rubrics)

    def sentences(self, language: str) -> dict[str, str]:
        """Return its own sentences in a language; in its first one where it has none in that."""
        return self.texts.get(language) or self.texts.get(self.languages[0], {})


def load_assignment(
    folder: Path,
    solutions: Path | None,
    mistakes: Path | None = None,
    tables: Tables = MappingProxyType({}),
) -> Assignment:
    """Load an assignment's folder. Raises BrokenAssignment with the file and the key.

    `mistakes` is the file of what is said of known mistakes, where it is not among the solutions;
    `tables` what TOML files hold, where that is known already.
    """
    file = _read(folder / "assignment.toml", tables)
    unknown = [language for language in file.languages if language not in LANGUAGES]
    if unknown or not file.languages:
        raise BrokenAssignment(
            f"{folder / 'assignment.toml'}: languages may be {', '.join(LANGUAGES)}"
        )
    limits = _limits(file.limits, folder / "assignment.toml")
    said = solutions / "mistakes.toml" if solutions else mistakes
    declared = _table(said, tables) if said else {}
    exercises = _exercises(folder, file.exercises, solutions)
    lacking = [rubric.name for rubric in file.exercises if rubric.name not in exercises]
    if lacking:
        raise BrokenAssignment(f"{folder / 'exercises'}: no exercise named {lacking[0]!r}")
    asks = tuple(Ask(n, a.kind, a.aliases, a.calls) for n, a in file.names.items())
    for rubric in file.exercises:
        for asked in exercises[rubric.name].asks or (rubric.name,):
            if asked not in file.names:
                raise BrokenAssignment(f"{folder / 'assignment.toml'}: no [names.{asked}]")
    return Assignment(
        folder=folder,
        solutions=solutions,
        slug=file.slug,
        title=file.title,
        languages=file.languages,
        limits=limits,
        asks=asks,
        rubrics=file.exercises,
        exercises=exercises,
        texts=_texts(folder, file, tables),
        digest=digest_of(folder),
        hints=file.hints,
        vectorised=frozenset(n for n, a in file.names.items() if a.vectorised),
        mistakes=flatten(texts_in(declared)),
        looks=_declared(looks_in, declared, said),
        observed=_declared(observed_in, declared, said),
    )


def read_table(folder: Path) -> AssignmentTable:
    """Return what an assignment's folder declares; none of its code is run.

    Raises BrokenAssignment with the file and the key.
    """
    return _read(folder / "assignment.toml", MappingProxyType({}))


def in_language(texts: Mapping[str, str], language: str, default: str) -> str:
    """Return a title in this language, else in the first one there is, else `default`."""
    return texts.get(language) or next(iter(texts.values()), default)


def digest_of(folder: Path) -> str:
    """Return the SHA-256 over the names and contents of a folder's files."""
    total = hashlib.sha256()
    for name, content in files_of(folder):
        called = name.encode()
        total.update(len(called).to_bytes(8) + called + len(content).to_bytes(8) + content)
    return total.hexdigest()


def files_of(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the names and contents of what belongs to an assignment's folder, in order."""
    for path in sorted(folder.rglob("*")):
        hidden = any(
            part.startswith(".") or part == "__pycache__" for part in path.relative_to(folder).parts
        )
        if path.is_file() and not hidden:
            yield path.relative_to(folder).as_posix(), path.read_bytes()


def _read(path: Path, tables: Tables) -> AssignmentTable:
    try:
        return msgspec.convert(_parsed(path, tables), AssignmentTable)
    except FileNotFoundError:
        raise BrokenAssignment(f"{path} is missing") from None
    except msgspec.ValidationError as error:
        raise BrokenAssignment(f"{path}: {error}") from None


def _limits(table: dict[str, Any], path: Path) -> Limits:
    try:
        return Limits(**msgspec.structs.asdict(msgspec.convert(table, LimitsTable)))
    except msgspec.ValidationError as error:
        raise BrokenAssignment(f"{path}: [limits]: {error}") from None


def load_exercises(folder: Path) -> dict[str, type[Exercise]]:
    """Return the exercise classes of an assignment's folder, by name. Lets what they raise through.

    They are in `exercises.py`, or in a package `exercises/` that gathers them.
    """
    package = folder / "exercises" / "__init__.py"
    module = load_module(package if package.exists() else folder / "exercises.py", "exercises")
    classes = (value for value in vars(module).values() if isinstance(value, type))
    return {c.name: c for c in classes if issubclass(c, Exercise) and hasattr(c, "name")}


def _exercises(
    folder: Path, rubrics: tuple[Rubric, ...], solutions: Path | None
) -> dict[str, Exercise]:
    """Return what is written in `exercises.py`, and what is declared."""
    declared = {rubric.name for rubric in rubrics if rubric.declaration is not None}
    files = (folder / "exercises.py", folder / "exercises" / "__init__.py")
    classes: dict[str, type[Exercise]] = {}
    found: dict[str, Exercise] = {}
    if len(declared) < len(rubrics) or any(file.exists() for file in files):
        try:
            with importable(load_provided(folder / "provided")):
                classes = load_exercises(folder)
                found = {name: kind() for name, kind in classes.items() if name not in declared}
        except Exception as error:  # an author's file may raise anything
            sentence = f"{folder / 'exercises'}: {type(error).__name__}: {error}"
            raise BrokenAssignment(sentence) from error
    if not declared:
        return found
    # only here: other assignments need not know of it
    from grader.declared.read import declared_exercises

    told = [(r.name, r.declaration, [i.id for i in r.items]) for r in rubrics]
    return found | declared_exercises(folder, solutions, told, classes)


def _texts(folder: Path, file: AssignmentTable, tables: Tables) -> dict[str, dict[str, str]]:
    """Return the assignment's own sentences, with titles for the cases of declared exercises."""
    own = {t: flatten(said) for t, said in _table(folder / "texts.toml", tables).items()}
    declared = [d for d in (rubric.declaration for rubric in file.exercises) if d is not None]
    if not declared:
        return own
    from grader.declared.titles import titles

    return {t: {**titles(declared, t), **own.get(t, {})} for t in {*own, *file.languages}}


def _declared(
    read: Callable[[Mapping[str, Any]], Declared], table: Mapping[str, Any], path: Path | None
) -> Declared:
    try:
        return read(table)
    except ValueError as error:
        raise BrokenAssignment(f"{path}: {error}") from None


def _table(path: Path, tables: Tables) -> Mapping[str, Any]:
    """Read a file of texts; one that is not there says nothing."""
    return _parsed(path, tables) if path.exists() else {}


def _parsed(path: Path, tables: Tables) -> Mapping[str, Any]:
    if path in tables:
        return tables[path]
    import tomllib  # only here: a kit tells its tables

    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BrokenAssignment(f"{path}: {error}") from None
