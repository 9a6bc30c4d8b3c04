"""Our keys are published before they sign and after; platforms' are kept for a while."""

from collections.abc import Mapping
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from sqlalchemy import text

from grader.service.database import engine_of, transaction
from grader.service.lti.key_sets import KeySets
from grader.service.lti.keys import draw_key, public_jwk
from grader.service.lti.outgoing import NoDocument
from grader.service.store.lti_keys import SIGNS, Key, current_keys


def test_a_new_key_is_published_before_it_signs_and_the_old_one_after(database_url: str) -> None:
    engine = engine_of(database_url, connections=1)
    numbers = count(1)

    def draw() -> Key:
        return Key(f"key-{next(numbers)}", "pem")

    def ids_after(time: timedelta) -> list[str]:
        with transaction(engine) as connection:
            connection.execute(
                text("UPDATE lti_key SET created_at = created_at - :time"), {"time": time}
            )
            return [key.id for key in current_keys(connection, draw)]

    assert ids_after(timedelta(0)) == ["key-1"]
    assert ids_after(timedelta(days=3)) == ["key-1"]
    assert ids_after(SIGNS - timedelta(days=2)) == ["key-1", "key-2"]  # the new one is read first
    assert ids_after(timedelta(days=1)) == ["key-1", "key-2"]
    assert ids_after(timedelta(days=1.5)) == ["key-2", "key-1"]
    assert ids_after(timedelta(days=1)) == ["key-2"]
    engine.dispose()


def test_what_is_published_holds_no_private_half() -> None:
    assert set(public_jwk(draw_key())) == {"kty", "n", "e", "kid", "alg", "use"}


def test_a_key_set_is_asked_for_once_and_again_for_a_key_that_is_new() -> None:
    asked: list[str] = []
    published: list[dict[str, Any]] = [{"kid": "a"}]
    clock = [0.0]

    def fetch(url: str) -> Mapping[str, Any]:
        asked.append(url)
        return {"keys": list(published)}

    sets = KeySets(fetch, lambda: clock[0])
    assert sets.key("u", "a") == {"kid": "a"} and sets.key("u", "a") is not None
    assert len(asked) == 1
    assert sets.key("u", "b") is None and len(asked) == 1  # nobody makes us ask at every launch
    published.append({"kid": "b"})
    clock[0] = 31.0
    assert sets.key("u", "b") == {"kid": "b"} and len(asked) == 2
    clock[0] = 4000.0
    published.pop(0)
    assert sets.key("u", "a") is None and len(asked) == 3


def test_a_platform_that_is_away_is_believed_by_the_key_it_had_for_a_day() -> None:
    clock, away = [0.0], [False]

    def fetch(_url: str) -> Mapping[str, Any]:
        if away[0]:
            raise NoDocument("away")
        return {"keys": [{"kid": "a"}]}

    sets = KeySets(fetch, lambda: clock[0])
    sets.key("u", "a")
    away[0] = True
    clock[0] = 80_000.0
    assert sets.key("u", "a") is not None
    clock[0] = 90_000.0
    with pytest.raises(NoDocument):
        sets.key("u", "a")


@pytest.mark.parametrize("keys", [None, {}, "x", [1, "a", None], [{"kid": 1}]])
def test_a_key_set_of_another_shape_holds_no_key(keys: Any) -> None:
    assert KeySets(lambda _url: {"keys": keys}).key("u", "a") is None
