"""A small model of the student's own scalars, for where the student's network cannot be asked.

Training is judged on its own: a network that stops with an error is paid for elsewhere.
"""

from grader.adapt.network import Lone
from grader.adapt.scalar import Scalars


class StandIn(Lone):
    """A weighted sum as a network of one neuron."""

    def __init__(self, scalars: Scalars, inputs: int) -> None:
        weighted_sum = scalars.student.beside("weighted_sum")["WeightedSum"]
        super().__init__(scalars, weighted_sum(scalars.kind, scalars.gradient_name, inputs))
