"""The class at a glance: right figures, everyone in it, safe, the same visual language."""

import re

import pytest
from class_samples import class_page, class_rows
from hypothesis import given, settings
from hypothesis import strategies as st
from page_reader import PageReader

from grader.diagnosis import Excerpt
from grader.language import LANGUAGES, built_in
from grader.report.class_page import (
    ALIKE_SHOWN,
    HARDEST_SHOWN,
    MISTAKES_SHOWN,
    render_class_page,
)
from grader.report.class_row import ClassRow, Named, Points
from grader.result import Trace, Unexplained

COST = Points("cost", "Cost", 0.0, 1.0)


def row(student: str, score: float | None, status: str = "graded", **more: object) -> ClassRow:
    return ClassRow(student, score, 10.0, status, **more)  # type: ignore[arg-type]


def page(rows: list[ClassRow], language: str = "en") -> PageReader:
    return PageReader(render_class_page(rows, title="Lesson", language=language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_well_formed_and_needs_nothing_outside(language: str) -> None:
    found = PageReader(class_page(language))
    assert found.faults == []
    assert ("html", {"lang": language}) in found.tags
    assert f"13 {built_in(language).count('class.submissions', 13)[3:]}" in found.words


def test_everyone_is_there_in_order_with_a_link() -> None:
    html = class_page("en")
    found = PageReader(html)
    names = re.findall(r'<th scope="row">(?:<a href="([^"]*)">)?<bdi>([^<]*)', html)
    assert len(names) == len(class_rows("en"))
    assert [name for _, name in names] == sorted((n for _, n in names), key=str.casefold)
    assert ("students/Jos%C3%A9%20%C3%91and%C3%BA%20%231/report.html", "José Ñandú") in names
    assert ("javascript%3Aalert%281%29") in [link for link, _ in names], "a path, not a script"
    assert ("", "vazio") in names, "no page, no link"
    assert "ana.ipynb:Zone.Identifier" in found.words


@pytest.mark.parametrize("link", ["//evil.example/x", "/etc/passwd", "\ud800.html"])
def test_links_stay_inside(link: str) -> None:
    assert page([row("a", 1.0, page=link, copy=link)]).faults == []


@pytest.mark.parametrize(
    ("scores", "figures"),
    [
        ([0, 5, 10], ["5 / 10", "5 / 10", "1", "0"]),
        ([10, 10, 10, 4], ["8.5 / 10", "10 / 10", "3", "0"]),
        ([1, 2], ["1.5 / 10", "1.5 / 10", "0", "0"]),
        ([None, 4], ["4 / 10", "4 / 10", "0", "1"]),
        ([None], ["– / 10", "– / 10", "0", "1"]),
        ([float("nan"), 2], ["2 / 10", "2 / 10", "0", "1"]),
    ],
)
def test_figures_are_of_those_who_have_a_score(
    scores: list[float | None], figures: list[str]
) -> None:
    rows = [
        row(f"s{n}", score, "graded" if score == score and score is not None else "grader_fault")
        for n, score in enumerate(scores)
    ]
    html = render_class_page(rows, title="Lesson", language="en")
    assert re.findall(r"<strong>([^<]*)</strong> <span>", html) == figures


def test_the_histogram_counts_each_score_once_and_full_marks_in_the_last_bar() -> None:
    rows = [row(f"s{n}", score) for n, score in enumerate([0, 0.9, 1, 5, 9, 9.99, 10, None])]
    words = page(rows).words
    counts = [int(n) for n in re.findall(r"\d+–\d+ %: (\d+) student", words)]
    assert counts == [2, 1, 0, 0, 0, 1, 0, 0, 0, 3]


def test_the_hardest_item_comes_first_and_unjudged_ones_do_not_count() -> None:
    def items(easy: float | None, hard: float | None) -> tuple[Points, ...]:
        return (
            Points("easy", "Easy one", easy, 2.0, "E"),
            Points("hard", "Hard one", hard, 2.0, "E"),
        )

    rows = [
        row("a", 2.0, items=items(2.0, 0.0)),
        row("b", 2.0, items=items(2.0, 1.9)),
        row("c", 4.0, items=items(2.0, 2.0)),
        row("d", None, items=items(None, None)),
    ]
    words = page(rows).words
    r = "correlation with the other items: r –"
    hard, easy = f"Hard one E {r} 2 lose points 33 % (1 / 3)", f"Easy one E {r} 100 % (3 / 3)"
    assert words.index(hard) < words.index(easy)


def test_items_beyond_the_hardest_are_folded() -> None:
    items = tuple(Points(f"i{n}", f"Item {n}", 1.0, 1.0, "E") for n in range(HARDEST_SHOWN + 3))
    html = render_class_page([row("a", 1.0, items=items)], title="L", language="en")
    folded = "".join(re.findall(r"<details>.*?</details>", html, re.DOTALL))
    assert "3 more items" in folded and folded.count("<li>") == 3


def test_columns_are_all_exercises_even_if_the_first_row_has_none() -> None:
    rows = [
        row("a", 0.0, "unreadable"),
        row("b", 1.0, exercises=(Points("e", "Cost", 1.0, 2.0),)),
    ]
    html = render_class_page(rows, title="L", language="en")
    assert '<th scope="col"><button type="button" disabled>Cost</button></th>' in html
    assert html.count("<tr") == 3 and 'class="attention"' in html


def test_an_empty_class_is_said_to_be_empty() -> None:
    found = page([])
    assert found.faults == []
    assert "No submission was graded." in found.words


@given(st.text(st.characters(exclude_categories=()), max_size=30))
@settings(max_examples=40, deadline=None)
def test_no_name_can_break_out_of_its_place(name: str) -> None:
    exercises = (Points(name, name, 1.0, 2.0, name),)
    found = page([row(name, 1.0, name, exercises=exercises, items=exercises, page=name)])
    assert found.faults == []


def test_mistakes_are_counted_the_most_frequent_first() -> None:
    often, seldom = (
        Named("Cost", "The 1/2 is missing.", ("no_half",)),
        Named("Cost", "m is missing.", ("no_m",)),
    )
    rows = [row("a", 1.0, mistakes=(seldom, often)), row("b", 1.0, mistakes=(often,))]
    words = page(rows).words
    assert words.index("The 1/2 is missing.") < words.index("m is missing.")
    assert "2 students" in words[words.index("The 1/2") : words.index("m is missing.")]
    assert "1 student" in words[words.index("m is missing.") :]


def test_only_the_most_frequent_mistakes_are_shown() -> None:
    many = [Named("Cost", f"mistake {n}.", (f"m{n}",)) for n in range(MISTAKES_SHOWN + 3)]
    rows = [row(f"s{n}", 1.0, mistakes=tuple(many[n:])) for n in range(len(many))]
    words = page(rows).words
    shown = [named.sentence in words for named in many]
    assert shown == [False] * 3 + [True] * MISTAKES_SHOWN


def test_a_class_without_named_mistakes_has_no_list_of_them() -> None:
    assert built_in("en").word("class.mistakes") not in page([row("a", 1.0)]).words


def test_where_all_were_found_in_the_code_no_others_are_spoken_of() -> None:
    seen = Named("Cost", "No mean.", ("no_mean",), "cost", "", "confirmed")
    other = Named("Cost", "No mean.", ("no_mean",), "cost")
    alone = page([row("a", 1.0, mistakes=(seen,))]).words
    assert "Found in the code." in alone
    both = page([row("a", 1.0, mistakes=(seen,)), row("b", 1.0, mistakes=(other,))]).words
    assert "Found in the code of 1; in the others it explains the answers." in both


def test_a_mistake_shows_a_line_in_which_it_was_found_and_whose_it_is() -> None:
    code = Excerpt(17, 25, "    D1 = D1 < 0.5  # <script>")
    seen = Named("Masks", "Half.", ("half",), "masks", "", "confirmed", code)
    html = render_class_page([row("ana", 1.0, mistakes=(seen,))], title="L", language="en")
    found = PageReader(html)
    assert "ana · code cell 17, line 25 D1 = D1 < 0.5 # <script>" in found.words
    assert "<code>D1 = D1 &lt; 0.5  # &lt;script&gt;</code>" in html
    assert found.faults == []


def test_who_is_to_be_looked_at_together_is_told_and_how_many_are_not_shown() -> None:
    def pair(number: int) -> list[ClassRow]:
        hashes = "".join(f"{100 * number + n:010x}" for n in range(9))
        own = (Trace("cost", False, hashes=hashes),)
        names = (f"a{number:02}", f"b{number:02}")
        return [row(name, 0.0, exercises=(COST,), traces=own, file=name) for name in names]

    words = page([one for number in range(ALIKE_SHOWN + 2) for one in pair(number)]).words
    assert "100 % of their own code is alike Cost 2 students" in words
    assert "2 more groups are in insight.json." in words
    assert built_in("en").word("class.eyes") not in page([row("ana", 1.0)]).words


def test_near_misses_and_shared_answers_are_told_where_the_test_may_be_unfair() -> None:
    near = Points("i", "Penalty", 0.0, 1.0, "Cost", "cost", is_near=True)
    shared = Unexplained("d", 9, Excerpt(3, 1, "def cost(): ..."), "cost = 1.5")
    traces = (Trace("cost", False, unexplained=shared),)
    rows = [row(n, 0.0, exercises=(COST,), items=(near,), traces=traces) for n in ("a", "b", "c")]
    words = page(rows).words
    fair = words[words.index(built_in("en").word("class.fair")) :]
    assert "Penalty Cost 3 students" in fair
    assert "cost = 1.5 Cost 3 students a · code cell 3, line 1 def cost(): ..." in fair
