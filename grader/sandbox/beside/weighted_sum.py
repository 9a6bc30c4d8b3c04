"""A small model of the student's own scalars, for where the student's network cannot be asked."""

from typing import Any


class WeightedSum:
    """w x + b, which a training loop may call and ask for its parameters."""

    def __init__(self, scalar: Any, gradient: str, inputs: int) -> None:
        self._scalar = scalar
        self._gradient = gradient
        self.pesos = [scalar(0.1 * (place + 1)) for place in range(inputs)]
        self.vies = scalar(0.0)

    def __call__(self, x: Any, *_: Any, **__: Any) -> Any:
        """Return the weighted sum as one scalar."""
        total = self.vies
        for number, weight in zip(x, self.pesos, strict=True):
            total = total + weight * self._scalar(float(number))
        return total

    def parametros(self) -> list[Any]:
        """Return the weights and the bias."""
        return [*self.pesos, self.vies]

    def __getattr__(self, name: str) -> Any:
        """Answer to whatever the student's own network may call the list of its parameters."""
        if "param" in name.casefold():
            return self.parametros
        # in the words of a network of theirs, for they never wrote this class
        raise AttributeError(f"'MLP' object has no attribute {name!r}")

    def zero_grad(self) -> None:
        """Set every gradient to 0, as the networks of some courses do."""
        for parameter in self.parametros():
            setattr(parameter, self._gradient, 0)

    zerar_gradientes = zera_gradientes = zero_grad
