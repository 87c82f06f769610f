"""The pathways that analysis follows."""

from __future__ import annotations

from typing import Any

import pytest

from amparo.directory.packs import milestone_types, pathways, reading
from amparo.errors import Broken

AFTERCARE_ENDED = "aftercare_ended"


def test_there_is_one_for_justice_one_for_relief_and_one_for_recovery() -> None:
    assert list(pathways()) == ["justice", "relief", "recovery"]


@pytest.mark.parametrize("code", ["justice", "relief", "recovery"])
def test_every_stage_and_exit_is_a_milestone_that_is_declared(code: str) -> None:
    pathway = pathways()[code]
    named = {c for part in (*pathway.stages, *pathway.exits) for c in part.codes}
    assert named <= set(milestone_types())


def exits_of(pathway: str) -> set[str]:
    return {code for way_out in pathways()[pathway].exits for code in way_out.codes}


def ending(*, aftercare: bool) -> set[str]:
    kinds = [kind for kind in milestone_types().values() if kind.exit]
    return {kind.code for kind in kinds if (kind.exit == AFTERCARE_ENDED) == aftercare}


def test_every_milestone_that_ends_the_public_path_is_an_exit_of_justice() -> None:
    assert ending(aftercare=False) <= exits_of("justice")


def test_every_milestone_that_ends_aftercare_is_an_exit_of_recovery_and_not_of_justice() -> None:
    assert ending(aftercare=True)
    assert ending(aftercare=True) <= exits_of("recovery") - exits_of("justice")


def test_justice_begins_with_the_referral_and_ends_with_the_sentence() -> None:
    stages = pathways()["justice"].stages
    assert stages[0].codes == ("rescue.referral_received",)
    assert stages[-1].codes == ("represent.sentenced",)


def test_a_milestone_that_no_file_declares_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    row: dict[str, Any] = {
        "code": "odd", "name": "Odd", "meaning": "Odd.", "counts": "case", "exits": [],
        "stages": [{"name": "Nowhere", "codes": ["rescue.nowhere"]}],
    }  # fmt: skip
    read = reading._toml
    monkeypatch.setattr(
        reading,
        "_toml",
        lambda *path: {"pathway": [row]} if "pathways.toml" in path else read(*path),
    )
    reading.pathways.cache_clear()
    with pytest.raises(Broken, match=r"rescue\.nowhere"):
        pathways()
    reading.pathways.cache_clear()
