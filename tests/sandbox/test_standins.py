"""Modules that are not here: absent ones fail when used, quiet ones do nothing."""

import sys
from typing import Any

import pytest

from grader.sandbox.standins import QUIET, AbsentModuleError, student_builtins


def executed(source: str) -> dict[str, Any]:
    namespace: dict[str, Any] = {"__builtins__": student_builtins(), "__name__": "notebook"}
    exec(source, namespace)
    return namespace


@pytest.mark.parametrize(
    "source",
    [
        "import nnfs_absent",
        "import nnfs_absent.datasets as d\nd.spiral",
        "from nnfs_absent import *",
        "from nnfs_absent.datasets import spiral_data",
        "import absent_torch.nn.functional as F\nclass Net(F.Module): ...",
        "import absent_torch\ntry:\n    absent_torch.cuda\nexcept ImportError:\n    pass",
    ],
)
def test_importing_an_absent_module_is_no_mistake(source: str) -> None:
    executed(source)
    assert not [
        name for name in sys.modules if name.partition(".")[0] in ("nnfs_absent", "absent_torch")
    ]


@pytest.mark.parametrize(
    ("use", "what"),
    [
        ("import nnfs_absent\nnnfs_absent.init()", "nnfs_absent.init"),
        (
            "from nnfs_absent.datasets import spiral_data as s\ns(1, 2)",
            "nnfs_absent.datasets.spiral_data",
        ),
        ("import nnfs_absent as n\nn.data[0]", "nnfs_absent.data"),
        ("import nnfs_absent as n\nfor x in n.data: pass", "nnfs_absent.data"),
        ("import nnfs_absent as n\nwith n.lock: pass", "nnfs_absent.lock"),
        ("import nnfs_absent as n\nn.a + 1", "nnfs_absent.a"),
        ("import nnfs_absent as n\nif n.flag: pass", "nnfs_absent.flag"),
        ("import nnfs_absent as n\n1 - n.a", "nnfs_absent.a"),
        ("import nnfs_absent as n\nn.a < 1", "nnfs_absent.a"),
        ("import nnfs_absent as n, numpy as np\nnp.ones(2) @ n.a", "nnfs_absent.a"),
        ("import nnfs_absent as n, numpy as np\nnp.array(n.a)", "nnfs_absent.a"),
        ("import nnfs_absent as n\nfloat(n.a)", "nnfs_absent.a"),
    ],
)
def test_using_an_absent_module_says_which_and_what(use: str, what: str) -> None:
    with pytest.raises(AbsentModuleError) as caught:
        executed(use)
    assert str(caught.value) == f"nnfs_absent is not installed here; {what} was used"


def test_a_class_on_an_absent_base_exists() -> None:
    namespace = executed("import absent_torch\nclass Net(absent_torch.nn.Module):\n    size = 3")
    assert namespace["Net"]().size == 3


@pytest.mark.parametrize("root", sorted(QUIET - {"pytest", "IPython", "google", "ipytest"}))
def test_quiet_modules_accept_any_use(root: str) -> None:
    namespace = executed(
        f"import {root}.pyplot as plt\nfrom {root}.x import y\n"
        "fig, ax = plt.subplots(2, 2, figsize=(3, 4))\nax[0, 1].plot([1], [2], label='x')\n"
        "plt.rcParams['figure.figsize'] = (5.0, 4.0)\n"
        "with plt.style.context('x') as c:\n    plt.show()\nfor line in ax.lines: pass\n"
        "plt.title('cost'); y(1); assert len(ax) == 0; done = True"
    )
    assert namespace["done"] is True


def test_what_plotting_gives_is_as_many_as_the_names_it_is_given_to() -> None:
    namespace = executed(
        "import matplotlib.pyplot as plt\n"
        "fig, ((a, b), (c, d)) = plt.subplots(2, 2)\n"
        "line, = a.plot([1], [2])\n"
        "counts, bins, bars = b.hist([1, 2])\n"
        "first, *others = c.plot([1], [2], [3], [4])\n"
        "seen = [one for one in d.lines] + list(d.patches)\n"
        "done = others == [] and seen == [] and line.set_data([], []) is not None"
    )
    assert namespace["done"] is True


def test_pylab_brings_its_plotting_names_along() -> None:
    namespace = executed("from pylab import *\nfigure()\nplot([1], [2])\ntitle('x')\ndone = True")
    assert namespace["done"] is True


@pytest.mark.parametrize(
    ("source", "result"),
    [
        ("from tqdm import tqdm\nr = [i for i in tqdm(range(3), desc='x')]", [0, 1, 2]),
        ("from tqdm import trange\nr = [i for i in trange(1, 4)]", [1, 2, 3]),
        ("from tqdm.notebook import tqdm, trange\nr = [*tqdm([5]), *trange(2)]", [5, 0, 1]),
        ("from tqdm import tqdm\nb = tqdm(range(2))\nr = []\nfor i in b:\n    r.append(i)\n"
         "    b.set_description('x'); b.set_postfix(loss=1)", [0, 1]),
        ("from tqdm import tqdm\nwith tqdm(total=3) as b:\n    b.update(1)\nr = []", []),
        ("from tqdm import tqdm\nr = [len(tqdm([1, 2]))]", [2]),
        ("import tqdm\nr = list(tqdm.tqdm(enumerate('ab')))", [(0, "a"), (1, "b")]),
    ],
)  # fmt: skip
def test_a_progress_bar_is_the_loop_it_wraps(source: str, result: Any) -> None:
    assert executed(source)["r"] == result


def test_modules_that_are_here_are_the_real_ones() -> None:
    namespace = executed(
        "import math, json\nfrom collections import OrderedDict as O\nimport os.path"
    )
    assert namespace["math"] is sys.modules["math"]
    assert namespace["O"] is sys.modules["collections"].OrderedDict
    assert namespace["os"].path is sys.modules["os.path"]


@pytest.mark.parametrize(
    "source",
    [
        "from math import no_such_name",
        "import math.no_such_module",
        "import json.no_such_module",
        "from . import sibling",
    ],
)
@pytest.mark.filterwarnings("ignore:can't resolve package")
def test_a_mistake_in_a_real_module_is_an_error(source: str) -> None:
    with pytest.raises(ImportError) as caught:
        executed(source)
    assert not isinstance(caught.value, AbsentModuleError)


def test_a_library_that_lacks_a_part_of_its_own_still_says_so(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "needs_more.py").write_text("import surely_not_installed\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(ModuleNotFoundError, match="surely_not_installed"):
        executed("import needs_more")
    sys.modules.pop("needs_more", None)


def test_the_grader_keeps_its_own_import() -> None:
    student_builtins()["__import__"] = None
    assert executed("import math\nx = math.pi")["x"] > 3
    with pytest.raises(ModuleNotFoundError):
        __import__("nnfs_absent")


@pytest.mark.parametrize("name", ["display", "get_ipython"])
def test_names_that_every_notebook_has_are_there_and_do_nothing(name: str) -> None:
    executed(f"def f(x):\n    {name}(x)\n    return x\nf(3)")
    executed("get_ipython().run_line_magic('matplotlib', 'inline')")
