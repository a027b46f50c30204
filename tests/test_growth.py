"""A valid row needs no change of a test.

The tests of the data hold for a package to which one row of every table was added.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest
import valid_rows
from briefing import check
from briefing.dataset import ROOT
from conftest import copied

pytestmark = pytest.mark.slow

# These build pages, or try damage, which has nothing to do with what rows there are.
OTHERS = {
    *("browser", "build", "damage", "data", "extend", "faults", "growth"),
    *("house", "lab", "package", "pages", "property", "readers", "reproducible", "supply", "web"),
    *("lite", "outputs", "places", "watch", "words"),
}
PYTEST = [
    *(sys.executable, "-m", "pytest", "-o", "addopts=", "-p", "no:xdist", "-p", "no:cacheprovider"),
    *("-q", "--tb=short", "--tables-only", "-m", "not slow"),
]
GROWING = [table for table in valid_rows.OPEN if table not in valid_rows.CONSTANT]


def test_one_more_row_in_every_table_needs_no_change_of_a_test(tmp_path):
    copied(tmp_path, "data", "notebooks", "tests")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    rows = valid_rows.one_of_each(GROWING)
    assert set(GROWING) <= set(rows)
    for table, new in rows.items():
        valid_rows.write(tmp_path / "data", table, new)
    assert check.faults(tmp_path / "data") == []
    files = [
        path
        for path in sorted((tmp_path / "tests").glob("test_*.py"))
        if path.stem.removeprefix("test_") not in OTHERS
    ]
    environment = {
        key: value
        for key, value in os.environ.items()
        if key not in ("BRIEFING_DATA", "PYTHONPATH") and not key.startswith("PYTEST")
    }
    done = subprocess.run(
        [*PYTEST, *files],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    said = done.stdout[-6000:] + done.stderr[-2000:] + f"\n{dict(rows)}"[:6000]
    assert done.returncode == 0, said
