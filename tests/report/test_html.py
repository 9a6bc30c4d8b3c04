"""The student's page: whole, safe, understandable without colour, the same each time."""

import re
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from page_reader import PageReader
from report_maker import Maker
from report_samples import HOSTILE, SAMPLES, full_marks, hostile, mixed, unreadable
from text_everywhere import CSP, with_text_everywhere

from grader.language import LANGUAGES, built_in
from grader.model import Form
from grader.report import clean
from grader.report.heat_map import heat_map, is_right
from grader.report.html import render_html
from grader.reported import (
    ExhibitReport,
)

FORMS: tuple[Form, ...] = ("array", "mask", "curve")
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=30) | st.text(
    "<>&\"'/=;!-abc \n{}%#\x1b[", max_size=40
)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SAMPLES)
def test_the_page_is_well_formed_and_needs_nothing_outside(name: str, language: str) -> None:
    page = PageReader(render_html(SAMPLES[name](language)))
    assert page.faults == []
    assert ("html", {"lang": language}) in page.tags
    assert ("meta", {"http-equiv": "Content-Security-Policy", "content": CSP}) in page.tags
    assert page.having("name", "viewport") == ["meta"]
    headings = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
    assert headings[0] == 1 and headings.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(headings))


@given(ANY_TEXT)
@settings(max_examples=100, deadline=None)
def test_no_text_can_break_out_of_its_place(text: str) -> None:
    report = with_text_everywhere(text)
    page = PageReader(render_html(report))
    assert page.faults == []
    assert page.words.count(clean.line(text)) >= 20


def test_hostile_texts_are_shown_as_text() -> None:
    page = PageReader(render_html(hostile("pt-BR")))
    assert "<script>alert(1)</script> red [bold]markup[/bold]" in page.words
    assert "{{ 7*7 }} {% raw %}" in page.words
    assert HOSTILE not in "".join(page.text)


def test_an_exercise_leads_with_what_went_wrong_where_and_what_to_do() -> None:
    words = PageReader(render_html(mixed("en"))).words
    told = (
        "Backward pass with L2 regularization to be fixed 10 / 15",  # the title, its state
        "Found in your code: The penalty was divided by m, not by 2m.",
        "Code cell 14, line 11 · The cell begins with # exercise",
        "▶ 11 dW1 = dZ1 @ X.T / m + lambd / m * W1",
        "Try this: Write the derivative",
        "dW1, dW2 and dW3 carry the term",
        "dW1 follows the mistake that the item before has counted.",
        "dW1[0, 0]: expected",
        "Worth a word The loop over the columns",
        "1 more is right",
    )
    places = [words.index(text, words.index(told[1]) if n else 0) for n, text in enumerate(told)]
    assert places[1:] == sorted(places[1:])


def test_a_diagnosis_leaves_out_what_the_hints_do_not_say() -> None:
    report = SAMPLES["pictured"]("en")
    page = render_html(report)
    words = PageReader(page).words
    assert len(report.exercises[0].diagnosis) == 3
    assert page.count('<div class="cause">') == len(report.exercises), "one box for each exercise"
    assert words.count("Start here:") == words.count("Try this:") == 1
    silent = replace(report.exercises[0], diagnosis=report.exercises[0].diagnosis[2:])
    quiet = PageReader(render_html(replace(report, exercises=(silent,)))).words
    assert "cause" not in render_html(replace(report, exercises=(silent,))).split("</style>")[1]
    assert "D1 has wrong values." in quiet


@pytest.mark.parametrize("name", SAMPLES)
def test_the_page_does_not_depend_on_when_it_was_made(name: str) -> None:
    report = SAMPLES[name]("en")
    later = replace(report, timing={"cpu_seconds": 9.9, "graded_at": "2031-01-01"})
    assert render_html(later) == render_html(report)
    assert "2031" not in render_html(later)


@pytest.mark.parametrize(
    ("name", "language", "told"),
    [
        ("full_marks", "pt-BR", "50 de 50 pontos Nota máxima."),
        ("mixed", "pt-BR", "20 de 50 pontos 4 itens ainda não estão certos."),
        ("mixed", "es", "20 de 50 puntos 4 apartados todavía no están bien."),
        ("mixed", "en", "20 of 50 points 4 items are not right yet."),
        ("unreadable", "en", "0 of 50 points We could not read this file."),
        ("hostile", "en", "not marked yet 1 item is not right yet."),
    ],
)
def test_the_score_comes_first_with_a_sentence(name: str, language: str, told: str) -> None:
    words = PageReader(render_html(SAMPLES[name](language))).words
    assert told in words
    assert words.index(told) < 400


def test_next_steps_lead_to_the_exercises_that_can_be_improved() -> None:
    report = mixed("en")
    words = PageReader(render_html(report)).words
    steps = words[words.index("What to do next") : words.index("What we noticed")]
    titles = [exercise.title for exercise in report.exercises]
    assert [title in steps for title in titles] == [False, True, True, True, False]
    assert "divided by m, not by 2m." in steps, "what is wrong is the step, and not the riddle"
    assert "where does the 2 go?" not in steps
    assert "ValueError in cell 17, line 9" in steps
    assert "The cost falls while training: " not in steps


def test_full_marks_leave_nothing_to_do() -> None:
    assert "What to do next" not in PageReader(render_html(full_marks("en"))).words


