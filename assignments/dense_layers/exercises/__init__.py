"""The exercises of the lesson, one file each: what to ask, how to ask it, how to judge it.

No answer is here. What is judged are laws: linearity of the layer, the normal law of its weights,
what a softmax may depend on, what a perfect or a hopeless prediction costs, the shape of an arm.
Numbers that were computed in float32 are as good as any (`judging.RTOL`).
"""

from .dense import Dense
from .loss import Loss
from .pipeline import Pipeline
from .relu import ReLU
from .softmax import Softmax
from .spiral import Spiral

__all__ = ["Dense", "Loss", "Pipeline", "ReLU", "Softmax", "Spiral"]
