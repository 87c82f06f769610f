"""The data files are read strictly."""

import shutil
from datetime import date
from pathlib import Path

import pytest

import amparo.packs
from amparo.directory.packs import code_list, load_pack, milestone_type, milestone_types, reading
from amparo.errors import Broken

SHIPPED = Path(amparo.packs.__file__).parent
CACHED = (
    reading.milestone_types, reading.causes, reading.code_list, reading.load_pack,
    reading.pathways,
)  # fmt: skip


@pytest.fixture
def copy(tmp_path, monkeypatch):
    """A copy of the data that a test may spoil; what was read of it is forgotten afterwards."""
    shutil.copytree(SHIPPED, tmp_path / "packs")
    monkeypatch.setattr(reading, "ROOT", tmp_path / "packs")
    [function.cache_clear() for function in CACHED]
    yield tmp_path / "packs"
    [function.cache_clear() for function in CACHED]


def spoil(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_everything_wrong_in_a_pack_is_told_at_once(copy):
    spoil(copy / "ph/clocks.toml", '"restrain.arrested"', '"restrain.caught"')
    spoil(copy / "ph/clocks.toml", 'unit = "hours"', 'unit = "moons"')
    spoil(copy / "ph/offences.toml", 'iccs = "0204"', 'iccs = "9999"')
    spoil(copy / "ph/forms.toml", "used_for", "use")
    with pytest.raises(Broken) as met:
        load_pack("ph")
    told = ("restrain.caught", "moons", "9999", "no used_for", "use is unknown")
    assert [word for word in told if word not in met.value.found] == []


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("ph/clocks.toml", "n = 36", 'n = "36"', "n is str, not int"),
        ("ph/clocks.toml", "n = 36", "n = true", "n is bool, not int"),
        ("ph/clocks.toml", "n = 36", "n = -1", "a term of 0 or more"),
        ("ph/clocks.toml", "unit =", "per =", "per is unknown"),
        ("ph/clocks.toml", "detained = true", "held = true", "held is unknown"),
        ("ph/clocks.toml", 'who_acts = "police"', 'who_acts = "army"', "nothing declares army"),
        ("ph/clocks.toml", 'code = "ph.custody"', 'code = "ph.warrant"', "given 2 times"),
        ("ph/clocks.toml", "effective_from = 2017-09-01", 'effective_from = "2017"', "str"),
        ("ph/examples.toml", "due_on = 2026-03-04", "due_on = 2026-03-05", "ends on 2026-03-04"),
        ("ph/examples.toml", 'clock = "ph.trial"', 'clock = "ph.archive"', "needs two worked"),
        ("ph/offences.toml", 'source = "', 'source = "" # ', "source is empty"),
        ("ph/offences.toml", 'elements = ["act"', 'elements = ["mood"', "nothing declares mood"),
        ("ph/pack.toml", "Asia/Manila", "Asia/Atlantis", "Asia/Atlantis"),
        ("ph/pack.toml", '"2026-01-01"', '"2026-13-01"', "2026-13-01 is no day"),
        ("ph/pack.toml", 'currency = "PHP"', "", "currency must be a str"),
        ("ph/pack.toml", "population_year = 2020", "", "no year or source"),
        ("ph/pack.toml", 'parent = "ph-cebu"', 'parent = "ph-mars"', "nothing declares ph-mars"),
        ("ph/pack.toml", "weekend = [5, 6]", "weekend = [7]", "weekend takes days"),
        ("ph/pack.toml", '[[address]]\nto = "judge"', '[[address]]\nfor = "judge"', "address"),
    ],
)
def test_a_pack_is_not_read_with(copy, file, old, new, told):
    spoil(copy / file, old, new)
    with pytest.raises(Broken, match=told):
        load_pack("ph")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('about = "case"', 'about = "mood"', "nothing declares mood"),
        ('exit = "refused"', 'exit = "vanished"', "nothing declares vanished"),
        ('short = "R2"', 'short = "R1"', "short R1 is given 2 times"),
        ('code = "rescue.risk_screened"', 'code = "risk_screened"', "way of risk_screened"),
        ("within_days = 2", "within_days = -2", "days below 0"),
        ("usual = true", 'usual = "yes"', "usual is str"),
        ('actors = ["police"]', 'actors = ["army"]', "nothing declares army"),
    ],
)
def test_the_milestones_are_not_read_with(copy, old, new, told):
    spoil(copy / "milestones.toml", old, new)
    with pytest.raises(Broken, match=told):
        milestone_types()


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"rescue.referral_received"', '"rescue.rumour"', "nothing declares rescue.rumour"),
        ('"rescue.complaint_presented"', '"rescue.referral_received"', "given 2 times"),
        ('kind = "refused"', 'sort = "refused"', "sort is unknown"),
        ('kind = "declined"', 'kind = "refused"', "refused is given 2 times"),
        ('name = "Trial opened"', 'name = "Sentenced"', "Sentenced is given 2 times"),
        ('counts = "case"', 'counts = "mood"', "nothing declares mood"),
        ('meaning = "', 'sense = "', "no meaning"),
    ],
)
def test_the_pathways_are_not_read_with(copy, old, new, told):
    spoil(copy / "pathways.toml", old, new)
    with pytest.raises(Broken, match=told):
        reading.pathways()


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('lacks = "resources"', 'lacks = "luck"', "nothing declares luck"),
        ('id = "B02"', 'id = "B01"', "cause B01 is given 2 times"),
        ('"restrain.scene_visited"', '"restrain.moon_visited"', "restrain.moon_visited"),
    ],
)
def test_the_causes_are_not_read_with(copy, old, new, told):
    spoil(copy / "causes.toml", old, new)
    with pytest.raises(Broken, match=told):
        reading.causes()


