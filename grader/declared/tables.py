"""What `assignment.toml` may say of a declared exercise: its inputs, what is asked, its outputs."""

from typing import Any, Literal

import msgspec

EACH = "{each}"


class InputTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One input, described: `[exercises.inputs]`."""

    shape: tuple[int | str, ...] | None = None
    """Numbers, and names of sizes that inputs share; sums and products of both ("n + 1")."""
    dtype: Literal["float", "float32", "int", "bool"] = "float"
    low: float | str | None = None
    """The least, where draws are even rather than normal; a size's name, or arithmetic of them."""
    high: float | str | None = None
    """The most: of whole numbers, too."""
    mean: float = 0.0
    deviation: float = 1.0
    one_hot: int | None = None
    """The axis along which exactly one entry is 1."""
    sums_to_one: int | None = None
    """The axis along which entries are shares of 1."""
    ordered: bool = False
    """Whether entries rise along the last axis."""
    as_list: bool = False
    """Whether it is handed over as lists rather than as an array."""
    choice: tuple[Any, ...] = ()
    """One of these."""
    letters: str = ""
    """A text of these letters, as long as `shape` says; texts, with two sides."""
    size: str = ""
    """A named size itself, as a whole number."""
    value: Any = msgspec.UNSET
    """This and nothing else; an array where a shape or a dtype is given."""
    like: str = ""
    """The input whose description holds here as well; what else is said here counts more."""
    call: str = ""
    """What the reference's functions and earlier inputs give: "forward(X, parameters)[1]"."""
    fields: dict[str, "InputTable"] = {}
    """A dictionary."""
    items: tuple["InputTable", ...] = ()
    """A tuple; a list with `as_list`."""


class OutputTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One output, and how it is judged: `[exercises.outputs]`."""

    of: str = "returned"
    """An expression of what was asked: "returned[0]", "layer.W", or an input's name: what became
    of it."""
    kind: Literal["same", "unchanged", "shape", "mask", "normal", "claimed"] = "same"
    """The reference's value; an input as it was given; the reference's shape only; a mask drawn at
    `rate`; draws of a normal law; nothing by itself: it is there for claims of a class."""
    item: str = ""
    """The item of the rubric; the only one when left out."""
    part: str = ""
    """The part of an item that pays by share; the output's own name when left out."""
    called: str = ""
    """What sentences call it; by its own name when left out."""
    says: str = ""
    """Its sentences in `texts.toml`, with `.holds` and `.fails`; built-in ones when left out."""
    each: tuple[int | str, ...] = ()
    """What stands for `{each}` in its name and its texts: an output for each of them."""
    entries: tuple[str, ...] = ()
    """What the entries of a tuple that is to be left unchanged are called, in their order."""
    only: bool = False
    """Whether a dictionary may hold the reference's keys only: one that counts words, say."""
    rtol: float | None = None
    atol: float | None = None
    rate: str | float = ""
    """Of a mask: how often an entry is kept; an input's name, or an expression of them."""
    mean: str | float = 0.0
    deviation: str | float = 1.0

    def written_out(self, name: str) -> "dict[str, OutputTable]":
        """Return the outputs that it stands for, by name. Raises ValueError."""
        if not self.each:
            return {name: self}
        if EACH not in name:
            raise ValueError(f"outputs.{name}.each: the output's name must hold {EACH}")
        told = ("of", "part", "called", "says")
        return {
            name.replace(EACH, str(one)): msgspec.structs.replace(
                self, each=(), **{key: getattr(self, key).replace(EACH, str(one)) for key in told}
            )
            for one in self.each
        }


class ExampleTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One public example: `[[exercises.examples]]`."""

    name: str
    inputs: dict[str, Any] = {}


class GroupTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Further hidden cases: `[[exercises.groups]]`. What it does not say is as in the exercise."""

    name: str
    """Of its case; of several, with a number: zeros_1."""
    inputs: dict[str, InputTable] = {}
    """Those that are others here; more of them, too."""
    sizes: dict[str, tuple[int, int]] = {}
    ask: str | dict[str, str] = ""
    outputs: dict[str, OutputTable] = {}
    cases: int = 1


class Declaration(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a declared exercise says beyond its rubric."""

    inputs: dict[str, InputTable] = {}
    sizes: dict[str, tuple[int, int]] = {}
    """The least and the most of named sizes; from 2 to 6 where nothing is said."""
    ask: str | dict[str, str] = ""
    """An expression, or several, each with the name of what it gives: {layer = "Dense(n)"}; the
    function of the exercise's name, given every input in order, when left out."""
    outputs: dict[str, OutputTable] = {}
    """What is returned, under the exercise's name, when left out."""
    examples: tuple[ExampleTable, ...] = ()
    cases: int = 4
    """How many hidden cases are drawn."""
    groups: tuple[GroupTable, ...] = ()

    def group(self, table: GroupTable) -> "Declaration":
        """Return what holds in a group of cases."""
        inputs, sizes = {**self.inputs, **table.inputs}, {**self.sizes, **table.sizes}
        ask, outputs = table.ask or self.ask, table.outputs or self.outputs
        return Declaration(inputs, sizes, ask, outputs, (), table.cases)

    @property
    def has_one_answer(self) -> bool:
        """Tell whether a function is asked without arguments: the same is right in every case."""
        return not self.inputs and isinstance(self.ask, str)
