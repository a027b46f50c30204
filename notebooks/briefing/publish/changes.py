"""What a version brought, as ``CHANGELOG.md`` tells it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

CHANGELOG = "CHANGELOG.md"  # beside the folder of the data
HEADING = re.compile(r"^## (?P<version>\d+(?:\.\d+)+) \((?P<day>\d{1,2} \w+ \d{4})\)$", re.M)


@dataclass(frozen=True)
class Version:
    """A ``version`` of its ``day``, and its ``text``, Markdown."""

    version: str
    day: date
    text: str


def versions(data: Path) -> list[Version]:
    """The versions of the changelog beside the folder ``data``, in its order; none where there is
    no changelog.

    A version is a heading like ``## 1.3.0 (28 November 2026)`` and what stands below it. Raises
    ``ValueError`` for a day that does not exist.
    """
    file = data.parent / CHANGELOG
    text = file.read_text(encoding="utf-8") if file.exists() else ""
    found = list(HEADING.finditer(text))
    ends = [*(heading.start() for heading in found), len(text)][1:]
    return [
        Version(heading["version"], _day(heading["day"]), text[heading.end() : end].strip())
        for heading, end in zip(found, ends, strict=True)
    ]


def _day(text: str) -> date:
    """The day of a heading; ``ValueError`` where there is none of that name."""
    from babel.dates import get_month_names  # a build that finds nothing changed does without

    day, month, year = text.split()
    months = {name: number for number, name in get_month_names(locale="en_GB").items()}
    try:
        return date(int(year), months.get(month, 0), int(day))
    except ValueError:
        raise ValueError(
            f"{CHANGELOG}: {text!r} is no day; write it like 28 November 2026"
        ) from None
