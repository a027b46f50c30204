"""A collection of notebooks: where its data, its notebooks and its pages are, and what all pages
share.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path

from briefing import links
from briefing.dataset import ROOT, Data, home_folder, load, read_rows
from briefing.publish import BuildError
from briefing.publish.pages import Page, PageError, find_pages

# How long a first visit to the JupyterLite site took, and how many MB it fetched.
VISIT = ROOT / "lite" / "measured.json"
NAME = "Call to action for human rights: evidence briefing"


class Sources(Mapping[str, dict]):
    """Rows of the table of sources by their ids, and which of them were ``asked`` for."""

    def __init__(self, rows: Iterable[dict]):
        self._rows = {row["id"]: row for row in rows}
        self.asked: set[str] = set()

    def __getitem__(self, source: str) -> dict:
        self.asked.add(source)
        return self._rows[source]

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def row(self, source: str) -> dict | None:
        """The row of a source without asking for it; ``None`` where there is none."""
        return self._rows.get(source)


class Collection:
    """The folders of a collection, and its pages, data and common facts, read when asked for.

    ``lite`` says that the JupyterLite site stands beside the pages, which then link to it.
    """

    def __init__(self, data: Path, notebooks: Path, exports: Path, lite: bool = False):
        self.lite = lite
        self.data, self.notebooks, self.exports = (
            folder.resolve() for folder in (data, notebooks, exports)
        )

    @property
    def cache(self) -> Path:
        """What the last build remembers; may be thrown away at any time."""
        return self.exports.parent / ".cache" / self.exports.name

    def executed(self, page: str) -> Path:
        """The file of the cache that holds the notebook of a page with its outputs."""
        return self.cache / f"{page}.ipynb"

    @cached_property
    def pages(self) -> list[Page]:
        """The pages in their order. Raises ``PageError`` for a notebook that cannot be one."""
        return find_pages(self.notebooks)

    def page(self, name: str) -> Page:
        """The page of that name, or of the notebook of that name. Raises ``PageError`` where there
        is none.
        """
        for page in self.pages:
            if name in (page.name, page.path.stem):
                return page
        raise PageError(f"no notebook {name}.ipynb in {self.notebooks}")

    @cached_property
    def package(self) -> Data:
        """The data package, opened once."""
        return load(self.data)

    @cached_property
    def home(self) -> str:
        """The folder in which the pages are published, as the beginning of an address; ``""``
        where the package names none. Raises ``BuildError`` for what is no address.
        """
        try:
            return home_folder(self.package.package.get("homepage", ""))
        except ValueError as error:
            raise BuildError(str(error)) from None

    @cached_property
    def sources(self) -> Sources:
        """The rows of the table of sources, by id."""
        header, *rows = read_rows(self.data, self.package.resource("sources"))
        return Sources(dict(zip(header, row, strict=True)) for row in rows)

    @cached_property
    def visit(self) -> dict:
        """What a page says of a first visit to the JupyterLite site: ``seconds`` to the first chart
        and ``megabytes``; empty where pages do not link to it. Raises ``BuildError`` where they do
        and it is not there.
        """
        if not self.lite:
            return {}
        if not (self.exports / links.LIVE).is_file():
            raise BuildError(
                f"There is no JupyterLite site in {self.exports / links.LITE}. Make it first, with"
                " python -m briefing lite; nothing was written."
            )
        return json.loads(VISIT.read_text(encoding="utf-8"))

    @cached_property
    def site(self) -> dict:
        """What every page says of the collection: ``pages``, ``package`` (its description),
        ``name``, ``home``, ``downloads`` (of all tables), the file of ``licences`` and the
        ``visit`` to the JupyterLite site.
        """
        from briefing.publish import downloads

        package = self.package.package
        return {
            "pages": self.pages,
            "package": package,
            "name": NAME,
            "home": self.home,
            "downloads": downloads.WHOLE,
            "licences": downloads.LICENCES,
            "visit": self.visit,
        }
