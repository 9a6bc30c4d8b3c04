"""Drive a student's layer, whichever way it is built: the lesson's way, or another that works.

The lesson says `Dropout(p)`, `set_phase`, `forward`, `backward`. Layers of other courses name the
rate otherwise, switch by `train()` and `eval()`, by a flag, or by an argument of `forward`, and
leave their results in attributes. What they compute is judged all the same.
"""

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.remote.student import Student
from grader.remote.value import (
    Later,
    asked,
    held_by,
    plain,
    recorded,
    snapshot,
    special,
    then,
    type_of,
)

from .design import FLAGS, PHASES, SPELT, Design, designs_of

Array = NDArray[Any]

EXAMPLE = (2, 10)
"""The shape of the lesson's example."""
OWN_WORDS = ("text", "flag")
"""What a layer may compare its phase with, that should compare it with the lesson's."""
_OUTPUTS = ("output", "outputs", "salida", "y", "out")
_GRADIENTS = ("dinputs", "dE_dx", "dx", "grad_input", "gradient", "gradiente")


class Driven:
    """A student's layer, in training. Whatever it raises is let through."""

    def __init__(self, student: Student, p: float, *, as_made: bool = False) -> None:
        """`as_made` leaves a layer as its constructor made it; a flag of each call is given."""
        self._designs = designs_of(student)
        self.student = student
        self._p, self._layer = p, self._made(p)
        self._beside: Any = None
        self._extra: dict[str, Any] = {}
        self.training = True
        if as_made:
            self._give(training=True)
        elif not self.design.starts_in_training:
            self.switch(training=True)
        self.came: Any = ""
        """What will tell how the last `forward` gave its output: "alone" is as it should be."""
        self.takes_turns = self.design.is_whole
        """Whether each row of an output is another call's: of a layer that drops all or nothing,
        which shows what it does in many calls only."""
        self._said, self._before = "", None
        self.is_stored: Any = False
        """What will tell whether the last `backward` returned nothing and left its result."""

    @property
    def design(self) -> Design:
        """What is known now of the layer's class."""
        return self._designs[-1]

    def _made(self, p: float) -> Any:
        """Return a handle of a new layer, or of one for each block where it takes one shape."""
        kind, design = self.student.Dropout, self.design
        given = 1 - p if design.is_keeping else p
        by_place, by_name = ([], {design.named: given}) if design.named else ([given], {})
        if not design.one_shape:
            return kind(*by_place, **by_name)
        blocks = self.student.beside("blocks")["Blocks"]
        return blocks([kind, by_place, by_name], list(EXAMPLE), [design.forward, design.backward])

    def take_blocks(self) -> None:
        """Go on with layers that are asked block by block: they take arrays of one shape only."""
        self.learn(one_shape=True)
        self._layer = self._made(self._p)
        self.switch(training=self.training)

    def learn(self, **seen: Any) -> None:
        """Keep what was seen of the layer's class for the questions that follow."""
        self._designs.append(replace(self.design, **seen))

    def switch(self, *, training: bool) -> None:
        """Put the layer into the training or the test phase, by every way it offers.

        Where it has `train` and `eval`, these set its flags: nobody else does.
        """
        self.training = training
        design = self.design
        for name in design.switches:
            special(self._layer, name)(self._phase(training))
        for name in design.boolean_switches:
            special(self._layer, name)(training)
        if design.is_trained:
            special(self._layer, "train" if training else "eval")()
        for name in () if design.is_trained else design.flags:
            recorded("setquietly", self._layer, name, training)
        for name in design.phases:
            recorded("setquietly", self._layer, name, self._phase(training))
        self._give(training)

    def _give(self, training: bool) -> None:
        """Have the phase given with each call of `forward` that wants it."""
        design = self.design
        self._extra = {n: training for n in design.arguments if n in FLAGS}
        self._extra |= {n: self._phase(training) for n in design.arguments if n in PHASES}

    def forward(self, x: Any) -> Any:
        """Return what will be the output for `x`, from the call or from where the layer leaves it.

        It is a copy: a layer may use its array again.
        """
        if self.takes_turns:
            return self.in_rows(x)
        if not self.design.comes_alone:
            given = self.student.hold(x) if isinstance(x, np.ndarray) else x
            before = self._program["held"](self._layer)
            found = self._program["output"](
                self._called(given), self._layer, list(_OUTPUTS), before, given
            )
            self.came = Later(found[1], lambda value: value)
            return found[0]
        came = Later(self._copied(x), lambda value: value)
        self.came = then(came, lambda value: "accompanied" if _is_accompanied(value) else "alone")
        return then(came, lambda value: value[0] if _is_accompanied(value) else value)

    def in_rows(self, x: Any) -> Any:
        """Return what will be an array of outputs for `x`, a row of each of many calls."""
        given = self.student.hold(x) if isinstance(x, np.ndarray) else x
        forward = special(self._layer, self.design.forward)
        program = self._program["in_rows"]
        found = program(forward, self._layer, list(_OUTPUTS), self._extra, given)
        self.came = Later(found[1], lambda value: value)
        return found[0]

    def back_in_rows(self, x: Array, gradient: Array) -> Any:
        """Return handles of the same, and of the gradients of these calls, row by row."""
        names = (self.design.forward, self.design.backward)
        ways = tuple(special(self._layer, name) for name in names)
        attributes = (list(_OUTPUTS), list(_GRADIENTS))
        program = self._program["back_in_rows"]
        found = program(ways, self._layer, attributes, self._extra, (x, gradient))
        return found[0], found[1]

    def _called(self, x: Any) -> Any:
        return special(self._layer, self.design.forward)(x, **self._extra)

    def _copied(self, x: Any) -> Any:
        """Return a handle of a copy of what is returned: by one operation, where it can be."""
        if self._extra:
            return snapshot(self._called(x))
        return asked(self._layer, [self.design.forward], [], x)

    def backward(self, gradient: Any) -> Any:
        """Return a handle of what `backward` gives: what it returns, else what it leaves there."""
        found = self._back("returned_by", gradient)
        self.is_stored = found[1]
        return found[0]

    def gradient_of(self, gradient: Any) -> Any:
        """Return what will be the gradient that `backward` gives, whatever comes along with it."""
        return self._back("gradient", gradient)

    def has_mask(self, x: Any) -> bool:
        """Tell whether the way back lets some pass and others not."""
        found = plain(self.student.attempt(lambda: self.gradient_of(x)))
        if not isinstance(found, np.ndarray) or found.shape != x.shape:
            return False
        passes = found[x != 0] != 0
        return bool(passes.any() and not passes.all())

    @property
    def has_phase(self) -> bool:
        """Tell whether the layer holds its phase where the lesson's layers do."""
        held = plain(held_by(self._layer, PHASES[:1]))
        return isinstance(held, dict) and PHASES[0] in held

    def say(self, word: str) -> None:
        """Let the layer's own phase be a text or a flag; "" puts back what it was.

        One that compares its phase with a word of its own is in training only so.
        """
        if word == self._said:
            return
        if not self._said:
            self._before = special(self._layer, PHASES[0])
        value = self._before
        if word:
            value = self._program["Spelling"](True) if word == "text" else True
        recorded("setquietly", self._layer, PHASES[0], value)
        self._said = word

    def _back(self, program: str, gradient: Any) -> Any:
        given = self.student.hold(gradient) if isinstance(gradient, np.ndarray) else gradient
        before = self._program["held"](self._layer)
        returned = special(self._layer, self.design.backward)(given)
        names = list(_GRADIENTS)
        return self._program[program](returned, self._layer, names, before, given)

    @property
    def _program(self) -> Any:
        if self._beside is None:
            self._beside = self.student.beside("phases")
        return self._beside

    def _phase(self, training: bool) -> Any:
        """Return a handle of the value that means this phase to the layer as it is now."""
        if self.design.members is None:
            return self._program["phase"](self._layer, list(PHASES), list(SPELT), training)
        name, *members = self.design.members
        return special(type_of(special(self._layer, name)), members[not training])


def _is_accompanied(value: Any) -> bool:
    """Tell whether something came along with an output, such as the mask."""
    is_pair = isinstance(value, tuple | list) and bool(value)
    return is_pair and isinstance(value[0], np.ndarray)
