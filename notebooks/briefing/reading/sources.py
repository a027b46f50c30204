"""The sources: every one with where it is used, on pages and for statements of the speech."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

import pandas as pd

from briefing import links, prose
from briefing.dataset import Data
from briefing.facts.evidence import evidence, uses
from briefing.tables import Column, Table


def sources_table(data: Data) -> Table:
    """Every source with publisher, kind, language and date, and where it is used; rows are anchored
    ``source-<id>``.
    """
    kinds = data.labels("sources", "kind")
    sources = data.sources.assign(order=data.sources.kind.map(list(kinds).index))
    sources = sources.sort_values(["order", "publisher", "published", "id"])
    frame = sources.assign(
        anchor=[links.anchor("source", source) for source in sources.id],
        name=[row.title or _untitled(row.url) for row in sources.itertuples()],
        what=sources.kind.map(kinds),
        tongue=[prose.language(code) if code != "und" else "unknown" for code in sources.language],
        about=[_about(row) for row in sources.itertuples()],
    )
    frame = frame.merge(_pages(data), "left", left_on="id", right_index=True)
    frame = frame.merge(_claims(data), "left", left_on="id", right_index=True)
    return Table(
        frame.fillna(dict.fromkeys(("used", "used_href", "claims", "claims_href"), "")),
        "all-sources",
        "Every source, by kind and publisher",
        anchor="anchor",
        stack=True,
        note="Addresses are as recorded during research and were not opened live. Used on: each"
        " page with the number of its rows and charts that cite the source; the link leads to the"
        " first. Statements: those of the speech with evidence that rests on it.",
        columns=(
            Column("name", "Source", link="url", more=("about",)),
            Column("publisher", "Publisher", filter=True),
            Column("what", "Kind", filter=True),
            Column("tongue", "Language", filter=True),
            Column("used", "Used on", link="used_href"),
            Column("claims", "Statements", link="claims_href"),
        ),
    )


def uses_with_places(data: Data) -> pd.DataFrame:
    """``facts.evidence.uses`` and where readers meet each: ``page`` and the anchor ``at``, which is
    that of the chart, or ``""``, where they meet the table as a whole.
    """
    found = uses(data)
    places = [
        links.place(use.kind, use.key)
        if use.kind
        else links.place_of_table(data.resource(use.table))
        for use in found.itertuples()
    ]
    return found.assign(page=[page for page, _ in places], at=[at for _, at in places])


def _pages(data: Data) -> pd.DataFrame:
    """By source that a table cites: ``used``, the pages with numbers of uses, and ``used_href``,
    the first use.
    """
    found = {}
    for source, of in uses_with_places(data).groupby("source"):
        pages = of.groupby("page", sort=False).size()
        names = [page.replace("-", " ").capitalize() for page in pages.index]
        used = ", ".join(
            f"{name} ({prose.count(n, 'use')})" for name, n in zip(names, pages, strict=True)
        )
        found[source] = {"used": used, "used_href": links.page(of.page.iloc[0], of["at"].iloc[0])}
    return pd.DataFrame.from_dict(found, orient="index")


def _claims(data: Data) -> pd.DataFrame:
    """By source that evidence shows: ``claims``, their ids, and ``claims_href``, the first."""
    pieces = evidence(data, most=None).explode("sources").drop_duplicates(["sources", "claim"])
    ids = pieces.groupby("sources").claim.agg(list)
    hrefs = [links.address("claim", claims[0]) for claims in ids]
    return pd.DataFrame({"claims": ids.map(", ".join), "claims_href": hrefs})


def _about(source: tuple) -> str:
    """Day, note and licence of a source, as far as it has them, each begun with a capital."""
    when = prose.partial_date(source.published) if source.published else ""
    parts = (when, source.note.rstrip("."), source.licence)
    return ". ".join(part[0].upper() + part[1:] for part in parts if part)


def _untitled(url: str) -> str:
    """A source whose title was not seen: host and end of its address."""
    parts = urlsplit(url)
    host = (parts.hostname or url).removeprefix("www.")
    tail = unquote(parts.path.rstrip("/").rsplit("/", 1)[-1])
    return f"{host}: {tail.replace('_', ' ')[:40]}" if tail else host
