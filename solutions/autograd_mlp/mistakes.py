"""Known wrong variants: each class or function with one slot filled wrongly. Texts: mistakes.toml.

Runs as a student's code would: it needs the standard library and `grader.mistake` only.
"""

import math
import random
from collections.abc import Callable
from itertools import pairwise
from typing import Any

from grader.mistake import Mistake, compose

VALOR = "valor"
PROPAGAR = "propagar_tudo"
MLP = "mlp"
TREINAR = "treinar"

Function = Callable[..., Any]
Slots = dict[str, dict[str, Function]]


def functions(*mistakes: Mistake) -> dict[str, Function]:
    """Return the classes and the function of a student who makes these mistakes."""
    return compose(_MAKERS, mistakes)


# ---------------------------------------------------------------- the class Valor


def _gets(node: Any, gradient: Any) -> None:
    node.grad += gradient


def _is_given(node: Any, gradient: Any) -> None:
    node.grad = gradient


def _add(a: Any, b: Any, out: Any) -> None:
    _gets(a, out.grad)
    _gets(b, out.grad)


def _mul(a: Any, b: Any, out: Any) -> None:
    _gets(a, out.grad * b.data)
    _gets(b, out.grad * a.data)


def _exp(a: Any, out: Any) -> None:
    _gets(a, out.grad * out.data)


def _pow(a: Any, n: Any, out: Any) -> None:
    _gets(a, out.grad * n * a.data ** (n - 1))


def _wrapped(number: Any, kind: Any) -> Any:
    return number if isinstance(number, kind) else kind(number)


def _topological(root: Any) -> list[Any]:
    order: list[Any] = []
    _visit(root, set(), order)
    return order


def _visit(node: Any, seen: set[Any], order: list[Any]) -> None:
    if node not in seen:
        seen.add(node)
        for parent in node.progenitor:
            _visit(parent, seen, order)
        order.append(node)


def _start(root: Any) -> None:
    root.grad = 1


def _hand_on(root: Any, order: Function) -> None:
    for node in reversed(order(root)):
        node.propagar()


def make_valor(
    _: Any,
    *,
    add: Function = _add,
    mul: Function = _mul,
    power: Function = _pow,
    exp: Function = _exp,
    wrap: Function = _wrapped,
    negative: Function = lambda a: a * -1,
    sub: Function = lambda a, b: a + (-b),
    div: Function = lambda a, b: a * b**-1,
    radd: Function = lambda a, number: a + number,
    rsub: Function = lambda a, number: (-a) + number,
    rdiv: Function = lambda a, number: a**-1 * number,
    sig: Function = lambda a: a.exp() / (a.exp() + 1),
    start: Function = _start,
    order: Function = _topological,
    hand_on: Function = _hand_on,
) -> dict[str, Function]:
    """Make the class `Valor`."""

    class Valor:
        def __init__(self, data: Any, progenitor: Any = (), operador_mae: str = "") -> None:
            self.data, self.progenitor, self.operador_mae = data, progenitor, operador_mae
            self.grad: Any = 0
            self._rule: Function | None = None

        def propagar(self) -> None:
            if self._rule is not None:
                self._rule(*self.progenitor, self)

        def __add__(self, other: Any) -> Any:
            other = wrap(other, Valor)
            return _made(Valor, self.data + other.data, (self, other), add)

        def __mul__(self, other: Any) -> Any:
            other = wrap(other, Valor)
            return _made(Valor, self.data * other.data, (self, other), mul)

        def __pow__(self, n: Any) -> Any:
            return _made(Valor, self.data**n, (self,), lambda a, out: power(a, n, out))

        def exp(self) -> Any:
            return _made(Valor, math.exp(self.data), (self,), exp)

        def sig(self) -> Any:
            return sig(self)

        def __rmul__(self, number: Any) -> Any:
            return self * number

        def propagar_tudo(self) -> None:
            start(self)
            hand_on(self, order)

    named = {"neg": negative, "sub": sub, "truediv": div}
    named |= {"radd": radd, "rsub": rsub, "rtruediv": rdiv}
    for name, function in named.items():
        setattr(Valor, f"__{name}__", _method(function))
    return {"Valor": Valor}


def _method(function: Function) -> Function:
    return lambda *arguments: function(*arguments)


def _made(kind: Any, data: Any, parents: tuple[Any, ...], rule: Function) -> Any:
    """Make a node whose `propagar` follows a rule over its parents.

    No closure holds it: that would be a cycle, and looking for cycles takes twice the time of
    everything else.
    """
    out = kind(data, parents)
    out._rule = rule
    return out


