"""What readers can take away: every table as CSV, all as one workbook, the data package as a zip,
and on which terms.

Same data, same bytes, on every machine: what is an archive stores its files as they are, since
two versions of zlib compress the same content to different bytes.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import xlsxwriter

from briefing import links
from briefing.dataset import Data, read_package, read_rows

LICENCES = "licences.txt"
FORMULA = re.compile(r"^[=+\-@\t\r]")
NUMBERS = ("integer", "number")  # types of columns that spreadsheets shall reckon with
NUMBER = re.compile(r"^[+-]?\d+(\.\d+)?$")
# The day of the speech; a file's own date would differ from build to build.
EPOCH = datetime(2020, 12, 10)


def safe_cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula: text that could be one gets an apostrophe
    before it.
    """
    return f"'{text}" if FORMULA.match(text) and not NUMBER.match(text) else text


def csv_bytes(header: list[str], rows: list[list[str]]) -> bytes:
    """A CSV file that Excel opens rightly: UTF-8 with a byte order mark, CRLF, no cell that begins
    a formula.
    """
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([safe_cell(cell) for cell in header])
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + text.getvalue().encode("utf-8")


def as_text(data: Data, table: str) -> tuple[list[str], list[list[str]]]:
    """The columns of a table of the package, and its rows as text: booleans as yes and no, numbers
    in one form, whatever the file has.
    """
    resource = data.resource(table)
    header, *rows = read_rows(data.folder, resource)
    for field in resource["schema"]["fields"]:
        if write := _writer(field):
            at = header.index(field["name"])
            for row in rows:
                row[at] = row[at] and write(row[at])
    return header, rows


def _writer(field: dict) -> Callable[[str], str] | None:
    """What makes the text of a download of a cell of the file; none where that is the same."""
    if field["type"] == "boolean":
        words = dict.fromkeys(field["trueValues"], "yes") | dict.fromkeys(
            field["falseValues"], "no"
        )
        return words.__getitem__
    if field["type"] in NUMBERS:
        return lambda cell: f"{float(cell):.15g}"
    return None


def table_csv(data: Data, table: str) -> bytes:
    """One table of the package as CSV."""
    return csv_bytes(*as_text(data, table))


def chart_csv(payload: dict) -> bytes:
    """The table behind a chart as CSV, numbers without separators."""

    def cell(value: dict) -> str:
        number = value.get("sort")
        return f"{number:.15g}" if isinstance(number, float) else value["text"]

    header = [
        f"{c['title']} ({c['unit']})" if c["unit"] else c["title"] for c in payload["columns"]
    ]
    return csv_bytes(header, [[cell(value) for value in row["cells"]] for row in payload["rows"]])


def workbook(data: Data) -> bytes:
    """All tables as one XLSX workbook, a codebook of every column first.

    Raises ``ValueError`` naming a cell that is too long for a spreadsheet.
    """
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"title": data.package["title"], "created": EPOCH})
    bold, text = book.add_format({"bold": True}), book.add_format({"num_format": "@"})
    for name, rows in _sheets(data).items():
        sheet = book.add_worksheet(name[:31])
        sheet.freeze_panes(1, 0)
        for y, row in enumerate(rows):
            for x, value in enumerate(row):
                if isinstance(value, float):
                    sheet.write_number(y, x, value)
                # as text, so that 8.10 stays 8.10
                elif value and sheet.write_string(y, x, value, text if y else bold):
                    raise ValueError(
                        f"{name}, row {y + 1}, column {rows[0][x]}: too long for a spreadsheet cell"
                        " (32,767 characters)"
                    )
    book.close()
    with zipfile.ZipFile(buffer) as compressed:
        return archive({name: compressed.read(name) for name in compressed.namelist()})


def _sheets(data: Data) -> dict[str, list[list]]:
    """The rows of each sheet of the workbook, its heading first; numbers as ``float``."""
    codebook = [["Table", "Column", "Title", "Type", "Unit", "Description"]]
    sheets: dict[str, list[list]] = {"codebook": codebook}
    for resource in data.package["resources"]:
        name, fields = resource["name"], resource["schema"]["fields"]
        header, rows = as_text(data, name)
        codebook += [
            [
                name,
                f["name"],
                f["title"],
                f["type"],
                f.get("unit", ""),
                f["description"],
            ]
            for f in fields
        ]
        numbers = {f["name"] for f in fields if f["type"] in NUMBERS}
        number = [column in numbers for column in header]
        cells = (zip(row, number, strict=True) for row in rows)
        sheets[name] = [header, *([float(c) if c and n else c for c, n in row] for row in cells)]
    return sheets


