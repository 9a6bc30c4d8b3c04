"""`treinar`: gradient descent on the sum of squared errors, in a function or a loop of its own."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

import numpy as np

from grader.adapt.asking import Failed, as_row, attempt, attempted, tried
from grader.adapt.network import Network, build
from grader.adapt.scalar import Scalars
from grader.adapt.stand_in import StandIn
from grader.adapt.training import Data, Trained, given, slope, squared_error, train
from grader.exercise import Case, Line, Picture
from grader.lessons import lasting
from grader.lessons import printed_mlp as lesson
from grader.lessons.lasting import Course
from grader.lessons.scalar_mlp import answer, as_arrays, draw_layers
from grader.measure.rows import row, same, table
from grader.remote.value import Later, plain, recorded

from .by_law import descended, goes_down
from .descent import Descends, step_lines

_MANY = 12
"""Epochs after which the loss must have fallen."""
_SEED = 5
"""Where two trainings must draw the same, so that only what they are trained on differs."""


class Training(Descends):
    """Each step is held to the student's own gradient: a wrong derivative is paid for elsewhere."""

    name = "treinar"
    asks = ("Valor", "MLP", "treinar")
    upstream = ("Valor", "MLP")
    asked_twice = False
    is_glanced_at = True
    shown = ("losses",)

    def examples(self) -> Iterator[Case]:
        yield Case(
            "lesson", asked="few", features=lesson.FEATURES, sizes=lesson.SIZES,
            layers=lesson.PARAMETERS, x=lesson.X, y=lesson.Y, rate=lesson.RATE,
        )  # fmt: skip

    def cases(self, rng: np.random.Generator) -> Iterator[Case]:
        rate = round(float(rng.uniform(0.02, 0.04)), 4)
        yield _case("two_epochs", rng, 2, [4, 3, 1], samples=3, asked="few", rate=rate)
        yield _case("many_epochs", rng, 2, [3, 1], samples=4, asked="many", rate=0.01, epochs=_MANY)
        yield _far("far_targets", rng, rate)
        yield _near("near_targets", rng)
        yield Case("to_the_end", asked="lasts", **lasting.draw_inputs(rng))

    def run(self, student: Any, case: Case) -> Any:
        s = Scalars(student)
        with s.mended():
            if case.asked == "lasts":
                return {"lasts": lasting.told(partial(_end, student, s, case), case.inputs)}
            return _run(student, s, case)

    def glance(self, student: Any, case: Case) -> bool:
        if case.asked == "lasts":
            return True
        s = Scalars(student)
        with s.mended():
            return isinstance(attempt(student, lambda: _by_law(student, s, case)), dict)

    def lines(self, case: Case, got: Any) -> Iterator[Line]:
        if case.asked in ("few", "steps"):
            yield from step_lines(case, got)

    def factors(self, case: Case) -> Mapping[str, float]:
        return {"taxa": case.rate, "len(x)": len(case.x)}

    def pictures(self, case: Case, got: Any) -> Iterator[Picture]:
        yield Picture("losses", "curve", table(got).get("losses"))


def _case(
    name: str,
    rng: np.random.Generator,
    features: int,
    sizes: list[int],
    *,
    samples: int,
    **more: Any,
) -> Case:
    # an output bias that is far off: whatever the rest does, the loss has a long way to fall
    layers = draw_layers(rng, features, sizes)
    layers[-1][0][-1] = 1.5
    x: list[list[float]] = rng.uniform(-1.5, 1.5, (samples, features)).tolist()
    y: list[float] = rng.uniform(0.05, 0.45, samples).tolist()
    return Case(name, features=features, sizes=sizes, layers=layers, x=x, y=y, **more)


def _far(name: str, rng: np.random.Generator, rate: float) -> Case:
    """Return a case whose gradient is far larger than 1."""
    case = _case(name, rng, 2, [2, 1], samples=3, asked="few", rate=rate)
    return Case(name, asked="steps", **{**case.inputs, "y": rng.uniform(20, 30, 3).tolist()})


