"""A plain script: pytest's own report of the twelve checks of one notebook."""

import json
import sys
from pathlib import Path

import pytest
from bare import names_of

NOTEBOOK, RESULT = sys.argv[1:]


class Checks:
    """Collects the checks out of a notebook's names, and counts those that pass."""

    passed = 0

    @pytest.hookimpl
    def pytest_runtest_logreport(self, report):
        self.passed += report.when == "call" and report.passed


TEST = """
import pytest
from with_pytest_names import CHECKS


@pytest.mark.parametrize("check", CHECKS)
def test_check(check):
    check()
"""


if __name__ == "__main__":
    names = names_of(NOTEBOOK)
    module = type(sys)("with_pytest_names")
    module.CHECKS = [check for name, check in names.items() if name.startswith("check_")]
    sys.modules["with_pytest_names"] = module
    Path("test_checks.py").write_text(TEST)
    counted = Checks()
    pytest.main(["-q", "-p", "no:cacheprovider", "test_checks.py"], plugins=[counted])
    Path(RESULT).write_text(json.dumps({"score": counted.passed}))
