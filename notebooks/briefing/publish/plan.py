"""What is stale: fingerprints of everything a page is made from, kept between builds."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterable
from pathlib import Path

from briefing.dataset import ROOT

PACKAGE = Path(__file__).resolve().parents[1]


def files_in(folder: Path, *suffixes: str) -> list[Path]:
    """Files below ``folder`` with one of ``suffixes`` (all, if none are given), in order of name."""
    found = (p for p in folder.rglob("*") if p.is_file() and "__pycache__" not in p.parts)
    return sorted(p for p in found if not suffixes or p.suffix in suffixes)


def fingerprint(files: Iterable[Path], base: Path, *more: str) -> str:
    """SHA-256 of names (below ``base``) and contents of ``files``, and of the texts in ``more``."""
    digest = hashlib.sha256()
    for text in more:
        digest.update(text.encode() + b"\0")
    for file in files:
        digest.update(file.relative_to(base).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def code_key() -> str:
    """Fingerprint of this package and of what runs it: the lock file and the Python version."""
    lock = ROOT / "requirements.lock"
    version = ".".join(map(str, sys.version_info[:3]))
    return fingerprint(
        files_in(PACKAGE), PACKAGE, version, lock.read_text("utf-8") if lock.exists() else ""
    )


def tables_key(data: Path, tables: Iterable[str]) -> str:
    """Fingerprint of the tables named (resources of the package in ``data``) and of the package's
    description.
    """
    package = json.loads((data / "datapackage.json").read_text(encoding="utf-8"))
    paths = [data / r["path"] for r in package["resources"] if r["name"] in set(tables)]
    return fingerprint([data / "datapackage.json", *paths], data)


def read_json(path: Path) -> dict:
    """A JSON file as a dict; ``{}`` where it is missing or damaged (the cache may always be thrown
    away).
    """
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return value if isinstance(value, dict) else {}
