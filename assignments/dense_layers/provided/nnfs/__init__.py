"""Substitui, neste curso, o pacote nnfs: os notebooks que o importam continuam funcionando.

O pacote original troca funções do numpy e força float32 em tudo; aqui o numpy fica como está.
"""

import numpy as np


def init(dot_precision_workaround=True, default_dtype="float32", random_seed=0):
    """Fixa a semente dos números aleatórios; os outros argumentos são aceitos e não fazem nada."""
    if random_seed is not None:
        np.random.seed(random_seed)
