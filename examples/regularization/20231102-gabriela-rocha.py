# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Regularização: L2 e dropout
#
# Gabriela Rocha, RA 20231102
#
# Escrevi tudo do zero, sem o `reg_utils`, para ter certeza de que entendi cada conta.
# Uso o Spyder, por isso mando o `.py` com as células marcadas.

# %%
from math import sqrt

import numpy
from numpy import log, maximum

# %% [markdown]
# ## Funções de apoio

# %%
ESCONDIDAS = (20, 3)


def sigmoide(z):
    """Estável: nunca calcula exp de um número positivo grande."""
    e = numpy.exp(-abs(z))
    return numpy.where(z >= 0, 1 / (1 + e), e / (1 + e))


def relu(z):
    return maximum(z, 0.0)


def entropia_cruzada(previsto, certo):
    exemplos = certo.shape[1]
    perdas = [-log(p) if c == 1 else -log(1 - p) for p, c in zip(previsto.flat, certo.flat)]
    return sum(perdas) / exemplos


# %%
def sorteia_mascara(linhas, colunas, manter):
    return numpy.random.binomial(1, manter, size=(linhas, colunas))


# %%
def gradientes_da_camada(dz, entrada):
    """dW e db de uma camada, já divididos pelo número de exemplos."""
    m = entrada.shape[1]
    return dz @ entrada.T / m, dz.sum(axis=1).reshape(-1, 1) / m


# %% [markdown]
# ## 1. Custo com a penalidade

# %%
def compute_cost_with_regularization(A3, Y, parameters, lambd):
    quadrados = sum(
        float(peso) ** 2 for nome in ("W1", "W2", "W3") for peso in parameters[nome].ravel()
    )
    return entropia_cruzada(A3, Y) + lambd * quadrados / (2 * Y.shape[1])


# %% [markdown]
# ## 2. Volta com a penalidade

# %%
def backward_propagation_with_regularization(X, Y, cache, lambd):
    z1, a1, w1, b1, z2, a2, w2, b2, z3, a3, w3, b3 = cache
    taxa = lambd / X.shape[1]

    dz3 = a3 - Y
    dw3, db3 = gradientes_da_camada(dz3, a2)
    da2 = w3.T @ dz3
    dz2 = da2 * (z2 > 0)
    dw2, db2 = gradientes_da_camada(dz2, a1)
    da1 = w2.T @ dz2
    dz1 = da1 * (z1 > 0)
    dw1, db1 = gradientes_da_camada(dz1, X)

    return {
        "dZ3": dz3, "dW3": dw3 + taxa * w3, "db3": db3,
        "dA2": da2, "dZ2": dz2, "dW2": dw2 + taxa * w2, "db2": db2,
        "dA1": da1, "dZ1": dz1, "dW1": dw1 + taxa * w1, "db1": db1,
    }


# %% [markdown]
# ## 3. Ida com dropout
#
# Sorteio as duas máscaras logo no começo (os formatos já são conhecidos).

# %%
def forward_propagation_with_dropout(X, parameters, keep_prob=0.5):
    w1, b1 = parameters["W1"], parameters["b1"]
    w2, b2 = parameters["W2"], parameters["b2"]
    w3, b3 = parameters["W3"], parameters["b3"]
    m = X.shape[1]
    d1 = sorteia_mascara(len(w1), m, keep_prob)
    d2 = sorteia_mascara(len(w2), m, keep_prob)

    z1 = w1 @ X + b1
    a1 = relu(z1) * d1 / keep_prob
    z2 = w2 @ a1 + b2
    a2 = relu(z2) * d2 / keep_prob
    z3 = w3 @ a2 + b3
    a3 = sigmoide(z3)
    return a3, (z1, d1, a1, w1, b1, z2, d2, a2, w2, b2, z3, a3, w3, b3)


# %% [markdown]
# ## 4. Volta com dropout

# %%
def backward_propagation_with_dropout(X, Y, cache, keep_prob):
    z1, d1, a1, w1, b1, z2, d2, a2, w2, b2, z3, a3, w3, b3 = cache

    dz3 = a3 - Y
    dw3, db3 = gradientes_da_camada(dz3, a2)
    da2 = (w3.T @ dz3) * d2 / keep_prob
    dz2 = da2 * (z2 > 0)
    dw2, db2 = gradientes_da_camada(dz2, a1)
    da1 = (w2.T @ dz2) * d1 / keep_prob
    dz1 = da1 * (z1 > 0)
    dw1, db1 = gradientes_da_camada(dz1, X)
    return {"dZ3": dz3, "dW3": dw3, "db3": db3, "dA2": da2, "dZ2": dz2, "dW2": dw2,
            "db2": db2, "dA1": da1, "dZ1": dz1, "dW1": dw1, "db1": db1}


# %% [markdown]
# ## 5. Treino

# %%
def inicializa(tamanhos):
    numpy.random.seed(3)
    parametros = {}
    for n, (de, para) in enumerate(zip(tamanhos, tamanhos[1:]), start=1):
        parametros["W%d" % n] = numpy.random.randn(para, de) / sqrt(de)
        parametros["b%d" % n] = numpy.zeros((para, 1))
    return parametros


def ida_sem_dropout(X, p):
    a3, c = forward_propagation_with_dropout(X, p, 1.0)
    return a3, c[:1] + c[2:6] + c[7:]


def model(X, Y, learning_rate=0.3, num_iterations=30000, print_cost=True, lambd=0, keep_prob=1):
    p = inicializa([X.shape[0], *ESCONDIDAS, 1])
    for i in range(num_iterations):
        if keep_prob < 1:
            a3, cache = forward_propagation_with_dropout(X, p, keep_prob)
            g = backward_propagation_with_dropout(X, Y, cache, keep_prob)
        else:
            a3, cache = ida_sem_dropout(X, p)
            g = backward_propagation_with_regularization(X, Y, cache, lambd)
        if print_cost and i % 10000 == 0:
            print(i, compute_cost_with_regularization(a3, Y, p, lambd))
        p = {nome: valor - learning_rate * g["d" + nome] for nome, valor in p.items()}
    return p


# %%
if __name__ == "__main__":
    # pontos do campo desenhados à mão, só para ver o custo cair
    rng = numpy.random.RandomState(0)
    X = rng.uniform(-0.7, 0.5, (2, 150))
    Y = (X[1:] > X[:1] + 0.1).astype(int)
    for opcoes in ({}, {"lambd": 0.7}, {"keep_prob": 0.86}):
        print(opcoes)
        model(X, Y, num_iterations=5001, **opcoes)
