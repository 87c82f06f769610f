"""The locks hold what pyproject.toml asks, by hash, from no named place."""

from __future__ import annotations

import json

from tools import sbom
from tools.locks import ROOT, disagreements, faults, main, pins

HASH = "    --hash=sha256:" + "0" * 64


def test_the_locks_of_this_checkout_hold(capsys):
    assert main() == 0, capsys.readouterr().out


def test_the_list_of_parts_is_that_of_the_lock():
    kept = (ROOT / "lock" / "run.cdx.json").read_text(encoding="utf-8")
    assert kept == sbom.of_this_checkout(), "python -m tools.sbom > lock/run.cdx.json"
    parts = json.loads(kept)["components"]
    assert len(parts) == sum(map(len, pins((ROOT / "lock" / "run.txt").read_text()).values()))
    assert "pkg:pypi/django@" in kept


def test_a_lock_that_satisfies_is_accepted():
    assert faults("run", f"django==5.2.19 \\\n{HASH}\n", ["django>=5.2,<5.3"]) == []


def test_a_package_that_is_not_locked_is_seen():
    assert "not in the lock" in faults("run", "", ["django>=5.2"])[0]


def test_a_version_that_does_not_satisfy_is_seen():
    assert "does not satisfy" in faults("run", f"django==5.1 \\\n{HASH}\n", ["django>=5.2"])[0]


def test_a_pin_without_a_hash_is_seen():
    assert faults("run", "django==5.2.19\n", []) == ["run: django 5.2.19 has no hash"]


def test_an_address_is_seen():
    lock = f"--index-url https://example.org/simple\ndjango==5.2.19 \\\n{HASH}\n"
    assert any("names an address" in fault for fault in faults("run", lock, []))


def test_another_version_for_developers_is_seen():
    run, dev = f"click==8.4.0 \\\n{HASH}\n", f"click==8.4.1 \\\n{HASH}\n"
    assert disagreements(run, dev) == ["lock/dev.txt: click differs from lock/run.txt"]
