"""Tables of the speech claim by claim, and of the sources; every verdict for machines to read."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

import pandas as pd

from briefing import links, prose
from briefing.dataset import Data
from briefing.facts.evidence import evidence, funding_rows, tally, uses
from briefing.schema_org import AUTHORS, CONTEXT, LICENCE, Linked
from briefing.tables import Column, Table


def paragraph_name(paragraph: str) -> str:
    """A paragraph as readers know it: ``4`` is ``Paragraph 4``, ``caption-1`` is ``Caption 1``."""
    if paragraph.isdigit():
        return f"Paragraph {paragraph}"
    return paragraph.replace("-", " ").capitalize()


def claims_of(data: Data, verdict: str) -> list[str]:
    """Claims with that verdict as Markdown, each linked and with its place, in the order of the
    speech.
    """
    claims = data.claims.query("verdict == @verdict").sort_values("position")
    return [
        f"[{prose.plain(c.claim.rstrip('.'))}]({links.here('claim', c.id)})"
        f" ({paragraph_name(c.paragraph).lower()})"
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
    shown, searched = _pieces(data), searches_of(data)
    rows = data.claims.sort_values("position")
    frame = rows.assign(
        kind=rows.kind.map(data.labels("claims", "kind")),
        verdict=_verdicts(data, rows),
        name=rows.paragraph.map(paragraph_name),
        home=[links.here("paragraph", paragraph) for paragraph in rows.paragraph],
        label="Claim " + rows.id,
        lack=_begun("What is missing: ", rows.missing),
        basis=_begun("Legal basis: ", rows.legal_basis),
        change=_begun("How it was cut: ", rows.change_note),
        evidence=[[*shown.get(claim, []), *searched.get(claim, [])] for claim in rows.id],
    )
    more = ("reason", "lack", "basis", "change")
    return Table(
        frame,
        "claims",
        "Every statement of the speech, in our words, with verdict, reason and evidence",
        anchor="id",
        stack=True,
        cite=True,
        note="Supports, qualifies or contradicts says how evidence bears on the statement. A norm"
        " has its legal basis in place of a verdict on fact. Searched leads to the searches made"
        " for a statement.",
        columns=(
            Column("claim", "Statement", more=("label",), sort="position"),
            Column("name", "Where", link="home", filter=True, sort="position"),
            Column("kind", "Kind", filter=True),
            Column("verdict", "Verdict and reason", more=more, filter=True),
            Column("evidence", "Evidence", items=True),
        ),
    )


def _verdicts(data: Data, claims: pd.DataFrame) -> pd.Series:
    """The verdict of each of ``claims`` in words."""
    return claims.verdict.map(data.labels("claims", "verdict"))


def _begun(words: str, texts: pd.Series) -> list[str]:
    """Each text with words before it; an empty one stays empty."""
    return [words + text if text else "" for text in texts]


def _pieces(data: Data) -> dict[str, list[dict]]:
    """Per claim: its pieces of evidence as items of a list, with whose word they are."""
    pieces, goals = evidence(data), data.goal_rights.set_index("id").goal
    pieces["label"] = pieces.bears.map(data.labels("evidence", "bears"))
    pieces["href"] = [_href(data, goals, piece) for piece in pieces.itertuples()]
    remarks = data.categories("evidence", "voice").remark
    voices = {voice: f" ({remark})" if remark else "" for voice, remark in remarks.items()}
    pieces["text"] = pieces.shows + pieces.voice.map(voices)
    return {
        claim: of[["label", "text", "href", "sources"]].to_dict("records")
        for claim, of in pieces.groupby("claim")
    }


def _href(data: Data, goals: pd.Series, piece: tuple) -> str:
    """Where that stands to which a piece of evidence points; a source has no place but its note."""
    match piece.kind:
        case "instrument":
            return links.address("treaty", piece.key)
        case "goal_right":
            return links.address("goal", goals[piece.key])
        case "series":
            return links.table(data.resource(piece.key))
        case "source":
            return ""
    return links.address(piece.kind, piece.key)


def searches_of(data: Data) -> dict[str, list[dict]]:
    """Per claim that was searched for: one item with the languages, which leads to the list."""
    found = {}
    for claim, of in data.searches.groupby("claim"):
        text = f"What was searched, in {_languages(';'.join(of.languages))}."
        href = links.here("search", of.id.iloc[0])
        found[claim] = [{"label": "searched", "text": text, "href": href}]
    return found


def _languages(codes: str) -> str:
    """A list of codes, as a cell holds it, in words and each once: ``ru;be``."""
    return prose.listing([prose.language(code) for code in dict.fromkeys(codes.split(";"))])


def searches_table(data: Data) -> Table:
    """Every search that is listed, in the order of the claims; rows are anchored by its id."""
    claims = data.claims.set_index("id")
    rows = data.searches.assign(position=data.searches.claim.map(claims.position))
    rows = rows.sort_values("position", kind="stable")
    frame = rows.assign(
        statement=rows.claim.map(claims.claim),
        verdict=rows.claim.map(_verdicts(data, claims)),
        home=[links.here("claim", claim) for claim in rows.claim],
        label="Claim " + rows.claim,
        tongues=rows.languages.map(_languages),
    )
    return Table(
        frame,
        "searches",
        "Searches made for statements",
        anchor="id",
        stack=True,
        note="A row may stand for several searches of one kind. Stored copies were searched, often"
        " of the opening part of a page only.",
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
    claims["said"] = _verdicts(data, claims)
    claims["item"] = [
        {"label": c.said, "text": c.claim, "href": links.here("claim", c.id)}
        for c in claims.itertuples()
    ]
    items = claims.groupby("paragraph").item.agg(list)
    rows = data.paragraphs.sort_values("position")
    frame = rows.assign(
        anchor=[links.anchor("paragraph", paragraph) for paragraph in rows.paragraph],
        name=rows.paragraph.map(paragraph_name),
        claims=[items.get(paragraph, []) for paragraph in rows.paragraph],
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
    """Passages of the speech that stand in other UN texts too, with the other text and sources."""
    rows, address = data.reused_wording, data.sources.set_index("id").url
    frame = rows.assign(
        name=rows.paragraph.map(paragraph_name),
        href=[
            links.address("event", row.event) if row.event else address[row.source]
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
    return Table(
        data.entities.assign(rows=funding_rows(data).to_numpy()),
        "entities",
        "The entities that the speech lists",
        anchor="entity",
        note="Rows of the funding record that name the entity, goods and activities without an"
        " amount included. Rows may overlap; coordination leaves none.",
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
        note="Addresses are as recorded during research and were not opened live. Used on: rows of"
        " the page that cite the source, with a link to the first. Claims: those with evidence"
        " that rests on it.",
        columns=(
            Column("name", "Source", link="url", more=("about",)),
            Column("publisher", "Publisher", filter=True),
            Column("what", "Kind", filter=True),
            Column("tongue", "Language", filter=True),
            Column("used", "Used on", link="used_href"),
            Column("claims", "Claims", link="claims_href"),
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
    """By source that a table cites: ``used``, the pages with numbers of rows, and ``used_href``,
    the first row.
    """
    found = {}
    for source, of in uses_with_places(data).groupby("source"):
        pages = of.groupby("page", sort=False).size()
        used = ", ".join(f"{page.capitalize()}: {number}" for page, number in pages.items())
        found[source] = {"used": used, "used_href": links.page(of.page.iloc[0], of["at"].iloc[0])}
    return pd.DataFrame.from_dict(found, orient="index")


def _claims(data: Data) -> pd.DataFrame:
    """By source that evidence shows: ``claims``, their ids, and ``claims_href``, the first."""
    pieces = evidence(data, most=None).explode("sources").drop_duplicates(["sources", "claim"])
    ids = pieces.groupby("sources").claim.agg(list)
    hrefs = [links.address("claim", claims[0]) for claims in ids]
    return pd.DataFrame({"claims": ids.map(", ".join), "claims_href": hrefs})


def _about(source: tuple) -> str:
    """Day, note and licence of a source, as far as it has them."""
    when = prose.partial_date(source.published) if source.published else ""
    return ". ".join(part for part in (when, source.note.rstrip("."), source.licence) if part)


def _untitled(url: str) -> str:
    """A source whose title was not seen: host and end of its address."""
    parts = urlsplit(url)
    host = (parts.hostname or url).removeprefix("www.")
    tail = unquote(parts.path.rstrip("/").rsplit("/", 1)[-1])
    return f"{host}: {tail.replace('_', ' ')[:40]}" if tail else host


def claim_reviews(data: Data) -> Linked:
    """One ``ClaimReview`` of schema.org per claim whose verdict speaks of facts; norms and what
    cannot be checked have no rating.

    The rating runs from 1 (not found) to 4 (confirmed) over our verdicts; its name is the verdict.
    """
    speech = data.sources.set_index("id").loc["speech-en"]
    said = {
        "@type": "CreativeWork",
        "@id": "#speech",
        "name": speech.title,
        "url": speech.url,
        "datePublished": speech.published,
        "author": {
            "@type": "Person",
            "name": "Joanna Kazana-Wisniowiecki",
            "jobTitle": "UN Resident Coordinator in Belarus",
        },
    }
    ratings = data.categories("claims", "verdict").rating
    claims = data.claims.assign(
        rating=data.claims.verdict.map(ratings), said=_verdicts(data, data.claims)
    ).sort_values("position")
    best = int(ratings.max())
    reviews = [_review(claim, best) for claim in claims.itertuples() if claim.rating]
    return Linked(
        {"@context": CONTEXT, "@graph": [said, *reviews]},
        f"{len(reviews)} claim reviews for search engines (schema.org)",
    )


def _review(claim: tuple, best: int) -> dict:
    """One claim with its verdict as a rating up to ``best``."""
    return {
        "@type": "ClaimReview",
        "@id": links.here("claim", claim.id),
        "url": links.address("claim", claim.id),
        "inLanguage": "en",
        "license": LICENCE,
        "author": AUTHORS,
        "claimReviewed": claim.claim,
        "reviewBody": claim.reason,
        "itemReviewed": {"@type": "Claim", "appearance": {"@id": "#speech"}},
        "reviewRating": {
            "@type": "Rating",
            "ratingValue": int(claim.rating),
            "worstRating": 1,
            "bestRating": best,
            "alternateName": claim.said,
        },
    }
