"""An import that is only tried takes its fallback where the module is absent, as everywhere."""

import pytest

from grader.model import Chunk
from grader.sandbox.fallbacks import tried
from grader.sandbox.loading import load


def loaded(*sources: str) -> dict[str, object]:
    names, failed = load([Chunk(n, 1, source) for n, source in enumerate(sources, 1)])
    assert failed == []
    return names.namespace


@pytest.mark.parametrize(
    "caught",
    [
        "except ImportError",
        "except ModuleNotFoundError as error",
        "except (KeyError, ImportError)",
        "except builtins.ImportError",
        "except Exception",
        "except",
    ],
)
@pytest.mark.parametrize("said", ["import absent_one as np", "from absent_one import np"])
def test_a_tried_import_of_an_absent_module_fails(said: str, caught: str) -> None:
    source = f"try:\n    {said}\n    found = True\n{caught}:\n    found = False\n"
    assert loaded("import builtins", source)["found"] is False


def test_the_same_in_a_function_and_below_other_blocks() -> None:
    source = (
        "def f():\n    try:\n        with open('/dev/null'):\n            import absent_one\n"
        "    except ImportError:\n        return 'without'\n    return absent_one\n"
    )
    function = loaded(source)["f"]
    assert callable(function)
    assert function() == "without"


def test_a_suppressed_import_leaves_its_name_alone() -> None:
    names = loaded(
        "from contextlib import suppress\nabsent_one = None",
        "with suppress(ImportError):\n    import absent_one",
    )
    assert names["absent_one"] is None


def test_what_draws_is_there_all_the_same() -> None:
    names = loaded("try:\n    import seaborn as sns\nexcept ImportError:\n    sns = None")
    assert names["sns"] is not None


def test_a_notebook_that_asks_for_colab_is_told_that_it_is_not_there() -> None:
    names = loaded("try:\n    import google.colab\n    on = 1\nexcept ImportError:\n    on = 0")
    assert names["on"] == 0


@pytest.mark.parametrize(
    "source",
    [
        "import a",
        "try:\n    import a\nexcept KeyError:\n    pass",
        "try:\n    pass\nexcept ImportError:\n    import a",
        "try:\n    pass\nexcept ImportError:\n    pass\nelse:\n    import a",
        "try:\n    import a\nfinally:\n    pass",
        "try:\n    def f():\n        import a\nexcept ImportError:\n    pass",
        "with suppress(KeyError):\n    import a",
        "with open('import') as suppress:\n    import a",
    ],
)
def test_an_import_of_which_no_failure_is_caught_is_not_tried(source: str) -> None:
    assert tried(source) == frozenset()
