"""Dados para experimentar. Cada linha de X é uma amostra; y guarda o número da classe de cada uma.

Com a mesma semente, os números são os do pacote nnfs.
"""

import numpy as np


def spiral_data(samples, classes):
    """Recusa: a espiral é um dos exercícios, e aqui não há outra além da sua.

    Quem a importa e não a chama não perde nada; quem a usa em outra parte do notebook pode usar a
    sua, que tem os mesmos argumentos e devolve o mesmo.
    """
    raise RuntimeError("aqui conta a sua própria spiral_data, não uma que chama a de nnfs")


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
