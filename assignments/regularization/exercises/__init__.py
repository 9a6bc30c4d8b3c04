"""The exercises of the lesson, one file each: what to ask, how to ask it, how to judge it.

No answer is here. What is judged are laws (scaling, linearity, the masks' statistics, algebra with
the student's own masks, the slope of the stated cost); `want` is the reference's value.
"""

from .backward_with_dropout import BackwardWithDropout
from .backward_with_regularization import BackwardWithRegularization
from .cost import Cost
from .forward_with_dropout import ForwardWithDropout
from .model import Model

__all__ = [
    "BackwardWithDropout",
    "BackwardWithRegularization",
    "Cost",
    "ForwardWithDropout",
    "Model",
]