def archive(files: dict[str, bytes], compression: int = zipfile.ZIP_STORED) -> bytes:
    """A zip of ``files``, contents by name, that bears no trace of when and where it was made."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, EPOCH.timetuple()[:6])
            entry.compress_type, entry.create_system = compression, 3
            entry.external_attr = 0o644 << 16
            made.writestr(entry, content)
    return buffer.getvalue()


OPENING = """\
The tables are CSV files in UTF-8 with commas; datapackage.json says what each column holds.

In a spreadsheet, import every column as text. Opened by a double click, the code 8.10 of a
target turns into 8.1, which is another target, and 2020-12 into a day; what is saved then
cannot be put right. The workbook of all tables beside this archive keeps them as they are.
"""


def package_archive(folder: Path) -> bytes:
    """The data package in ``folder`` as a zip: the description, every file that it names, and a
    word on opening them.
    """
    names = ["datapackage.json", *sorted(r["path"] for r in read_package(folder)["resources"])]
    files = {name: (folder / name).read_bytes() for name in names}
    return archive({"README.txt": OPENING.encode("utf-8"), **files})


TERMS = """\
What is in this folder, and on which terms

Pages, charts, text and tables: {own}.
Credit: {title}, version {version}.

Tables made from data of others, with the credit they ask for and the terms their
sources state. The same rows stand in {workbook} and {archive},
and in the charts of the pages.

{tables}
Programs: the MIT License, below.

  assets/base.js, assets/tables.js, assets/charts.js, assets/page.js, assets/page.css, and the
  scripts in a page that is one file:
    Copyright (c) 2026 The briefing's authors
  assets/plotly.min.js (plotly.js {plotly}), also in a page that is one file:
    Copyright (c) 2012-2026 Plotly, Inc. Its parts that others wrote are under the
    MIT or the 3-Clause BSD licence; their notices stand in the file itself.

{mit}
"""


def licences(data: Data) -> str:
    """The list of what a folder of pages hands on, and on which terms, as plain text.

    Tables made from other people's data are those whose resource names its ``sources``, by their
    ids. Raises ``ValueError`` where the licence of Plotly's library is not found.
    """
    from importlib.metadata import distribution

    from plotly.offline import get_plotlyjs_version

    mit = distribution("plotly").read_text("licenses/LICENSE.txt")
    if not mit:
        raise ValueError(
            "plotly's package has no licenses/LICENSE.txt, which has to go with its library"
        )
    package = data.package
    own = package["licenses"][0]
    return TERMS.format(
        own=f"{own['title']} ({own['path']})",
        title=package["title"],
        version=package["version"],
        workbook=links.WORKBOOK,
        archive=links.ARCHIVE,
        tables="\n".join(_credits(data)),
        plotly=get_plotlyjs_version(),
        mit=mit.strip(),
    )


def _credits(data: Data) -> list[str]:
    """The lines of the list of licences on each table made from data of others."""
    header, *sources = read_rows(data.folder, data.resource("sources"))
    terms = {row[header.index("id")]: row[header.index("licence")] for row in sources}
    own = data.package["licenses"]
    lines = []
    for resource in data.package["resources"]:
        if not resource.get("sources"):
            continue
        lines.append(f"  {links.table_file(resource['name'])}: {resource['title']}")
        lines.append(f"    {resource.get('licenses', own)[0]['title']}")
        for source in resource["sources"]:
            licence = terms.get(source["title"]) or "no licence was found; facts are cited"
            lines += [f"    from {source['path']}", f"      {licence}"]
        lines.append("")
    return lines


# The downloads that hold all tables, as the foot of every page offers them.
WHOLE = [
    {
        "file": links.WORKBOOK,
        "title": "All tables as a workbook, with a codebook; codes such as 8.10 stay as they are",
    },
    {
        "file": links.ARCHIVE,
        "title": (
            "The data package (Frictionless), as a zip; import its columns as text into a"
            " spreadsheet"
        ),
    },
]


def table(data: Data, name: str) -> dict[str, bytes]:
    """The download of one table, by the address from a page."""
    return {links.table_file(name): table_csv(data, name)}


def whole(data: Data) -> dict[str, bytes]:
    """The downloads of all tables together. Raises ``ValueError`` where one cannot be made."""
    return {links.WORKBOOK: workbook(data), links.ARCHIVE: package_archive(data.folder)}


def terms(data: Data) -> dict[str, bytes]:
    """The list of licences. Raises ``ValueError`` where it cannot be made."""
    return {LICENCES: licences(data).encode("utf-8")}
