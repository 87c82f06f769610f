"""What ships: whole, sourced, and joined up."""

from collections import Counter
from datetime import date

import pytest

from amparo.access.policy import Role
from amparo.directory.models import Institution, Jurisdiction
from amparo.directory.packs import (
    causes,
    code_list,
    code_list_names,
    load_pack,
    milestone_types,
    pack_codes,
)
from amparo.directory.packs.kinds import INSTITUTION_KINDS, PLACE_KINDS, WAYS

PACKS = [load_pack(code) for code in pack_codes()]
FACTS = [
    (f"{pack.code} {name}", entry)
    for pack in PACKS
    for name in ("clocks", "offences", "courts", "forms", "institutions")
    for entry in getattr(pack, name)
]
LISTS = [code_list(name) for name in code_list_names()]
TYPES = milestone_types().values()


@pytest.mark.parametrize(
    ("where", "entry"), FACTS, ids=[f"{w} {n}" for n, (w, _) in enumerate(FACTS)]
)
def test_every_entry_of_a_pack_has_a_source(where, entry):
    assert entry.source.strip()


@pytest.mark.parametrize("cause", causes(), ids=lambda cause: cause.id)
def test_every_cause_has_a_source(cause):
    assert cause.source.strip()


@pytest.mark.parametrize("listed", LISTS, ids=lambda listed: listed.name)
def test_every_code_has_a_source(listed):
    assert [entry.code for entry in listed.entries if not entry.source.strip()] == []


def test_there_are_sixty_eight_causes_in_order():
    assert [cause.id for cause in causes()] == [f"B{n:02}" for n in range(1, 69)]


def test_the_causes_are_of_the_four_classes():
    # Counted in the list the causes were taken from.
    assert Counter(cause.lacks for cause in causes()) == {
        "resources": 21, "training": 17, "accountability": 24, "hope": 6,
    }  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
def test_a_case_page_shows_a_handful_of_usual_steps_a_way(way):
    assert 6 <= sum(kind.usual for kind in TYPES if kind.way == way) <= 8


@pytest.mark.parametrize(
    "short",
    [*(f"R{n}" for n in range(1, 17)), *(f"T{n}" for n in range(1, 17)),
     *(f"P{n}" for n in range(1, 23)), *(f"A{n}" for n in range(1, 15))],
)  # fmt: skip
def test_every_step_of_the_model_is_there(short):
    assert short in {kind.short for kind in TYPES}


def test_the_milestones_stand_in_the_order_of_the_ways():
    ways = [kind.way for kind in sorted(TYPES, key=lambda kind: kind.order)]
    assert ways == sorted(ways, key=WAYS.index)


def test_what_endangers_a_person_opens_a_task():
    assert [kind.code for kind in TYPES if kind.danger and not (kind.tasks or kind.frees)] == []


def test_every_task_is_for_a_role_that_exists():
    roles = {role.value for role in Role}
    assert {t.for_role for kind in TYPES for t in kind.tasks if t.for_role} <= roles


def test_every_exit_is_declared_and_used():
    listed = {entry.code for entry in code_list("exit_reasons").entries}
    assert {kind.exit for kind in TYPES if kind.exit} == listed


def test_the_packs_name_kinds_as_the_tables_do():
    assert set(INSTITUTION_KINDS) == set(Institution.Kind.values)
    assert set(PLACE_KINDS) == set(Jurisdiction.Kind.values)


def test_every_adjournment_reason_says_on_whose_side_it_lies():
    parties = {entry.code for entry in code_list("adjournment_parties").entries}
    reasons = code_list("adjournment_reasons").entries
    assert {entry.maps.get("party") for entry in reasons} <= parties


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.code)
def test_every_pack_has_the_four_kinds_a_justice_system_is_made_of(pack):
    kinds = {institution.kind for institution in pack.institutions}
    assert {"police", "prosecution", "court", "social_services"} <= kinds


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.code)
@pytest.mark.parametrize("year", [2024, 2025, 2026, 2027])
def test_every_year_has_its_good_friday(pack, year):
    fridays = [d for d, name in pack.holidays.items() if d.year == year and name == "Good Friday"]
    assert fridays == [easter(year)]


def easter(year: int) -> date:
    """Good Friday by the anonymous Gregorian computus (Meeus, Astronomical Algorithms, ch. 8)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e, f = b // 4, b % 4, (b + 8) // 25
    g = (b - f + 1) // 3
    h = (19 * a + b - d - g + 15) % 30
    i, k = c // 4, c % 4
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date.fromordinal(date(year, month, day + 1).toordinal() - 2)


@pytest.mark.parametrize(
    ("pack", "old", "new", "turn"),
    [
        ("ph", "ph.csem_2009", "ph.osaec", date(2022, 8, 29)),
        ("in-tn", "in.trafficking_ipc", "in.trafficking_bns", date(2024, 7, 1)),
        ("in-tn", "in.exploitation_ipc", "in.exploitation_bns", date(2024, 7, 1)),
        ("in-tn", "in.forced_labour_ipc", "in.forced_labour_bns", date(2024, 7, 1)),
    ],
)
def test_where_one_law_takes_over_no_day_has_both_or_neither(pack, old, new, turn):
    offences = {offence.key: offence for offence in load_pack(pack).offences}
    before = date.fromordinal(turn.toordinal() - 1)
    assert [offences[old].is_in_force(d) for d in (before, turn)] == [True, False]
    assert [offences[new].is_in_force(d) for d in (before, turn)] == [False, True]


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.code)
def test_no_clock_counts_working_days_while_proclaimed_holidays_are_not_listed(pack):
    # docs/decisions/0050 says so: a clock that does needs those days first.
    assert [clock.code for clock in pack.clocks if clock.unit == "working_days"] == []