def _by(data: Function, rule: Function) -> Function:
    """Make an operation of its own, of one or two nodes, with this rule."""

    def operation(a: Any, *others: Any) -> Any:
        nodes = (a, *(_wrapped(other, type(a)) for other in others))
        return _made(type(a), data(*(node.data for node in nodes)), nodes, rule)

    return operation


def _by_the_number(a: Any, b: Any) -> Any:
    return a * (1 / (b.data if hasattr(b, "data") else b))


def _logistic(a: float) -> float:
    return 1 / (1 + math.exp(-a))


def _assigned_add(a: Any, b: Any, out: Any) -> None:
    _is_given(a, out.grad)
    _is_given(b, out.grad)


def _assigned_mul(a: Any, b: Any, out: Any) -> None:
    _is_given(a, out.grad * b.data)
    _is_given(b, out.grad * a.data)


def _assigned_self(a: Any, b: Any, out: Any) -> None:
    _is_given(a, out.grad * b.data)
    _gets(b, out.grad * a.data)


def _both_to_self(a: Any, b: Any, out: Any) -> None:
    _gets(a, out.grad * b.data)
    _gets(a, out.grad * a.data)


def _own_data(a: Any, b: Any, out: Any) -> None:
    _gets(a, out.grad * a.data)
    _gets(b, out.grad * b.data)


def _no_upstream(a: Any, b: Any, out: Any) -> None:
    _gets(a, b.data)
    _gets(b, a.data)


def _plus_for_both(a: Any, b: Any, out: Any) -> None:
    _gets(a, out.grad)
    _gets(b, out.grad)


_VALOR_MISTAKES: Slots = {
    "mul_both_to_self": {"mul": _both_to_self},
    "mul_own_data": {"mul": _own_data},
    "mul_no_upstream": {"mul": _no_upstream},
    "exp_uses_input": {"exp": lambda a, out: _gets(a, out.grad * a.data)},
    "exp_power_rule": {"exp": lambda a, out: _gets(a, out.grad * a.data * math.exp(a.data - 1))},
    "exp_no_upstream": {"exp": lambda a, out: _gets(a, out.data)},
    "pow_same_exponent": {"power": lambda a, n, out: _gets(a, out.grad * n * a.data**n)},
    "pow_no_exponent": {"power": lambda a, n, out: _gets(a, out.grad * a.data ** (n - 1))},
    "sub_plus_sign": {"sub": _by(lambda a, b: a - b, _plus_for_both)},
    "sub_swapped": {"sub": lambda a, b: (-a) + b},
    "div_detached": {"div": _by_the_number},
    "sig_derivative_s": {
        "sig": _by(_logistic, lambda a, out: _gets(a, out.grad * out.data)),
    },
    "sig_without_minus": {"sig": lambda a: (a.exp() + 1) ** -1},
    "rtruediv_swapped": {"rdiv": lambda a, number: a / number},
    "rsub_swapped": {"rsub": lambda a, number: a - number},
    "no_rsub": {"rsub": lambda a, number: NotImplemented},
    "radd_recursion": {"radd": lambda a, number: number + a},
    "no_wrap": {"wrap": lambda number, kind: number},
}


# ---------------------------------------------------------------- propagar_tudo


def _again_at_each_visit(root: Any, order: Function) -> None:
    root.propagar()
    for parent in root.progenitor:
        _again_at_each_visit(parent, order)


def _breadth_first(root: Any, order: Function) -> None:
    seen, queue = {root}, [root]
    while queue:
        node = queue.pop(0)
        node.propagar()
        new = [parent for parent in dict.fromkeys(node.progenitor) if parent not in seen]
        seen.update(new)
        queue += new


def _on_first_visit(root: Any, order: Function) -> None:
    seen: set[Any] = set()

    def visit(node: Any) -> None:
        if node not in seen:
            seen.add(node)
            node.propagar()
            for parent in node.progenitor:
                visit(parent)

    visit(root)


def _from_the_leaves(root: Any, order: Function) -> None:
    for node in order(root):
        node.propagar()


def _seen_by_number(root: Any) -> list[Any]:
    order: list[Any] = []
    seen: set[Any] = set()

    def visit(node: Any) -> None:
        if node.data not in seen:
            seen.add(node.data)
            for parent in node.progenitor:
                visit(parent)
            order.append(node)

    visit(root)
    return order


