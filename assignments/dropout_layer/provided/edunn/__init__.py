"""Lo poco que esta lección necesita de una biblioteca de capas: `Layer`, `Phase` y `utils`.

>>> import edunn as nn
>>> nn.Phase.Test
<Phase.Test: 'Test'>
"""

from . import model, utils
from .model import (
    Capa,
    Fase,
    Layer,
    Model,
    ModelWithoutParameters,
    ModelWithParameters,
    Phase,
)

__all__ = [
    "Capa",
    "Fase",
    "Layer",
    "Model",
    "ModelWithParameters",
    "ModelWithoutParameters",
    "Phase",
    "model",
    "utils",
]