def test_every_mark_is_a_sign_and_a_word() -> None:
    report = mixed("en")
    page = PageReader(render_html(report))
    for mark, word in (("full", "right"), ("part", "partly right"), ("unjudged", "not marked")):
        assert "svg" in page.having("class", mark)
        assert ("use", {"href": f"#i-{mark}"}) in page.tags
        assert word in page.words
    for exercise in report.exercises:
        assert built_in("en").word(f"status.{exercise.status}") in page.words


def test_failed_findings_are_open_and_held_ones_are_folded() -> None:
    page = render_html(mixed("en"))
    folded = "".join(re.findall(r"<details.*?</details>", page, re.DOTALL))
    visible = page.replace(folded, "")
    assert "dW1 has wrong values." in re.sub(r"<details.*?</details>", "", page, flags=re.DOTALL)
    assert "cost is right." in folded
    assert "cost is right." not in re.sub(r"<details.*?</details>", "", visible, flags=re.DOTALL)


def test_one_message_for_many_cases_is_said_once_with_the_cases() -> None:
    page = PageReader(render_html(mixed("en")))
    assert page.words.count("dW1 has wrong values.") == 1
    assert "dW1 has wrong values. in 2 hidden tests (two output rows; wide layers)" in page.words
    assert page.words.index("dW1[0, 0]: expected") < page.words.index("dW1 has wrong values.")
    assert page.words.count("For every item here") == 1, "what all items share is said once"


def test_a_wrong_entry_has_a_sign_and_a_shade_and_keeps_its_number() -> None:
    exhibit = mixed("en").exercises[1].exhibits[0]
    drawn = str(heat_map(exhibit, built_in("en")))
    words = PageReader(drawn).words
    assert '<td class="off4">≠&nbsp;-0.7681<small>' in drawn
    assert "≠ -0.2829713 Expected -0.28297129" in words.replace("\xa0", " "), "digits that tell"
    assert "<td>0.123</td>" in drawn
    assert drawn.count("≠") == 5 and drawn.count('<td class="off') == 5
    assert drawn.count('<th scope="col">') == 3 and drawn.count('<th scope="row">') == 2
    assert drawn.count("<caption") == 1


@pytest.mark.parametrize(
    ("expected", "got", "off", "right"),
    [
        ((("1",),), (("1",),), ((0,),), True),
        ((("1",),), (("2",),), ((3,),), False),
        ((("1", "2"),), (("1",),), ((0,),), False),
        ((("1",),), (), (), False),
        ((), (), (), True),
    ],
)
def test_only_values_that_agree_in_full_are_folded(
    expected: tuple[tuple[str, ...], ...],
    got: tuple[tuple[str, ...], ...],
    off: tuple[tuple[int, ...], ...],
    right: bool,
) -> None:
    assert is_right(ExhibitReport("case", "name", expected, got, off)) is right


@pytest.mark.parametrize("off", [(), ((),), ((9,),), ((-1, 0, 0, 0),), ((0,), (1,), (2,))])
def test_shades_of_another_size_than_the_values_do_no_harm(
    off: tuple[tuple[int, ...], ...],
) -> None:
    drawn = str(heat_map(ExhibitReport("c", "n", ((),), (("1", "2"), ("3",)), off), built_in("en")))
    assert PageReader(drawn).faults == []
    assert set(re.findall(r"off\d+", drawn)) <= {"off1", "off2", "off3", "off4"}


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("en", ("7 further checks are not shown.",
                "1 further value of the examples is not shown.",
                "61000 further characters are not shown.")),
        ("es", ("No se muestran otras 7 comprobaciones.",
                "No se muestra 1 valor más de los ejemplos.",
                "No se muestran otros 61000 caracteres.")),
        ("pt-BR", ("Outras 7 verificações não aparecem aqui.",
                   "Mais 1 valor dos exemplos não aparece aqui.",
                   "Outros 61000 caracteres não aparecem aqui.")),
    ],
)  # fmt: skip
def test_what_a_report_leaves_out_is_counted(language: str, sentences: tuple[str, ...]) -> None:
    page = render_html(hostile(language))
    assert [sentence for sentence in sentences if sentence not in page] == []
    assert " further " not in render_html(mixed("en"))


def test_an_unknown_status_is_shown_not_raised() -> None:
    report = mixed("en")
    odd = replace(report.exercises[0], status="postponed")
    assert "status.postponed" in render_html(replace(report, exercises=(odd,)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_isolation_and_provenance_are_told(language: str) -> None:
    make = Maker(language)
    page = PageReader(render_html(make.report("x", ())))
    assert built_in(language).word("isolation.isolated") in page.words
    assert "numpy 2.1.0" in page.words
    assert make.catalogue.word("isolation.isolated") not in render_html(unreadable(language))


def test_lines_of_code_stand_once_with_the_first_that_speaks_of_them() -> None:
    report = mixed("en")
    [found] = report.exercises[1].diagnosis
    other = replace(found, sentence="The values are too large.", where="Look at dW1.")
    exercise = replace(report.exercises[1], diagnosis=(found, other))
    words = PageReader(render_html(replace(report, exercises=(exercise,)))).words
    assert words.count("▶ 11 dW1 = dZ1 @ X.T") == 1
    assert "The values are too large." in words and "Look at dW1." not in words
    apart = replace(other, code=replace(found.code, meant=(12, 12)) if found.code else None)
    exercise = replace(exercise, diagnosis=(found, apart))
    words = PageReader(render_html(replace(report, exercises=(exercise,)))).words
    assert "▶ 12 db1 = np.sum" in words, "another line of them is another place"
