"""How tables show in JupyterLab: as HTML that can be read as it is, and, where scripts may run,
searched, sorted, filtered and taken away. The work is done by DataTables, out of the package
itables; ``tables.js`` is what we ask of it.
"""

from __future__ import annotations

import gzip
from base64 import b64encode
from collections.abc import Iterable
from functools import cache
from html import escape
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

from briefing.dataset import load

HERE = Path(__file__).parent
PAGES = "../exports/"  # the folder of the pages, from a notebook
LIBRARY = "{{library}}"  # what stands for it in ``tables.js``
LONG = 60  # characters; a longer text gets a column that is not narrow
WAKE = "<script>window.briefingTables?.()</script>"
TEXT_ROWS = 20  # of a table as plain text


class Sources:
    """The titles and addresses of sources, by id, read when the first is asked for."""

    def __init__(self) -> None:
        self._rows: dict[str, tuple[str, str]] | None = None

    def link(self, source: str) -> str:
        """A link to a source that is named after it; the id itself where there is no such one."""
        if self._rows is None:
            rows = load().table("sources")
            named = (title or url for title, url in zip(rows.title, rows.url, strict=True))
            self._rows = dict(zip(rows.id, zip(named, rows.url, strict=True), strict=True))
        if source not in self._rows:
            return escape(source)
        title, url = self._rows[source]
        return _link(url, title)

    def links(self, ids: Iterable[str]) -> str:
        """Links to several sources."""
        return _list([self.link(source) for source in dict.fromkeys(ids)])


def table(payload: dict, kept: bool = True) -> str:
    """A table (``tables.Table.payload``) as HTML of an output; ``kept`` as of ``woken``."""
    grid = _grid(payload, Sources())
    if payload["fold"]:
        grid = _folded(payload["title"], grid)
    return _style() + grid + woken(kept)


def views(payload: dict) -> str:
    """Several tables (``tables.Views.payload``): one is open, and opening another closes it."""
    sources = Sources()
    shown = (
        _folded(view["title"], _grid(view, sources), payload["id"], n == 0)
        for n, view in enumerate(payload["views"])
    )
    return f"{_style()}<p><b>{escape(payload['title'])}</b></p>{''.join(shown)}{woken()}"


def numbers(payload: list[dict]) -> str:
    """Key numbers (``tables.KeyNumbers.payload``), beside each other."""
    sources = Sources()
    shown = []
    for one in payload:
        what = _link(one["link"], one["what"]) if one["link"] else escape(one["what"])
        who = escape(", ".join(filter(None, (one["who"], one["when"]))))
        shown.append(
            f"<div>{what}<p><b>{escape(one['value'])}</b> {escape(one['unit'])}</p>"
            f"<p>{who}</p>{sources.links(one['sources'])}</div>"
        )
    return f'{_style()}<div class="briefing-numbers">{"".join(shown)}</div>'


def text(payload: dict) -> str:
    """A table as lines of plain text: its title, its headings and its first rows."""
    heads = " | ".join(column["title"] for column in payload["columns"])
    rows = payload["rows"][:TEXT_ROWS]
    lines = [" | ".join(map(_plain, row["cells"])) for row in rows]
    more = len(payload["rows"]) - len(lines)
    rest = [f"... and {more} more"] if more else []
    return "\n".join([payload["title"], heads, *lines, *rest])


def woken(kept: bool = True) -> str:
    """What makes the tables above it live: with the library, where this cell is to bring it.

    ``kept`` says whether the output stays with its cell; where a control may replace it, the
    library is displayed beside it.
    """
    cell, run = _running()
    if _brought.get("run", "") == run != "" or _brought.get("cell", cell) != cell:
        return WAKE
    if not cell:  # a control changes what it shows
        return library()
    _brought.update(cell=cell, run=run)
    if kept:
        return library()
    from IPython.display import HTML, display

    display(HTML(library()))
    return WAKE


_brought: dict[str, str] = {}  # the cell that holds the library, which it brings at each run


def _running() -> tuple[str, str]:
    """What names the cell that runs, and this run of it; ``""`` where none does."""
    from IPython.core.getipython import get_ipython

    shell = get_ipython()
    if shell is None or not hasattr(shell, "kernel"):
        return "", ""
    request = shell.kernel.get_parent()
    header = request.get("header", {})
    if header.get("msg_type") != "execute_request":
        return "", ""
    run = str(header["msg_id"])
    return request.get("metadata", {}).get("cellId") or run, run


