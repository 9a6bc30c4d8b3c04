"""Draws in rounds: right masks are accepted under every seed, wrong ones under none."""

import math

import numpy as np
import pytest
from draws_of_masks import WRONG, exact, right

from grader.measure.budget import DOUBT
from grader.measure.dependence import Dependence, design_effect
from grader.measure.rounds import Rounds, Verdict

ACCEPT, REFUSE, MORE = Verdict.ACCEPT, Verdict.REFUSE, Verdict.MORE

ROUNDS = {
    "scalars": ((16, 9), 0.05),
    "wide": ((4, 20, 30), 0.02),
    "three_axes": ((3, 9, 11, 12), 0.05),
}
PROBABILITIES = (0.2, 0.7)


def asked(draw, rounds="scalars", keep_prob=0.7, seed=0, drawn=None, **options):
    """Ask as an exercise does."""
    shape, offset = ROUNDS[rounds]
    rng = np.random.default_rng(seed)
    found = Rounds(keep_prob, offset=offset, least=3, **options)
    while found.undecided:
        found.add(draw(rng, shape, keep_prob if drawn is None else drawn))
    return found


@pytest.mark.parametrize("keep_prob", PROBABILITIES)
@pytest.mark.parametrize("rounds", ROUNDS)
def test_right_draws_are_accepted(rounds, keep_prob):
    for seed in range(20):
        found = asked(right, rounds, keep_prob, seed)
        assert (found.rate, found.independent) == (ACCEPT, ACCEPT)


@pytest.mark.parametrize("keep_prob", PROBABILITIES)
@pytest.mark.parametrize("rounds", ROUNDS)
@pytest.mark.parametrize("wrong", WRONG)
def test_draws_that_depend_on_each_other_are_refused(wrong, rounds, keep_prob):
    for seed in range(5):
        assert asked(WRONG[wrong], rounds, keep_prob, seed).independent is REFUSE


@pytest.mark.parametrize("by", [-0.12, -0.09, -0.05, 0.05, 0.09])
@pytest.mark.parametrize("keep_prob", PROBABILITIES)
def test_another_rate_is_refused_and_costs_only_the_rate(keep_prob, by):
    for seed in range(20):
        found = asked(right, keep_prob=keep_prob, seed=seed, drawn=keep_prob + by)
        assert (found.rate, found.independent) == (REFUSE, ACCEPT)


@pytest.mark.parametrize("by", [-0.02, 0.02])
@pytest.mark.parametrize("keep_prob", PROBABILITIES)
def test_a_rate_off_by_two_hundredths_is_refused_where_that_is_the_offset(keep_prob, by):
    for seed in range(5):
        found = asked(right, "wide", keep_prob, seed, keep_prob + by)
        assert found.rate is REFUSE


@pytest.mark.parametrize("drawn", [0.0, 1.0])
def test_nothing_off_or_everything_off_is_soon_refused(drawn):
    found = asked(right, keep_prob=0.8, drawn=drawn)
    assert (found.rate, found.independent) == (REFUSE, REFUSE)
    assert found.asked < 600


@pytest.mark.parametrize("keep_prob", [0.7, 0.8])
def test_rows_chosen_for_ever_show_no_rate(keep_prob):
    """The same rows at every call, of another rate: however many entries, they are few draws."""

    def rows(rng, shape, p):
        kept = np.arange(shape[1]) < shape[1] * (0.25 + 0.5 * p)
        return np.broadcast_to(kept[np.newaxis, :, np.newaxis], shape)

    found = asked(rows, "wide", keep_prob)
    assert found.rate is not ACCEPT
    assert found.independent is REFUSE
    assert asked(rows, "wide", keep_prob, anew=False).rate is not ACCEPT


def test_a_mask_drawn_once_shows_no_rate_and_is_soon_seen():
    found = asked(WRONG["seeded at each call"])
    assert found.rate is MORE
    assert found.asked < 2000


def test_an_exact_count_costs_only_independence():
    found = asked(WRONG["exactly round(p n) kept, a row"], "wide", 0.7)
    assert (found.rate, found.independent) == (ACCEPT, REFUSE)