def _one_level(root: Any, order: Function) -> None:
    root.propagar()
    for parent in root.progenitor:
        parent.propagar()


def _seen_for_ever(root: Any) -> list[Any]:
    kind = type(root)
    seen = vars(kind).get("visitados", set())
    kind.visitados = seen
    new = [node for node in _topological(root) if node not in seen]
    seen.update(new)
    return new


def _from_data(root: Any) -> None:
    root.grad = root.data


_PROPAGAR_MISTAKES: Slots = {
    "add_assign": {"add": _assigned_add},
    "mul_assign": {"mul": _assigned_mul},
    "mul_assign_self": {"mul": _assigned_self},
    "exp_pow_assign": {
        "exp": lambda a, out: _is_given(a, out.grad * out.data),
        "power": lambda a, n, out: _is_given(a, out.grad * n * a.data ** (n - 1)),
    },
    "root_grad_zero": {"start": lambda root: None},
    "root_grad_is_data": {"start": _from_data},
    "only_last_node": {"hand_on": lambda root, order: root.propagar()},
    "one_level": {"hand_on": _one_level},
    "seen_for_ever": {"order": _seen_for_ever},
    "bfs_order": {"hand_on": _breadth_first},
    "dfs_preorder": {"hand_on": _on_first_visit},
    "no_visited": {"hand_on": _again_at_each_visit},
    "not_reversed": {"hand_on": _from_the_leaves},
    "seen_by_number": {"order": _seen_by_number},
    "topo_append_self": {"order": lambda root: [root] * len(_topological(root))},
}


# ---------------------------------------------------------------- neuron, layer, network


def _draw(kind: Any) -> Any:
    return kind(random.uniform(-1, 1))  # noqa: S311  (a weight, not a secret)


def _initial(kind: Any, inputs: int) -> tuple[list[Any], Any]:
    return [_draw(kind) for _ in range(inputs)], _draw(kind)


def _weighted(x: Any, weights: list[Any]) -> Any:
    total: Any = 0
    for one, weight in zip(x, weights, strict=True):
        total = total + one * weight
    return total


def _several(kind: Any, inputs: int, neurons: int) -> list[Any]:
    return [kind(inputs) for _ in range(neurons)]


def _one_or_list(found: list[Any]) -> Any:
    return found[0] if len(found) == 1 else found


def _path(kind: Any, inputs: int, sizes: list[int]) -> list[Any]:
    return [kind(before, after) for before, after in pairwise([inputs, *sizes])]


def _through(layers: list[Any], x: Any) -> Any:
    for layer in layers:
        x = layer(x if isinstance(x, list | tuple) else [x])
    return x


def make_mlp(
    own: Any,
    *,
    initial: Function = _initial,
    fire: Function = lambda n, x: (_weighted(x, n.pesos) + n.vies).sig(),
    listed: Function = lambda n: [*n.pesos, n.vies],
    several: Function = _several,
    outputs: Function = _one_or_list,
    path: Function = _path,
    through: Function = _through,
) -> dict[str, Function]:
    """Make `Neuronio`, `Camada` and `MLP` over the class `Valor` in `own`."""

    class Neuronio:
        def __init__(self, num_dados_entrada: int) -> None:
            self.pesos, self.vies = initial(own.Valor, num_dados_entrada)

        def __call__(self, x: Any) -> Any:
            return fire(self, x)

        def parametros(self) -> list[Any]:
            found: list[Any] = listed(self)
            return found

    class Camada:
        def __init__(self, num_dados_entrada: int, num_neuronios: int) -> None:
            self.neuronios = several(Neuronio, num_dados_entrada, num_neuronios)

        def __call__(self, x: Any) -> Any:
            return outputs([neuronio(x) for neuronio in self.neuronios])

        def parametros(self) -> list[Any]:
            return [p for neuronio in self.neuronios for p in neuronio.parametros()]

    class MLP:
        def __init__(self, num_dados_entrada: int, num_neuronios_por_camada: list[int]) -> None:
            self.camadas = path(Camada, num_dados_entrada, num_neuronios_por_camada)

        def __call__(self, x: Any) -> Any:
            return through(self.camadas, x)

        def parametros(self) -> list[Any]:
            return [p for camada in self.camadas for p in camada.parametros()]

    return {"Neuronio": Neuronio, "Camada": Camada, "MLP": MLP}


def _floats(kind: Any, inputs: int) -> tuple[list[Any], Any]:
    return [_draw(float) for _ in range(inputs)], _draw(kind)


