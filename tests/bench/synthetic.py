"""Packages of other sizes than the project's own: shrunk to a few rows, or grown to many times its
events, sources and funding.

python tests/bench/synthetic.py FOLDER --events 10 --sources 10 --funding 10
"""

from __future__ import annotations

import argparse
import csv
import json
import shutil
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "notebooks"))

from briefing import check, load  # noqa: E402
from briefing.check.rules import research_ids  # noqa: E402
from briefing.dataset import DATA, read_package  # noqa: E402

Rows = list[dict[str, str]]


def read(folder: Path, path: str) -> Rows:
    """A CSV file of a package as dicts."""
    with (folder / path).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def write(folder: Path, path: str, rows: Rows, header: list[str]) -> None:
    """Write a CSV file of a package."""
    with (folder / path).open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, header, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def change(folder: Path, table: str, how: Callable[[Rows], Rows]) -> None:
    """Rewrite one table of the package in ``folder``."""
    resource = next(one for one in read_package(folder)["resources"] if one["name"] == table)
    header = [field["name"] for field in resource["schema"]["fields"]]
    write(folder, resource["path"], how(read(folder, resource["path"])), header)


def _again(row: dict[str, str], n: int, **other: str) -> dict[str, str]:
    """A row once more under another id, counted in no research."""
    return {
        **row,
        "id": f"{row['id']}-copy-{n}",
        **({"research_id": ""} if "research_id" in row else {}),
        **other,
    }


def grown(target: Path, events: int = 1, sources: int = 1, funding: int = 1) -> Path:
    """The project's package with so many times its events, sources and funding rows, in ``target``;
    sound like the original.

    Copies keep their text and get ids and addresses of their own, and dates spread over the
    year. Funding rows that are added overlap with nothing and stand in the table of all rows alone.
    """
    shutil.copytree(DATA, target)
    aside = {"in_default_view": "no", "panel": "context", "sme_layer": ""}

    def more_sources(rows: Rows) -> Rows:
        def address(url: str, n: int) -> str:
            return f"{url}{'&' if '?' in url else '?'}copy={n}"

        copies = [(row, n) for n in range(1, sources) for row in rows]
        return rows + [_again(row, n, url=address(row["url"], n)) for row, n in copies]

    def more_funding(rows: Rows) -> Rows:
        copies = [_again(row, n, **aside) for n in range(1, funding) for row in rows]
        return rows + [{**row, "overlap_group": row["id"]} for row in copies]

    change(target, "events", lambda rows: rows + _more_events(rows, events))
    change(target, "sources", more_sources)
    change(target, "event-sources", lambda links: _more_links(links, target, events))
    change(target, "contributions", more_funding)
    return target


def _more_events(rows: Rows, times: int) -> Rows:
    """Copies of events, each on a day of its own, named by no paragraph and no picture."""
    days = [f"2020-{month:02}-{day:02}" for month in range(1, 13) for day in range(1, 29)]
    unnamed = {"end_date": "", "precision": "day", "in_speech": "no", "paragraph": ""}
    unnamed |= {"label": "", "label_reason": ""}
    return [
        _again(row, n, date=days[(i * 7 + n * 31) % len(days)], **unnamed)
        for n in range(1, times)
        for i, row in enumerate(rows)
    ]


def _more_links(links: Rows, target: Path, times: int) -> Rows:
    """The links with those of copied events; copied sources are spread over the events, since every
    source must be cited.
    """
    copies = [
        {**link, "event": f"{link['event']}-copy-{n}"} for n in range(1, times) for link in links
    ]
    ids = [row["id"] for row in read(target, "timeline/events.csv")]
    new = [row["id"] for row in read(target, "sources.csv") if "-copy-" in row["id"]]
    cited = [{"event": ids[i % len(ids)], "source": source} for i, source in enumerate(new)]
    return links + copies + cited


def more_notebooks(folder: Path, number: int) -> None:
    """Copies of the notebooks in ``folder`` under other names, until it holds ``number``."""
    own = sorted(path for path in folder.glob("*.ipynb") if path.stem != "index")
    for n in range(number - len(own) - 1):
        original = own[n % len(own)]
        shutil.copyfile(original, folder / f"{original.stem}-{n // len(own) + 2}.ipynb")


# Tables that lose only what the check asks for.
WHOLE = {"research", "paragraphs", "sources", "event-sources", "goal-right-sources"}


def shrunk(target: Path, keep: int = 5) -> Path:
    """The tables that the check needs, with a few rows each, in ``target``: a sound package that is
    checked and built fast.

    Which rows have to go with those that went, the check itself says.
    """
    shutil.copytree(DATA, target)
    package = read_package(target)
    package["resources"] = [one for one in package["resources"] if one["name"] in check.NEEDED]
    paths = {one["name"]: one["path"] for one in package["resources"]}
    for schema in (one["schema"] for one in package["resources"]):
        keys = schema.get("foreignKeys", [])
        schema["foreignKeys"] = [key for key in keys if key["reference"]["resource"] in paths]
    (target / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    for file in target.rglob("*.csv"):
        if file.relative_to(target).as_posix() not in paths.values():
            file.unlink()
    # An event that the speech names would go with its paragraph, and nearly all do.
    change(target, "events", lambda rows: [row for row in rows if not row["paragraph"]])
    for name in set(paths) - WHOLE:
        change(target, name, lambda rows: rows[:: max(1, len(rows) // keep)][:keep])
    for _ in range(50):
        bad: dict[str, set[int]] = {}
        for fault in check.faults(target):
            bad.setdefault(fault.table, set()).add(fault.row)
        if not bad:
            return target
        if set(bad) == {"research"}:
            _recount(target)
        for name in set(bad) & set(paths) - {"research"}:
            change(target, name, partial(_without, lines=bad[name]))
    raise AssertionError(f"the package cannot be shrunk: {bad}")


def _without(rows: Rows, lines: set[int]) -> Rows:
    """The rows that do not stand in these lines of their file."""
    return [row for line, row in enumerate(rows, 2) if line not in lines]


def _recount(target: Path) -> None:
    """Let the research of a package be what is there of it."""
    done = research_ids(load(target))
    counts = {batch: str(len(kept | left)) for batch, (_, kept, left) in done.items()}
    recounted = partial(map, lambda row: {**row, "rows": counts[row["batch"]]})
    change(target, "research", lambda rows: [row for row in recounted(rows) if row["rows"] != "0"])


def main() -> None:
    """Write a grown package into a folder that does not exist yet."""
    parser = argparse.ArgumentParser(description="Write a synthetic package.")
    parser.add_argument("folder", type=Path)
    for name in ("events", "sources", "funding"):
        parser.add_argument(f"--{name}", type=int, default=1, metavar="TIMES")
    options = parser.parse_args()
    grown(options.folder, options.events, options.sources, options.funding)
    faults = check.faults(options.folder)
    print("\n".join(map(str, faults[:20])) or f"A sound package: {options.folder}")


if __name__ == "__main__":
    main()
