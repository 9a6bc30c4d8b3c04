"""The exercises of the lesson: one class of the student's, asked in four ways.

No answer is here. What is judged are laws: the mask's statistics, the algebra with the student's
own mask, identities of the test phase. Draws are never compared.
"""

from .backward import Backward
from .contract import Contract
from .forward import Forward
from .phases import Phases

__all__ = ["Backward", "Contract", "Forward", "Phases"]
