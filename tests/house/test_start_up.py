"""Starting costs little: heavy libraries are imported by the act that needs them."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.house.source import ROOT

HEAVY = {
    *("pandas", "scipy", "statsmodels", "altair", "vl_convert", "typst", "duckdb", "ibis"),
    *("xlsxwriter", "fastexcel", "lifelines", "numba", "pyarrow"),
}


def imported_by(code: str, home) -> set[str]:
    """The top-level modules there are after running the code in a fresh Python."""
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            f"{code}\nimport sys; print(*{{m.split('.')[0] for m in sys.modules}})",
        ],
        cwd=ROOT,
        env={"AMPARO_HOME": str(home), "DJANGO_SETTINGS_MODULE": "amparo.config.settings"},
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stdout.split())


@pytest.mark.parametrize(
    ("code", "unwanted"),
    [
        ("import amparo.cli", HEAVY | {"django", "polars", "numpy", "rich"}),
        (
            "from click.testing import CliRunner; from amparo.cli import amparo\n"
            "assert 'diagnose' in CliRunner().invoke(amparo, ['--help']).output",
            HEAVY | {"django", "polars", "numpy", "rich"},
        ),
        ("import amparo.flow", HEAVY | {"django", "rich"}),
        ("import amparo.config.command", HEAVY | {"django", "polars", "granian", "rich"}),
        ("import django; django.setup()", HEAVY | {"rich"}),
    ],
    ids=["import amparo.cli", "amparo --help", "import amparo.flow", "the commands", "Django"],
)
def test_nothing_heavy_is_imported_by(code, unwanted, tmp_path):
    assert imported_by(code, tmp_path) & unwanted == set()


def test_the_rule_sees_a_heavy_import(tmp_path):
    assert "altair" in imported_by("import altair", tmp_path)