def _draw_and_fire(neuron: Any, x: Any) -> Any:
    kind = type(neuron.vies)
    neuron.pesos, neuron.vies = _initial(kind, len(x))
    return (_weighted(x, neuron.pesos) + neuron.vies).sig()


def _bias_of_the_first(kind: Any, inputs: int, neurons: int) -> list[Any]:
    made = _several(kind, inputs, neurons)
    for neuron in made:
        neuron.vies = made[0].vies
    return made


def _same_x(layers: list[Any], x: Any) -> Any:
    found = None
    for layer in layers:
        found = layer(x)
    return found


def _no_list_for_one(layers: list[Any], x: Any) -> Any:
    for layer in layers:
        x = layer(x)
    return x


def _linear_end(layers: list[Any], x: Any) -> Any:
    x = _through(layers[:-1], x)
    x = x if isinstance(x, list) else [x]
    return _one_or_list([_weighted(x, n.pesos) + n.vies for n in layers[-1].neuronios])


_MLP_MISTAKES: Slots = {
    "no_bias": {"fire": lambda n, x: _weighted(x, n.pesos).sig()},
    "bias_multiplied": {"fire": lambda n, x: (_weighted(x, n.pesos) * n.vies).sig()},
    "no_activation": {"fire": lambda n, x: _weighted(x, n.pesos) + n.vies},
    "bias_after_activation": {"fire": lambda n, x: _weighted(x, n.pesos).sig() + n.vies},
    "activation_per_term": {
        "fire": lambda n, x: sum(
            ((one * weight).sig() for one, weight in zip(x, n.pesos, strict=True)), n.vies
        ),
    },
    "linear_output": {"through": _linear_end},
    "weights_drawn_in_call": {"fire": _draw_and_fire},
    "weights_not_drawn": {
        "initial": lambda kind, inputs: ([kind(1.0) for _ in range(inputs)], kind(1.0)),
    },
    "biases_not_drawn": {
        "initial": lambda kind, inputs: (_initial(kind, inputs)[0], kind(1.0)),
    },
    "weights_are_floats": {"initial": _floats},
    "parameters_no_bias": {"listed": lambda n: list(n.pesos)},
    "parameters_twice": {"listed": lambda n: [*n.pesos, n.vies, n.vies]},
    "parameters_nested": {"listed": lambda n: [n.pesos, n.vies]},
    "same_neuron_repeated": {"several": lambda kind, inputs, neurons: [kind(inputs)] * neurons},
    "shared_bias": {"several": _bias_of_the_first},
    "all_layers_n_inputs": {
        "path": lambda kind, inputs, sizes: [kind(inputs, size) for size in sizes],
    },
    "layer_arguments_swapped": {
        "path": lambda kind, inputs, sizes: [kind(b, a) for a, b in pairwise([inputs, *sizes])],
    },
    "x_not_updated": {"through": _same_x},
    "no_unwrap": {"outputs": list},
    "always_unwrap": {"outputs": lambda found: found[0]},
    "one_neuron_hidden_fails": {"through": _no_list_for_one},
}


# ---------------------------------------------------------------- training


def _squares(y_pred: list[Any], y: Any) -> Any:
    return sum((yp - yt) ** 2 for yp, yt in zip(y_pred, y, strict=True))


def _zero(parameters: list[Any]) -> None:
    for p in parameters:
        p.grad = 0


def _leave(parameters: list[Any]) -> None:
    """Do nothing."""


def _once(loss: Any) -> None:
    loss.propagar_tudo()


def _twice(loss: Any) -> None:
    loss.propagar_tudo()
    loss.propagar_tudo()


def _down(p: Any, rate: float) -> None:
    p.data = p.data - rate * p.grad


def _move_to(p: Any, number: Any) -> None:
    p.data = number


def _each(mlp: Any, x: Any, _before: Any) -> list[Any]:
    return [mlp(one) for one in x]


