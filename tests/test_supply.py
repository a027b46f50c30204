"""What the project installs: every version fixed with hashes, nothing fetched behind pip's back,
and weaknesses told apart from silence.
"""

from __future__ import annotations

import json
import re

import pytest
from audit import verdict
from conftest import ROOT

LOCK = (ROOT / "requirements.lock").read_text("utf-8")
SOUND = {"name": "pandas", "version": "3.1.1", "vulns": []}
WEAK = {"name": "old", "version": "1.0", "vulns": [{"id": "PYSEC-2020-1", "fix_versions": ["1.1"]}]}
UNKNOWN = {"name": "new", "skip_reason": "Dependency not found"}


@pytest.mark.parametrize("file", ["requirements.txt", "tests/requirements.txt"])
def test_every_requirement_is_exact_and_locked(file):
    wanted = [
        line
        for line in (ROOT / file).read_text("utf-8").splitlines()
        if line and not line.startswith("#")
    ]
    assert wanted and all(re.fullmatch(r"[a-z0-9-]+==[0-9.]+", line) for line in wanted)
    locked = set(re.findall(r"^([a-z0-9.-]+==[^\s;\\]+)", LOCK, re.M))
    assert set(wanted) <= locked


def test_the_lock_holds_hashes_of_everything_and_no_address():
    entries = re.split(r"\n(?=\S)", LOCK.strip())
    assert entries and all("--hash=sha256:" in entry for entry in entries)
    assert "://" not in LOCK


def test_every_requirement_has_its_reason_in_the_readme():
    readme = (
        (ROOT / "README.md").read_text("utf-8").split("## Why these libraries")[1].split("\n## ")[0]
    )
    for file in ("requirements.txt", "tests/requirements.txt"):
        for name in re.findall(r"^([a-z0-9-]+)==", (ROOT / file).read_text("utf-8"), re.M):
            assert re.search(rf"\b{name}\b", readme), name


@pytest.mark.parametrize(
    ("packages", "code", "said"),
    [
        ([SOUND], 0, "1 of 1 packages audited, 0 with a known weakness."),
        ([SOUND, WEAK], 1, "old 1.0: PYSEC-2020-1, mended in 1.1."),
        ([UNKNOWN, UNKNOWN], 0, "0 of 2 packages audited"),
        ([UNKNOWN, WEAK], 1, "does not know: new."),
    ],
)
def test_a_weakness_is_an_error_and_silence_is_said(packages, code, said):
    lines, exit_code = verdict(json.dumps({"dependencies": packages}), "")
    assert exit_code == code and said in "\n".join(lines)


@pytest.mark.parametrize(
    ("output", "errors"),
    [("", "Traceback\nConnectionError: no route"), ("{}", "ConnectionError: no route")],
)
def test_a_database_out_of_reach_is_said_and_no_error(output, errors):
    assert verdict(output, errors) == (
        ["Not audited: the database of weaknesses could not be asked (ConnectionError: no route)."],
        0,
    )
