"""Any JSON, under the keys that notebooks have."""

from hypothesis import strategies as st

KEYS = [
    "cells", "cell_type", "source", "input", "metadata", "worksheets", "nbgrader", "grade",
    "kernelspec", "language_info", "language", "name", "outputs",
]  # fmt: skip

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(KEYS),
            inner,
            max_size=4,
        )
    ),
    max_leaves=25,
)