def _near(name: str, rng: np.random.Generator) -> Case:
    """Return a case whose loss is small from the beginning."""
    case = _case(name, rng, 2, [2, 1], samples=3, asked="few", rate=0.8)
    found = answer(as_arrays(case.layers), np.asarray(case.x))[:, 0]
    return Case(name, asked="steps", **{**case.inputs, "y": [float(y) - 0.04 for y in found]})


# ---------------------------------------------------------------- asking


def _run(student: Any, s: Scalars, case: Case) -> dict[str, Any]:
    found = attempt(student, lambda: _by_law(student, s, case))
    return found if isinstance(found, dict) else _in_pieces(student, s, case)


def _by_law(student: Any, s: Scalars, case: Case) -> dict[str, Any] | None:
    """Train once; None where that does not end where gradient descent does.

    Where it ends one epoch too early or too late, it is asked for one more or one less.
    """
    epochs = case.inputs.get("epochs", 2)
    end, trained = _trained(student, s, case, epochs)
    if trained.unrun:
        return {"unrun": trained.unrun}
    missed = next((n for n in (0, 1, -1) if _ends(case, epochs - n, end, trained)), None)
    if missed is None:
        return None
    if missed:
        end, trained = _trained(student, s, case, epochs + missed)
        if not _ends(case, epochs, end, trained):
            return None
    losses = descended(case, epochs, end, trained.rates)[1]
    reached = {"end": end, "rates": trained.rates}
    if case.asked == "many":
        return reached
    reached |= {"series": trained.series, "scalars": trained.scalars, "losses": losses}
    return reached | {"missed": float(missed), "of_scalars": trained.of_scalars}


def _trained(student: Any, s: Scalars, case: Case, epochs: int) -> tuple[Any, Trained]:
    network = _first(student, s, case)
    network.fill(case.layers)
    trained = _train(student, network, case, epochs)
    return plain(trained.network.flat()), trained


def _end(student: Any, s: Scalars, case: Case, course: Course, epochs: int) -> Any:
    """Return the numbers after so many epochs of a course; None where that cannot be told."""
    given = {"layers": course.layers, "x": course.x, "y": course.y, "rate": course.rate}
    on = Case(case.name, asked=case.asked, **{**case.inputs, **given})
    found = attempt(student, lambda: _trained(student, s, on, epochs)[0])
    return None if isinstance(found, Failed) else row(found, lasting.FEATURES + 1)


def _ends(case: Case, epochs: int, end: Any, trained: Trained) -> bool:
    return descended(case, epochs, end, trained.rates) is not None


def _in_pieces(student: Any, s: Scalars, case: Case) -> dict[str, Any]:
    """Ask for one epoch after the other, to see what is wrong and what is not."""
    first = attempt(student, lambda: _whole(_first(student, s, case), case))
    stopped = first.name if isinstance(first, Failed) else None

    def network(numbers_: Any = None) -> Network:
        if stopped:
            found: Network = StandIn(s, case.features)
        else:
            found = Network(s, _made(student, case), first)
            found.fill(case.layers)
        if numbers_ is not None:
            found.fill(numbers_)
        return found

    if case.asked == "many":
        end = _train(student, network(), case, case.epochs).network
        found = {"errors": [_error(network(), case), _error(end, case)]}
        return found | _moved_if_unclear(student, network, case)
    found = _steps_of(student, network, case)
    return {**found, "losses": stopped or found["errors"]}


def _first(student: Any, s: Scalars, case: Case) -> Network:
    return Network(s, _made(student, case), known_as=f"{case.features} {case.sizes}")


def _made(student: Any, case: Case) -> Any:
    return build(student, case.features, case.sizes)


def _whole(network: Network, case: Case) -> Network:
    """Raise unless a network can be trained at all: it answers, twice alike, with parameters."""
    s = network.scalars
    network.fill(case.layers)
    network.look(case.x[0])
    numbers_ = [s.number(network(case.x[0])[0]) for _ in range(2)]
    (one, other), scalars = plain((numbers_, recorded("areall", network.parameters(), s.kind)))
    if one != other or not all(scalars) or not network.plan.spots:
        raise ValueError
    return network