def test_a_code_list_does_not_name_a_code_twice(copy):
    spoil(copy / "codes/sexes.toml", 'code = "male"', 'code = "female"')
    with pytest.raises(Broken, match="female is given 2 times"):
        code_list("sexes")


def test_a_file_that_is_not_toml_is_told(copy):
    (copy / "ph/clocks.toml").write_text("[[clock]\n", encoding="utf-8")
    with pytest.raises(Broken, match=r"ph/clocks\.toml: A data file cannot be read"):
        load_pack("ph")


def test_a_file_that_is_missing_is_told(copy):
    (copy / "ph/forms.toml").unlink()
    with pytest.raises(Broken, match=r"ph/forms\.toml: A data file of the packs is missing"):
        load_pack("ph")


@pytest.mark.parametrize("name", ["moods", "../milestones", "sexes.toml", ""])
def test_a_code_list_that_is_not_there_is_told(name):
    with pytest.raises(Broken, match="unknown name"):
        code_list(name)


def test_a_milestone_nobody_declares_is_told():
    with pytest.raises(Broken, match=r"unknown kind, found rescue\.flown"):
        milestone_type("rescue.flown")


def test_what_was_read_cannot_be_changed():
    with pytest.raises(TypeError):
        milestone_types()["rescue.flown"] = milestone_type("rescue.victim_relieved")
    with pytest.raises(TypeError):
        load_pack("ph").holidays[date(2026, 1, 2)] = "A day off"


def test_a_code_is_offered_only_while_it_is_in_use(copy):
    spoil(
        copy / "codes/sexes.toml", 'code = "other"', 'code = "other"\neffective_from = 2026-03-01'
    )
    listed = code_list("sexes")
    assert "other" not in dict(listed.choices(on=date(2026, 2, 28)))
    assert "other" in dict(listed.choices(on=date(2026, 3, 1)))


def test_an_old_code_keeps_its_name():
    assert code_list("sexes").name_of("female") == "Female"
    assert code_list("sexes").name_of("no longer there") == "no longer there"
