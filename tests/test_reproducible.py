"""The same inputs give the same bytes: for anybody, anywhere, at any time; and what is committed is
what they give.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import EXPORTS, PAGES, ROOT, copied

LIBRARY = "assets/plotly.min.js"  # not committed: a copy of the installed package's file
OTHER_COMMANDS = ("pdf", "pack", "lite")  # folders that the build leaves to other commands


def tree(folder: Path) -> dict[str, bytes]:
    """All files that a build makes, by name."""
    names = [path.relative_to(folder) for path in sorted(folder.rglob("*")) if path.is_file()]
    return {
        name.as_posix(): (folder / name).read_bytes()
        for name in names
        if name.parts[0] not in OTHER_COMMANDS
    }


def checkout(folder: Path, built: Path) -> Path:
    """A copy of what a build reads, and of all that another build left behind."""
    shutil.copytree(built.parent, folder)
    copied(folder, "notebooks", "data")
    for name in ("requirements.lock", "CHANGELOG.md"):
        shutil.copyfile(ROOT / name, folder / name)
    return folder


def build(folder: Path, umask: int, **environment: str) -> list[str]:
    """Build all of ``folder`` in a process with an environment of its own; returns what it says."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if name
        in ("PATH", "SYSTEMROOT", "TEMP", "TMP", "BROWSER_PATH", "LD_LIBRARY_PATH", "VIRTUAL_ENV")
    }
    options = {"umask": umask} if os.name != "nt" else {}
    run = subprocess.run(
        [sys.executable, "-m", "briefing", "build", "--force"],
        cwd=folder / "notebooks",
        env={**inherited, **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        **options,
    )
    assert run.returncode == 0, run.stderr
    return run.stdout.splitlines()


@pytest.fixture(scope="module")
def one(site):
    """A build from nothing by whoever runs the tests, as their machine is set up."""
    return site


@pytest.fixture(scope="module")
def again(one, tmp_path_factory):
    """A build of the same over its pages by another: elsewhere, in a folder whose name needs care,
    far east, in another language. Its exports, and what it says.
    """
    home = tmp_path_factory.mktemp("Дом пользователя")
    folder = checkout(tmp_path_factory.mktemp("there") / "a folder & <its> “name”", one)
    lines = build(
        folder,
        0o077,
        HOME=str(home),
        USERPROFILE=str(home),
        LC_ALL="be_BY.UTF-8",
        LANG="be_BY.UTF-8",
        LANGUAGE="be",
        TZ="Pacific/Kiritimati",
        PYTHONHASHSEED="4242",
        PYTHONUTF8="1",
        COLUMNS="200",
        USER="boris",
        SOURCE_DATE_EPOCH="1",
        PYTHONOPTIMIZE="0",
    )
    return folder / "exports", lines


@pytest.fixture(scope="module")
def other(again):
    return again[0]


def different(left: dict[str, bytes], right: dict[str, bytes]) -> list[str]:
    """Names that are on one side only, or not the same on both, with the place of the first
    difference.
    """
    found = [f"{name} (only in one)" for name in sorted(left.keys() ^ right.keys())]
    for name in sorted(left.keys() & right.keys()):
        if (a := left[name]) != (b := right[name]):
            at = next(
                (n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y),
                min(len(a), len(b)),
            )
            found.append(
                f"{name} at byte {at}: {a[max(0, at - 30) : at + 30]!r} or"
                f" {b[max(0, at - 30) : at + 30]!r}"
            )
    return found


def test_two_builds_have_the_same_bytes(one, other):
    """Neither who builds nor what is already there changes anything."""
    left, right = tree(one), tree(other)
    kinds = {Path(name).suffix for name in left}
    assert {".html", ".js", ".css", ".csv", ".xlsx", ".zip"} <= kinds
    assert different(left, right) == []


def test_the_second_build_took_nothing_over(one, again):
    exports, lines = again
    for page in PAGES:
        for done in ("executed", "exported"):
            assert any(line.strip().startswith(f"{page}: {done} in") for line in lines), page
    for name in tree(one):
        assert (exports / name).stat().st_mtime_ns > (one / name).stat().st_mtime_ns, name


def test_nothing_of_the_machine_is_in_what_was_built(one, other):
    import getpass
    import platform

    strangers = [
        str(one.parent).encode(),
        str(ROOT).encode(),
        str(other.parent).encode(),
        b"Kiritimati",
        b"site-packages",
        str(Path.home()).encode(),
    ]
    strangers += [name.encode() for name in (platform.node(), getpass.getuser()) if len(name) > 6]
    for name, content in tree(one).items():
        if name != LIBRARY:
            assert not [
                stranger for stranger in strangers if len(stranger) > 5 and stranger in content
            ], name


@pytest.mark.skipif(
    not (EXPORTS / "index.html").exists(), reason="exports/ holds no pages yet; run make"
)
def test_what_is_committed_is_what_the_build_gives(one):
    committed, rebuilt = tree(EXPORTS), tree(one)
    committed.pop(LIBRARY, None)
    rebuilt.pop(LIBRARY, None)
    changed = different(committed, rebuilt)
    assert not changed, (
        "exports/ is not what the notebooks and data give. Run make, look at what changed, and"
        " commit exports/:\n" + "\n".join(changed[:20])
    )
