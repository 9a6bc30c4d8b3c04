"""A small model of the student's own scalars, for where the student's network cannot be asked.

Training is judged on its own: a network that stops with an error is paid for elsewhere.
"""

from typing import Any

from grader.adapt.network import Network, Neuron
from grader.adapt.scalar import Scalars


class WeightedSum:
    """w x + b, which a training loop may call and ask for its parameters."""

    def __init__(self, scalars: Scalars, inputs: int) -> None:
        self._scalars = scalars
        self.pesos = [scalars.new(0.1 * (place + 1)) for place in range(inputs)]
        self.vies = scalars.new(0.0)

    def __call__(self, x: Any, *_: Any, **__: Any) -> Any:
        """Return the weighted sum as one scalar."""
        total = self.vies
        for number, weight in zip(x, self.pesos, strict=True):
            total = total + weight * self._scalars.new(float(number))
        return total

    def parametros(self) -> list[Any]:
        """Return the weights and the bias."""
        return [*self.pesos, self.vies]

    parameters = params = parametros

    def zero_grad(self) -> None:
        """Set every gradient to 0, as the networks of some courses do."""
        for parameter in self.parametros():
            self._scalars.set_gradient(parameter, 0)

    zerar_gradientes = zera_gradientes = zero_grad


class StandIn(Network):
    """A weighted sum as a network of one neuron."""

    def __init__(self, scalars: Scalars, inputs: int) -> None:
        super().__init__(scalars, WeightedSum(scalars, inputs))

    @property
    def neurons(self) -> list[list[Neuron]]:
        """The one neuron."""
        return [[Neuron(self.scalars, self.made)]]
