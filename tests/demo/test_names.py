"""Names that nobody bears."""

from __future__ import annotations

from amparo.demo.names import PATTERN, Names, spelt_otherwise


def test_the_same_seed_gives_the_same_names() -> None:
    one, other = Names(7), Names(7)
    assert [one.next() for _ in range(50)] == [other.next() for _ in range(50)]


def test_no_name_comes_twice() -> None:
    names = Names(1)
    given = [names.next() for _ in range(4000)]
    assert len(set(given)) == 4000


def test_every_name_is_put_together_from_syllables() -> None:
    names = Names(3)
    assert all(PATTERN.fullmatch(names.next()) for _ in range(4000))


def test_another_spelling_is_near_but_not_the_same() -> None:
    assert spelt_otherwise("Mire Futuquil") == "Mire Phutuquill"
    assert spelt_otherwise("Tavu Bokuzorn") == "Tavu Bocusornn"
