"""Herramientas para comprobar una capa."""

import numpy as np


def numerical_gradient(f, x, dE_dy, step=1e-6):
    """Estima dE/dx por diferencias centradas: mueve cada entrada de `x` y mira cuánto cambia `f`.

    f -- función de un array; tiene que dar lo mismo cada vez que recibe lo mismo
    x -- punto en que se estima
    dE_dy -- gradiente del error respecto de la salida f(x)
    """
    gradient = np.zeros_like(x, dtype=float)
    for index in np.ndindex(x.shape):
        moved = np.zeros_like(gradient)
        moved[index] = step
        change = (f(x + moved) - f(x - moved)) / (2 * step)
        gradient[index] = np.sum(change * dE_dy)
    return gradient


def zero_fraction(y):
    """Devuelve qué parte de las entradas de `y` es exactamente cero."""
    return float(np.mean(np.asarray(y) == 0))
