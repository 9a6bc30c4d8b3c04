"""The exercises of the lesson, one file each: what to ask, how to ask it, how to judge it.

No answer is here. What is judged are laws (slopes, the sum over paths, one step along the student's
own gradient); each part is held to the student's own parts before it, so that a slip costs once.
"""

from .network import NetworkOfNeurons
from .operations import Operations
from .propagation import Propagation
from .training import Training

__all__ = ["NetworkOfNeurons", "Operations", "Propagation", "Training"]
