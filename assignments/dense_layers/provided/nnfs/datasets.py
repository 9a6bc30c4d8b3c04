"""Dados para experimentar. Cada linha de X é uma amostra; y guarda o número da classe de cada uma.

Com a mesma semente, os números são os do pacote nnfs.
"""

import numpy as np

lent = True
"""A correção fecha o empréstimo enquanto avalia a spiral_data que você escreveu."""


def spiral_data(samples, classes):
    """Sorteia uma espiral com um braço para cada classe.

    samples -- número de amostras de CADA classe
    classes -- número de classes

    Devolve X, no formato (samples * classes, 2), e y, no formato (samples * classes,).
    """
    if not lent:
        raise RuntimeError("aqui conta a sua spiral_data; escreva a sua, sem chamar a de nnfs")
    radius = np.linspace(0, 1, samples)
    arms = []
    for number in range(classes):
        noise = np.random.randn(samples) * 0.2
        turn = 2.5 * (np.linspace(4 * number, 4 * (number + 1), samples) + noise)
        arms.append(np.column_stack([radius * np.sin(turn), radius * np.cos(turn)]))
    return np.vstack(arms), np.repeat(np.arange(classes), samples).astype(np.uint8)


def vertical_data(samples, classes):
    """Sorteia uma faixa vertical de pontos para cada classe; devolve X e y como spiral_data."""
    bands = []
    for number in range(classes):
        noise = np.random.randn(2, samples) * 0.1
        bands.append(np.column_stack([number / 3 + noise[0], 0.5 + noise[1]]))
    return np.vstack(bands), np.repeat(np.arange(classes), samples).astype(np.uint8)


def sine_data(samples=1000):
    """Devolve uma volta de seno: X e y, os dois no formato (samples, 1)."""
    X = np.arange(samples).reshape(-1, 1) / samples
    return X, np.sin(2 * np.pi * X)
