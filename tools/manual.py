"""Prints the manual of the analyses from their specifications: docs/manual.md.

Run: .venv/bin/python tools/manual.py [--check]
Each table there is a test, to which a slow reference in plain Python gives the same answer.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.flow import specs

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "manual.md"
HEAD = """# Manual of the analyses, by example

Made from `tests/flow/spec/` by `tools/manual.py`. Every table below is also a test: the answer is
given by a slow reference in plain Python and by whatever each analysis names as where it runs.
[Methods](methods.md) has the formulas.
"""
EVERYWHERE = "in memory, by the compiled pass, on DuckDB and on Spark, from counts"
EVERY_EVENT = "in memory, on DuckDB and on Spark (`engines.map_log`, `map_file`)"
FROM_EVENTS = "in memory, on DuckDB and on Spark"
FROM_A_PANEL = "in memory, by the compiled pass, on DuckDB and on Spark, from a panel or from cases"
TITLES = {
    "steps": (
        "What became of those who began a step",
        "`amparo diagnose`, `diagnose(log)`",
        EVERYWHERE,
    ),
    "fates": (
        "What becomes of them in the end, with exits that compete",
        "`log.attrition()`",
        EVERYWHERE,
    ),
    "attrition": (
        "From the first stage to each later one",
        "`log.attrition(horizons=…)`",
        EVERYWHERE,
    ),
    "waits": (
        "Waits compared between groups",
        "`log.survival(pathway.step(a, b), by=…)`",
        EVERYWHERE,
    ),
    "months": ("Coming in and going out", "`amparo diagnose`, `log.courts(…)`", EVERYWHERE),
    "compared": ("Units compared fairly", "`log.compare(step, by=…, within=…)`", EVERYWHERE),
    "opportunities": ("Where to repair first", "`log.opportunities(by=…)`", EVERYWHERE),
    "shared": (
        "Counts that may leave the house",
        "`amparo counts FILE --fewest 3 -o FILE`",
        EVERYWHERE,
    ),
    "follows": (
        "What follows what",
        "`amparo map`, `log.follows()`",
        EVERY_EVENT,
    ),
    "variants": (
        "The paths that cases take",
        "`amparo map`, `log.variants()`",
        EVERY_EVENT,
    ),
    "rework": (
        "What is done again",
        "`log.rework()`",
        f"{FROM_EVENTS} (`engines.rework_log`, `rework_file`)",
    ),
    "courts": (
        "Courts",
        "`log.courts(…)`",
        f"{FROM_EVENTS} (`engines.courts_log`, `courts_file`)",
    ),
    "judged": (
        "An outcome that open cases do not bend",
        "`amparo effect --step A B --within 60`",
        EVERYWHERE,
    ),
    "effect": (
        "Did repairs at different dates work?",
        "`amparo effect`, `effect(…)`",
        FROM_A_PANEL,
    ),
    "series": (
        "Did a repair work, judged by the years before?",
        '`effect(…, design="series")`',
        FROM_A_PANEL,
    ),
    "wedge": (
        "Did repairs in an order drawn by lot work?",
        '`effect(…, design="wedge")`',
        FROM_A_PANEL,
    ),
    "simulation": (
        "What if?",
        "`amparo simulate`, `System.fit(log).simulate(…)`",
        "in a compiled loop over what has not happened yet; what it learns from is counted "
        f"{FROM_EVENTS} (`engines.system_of_log`, `system_of_file`)",
    ),
    "lists": (
        "How many are on no list",
        "`amparo prevalence`, `CaptureLists.read(…)`",
        f"{FROM_EVENTS} (`engines.lists_of_file`), from people or from combinations",
    ),
}


def page() -> str:
    """The whole manual as Markdown."""
    folders = sorted(path.name for path in specs.FOLDER.iterdir() if path.is_dir())
    if missing := sorted(set(folders) ^ set(TITLES)):
        sys.exit(f"tools/manual.py has no title for, or no folder of: {', '.join(missing)}")
    parts = [HEAD]
    for name, (title, call, where) in TITLES.items():
        parts.append(f"\n## {title}\n{call} · runs {where}\n")
        for path in specs.of(name):
            parts.append(_example(specs.read(path)))
    return "".join(parts)


def _example(spec: specs.Spec) -> str:
    told = " · ".join(f"{key}: {value}" for key, value in spec.facts.items())
    tables = "".join(f"\n*{name}*\n\n{_table(rows)}" for name, rows in spec.tables.items())
    return f"\n### {spec.claim}\n{told}\n{tables}"


def _table(rows: list[dict[str, str | None]]) -> str:
    names = list(rows[0])
    lines = ["| " + " | ".join(name.replace("_", " ") for name in names) + " |",
             "|" + "---|" * len(names)]  # fmt: skip
    lines += ["| " + " | ".join(row[name] or "" for name in names) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def main(arguments: list[str]) -> int:
    """Write the page, or say whether it is what it would be."""
    made = page()
    if arguments == ["--check"]:
        same = PAGE.exists() and PAGE.read_text(encoding="utf-8") == made
        if not same:
            print("docs/manual.md is not what its specifications say: run tools/manual.py")
        return int(not same)
    PAGE.write_text(made, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
