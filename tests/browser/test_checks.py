"""The checks of pages find the faults that they are for, and no others."""

from collections.abc import Callable

import pytest
import ready
from faulty_pages import FAULTY, RIGHT
from visit import VIEWS, View, Visit

Opener = Callable[[str, View], Visit]

# a fault that shows itself in a second way: what is refused is complained of, what lies on
# another hides it
ALSO = {"request": {"console"}, "overlap": {"covered"}}


def kind(fault: str) -> str:
    return fault.partition(":")[0]


@pytest.mark.browser
@pytest.mark.parametrize("fault", FAULTY)
def test_a_page_with_a_fault_is_found_at_fault(visit: Opener, fault: str) -> None:
    found = visit(FAULTY[fault], VIEWS[0]).faults()
    assert kind(fault) in map(kind, found)
    assert {*map(kind, found)} <= {kind(fault)} | ALSO.get(kind(fault), set())


@pytest.mark.browser
@pytest.mark.parametrize("view", VIEWS, ids=str)
def test_a_right_page_has_no_fault(visit: Opener, view: View) -> None:
    assert visit(RIGHT, view).faults() == []


@pytest.mark.browser
def test_what_is_unfolded_is_checked(visit: Opener) -> None:
    page = visit(RIGHT, VIEWS[0])
    page.open_details()
    assert {*map(kind, page.faults())} == {"overlap", "covered", "axe"}


def test_without_a_browser_tests_are_skipped_unless_it_is_required(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("GRADER_BROWSER", raising=False)
    with pytest.raises(pytest.skip.Exception, match="no browser"):
        ready.give_up("no browser")
    monkeypatch.setenv("GRADER_BROWSER", "required")
    with pytest.raises(pytest.fail.Exception, match="no browser"):
        ready.give_up("no browser")
