"""How many there are in all, in plain Python and exact fractions: slow and obvious."""

from __future__ import annotations

from fractions import Fraction

People = dict[tuple[int, ...], int]


def people_of(rows: list[dict[str, str | None]], names: list[str]) -> People:
    return {tuple(int(row[name] or 0) for name in names): int(row["people"] or 0) for row in rows}


def known(people: People) -> int:
    return sum(people.values())


def on(people: People, *lists: int) -> int:
    """How many are on all of these lists."""
    return sum(n for cell, n in people.items() if all(cell[i] for i in lists))


def chapman(people: People) -> Fraction:
    both = on(people, 0, 1)
    return Fraction((on(people, 0) + 1) * (on(people, 1) + 1), both + 1) - 1


def independent_pair(people: People) -> Fraction:
    return Fraction(on(people, 0) * on(people, 1), on(people, 0, 1))


def exactly(people: People, number: int) -> int:
    """How many are on so many lists."""
    return sum(n for cell, n in people.items() if sum(cell) == number)


def chao(people: People, *, few: int | None = None) -> Fraction:
    part = Fraction(few - 1, few) if few else Fraction(1)
    once, twice = exactly(people, 1), exactly(people, 2)
    return known(people) + part * Fraction(once * once, 2 * twice)


def one_pair(people: People) -> Fraction:
    """Lists A and B hang together; C is independent of the two: C against A-or-B, as two lists."""
    either = sum(n for cell, n in people.items() if cell[0] or cell[1])
    both = sum(n for cell, n in people.items() if (cell[0] or cell[1]) and cell[2])
    return Fraction(either * on(people, 2), both)
