"""The list of what an arrest still waits for."""

from dataclasses import replace

from amparo.casework.restrain.before_arrest import Known, missing_before_arrest

NOTHING = Known(
    has_name=False,
    has_description=False,
    has_whereabouts=False,
    has_source=False,
    has_evidence=False,
    warrant_is_required=True,
    warrant_is_in_force=False,
)
READY = Known(
    has_name=True,
    has_description=False,
    has_whereabouts=True,
    has_source=True,
    has_evidence=False,
    warrant_is_required=False,
    warrant_is_in_force=False,
)


def whats(known: Known) -> list[str]:
    return [missing.what for missing in missing_before_arrest(known)]


def test_an_empty_file_misses_everything():
    assert whats(NOTHING) == [
        "A name or a description",
        "Where to find the person",
        "A source or evidence",
        "A warrant in force",
    ]


def test_every_gap_says_why():
    assert all(missing.why for missing in missing_before_arrest(NOTHING))


def test_nothing_is_missing_when_all_is_known():
    assert whats(READY) == []


def test_a_description_serves_without_a_name():
    assert whats(replace(READY, has_name=False, has_description=True)) == []


def test_evidence_serves_without_a_source():
    assert whats(replace(READY, has_source=False, has_evidence=True)) == []


def test_a_warrant_is_asked_for_only_where_the_law_asks():
    assert whats(replace(READY, warrant_is_required=True)) == ["A warrant in force"]


def test_a_warrant_in_force_is_enough():
    assert whats(replace(READY, warrant_is_required=True, warrant_is_in_force=True)) == []
