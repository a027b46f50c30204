"""The speech statement by statement: tables, sentences, and every verdict for machines to read."""

from __future__ import annotations

from urllib.parse import urljoin

import pandas as pd

from briefing import links, prose
from briefing.dataset import Data
from briefing.facts.evidence import evidence, funding_rows, tally
from briefing.schema_org import Linked, Review, authors, claim_review, graph
from briefing.tables import Column, KeyNumber, KeyNumbers, Table


def paragraph_name(paragraph: str) -> str:
    """A paragraph as readers know it: ``4`` is ``Paragraph 4``, ``caption-1`` is ``Caption 1``."""
    if paragraph.isdigit():
        return f"Paragraph {paragraph}"
    return paragraph.replace("-", " ").capitalize()


def part_names(data: Data) -> dict[str, str]:
    """The parts of the speech by ``paragraph``, in its order, as readers meet them: ``4 Money and
    help``; what is no paragraph has no number.
    """
    parts = data.paragraphs.sort_values("position")
    return {
        part.paragraph: f"{part.paragraph} {part.topic}" if part.paragraph.isdigit() else part.topic
        for part in parts.itertuples()
    }


def claims_of(data: Data, verdict: str) -> list[str]:
    """Statements with that verdict as Markdown, each linked and with its place, in the order of the
    speech.
    """
    claims = data.claims.query("verdict == @verdict").sort_values("position")
    return [
        f"[{prose.plain(c.claim.rstrip('.'))}]({links.to('claim', c.id)})"
        f" ({paragraph_name(c.paragraph).lower()})"
        for c in claims.itertuples()
    ]


def open_points(data: Data) -> str:
    """How many statements were not found and how many differ, as words: ``3 were not found and 1
    differs``.
    """
    counts = tally(data)
    missing, other = counts["not found"], counts["differs"]
    return (
        f"{missing} {'was' if missing == 1 else 'were'} not found and {other}"
        f" {'differs' if other == 1 else 'differ'}"
    )


def key_numbers(data: Data) -> KeyNumbers:
    """How the statements fared, in three numbers."""
    counts, version = tally(data), data.package["version"]
    total = f"of {prose.number(counts.sum())} statements"
    against = counts["not found"] + counts["differs"]
    whose = dict(who="our verdicts", when=f"version {version}", link=links.notebook("statements"))
    return KeyNumbers(
        (
            KeyNumber(
                prose.number(counts["confirmed"]),
                total,
                "confirmed by a source that does not rest on the speaker's word",
                **whose,
            ),
            KeyNumber(
                prose.number(counts["partly confirmed"]),
                total,
                "partly confirmed: something is missing, and we say what",
                **whose,
            ),
            KeyNumber(
                prose.number(against),
                total,
                f"not confirmed: {open_points(data)} from what sources say",
                **whose,
            ),
        )
    )


def verdicts_table(data: Data) -> Table:
    """What each verdict means, with its sign and the number of statements that have it."""
    looks = data.categories("claims", "verdict")
    counts = tally(data)
    frame = looks.assign(
        name=looks.sign + " " + looks.label,
        number=counts,
        statements=[prose.count(n, "statement") for n in counts],
    )
    return Table(
        frame,
        "verdict-meanings",
        "The verdicts",
        stack=True,
        columns=(
            Column("name", "Verdict"),
            Column("meaning", "What it means"),
            Column("statements", "How often", sort="number"),
        ),
    )