def _steps_of(student: Any, network: Callable[..., Network], case: Case) -> dict[str, Any]:
    """Train one epoch, two epochs, and one from where one ends; slopes at both starts."""
    start, trained = network(), network()
    s = start.scalars
    with trained.overheard() as outputs:
        one = _train(student, trained, case, 1)
    heard = recorded("numbered", outputs, s.kind, s.gradient_name)
    left, middle = s.gradients(one.network.nodes()), plain(one.network.numbers())
    begun = plain({"start": start.flat(), "one": one.network.flat()})
    # a wrong gradient may have gone so far by now that nothing can be computed
    two = attempt(student, lambda: _train(student, network(), case, 2))
    went_on = isinstance(two, Trained)
    second = plain(two.network.flat()) if went_on else two.name

    def go_on() -> Any:
        return _train(student, network(middle), case, 1).network.flat()

    again = attempted(student, go_on)
    after, fresh = network(middle), network()
    reached = [start, after, *([two.network] if went_on else [])]
    identities_ = recorded("identities", [start.parameters(), start.nodes()])
    found = {
        **begun,
        "two": second,
        "again": again,
        "errors": as_row(tried(student, lambda: [_error(n, case) for n in reached])),
        "listed": Later(identities_, lambda rows: [rows[0].count(number) for number in rows[1]]),
        "slope": tried(student, lambda: _slope(start, case)),
        "series": two.series if went_on else [],
        "of_scalars": went_on and two.of_scalars,
        "scalars": two.scalars if went_on else [],
        "rates": one.rates,
        "gradients": left,
        "left": {
            "parameters": Later(left, lambda found: any(g != 0 for g in found)),
            "outputs": Later(heard, _any_gradient),
        },
    }
    # what only tells why something is wrong is asked only then
    if not goes_down(case, begun["start"], begun["one"]):
        found["slope_twice"] = tried(student, lambda: _slope(fresh, case, passes=2))
        found["moved"] = _moved(student, network, case)
    if not same(second, again):
        found["slope_after"] = tried(student, lambda: _slope(after, case))
    return found


def _moved_if_unclear(student: Any, network: Callable[..., Network], case: Case) -> dict[str, Any]:
    """Tell whether an epoch depends on the data, where it does not simply go down."""
    start = network()
    begin = plain(start.flat())
    one = attempted(student, lambda: _train(student, start, case, 1).network.flat())
    return {} if goes_down(case, begin, one) else {"moved": _moved(student, network, case)}


def _moved(student: Any, network: Callable[..., Network], case: Case) -> Any:
    """Train for one epoch on other data, and on the same: one start, the same draws."""
    data = {"x": [[1.5 * v - 0.4 for v in row] for row in case.x], "y": [v + 0.5 for v in case.y]}
    other = Case(case.name, **{**case.inputs, **data})
    student.seed(_SEED)
    found = attempted(student, lambda: _train(student, network(), other, 1).network.flat())
    student.seed(_SEED)
    usual = attempted(student, lambda: _train(student, network(), case, 1).network.flat())
    return [found, usual]


def _any_gradient(found: Any) -> bool:
    """Tell whether any of the outputs that were heard was left with a gradient."""
    return any(isinstance(one, float) and one != 0 for one in found)


def _train(student: Any, network: Network, case: Case, epochs: int) -> Trained:
    asked = given(network, Data(case.x, case.y), epochs=epochs, rate=case.rate)
    return train(student, network, asked)


def _error(network: Network, case: Case) -> Any:
    return squared_error(network, lambda x: network(x)[0], Data(case.x, case.y))


def _slope(network: Network, case: Case, passes: int = 1) -> Any:
    return slope(network, lambda x: network(x)[0], Data(case.x, case.y), passes=passes)