@pytest.mark.parametrize("turned", [False, True])
def test_a_seed_inside_is_no_fault_where_the_lesson_itself_seeds(turned):
    """The stream begins again at each call: more of it is asked for, and nothing counts twice."""

    def drawn(rng, columns):
        return rng.random((columns, 8)).T < 0.7 if turned else rng.random((8, columns)) < 0.7

    for seed in range(20):
        found, columns = Rounds(0.7, anew=False, least=14), []
        while found.undecided:
            columns.append(found.wanted(320) // 8)
            found.add(drawn(np.random.default_rng(seed), columns[-1])[np.newaxis])
        assert columns[:4] == [40, 40, 80, 160]
        assert found.draws == 8 * columns[-1]
        assert (found.rate, found.independent) == (ACCEPT, ACCEPT)


def test_a_call_that_repeats_once_does_not_pass_for_a_seed_inside():
    """Calls that draw anew after all are asked for as many rounds as any others."""
    found, calls = Rounds(0.7, anew=False, least=14), 0
    while found.undecided:
        again = 0 if calls < 2 else calls
        mask = exact(np.random.default_rng(again), (1, 8, 20), 0.7)
        found.add(mask)
        calls += 1
    assert found.independent is REFUSE


def test_one_mask_for_ever_shows_no_rate_even_where_it_may_come_again():
    found = Rounds(0.7, anew=False)
    while found.undecided:
        found.add(np.random.default_rng(3).random((1, 30, 40)) < 0.7)
    assert found.draws == 30 * 40
    assert found.rate is MORE


@pytest.mark.thorough
def test_codes_save_no_more_by_chance_than_their_bound():
    """Of right draws a code saves n nats once in exp(n) times at most, whenever one looks."""
    times, nats = 400, math.log(20)
    seen = dict.fromkeys(("axis 0", "count along 0", "count along 1", "round"), 0)
    for seed in range(times):
        rng, found = np.random.default_rng(seed), Dependence()
        most = dict.fromkeys(seen, -math.inf)
        for _ in range(8):
            found.add(right(rng, (8, 6), 0.6))
            saved = found.saved()
            most = {kind: max(most[kind], saved[kind] + math.log(found.KINDS)) for kind in seen}
        seen = {kind: n + (most[kind] >= nats) for kind, n in seen.items()}
    # of the counts three codes are tried; 400 tries at 1 in 20 stray beyond 37 once in a thousand
    assert max(seen["axis 0"], seen["round"]) <= 37
    assert max(seen["count along 0"], seen["count along 1"]) <= 3 * 20 + 25
    assert max(seen.values()) > 0


def test_masks_that_come_again_in_another_process_are_seen():
    def drawn(child):
        rng = np.random.default_rng(11)  # of the class, whatever the process was seeded with
        return [rng.random((16, 9)) < 0.7 for _ in range(4)]

    found = Rounds(0.7)
    for child in (0, 1):
        for mask in drawn(child):
            found.add(mask, child)
    assert found.independent is REFUSE
    assert max(found.kinds, key=found.kinds.__getitem__) == "child"


def test_what_was_asked_before_is_judged_alike():
    rng, shape = np.random.default_rng(5), (16, 9)
    first, masks = Rounds(0.7), []
    while first.undecided:
        masks.append(right(rng, shape, 0.7))
        first.add(masks[-1])
    again = Rounds.judge(masks, 0.7)
    assert (again.rate, again.independent) == (first.rate, first.independent)
    assert again.kinds == pytest.approx(first.kinds)


def test_a_dependence_that_shows_later_is_refused_all_the_same():
    rng = np.random.default_rng(1)
    found = Rounds(0.7)
    while found.undecided:
        found.add(right(rng, (16, 9), 0.7))
    assert found.rate is ACCEPT
    found.add(np.broadcast_to(rng.random(9) < 0.7, (400, 9)))
    assert found.independent is REFUSE


@pytest.mark.parametrize("draws", [[], [[]], 1, [True], np.ones((0, 9)), np.ones((3, 0))])
def test_no_draws_show_nothing(draws):
    found = Rounds(0.7)
    found.add(draws)
    assert found.draws == 0
    assert not found.undecided  # nor would more of them
    assert (found.rate, found.independent) == (MORE, MORE)


def test_more_axes_than_four_are_taken_together():
    found = Rounds.judge([np.random.default_rng(0).random((4, 3, 5, 2, 3, 4)) < 0.7], 0.7)
    assert found.draws == 4 * 360
    assert max(found.kinds.values()) < DOUBT


@pytest.mark.parametrize("keep_prob", [0.05, 0.15, 0.3, 0.5, 0.8, 0.95])
def test_rounds_end(keep_prob):
    """Whatever is answered, no more is asked for than the test of the rate needs, and a round."""
    masks = np.zeros((16, 9), dtype=bool)
    for ones in range(0, 145, 12):
        masks.flat[:ones] = True
        found = Rounds(keep_prob)
        while found.undecided:
            found.add(masks)
        assert found.asked < found.test.most + 1000 + masks.size


def test_rounds_told_together_or_one_by_one_come_to_the_same():
    rng = np.random.default_rng(2)
    masks = [right(rng, shape, 0.6) for shape in [(2, 5, 7)] * 3 + [(1, 5, 9)] * 2 + [(2, 5, 7)]]
    together, single = Dependence(), Dependence()
    for mask in masks:
        together.add(mask)
        single.add(mask)
        single.saved()
    assert together.saved() == pytest.approx(single.saved())


@pytest.mark.parametrize(
    ("wrong", "effect"),
    [
        ("one draw for a row", 30),
        ("one draw for a column or sample", 20),
        ("one mask for an object's calls", 8),
        ("each draw used twice", 2),
        ("exactly round(p n) kept, a row", 1),
    ],
)
def test_the_design_effect_is_how_many_entries_share_a_draw(wrong, effect):
    for seed in range(10):
        found = design_effect(WRONG[wrong](np.random.default_rng(seed), (8, 20, 30), 0.7))
        assert 0.7 * effect <= found <= 1.5 * effect
