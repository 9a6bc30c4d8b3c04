"""How notebooks in Portuguese, Spanish and English spell the parts that lessons name.

Names are tried in their order. Patterns tell a role by a name: of the arguments of a training
function, of what a loop reads, of the parameters of a network with dropout.
"""

import re

# a scalar
NUMBER = ("data", "dado", "dados", "valor", "value", "val")
GRADIENT = ("grad", "gradiente", "gradient", "derivada")
BACKWARD = (
    *("propagar_tudo", "backward", "backprop", "propaga_tudo", "propagar_gradientes"),
    *("retropropagar", "retropropagacao", "backpropagation", "backward_pass"),
)
HAND_ON = ("propagar", "_backward", "_propagar", "propaga", "_propagate")
EXPONENTIAL = ("exp", "exponencial", "exponential")
SIGMOID = ("sig", "sigmoid", "sigmoide", "logistic", "logistica")

# a network of scalars
PARAMETERS = ("parametros", "parameters", "params", "parâmetros", "get_parametros")
NETWORK = re.compile(r"(?i)mlp|rede|red$|model|net|^n$|^nn$")

# dropout
TRAINING = re.compile(r"(?i)trein|train|modo|mode|fase")
KEEP = re.compile(r"(?i)keep|mant|manter|reten")
DROP_EACH = re.compile(r"(?i)taxas|tasas|rates|dropouts|probs|probabilidades|^ps$")
"""A rate for each layer, in a list."""
DROP = re.compile(r"(?i)drop|taxa|tasa|prob|rate|^p$")

# what a training loop reads
LOOP_INPUT = re.compile(r"(?i)^x|entrada|input|dados|dataset|amostra|exemplo|sample")
LOOP_TARGET = re.compile(r"(?i)^y|alvo|target|label|r[oó]tulo|sa[ií]da|output|resposta")
LOOP_DROPOUT = re.compile(r"(?i)drop|prob|^p$")
LOOP_RATE = re.compile(r"(?i)taxa|tasa|^lr|_lr$|learn|rate|aprend|^eta$|alpha|passo|^step")
LOOP_EPOCHS = re.compile(r"(?i)epoc|epoch|itera|steps$|rounds|ciclos")

ARGUMENTS = (
    ("dropout", LOOP_DROPOUT),
    ("network", NETWORK),
    ("epochs", re.compile(r"(?i)epoc|epoch|itera|steps|rounds|ciclos|^num_|^n_")),
    ("rate", re.compile(r"(?i)taxa|tasa|^lr|learn|rate|aprend|^eta$|alpha|passo")),
    ("y", re.compile(r"(?i)^y|alvo|target|label|r[oó]tulo|sa[ií]da|resposta")),
    ("x", re.compile(r"(?i)^x|entrada|input|dado|amostra|exemplo|sample")),
)
"""Roles of a training function's arguments, the most telling name first."""