def claims_table(data: Data) -> Table:
    """Every statement with its part of the speech, kind, verdict, reason and evidence; each row is
    anchored by its id.
    """
    shown, searched = _pieces(data), searches_of(data)
    rows = data.claims.sort_values("position")
    frame = rows.assign(
        kind=rows.kind.map(data.labels("claims", "kind")),
        verdict=_verdicts(data, rows),
        name=rows.paragraph.map(part_names(data)),
        home=[links.address("paragraph", paragraph) for paragraph in rows.paragraph],
        label="Statement " + rows.id,
        lack=_begun("What is missing: ", rows.missing),
        basis=_begun("Legal basis: ", rows.legal_basis),
        change=_begun("Changed on review: ", rows.change_note),
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
        note="Supports, qualifies or contradicts: how a piece of evidence bears on the statement."
        " A norm says what should be, so it has its legal basis in place of a verdict on fact."
        " Searched leads to the searches made for a statement.",
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
        label="Statement " + rows.claim,
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
    """Each part of the speech with our summary and how its statements fared; rows are anchored
    ``paragraph-4``, ``paragraph-caption-1``.
    """
    claims = data.claims.sort_values("position")
    first = claims.groupby("paragraph").id.first()
    rows = data.paragraphs.sort_values("position")
    frame = rows.assign(
        anchor=[links.anchor("paragraph", paragraph) for paragraph in rows.paragraph],
        name=rows.paragraph.map(part_names(data)),
        fared=[_fared(data, claims[claims.paragraph == part]) for part in rows.paragraph],
        home=[links.address("claim", first[part]) for part in rows.paragraph],
    )
    return Table(
        frame,
        "paragraphs",
        "The speech part by part",
        anchor="anchor",
        stack=True,
        columns=(
            Column("name", "Where", sort="position"),
            Column("summary", "What it says, in one sentence of ours"),
            Column("fared", "Statements and verdicts", link="home"),
        ),
    )


def _fared(data: Data, claims: pd.DataFrame) -> str:
    """How some statements fared: ``4 statements: 3 confirmed, 1 partly confirmed``."""
    said = _counted(data, claims)
    if len(claims) == 1:
        said = [said[0].removeprefix("1 ")]
    return f"{prose.count(len(claims), 'statement')}: {', '.join(said)}"


def _counted(data: Data, claims: pd.DataFrame) -> list[str]:
    """How many of some statements have each verdict, most first: ``3 confirmed``."""
    return [f"{n} {verdict}" for verdict, n in _verdicts(data, claims).value_counts().items()]


def kind_fared(data: Data, kind: str) -> str:
    """How the statements of a kind fared, in words: ``12 partly confirmed and 6 confirmed``."""
    return prose.listing(_counted(data, data.claims.query("kind == @kind")))


def languages_table(data: Data) -> Table:
    """Differences between the English and the Russian publication of the speech."""
    rows = data.language_differences
    return Table(
        rows.assign(name=rows.paragraph.map(paragraph_name)),
        "languages",
        "Where the English and the Russian version differ",
        anchor="id",
        stack=True,
        fold=True,
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
        fold=True,
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
        "The UN bodies that the speech lists",
        anchor="entity",
        fold=True,
        note="Rows of the funding record that name the entity, goods and activities without an"
        " amount included. Rows may overlap; coordination leaves none.",
        columns=(
            Column("entity", "Short name"),
            Column("name", "Name"),
            Column("rows", "Rows of the funding record"),
        ),
    )


# Who gave the speech.
SPEAKER = {
    "@type": "Person",
    "name": "Joanna Kazana-Wisniowiecki",
    "jobTitle": "UN Resident Coordinator in Belarus",
}


def claim_reviews(data: Data) -> Linked:
    """One ``ClaimReview`` of schema.org per statement whose verdict speaks of facts; norms and what
    cannot be checked have none.
    """
    package, by = data.package, authors(data.package, links.page("index"))
    claimed, verdicts = _said(data), data.categories("claims", "verdict")
    factual = verdicts.factual.astype(bool)  # a norm is not
    claims = data.claims[data.claims.verdict.map(factual)].sort_values("position")
    reviews = [
        Review(
            claim=claim.short or claim.claim,
            verdict=verdicts.label[claim.verdict],
            meaning=verdicts.meaning[claim.verdict],
            reason=claim.reason,
            url=links.address("claim", claim.id),
        )
        for claim in claims.itertuples()
    ]
    return Linked(
        graph(*(claim_review(review, claimed, by, package) for review in reviews)),
        f"{len(reviews)} claim reviews for search engines (schema.org)",
    )


def _said(data: Data) -> dict:
    """Who made the statements of the speech, when and where, as schema.org says it of a claim."""
    speech = data.sources.set_index("id").loc["speech-en"]
    office = {
        "@type": "Organization",
        "name": speech.publisher,
        "url": urljoin(speech.url, "/"),
    }
    appearance = {
        "@type": "CreativeWork",
        "name": speech.title,
        "url": speech.url,
        "publisher": office,
    }
    return {
        "author": {**SPEAKER, "url": speech.url, "worksFor": office},
        "datePublished": speech.published,
        "appearance": appearance,
    }