def make_treinar(
    _: Any,
    *,
    predict: Function = _each,
    loss: Function = _squares,
    zero: Function = _zero,
    backward: Function = _once,
    before_update: Function = _leave,
    update: Function = _down,
    updated: Function = lambda mlp: mlp.parametros(),
    kept: Function = lambda mlp, x, y, lost: lost.data,
    epoch: Function | None = None,
    epochs: Function = range,
    rate: Function = lambda rate, number: rate,
    goes_on: Function = lambda losses: True,
) -> dict[str, Function]:
    """Make the function `treinar`."""

    def whole_epoch(mlp: Any, x: Any, y: Any, step: float, y_pred: Any) -> tuple[Any, Any]:
        y_pred = predict(mlp, x, y_pred)
        lost = loss(y_pred, y)
        zero(mlp.parametros())
        backward(lost)
        before_update(mlp.parametros())
        for p in updated(mlp):
            update(p, step)
        return y_pred, kept(mlp, x, y, lost)

    def treinar(mlp: Any, x: Any, y: Any, epocas: int, taxa: float) -> list[Any]:
        perdas, y_pred = [], None
        for number in epochs(epocas):
            y_pred, lost = (epoch or whole_epoch)(mlp, x, y, rate(taxa, number), y_pred)
            perdas.append(lost)
            if not goes_on(perdas):
                break
        return perdas

    return {"treinar": treinar}


def _sample_by_sample(mlp: Any, x: Any, y: Any, rate: float, y_pred: Any) -> tuple[Any, Any]:
    total = 0.0
    for one, yt in zip(x, y, strict=True):
        lost = (mlp(one) - yt) ** 2
        _zero(mlp.parametros())
        lost.propagar_tudo()
        for p in mlp.parametros():
            _down(p, rate)
        total += lost.data
    return None, total


def _detached(y_pred: list[Any], y: Any) -> Any:
    return type(y_pred[0])(sum((yp.data - yt) ** 2 for yp, yt in zip(y_pred, y, strict=True)))


_TREINAR_MISTAKES: Slots = {
    "no_zero_grad": {"zero": _leave},
    "backward_twice": {"backward": _twice},
    "zero_after_backward": {"before_update": _zero},
    "wrong_sign": {"update": lambda p, rate: _move_to(p, p.data + rate * p.grad)},
    "rebinds_p": {"update": lambda p, rate: p - rate * p.grad},
    "no_update": {"update": lambda p, rate: None},
    "no_lr": {"update": lambda p, rate: _move_to(p, p.data - p.grad)},
    "fixed_lr": {"update": lambda p, rate: _down(p, 0.01 if rate != 0.01 else 0.1)},
    "gradient_as_number": {"update": lambda p, rate: _move_to(p, -rate * p.grad)},
    "no_square": {"loss": lambda y_pred, y: sum(p - t for p, t in zip(y_pred, y, strict=True))},
    "half_loss": {"loss": lambda y_pred, y: _squares(y_pred, y) * 0.5},
    "mean_loss": {"loss": lambda y_pred, y: _squares(y_pred, y) / len(y)},
    "last_sample_only": {"loss": lambda y_pred, y: (y_pred[-1] - y[-1]) ** 2},
    "detached_loss": {"loss": _detached},
    "target_order": {"loss": lambda y_pred, y: _squares(y_pred, list(reversed(y)))},
    "predicted_once": {"predict": lambda mlp, x, before: before or [mlp(one) for one in x]},
    "loss_after_update": {
        "kept": lambda mlp, x, y, lost: _squares([mlp(one) for one in x], y).data,
    },
    "loss_as_valor": {"kept": lambda mlp, x, y, lost: lost},
    "one_epoch_less": {"epochs": lambda epocas: range(epocas - 1)},
    "one_epoch_more": {"epochs": lambda epocas: range(epocas + 1)},
    "first_epoch_only": {"epochs": lambda epocas: range(min(epocas, 1))},
    "only_last_layer": {"updated": lambda mlp: mlp.camadas[-1].parametros()},
    "stops_early": {
        "goes_on": lambda losses: len(losses) < 2 or abs(losses[-2] - losses[-1]) > 1e-6,
    },
    "rate_decays": {"rate": lambda rate, number: rate * 0.5 ** (number // 100)},
    "per_sample_update": {"epoch": _sample_by_sample},
}


_MAKERS: dict[tuple[str, ...], Function] = {
    (VALOR, PROPAGAR): make_valor,
    (MLP,): make_mlp,
    (TREINAR,): make_treinar,
}

_FAMILIES: tuple[tuple[str, Slots], ...] = (
    (VALOR, _VALOR_MISTAKES),
    (PROPAGAR, _PROPAGAR_MISTAKES),
    (MLP, _MLP_MISTAKES),
    (TREINAR, _TREINAR_MISTAKES),
)

MISTAKES: tuple[Mistake, ...] = tuple(
    Mistake(f"{exercise}.{name}", exercise, slots)
    for exercise, mistakes in _FAMILIES
    for name, slots in mistakes.items()
)
