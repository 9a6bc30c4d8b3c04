"""Whatever a roster, metadata or a time is made of: people, nothing, or one sentence."""

from datetime import datetime
from pathlib import Path

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from grader.errors import NotTakenIn
from grader.intake.layouts.submitters import submitted
from grader.intake.roster import read_roster
from grader.intake.times import moment, order_of

quick = settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
cells = st.sampled_from(
    ["id", "Nome", "email", "grupo", "7", "007", "Ana", "a@x", '"', "'7", "", "\u202eb", "\0", "é"]
)
tables = st.lists(st.lists(cells, max_size=5), max_size=6).flatmap(
    lambda rows: st.sampled_from([",", ";", "\t"]).map(
        lambda separator: "\n".join(separator.join(row) for row in rows)
    )
)


@quick
@given(st.binary(max_size=200) | tables.map(str.encode) | tables.map(lambda t: t.encode("utf-16")))
@example(b"PK\x03\x04")
@example(b"id,name\n7,Ana\n")
def test_any_bytes_are_a_roster_or_a_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "r.csv"
    path.write_bytes(content)
    try:
        people = read_roster(path).people
    except NotTakenIn as refusal:
        assert str(path) in str(refusal) and len(refusal.texts) == 1
        return
    assert people
    assert all(one.id and one.id.isprintable() and one.name.isprintable() for one in people)


lines = st.sampled_from(
    ["submission_1:", "submission_2: x", "  :submitters:", "  - :name: Ana", "    :sid: '7'", "- a",
     "      more", "  :created_at: 2026-11-27 10:00:00 Z", "    :email: \"a\\", "  :submitters: *a"]
)  # fmt: skip


@quick
@given(
    st.binary(max_size=200)
    | st.lists(lines, max_size=12).map(lambda some: "\n".join(some).encode())
)
def test_any_bytes_are_metadata_of_some_submissions(content: bytes) -> None:
    for name, one in submitted(content).items():
        assert name.startswith("submission_")
        assert all(isinstance(value, str) for who in one.submitters for value in who.values())


@quick
@given(st.text(max_size=60) | st.text("0123456789-:. TZAPMapSetdeNov/+", max_size=40))
def test_any_words_are_a_moment_or_none(words: str) -> None:
    when = moment(words)
    assert when is None or isinstance(when, datetime)
    assert order_of(when) >= 0
