"""People covered and protected: once each, however areas lie in one another."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from amparo.protection.counting import Area, people_in

PLACES = 12


@st.composite
def trees(draw: st.DrawFn) -> dict[int, Area]:
    """Areas in which every child has a share of its parent's people."""
    areas: dict[int, Area] = {}
    left: dict[int, int] = {}
    for one in range(draw(st.integers(1, PLACES))):
        parent = draw(st.sampled_from([None, *areas])) if areas else None
        most = draw(st.integers(0, 10**6)) if parent is None else left[parent]
        people = draw(st.integers(0, most))
        if parent is not None:
            left[parent] -= people
        areas[one], left[one] = Area(parent, people), people
    return areas


@given(trees(), st.data())
def test_it_never_counts_more_than_the_roots_hold(
    areas: dict[int, Area], data: st.DataObject
) -> None:
    which = data.draw(st.sets(st.sampled_from(sorted(areas))))
    roots = sum(a.population or 0 for a in areas.values() if a.parent is None)
    assert people_in(areas, which).people <= roots
    assert people_in(areas, set(areas)).people == roots


@given(trees(), st.data())
def test_a_further_area_never_takes_people_away_nor_counts_them_twice(
    areas: dict[int, Area], data: st.DataObject
) -> None:
    which = data.draw(st.sets(st.sampled_from(sorted(areas))))
    more = data.draw(st.sampled_from(sorted(areas)))
    before, after = people_in(areas, which).people, people_in(areas, which | {more}).people
    assert before <= after <= before + (areas[more].population or 0)


@given(trees(), st.data())
def test_what_lies_in_a_counted_area_changes_nothing(
    areas: dict[int, Area], data: st.DataObject
) -> None:
    parents = sorted({a.parent for a in areas.values() if a.parent is not None})
    top = data.draw(st.sampled_from(parents or [0]))
    inside = {one for one, area in areas.items() if area.parent == top}
    assert people_in(areas, {top}) == people_in(areas, {top} | inside)


def test_an_area_without_a_known_population_gives_way_to_those_below_and_is_told() -> None:
    areas = {"country": Area(None, None), "town": Area("country", 500), "isle": Area(None, None)}
    found = people_in(areas, {"country", "town", "isle"})
    assert (found.people, set(found.areas), set(found.unknown)) == (
        500,
        {"town"},
        {"country", "isle"},
    )
