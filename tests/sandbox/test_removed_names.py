"""What numpy has taken out works as it did."""

import numpy as np
import pytest

from grader.model import Chunk
from grader.sandbox.loading import load
from grader.sandbox.removed_names import REMOVED


@pytest.mark.parametrize("name", REMOVED)
def test_every_name_that_numpy_had_is_there(name: str) -> None:
    names, failed = load([Chunk(1, 1, f"import numpy as np\nfound = np.{name}")])
    assert failed == []
    assert names.namespace["found"] is vars(np)[name]


def test_they_mean_what_they_meant() -> None:
    source = (
        "import numpy as np\nmask = (np.array([.2, .7]) < .5).astype(np.int)\n"
        "rows = np.zeros(2, dtype=np.float)\nkept = np.array([1, 0]).astype(np.bool)\n"
        "things = np.array([None], dtype=np.object)\nlow = np.NINF"
    )
    names = load([Chunk(1, 1, source)])[0].namespace
    assert names["mask"].tolist() == [1, 0]
    assert (names["rows"].dtype, names["kept"].dtype) == (np.float64, np.bool_)
    assert names["things"].dtype == object
    assert names["low"] == -np.inf