@cache
def library() -> str:
    """The script with the library in it; nothing where itables is not installed, and a table then
    is only read.
    """
    package = find_spec("itables")  # found, not imported: that would take half a second
    if package is None or not package.submodule_search_locations:
        return ""
    bundle = Path(package.submodule_search_locations[0]) / "html" / "dt_bundle.js"
    if not bundle.is_file():
        return ""
    packed = b64encode(gzip.compress(bundle.read_bytes(), mtime=0)).decode("ascii")
    ours = (HERE / "tables.js").read_text(encoding="utf-8")
    return f"<script>{ours.replace(LIBRARY, packed)}</script>"


@cache
def _style() -> str:
    return f"<style>{(HERE / 'tables.css').read_text(encoding='utf-8')}</style>"


def _folded(title: str, html: str, group: str = "", is_open: bool = False) -> str:
    name = f' name="{escape(group)}"' if group else ""
    return (
        f"<details{name}{' open' if is_open else ''}><summary>{escape(title)}</summary>"
        f"{html}</details>"
    )


def _grid(payload: dict, sources: Sources) -> str:
    """A table with its caption, and what stands below it."""
    columns, title = payload["columns"], escape(payload["title"])
    rows = "".join(_row(row["cells"], columns, sources) for row in payload["rows"])
    named = f'<caption class="briefing-title">{title}</caption>'
    note = f"<p>{escape(payload['note'])}</p>" if payload["note"] else ""
    if payload["record"]:
        page = f"{payload['record']}.ipynb"
        shown = f"The first {len(payload['rows'])} of {payload['of']} rows. All rows: "
        note += f"<p>{shown}{_link(page, page)}</p>"
    return (
        f'<div class="briefing-table" data-name="{escape(payload["id"])}">'
        f'<div class="briefing-rows" role="region" aria-label="{title}" tabindex="0"><table>'
        f"{named}<thead><tr>{''.join(map(_head, columns))}</tr></thead>"
        f"<tbody>{rows}</tbody></table></div>{note}</div>"
    )


def _head(column: dict) -> str:
    kind = ' class="number"' if column["number"] else ""
    choice = " data-choice" if column["filter"] else ""
    unit = f" ({escape(column['unit'])})" if column["unit"] else ""
    return f'<th scope="col"{kind}{choice}>{escape(column["title"])}{unit}</th>'


def _row(cells: list[dict], columns: list[dict], sources: Sources) -> str:
    shown = []
    for cell, column in zip(cells, columns, strict=True):
        long = any(len(text) > LONG for text in (cell.get("text", ""), *cell.get("more", ())))
        kind = "number" if column["number"] else "long" if long or cell.get("sources") else ""
        about = f' class="{kind}"' if kind else ""
        if "sort" in cell:
            about += f' data-order="{escape(str(cell["sort"]))}"'
        if column["filter"] and cell.get("more"):
            about += f' data-choice="{escape(cell["text"])}"'
        shown.append(f"<td{about}>{_cell(cell, sources)}</td>")
    return f"<tr>{''.join(shown)}</tr>"


def _cell(cell: dict, sources: Sources) -> str:
    if "sources" in cell:
        return sources.links(cell["sources"])
    if "list" in cell:
        return _list([_item(item, sources) for item in cell["list"]])
    text = escape(cell["text"])
    if cell.get("href"):
        text = _link(cell["href"], cell["text"])
    elif cell.get("more"):
        text = f"<b>{text}</b>"
    return text + "".join(f"<div>{escape(line)}</div>" for line in cell.get("more", ()))


def _item(item: dict, sources: Sources) -> str:
    text = _link(item["href"], item["text"]) if item.get("href") else escape(item["text"])
    label = f"<b>{escape(item['label'])}:</b> " if item.get("label") else ""
    cited = ", ".join(map(sources.link, item.get("sources", ())))
    return f"{label}{text}{f' ({cited})' if cited else ''}"


def _list(items: list[str]) -> str:
    """Several things as a list, one as itself."""
    if len(items) < 2:
        return "".join(items)
    return f"<ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>"


def _link(address: str, text: str) -> str:
    return f'<a href="{escape(_from_notebook(address))}">{escape(text)}</a>'


def _from_notebook(address: str) -> str:
    """An address as pages name it, from a notebook: of another page its notebook, of a file beside
    the pages that file.
    """
    path, hash_, at = address.partition("#")
    if not path or urlsplit(address).scheme or path.endswith(".ipynb"):
        return address
    if path.endswith(".html"):
        return f"{path.removesuffix('.html')}.ipynb{hash_}{at}"
    return PAGES + address


def _plain(cell: dict) -> str:
    """A cell as plain text."""
    if "sources" in cell:
        return ", ".join(cell["sources"])
    if "list" in cell:
        return "; ".join(f"{i.get('label', '')} {i['text']}".strip() for i in cell["list"])
    return " ".join((cell["text"], *cell.get("more", ())))
