"""The exercises of the lesson, one file each: what to ask, how to ask it, how to judge it.

No answer is here, and no sequence of draws: what is judged are identities at the rates 0 and 1, the
law of the masks, and the gradient through the student's own mask.
"""

from .draws import Draws
from .flow import Flow
from .prediction import Prediction
from .training import Training
from .where import Where

__all__ = ["Draws", "Flow", "Prediction", "Training", "Where"]
