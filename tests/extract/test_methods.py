"""A method that the handout's class has and a student's has not is told with where it went."""

import pytest

from grader.extract import extract
from grader.extract.methods import Methods
from grader.model import Ask, Cell, Extraction, Notebook

ASKS = [Ask("Layer", "class", aliases=("Camada",)), Ask("Valor", "class"), Ask("back")]


def of(source: str) -> Extraction:
    return extract(Notebook((Cell(1, source),)), ASKS)


HANDOUT = of("""
class Layer(Base):
    def __init__(self, p):
        self.p = p

    def forward(self, x):
        raise NotImplementedError

    def backward(self, g):
        y = None  # YOUR CODE
        return y


class Valor:
    def __init__(self, data):
        raise NotImplementedError

    def propagar(self):
        'Hand the gradient on; a leaf has none to hand on to.'

    def __mul__(self, other):
        raise NotImplementedError

    def __rmul__(self, other):
        raise NotImplementedError

    def sig(self):
        raise NotImplementedError


def back(x):
    raise NotImplementedError
""")
HEAD = """
class Layer(Base):
    def __init__(self, p):
        self.p = p
"""
FORWARD = """
    def forward(self, x):
        return x * self.p
"""
BACKWARD = """
    def backward(self, g):
        return g * self.p
"""


def lacking(source: str, name: str = "Layer") -> list[tuple[str, dict[str, object]]]:
    return [(t.key, dict(t.values)) for t in Methods(of(source), HANDOUT).lacking([name])]


@pytest.mark.parametrize(
    "source",
    [
        HEAD + FORWARD + BACKWARD,
        HEAD + FORWARD + "    backward = forward\n",
        HEAD + FORWARD + "    if True:\n        def backward(self, g):\n            return g\n",
        HEAD + FORWARD + "Layer.backward = lambda self, g: g\nLayer(1).backward(2)\n",
        HEAD + "        self.backward = lambda g: g * p\n" + FORWARD,
        HEAD + FORWARD + "\n    def __getattr__(self, name):\n        return lambda g: g\n",
        "class Own(Base):" + BACKWARD + HEAD.replace("Base", "Own") + FORWARD,
        HEAD.replace("Base", "Another") + FORWARD,
        HEAD.replace("Base", "Base, metaclass=Meta") + FORWARD,
        "@with_backward" + HEAD + FORWARD,
        "def Layer(p):\n    return p\n",
        "x = 1\n",
    ],
)
def test_what_is_there_or_may_come_from_elsewhere_is_not_lacked(source: str) -> None:
    assert lacking(source) == []


@pytest.mark.parametrize(
    ("source", "key", "line", "more"),
    [
        (HEAD + FORWARD, "method.nowhere", "2", {}),
        (HEAD.replace("Layer", "Camada") + FORWARD, "method.nowhere", "2", {"name": "Camada"}),
        (HEAD.replace("(Base)", "(nn.Base)") + FORWARD, "method.nowhere", "2", {}),
        (HEAD.replace("(Base)", "") + FORWARD, "method.nowhere", "2", {}),
        (HEAD + FORWARD + BACKWARD.replace("backward", "Backwards"), "method.near", "9",
         {"near": "Backwards"}),
        (HEAD + FORWARD + BACKWARD.replace("\n    ", "\n        "), "method.inside", "9",
         {"outer": "forward"}),
        (HEAD + FORWARD + BACKWARD.replace("\n    ", "\n"), "method.outside", "9", {}),
    ],
)  # fmt: skip
def test_where_a_method_went_is_told(
    source: str, key: str, line: str, more: dict[str, str]
) -> None:
    values = {"name": "Layer", "method": "backward", "cell": "1", "line": line, **more}
    assert lacking(source) == [(key, values)]


def valor(*methods: str) -> str:
    return "class Valor:\n" + "".join(
        f"    def {name}(self, other=0):\n        return other\n" for name in methods
    )


@pytest.mark.parametrize(
    ("methods", "found"),
    [
        (("__init__", "__mul__", "__rmul__", "sigmoid"), []),  # known by another name, too
        (("__inti__", "__mul__", "__rmul__", "sig"), [("method.near", "__init__")]),
        (("__init__", "_mul_", "__rmul__", "sig"), [("method.near", "__mul__")]),
        # one name is not taken for two methods: `mul` is nearly `rmul`
        (("__init__", "mul", "sig"), [("method.near", "__mul__"), ("method.nowhere", "__rmul__")]),
        (("__init__", "__mul__", "sig", "help"), [("method.nowhere", "__rmul__")]),
    ],
)
def test_names_of_pythons_own_are_told_apart(
    methods: tuple[str, ...], found: list[tuple[str, str]]
) -> None:
    told = lacking(valor(*methods), "Valor")
    assert [(key, values["method"]) for key, values in told] == found


def test_what_the_handout_writes_itself_may_be_left_out() -> None:
    whole = HEAD + FORWARD + BACKWARD
    assert lacking(whole.replace("__init__", "begin")) == []
    assert lacking(whole.replace("__init__", "__init_")) == [
        ("method.near", {"name": "Layer", "method": "__init__", "near": "__init_",
                         "cell": "1", "line": "3"})
    ]  # fmt: skip


def test_a_blank_class_lacks_nothing() -> None:
    assert [*Methods(HANDOUT, HANDOUT).lacking(["Layer", "Valor", "back"])] == []
