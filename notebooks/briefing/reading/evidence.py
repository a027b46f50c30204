"""Tables of the speech claim by claim, and of the sources."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

import pandas as pd

from briefing import prose
from briefing.dataset import Data
from briefing.facts.evidence import KINDS, PAGES, VOICES, evidence, tally, uses
from briefing.tables import Column, Table


def paragraph_name(paragraph: str) -> str:
    """A paragraph as readers know it: ``4`` is ``Paragraph 4``, ``caption-1`` is ``Caption 1``."""
    return (
        f"Paragraph {paragraph}"
        if paragraph.isdigit()
        else paragraph.replace("-", " ").capitalize()
    )


def claims_of(data: Data, verdict: str) -> list[str]:
    """Claims with that verdict as Markdown, each linked and with its place, in the order of the
    speech.
    """
    claims = data.claims.query("verdict == @verdict").sort_values("position")
    return [
        f"[{prose.plain(c.claim.rstrip('.'))}](#{c.id}) ({paragraph_name(c.paragraph).lower()})"
        for c in claims.itertuples()
    ]


def open_points(data: Data) -> str:
    """How many claims were not found and how many differ, as words: ``3 were not found and 1
    differs``.
    """
    counts = tally(data)
    missing, other = counts["not found"], counts["differs"]
    return (
        f"{missing} {'was' if missing == 1 else 'were'} not found and {other}"
        f" {'differs' if other == 1 else 'differ'}"
    )


def claims_table(data: Data) -> Table:
    """Every claim with paragraph, kind, verdict, reason and evidence; each row is anchored by the
    id of its claim.
    """
    pieces = evidence(data).rename(columns={"bears": "label"})
    pieces["text"] = pieces.shows + pieces.voice.map(VOICES)
    items = {
        claim: of[["label", "text", "href", "sources"]].to_dict("records")
        for claim, of in pieces.groupby("claim")
    }
    searched = searches_of(data)
    rows = data.claims.sort_values("position")
    frame = rows.assign(
        name=rows.paragraph.map(paragraph_name),
        home="#paragraph-" + rows.paragraph,
        label="Claim " + rows.id,
        lack=["What is missing: " + missing if missing else "" for missing in rows.missing],
        basis=["Legal basis: " + basis if basis else "" for basis in rows.legal_basis],
        change=["How it was cut: " + change if change else "" for change in rows.change_note],
        evidence=[[*items.get(claim, []), *searched.get(claim, [])] for claim in rows.id],
    )
    return Table(
        frame,
        "claims",
        "Every statement of the speech, in our words, with verdict, reason and evidence",
        anchor="id",
        stack=True,
        cite=True,
        note=(
            "Supports, qualifies or contradicts says how evidence bears on the statement. A norm"
            " has its legal basis in place of a verdict on fact. Searched leads to the searches"
            " made for a statement."
        ),
        columns=(
            Column("claim", "Statement", more=("label",), sort="position"),
            Column("name", "Where", link="home", filter=True, sort="position"),
            Column("kind", "Kind", filter=True),
            Column(
                "verdict",
                "Verdict and reason",
                more=("reason", "lack", "basis", "change"),
                filter=True,
            ),
            Column("evidence", "Evidence", items=True),
        ),
    )


def searches_of(data: Data) -> dict[str, list[dict]]:
    """Per claim that was searched for: one item with the languages, which leads to the list."""
    found = {}
    for claim, of in data.searches.groupby("claim"):
        codes = dict.fromkeys(code for cell in of.languages for code in cell.split(";"))
        text = f"What was searched, in {prose.listing([prose.language(code) for code in codes])}."
        found[claim] = [{"label": "searched", "text": text, "href": f"#{of.id.iloc[0]}"}]
    return found


def searches_table(data: Data) -> Table:
    """Every search that is listed, in the order of the claims; rows are anchored by its id."""
    claims = data.claims.set_index("id")
    rows = data.searches.assign(position=data.searches.claim.map(claims.position))
    rows = rows.sort_values("position", kind="stable")
    frame = rows.assign(
        statement=rows.claim.map(claims.claim),
        verdict=rows.claim.map(claims.verdict),
        home="#" + rows.claim,
        label="Claim " + rows.claim,
        tongues=[
            prose.listing([prose.language(code) for code in cell.split(";")])
            for cell in rows.languages
        ],
    )
    return Table(
        frame,
        "searches",
        "Searches made for statements",
        anchor="id",
        stack=True,
        note=(
            "A row may stand for several searches of one kind. Stored copies were searched, "
            "often of the opening part of a page only."
        ),
        columns=(
            Column("statement", "Statement", link="home", more=("label",), sort="position"),
            Column("verdict", "Verdict", filter=True),
            Column("terms", "What was looked for"),
            Column("where", "Where"),
            Column("tongues", "Languages"),
            Column("found", "What came of it"),
        ),
    )


def paragraphs_table(data: Data) -> Table:
    """Each paragraph with our summary and links to its claims; rows are anchored ``paragraph-4``,
    ``paragraph-caption-1``.
    """
    claims = data.claims.sort_values("position")
    items = {
        p: [{"label": c.verdict, "text": c.claim, "href": f"#{c.id}"} for c in of.itertuples()]
        for p, of in claims.groupby("paragraph")
    }
    rows = data.paragraphs.sort_values("position")
    frame = rows.assign(
        anchor="paragraph-" + rows.paragraph,
        name=rows.paragraph.map(paragraph_name),
        claims=[items.get(p, []) for p in rows.paragraph],
    )
    return Table(
        frame,
        "paragraphs",
        "The speech paragraph by paragraph",
        anchor="anchor",
        stack=True,
        columns=(
            Column("name", "Where", sort="position"),
            Column("summary", "What it says, in one sentence of ours"),
            Column("claims", "Statements and verdicts", items=True),
        ),
    )


def languages_table(data: Data) -> Table:
    """Differences between the English and the Russian publication of the speech."""
    rows = data.language_differences
    return Table(
        rows.assign(name=rows.paragraph.map(paragraph_name)),
        "languages",
        "Where the two versions differ",
        anchor="id",
        stack=True,
        columns=(
            Column("name", "Where"),
            Column("english", "English"),
            Column("russian", "Russian"),
            Column("why_it_matters", "Why it matters"),
        ),
    )


def reused_table(data: Data) -> Table:
    """Passages of the speech that stand in other UN texts too, with the other text and its sources."""
    rows, address = data.reused_wording, data.sources.set_index("id").url
    frame = rows.assign(
        name=rows.paragraph.map(paragraph_name),
        href=[
            f"timeline.html#{row.event}" if row.event else address[row.source]
            for row in rows.itertuples()
        ],
        sources=[
            prose.event_sources(data, row.event) if row.event else [row.source]
            for row in rows.itertuples()
        ],
    )
    return Table(
        frame,
        "reused",
        "Wording that other UN texts share",
        anchor="id",
        stack=True,
        columns=(
            Column("name", "Where"),
            Column("where_first", "Other text", link="href"),
            Column("note", "How they compare"),
            Column("sources", "Sources", sources=True),
        ),
    )


def entities_table(data: Data) -> Table:
    """The UN entities listed below the speech, with how many rows of the funding record name each
    as agency.
    """
    agencies = data.contributions.agency.str.split(";").explode().str.strip()
    rows = data.entities.assign(
        rows=[int((agencies == entity).sum()) for entity in data.entities.entity]
    )
    return Table(
        rows,
        "entities",
        "The entities that the speech lists",
        anchor="entity",
        note=(
            "Rows of the funding record that name the entity, goods and activities without an"
            " amount included. Rows may overlap; coordination leaves none."
        ),
        columns=(
            Column("entity", "Short name"),
            Column("name", "Name"),
            Column("rows", "Rows of the funding record"),
        ),
    )


def sources_table(data: Data) -> Table:
    """Every source with publisher, kind, language and date, and where it is used; rows are anchored
    ``source-<id>``.
    """
    used, sources = uses(data), data.sources
    places = {
        source: (_places(of), of.href.iloc[0]) for source, of in used.groupby("source", sort=False)
    }
    pieces = evidence(data).explode("sources")
    claims = pieces.groupby("sources").claim.agg(lambda ids: list(dict.fromkeys(ids)))
    sources["what"] = sources.kind.map(lambda kind: KINDS.get(kind, kind))
    sources["order"] = sources.kind.map(lambda kind: [*KINDS, kind].index(kind))
    sources = sources.sort_values(["order", "publisher", "published", "id"])
    frame = sources.assign(
        anchor="source-" + sources.id,
        name=[row.title or _untitled(row.url) for row in sources.itertuples()],
        tongue=[prose.language(code) if code != "und" else "unknown" for code in sources.language],
        about=[
            ". ".join(
                filter(
                    None,
                    (
                        row.published and prose.partial_date(row.published),
                        row.note.rstrip("."),
                        row.licence,
                    ),
                )
            )
            for row in sources.itertuples()
        ],
        used=[places.get(s, ("", ""))[0] for s in sources.id],
        used_href=[places.get(s, ("", ""))[1] for s in sources.id],
        claims=[", ".join(claims.get(s, [])) for s in sources.id],
        claims_href=[f"evidence.html#{claims[s][0]}" if s in claims else "" for s in sources.id],
    )
    return Table(
        frame,
        "all-sources",
        "Every source, by kind and publisher",
        anchor="anchor",
        stack=True,
        note=(
            "Addresses are as recorded during research and were not opened live. Used on: rows of"
            " the page that cite the source, with a link to the first. Claims: those with evidence"
            " that rests on it."
        ),
        columns=(
            Column("name", "Source", link="url", more=("about",)),
            Column("publisher", "Publisher", filter=True),
            Column("what", "Kind", filter=True),
            Column("tongue", "Language", filter=True),
            Column("used", "Used on", link="used_href"),
            Column("claims", "Claims", link="claims_href"),
        ),
    )


def _places(uses_of_source: pd.DataFrame) -> str:
    pages = uses_of_source.groupby("page", sort=False).size()
    return ", ".join(f"{PAGES.get(page, page)}: {number}" for page, number in pages.items())


def _untitled(url: str) -> str:
    """A source whose title was not seen: host and end of its address."""
    parts = urlsplit(url)
    host, tail = (
        (parts.hostname or url).removeprefix("www."),
        unquote(parts.path.rstrip("/").rsplit("/", 1)[-1]),
    )
    return f"{host}: {tail.replace('_', ' ')[:40]}" if tail else host
