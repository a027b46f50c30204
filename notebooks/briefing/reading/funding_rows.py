"""The tables of the page that holds every row on the money."""

from __future__ import annotations

import pandas as pd

from briefing import links, money, prose
from briefing.dataset import Data
from briefing.facts import funding as facts
from briefing.facts.left_out import left_out
from briefing.money import DOLLARS, Money
from briefing.reading.funding import about, axis, capital, dates, day_of, in_own_unit, when, whole
from briefing.tables import Column, Table

# ---- Every row

BELOW = ("standing", "note", "overlaps", "converted")  # what stands below the title of a row


def _to_row(ids: pd.Series) -> list[str]:
    """Links to rows of the table of contributions, "" where there is none."""
    return [links.here("contribution", one) if one else "" for one in ids]


def contributions_table(data: Data, notes: bool = True) -> Table:
    """Every contribution with amount, kind, agency, subject, place in the total and source; with
    ``notes`` also its dates, doubts, overlaps and conversion.
    """
    rows = facts.in_dollars(data)

    def labelled(field: str) -> pd.Series:
        return rows[field].map(data.labels("contributions", field))

    frame = rows.assign(
        anchor=[links.anchor("contribution", one) for one in rows.id],
        own=[in_own_unit(data, r) for r in rows.itertuples()],
        standing=_standing(data, rows),
        overlaps=["Overlap: " + text if text else "" for text in rows.overlap_note],
        converted=[
            f"{capital(about(Money(r.usd, DOLLARS)))} ({r.rate})" if r.rate else ""
            for r in rows.itertuples()
        ],
        kind=labelled("kind"),
        agency=rows.agency.where(rows.agency != "", "no UN agency"),
        panel=labelled("panel"),
        within_total=labelled("within_total"),
        sources=[[source] for source in rows.source],
    )
    note = (
        "Many rows show the same money from different sides, so they must not simply be added."
        " “In the total” says whether the UN counts the row in the sum it stated."
    )
    if not (rows.within_total == "yes").any():
        note += (
            " No source found says so of any row. That a row is not in the total is our own"
            " conclusion, where the date or the giver rules it out; all else is not known."
        )
    return Table(
        frame,
        "contributions",
        stack=True,
        title=f"All {prose.count(len(frame), 'row')} found on COVID-19 money and Belarus",
        anchor="anchor",
        note=note,
        columns=(
            Column("title", "What", more=BELOW if notes else ()),
            Column("own", "Amount", sort="usd"),
            Column("kind", "Kind", filter=True),
            Column("agency", "Agency", filter=True),
            Column("panel", "Subject", filter=True),
            Column("within_total", "In the total", filter=True),
            Column("sources", "Source", sources=True),
        ),
    )


def _standing(data: Data, rows: pd.DataFrame) -> list[str]:
    """How each contribution stands: whether inferred, its status, dates, and how well carried."""
    statuses, sure = (data.labels("contributions", field) for field in ("status", "confidence"))

    def parts(r):
        yield "we infer" if r.inference else ""
        yield statuses.get(r.status, "")
        yield when(r) if r.period_start or r.period_end else ""
        yield f"as of {prose.partial_date(r.as_of)}" if r.as_of else ""
        yield sure[r.confidence]

    return [capital("; ".join(filter(None, parts(r)))) for r in rows.itertuples()]


# ---- The rows that add up


def default_view_table(data: Data) -> Table:
    """The rows of the default view with donor, agency, sector, amount and source."""
    rows = facts.default_view(data)
    whole_sum = money.total(rows)
    frame = rows.assign(
        sector=rows.sector.map(data.labels("contributions", "sector")),
        link=_to_row(rows.id),
        kind=rows.kind.map(data.labels("contributions", "kind")),
        sources=[[source] for source in rows.source],
    )
    return Table(
        frame,
        "default-view",
        f"The {len(frame)} rows that add up to {whole(whole_sum)}",
        columns=(
            Column("title", "Row", link="link"),
            Column("donor_group", "Donor", filter=True),
            Column("agency", "Agency", filter=True),
            Column("sector", "Sector", filter=True),
            Column("kind", "Kind"),
            Column("amount", "Amount", unit=axis(whole_sum), digits=0),
            Column("sources", "Source", sources=True),
        ),
    )


def entities_table(data: Data) -> Table:
    """The entities that the speech names, each with its amount on record or the words that no
    public figure was found.
    """
    view, amounts = facts.default_view(data), facts.sums(data, "agency")
    kinds = data.labels("contributions", "kind")

    def entry(entity: str) -> tuple:
        """Amount, its place in the order, what kind it is and its sources."""
        if entity not in amounts.index:
            return "no public figure found", -1.0, "", []
        rows = view[view.agency == entity]
        kind = ", ".join(kinds[one].lower() for one in dict.fromkeys(rows.kind))
        sources = list(dict.fromkeys(rows.source))
        return whole(amounts[entity]), amounts[entity].value, f"{kind}; {dates(rows)}", sources

    entries = pd.DataFrame(
        [entry(entity) for entity in data.entities.entity],
        data.entities.index,
        ["amount", "order", "basis", "sources"],
    )
    frame = data.entities.join(entries).sort_values("order", ascending=False, kind="stable")
    missing = prose.number(len(facts.missing_entities(data)))
    return Table(
        frame,
        "entities-figures",
        f"Of the {len(frame)} UN entities that the speech names, for {missing} no public figure for"
        " Belarus was found",
        columns=(
            Column("entity", "Entity", more=("name",)),
            Column("amount", "COVID-19 funding for Belarus on record", sort="order"),
            Column("basis", "What kind, and as of when"),
            Column("sources", "Sources", sources=True),
        ),
    )


# ---- Statements of the total


def statements_table(data: Data) -> Table:
    """All statements on the total, with or without an amount: day, words, speaker, what the wording
    says.
    """
    rows = data.statements.sort_values("date", kind="stable")
    claims = data.evidence.groupby("statement").claim.first()
    frame = rows.assign(
        when=rows.date.map(prose.partial_date),
        text=[
            "none given" if pd.isna(r.amount) else in_own_unit(data, r) for r in rows.itertuples()
        ],
        words="“" + rows.verb + "”",
        sources=[[source] for source in rows.source],
        claim=[links.address("claim", claims[i]) if i in claims else "" for i in rows.id],
        anchor=[links.anchor("statement", i) for i in rows.id],
    )
    return Table(
        frame,
        "statements",
        "Statements found on the UN's money, with the words used",
        anchor="anchor",
        columns=(
            Column("when", "When", sort="date"),
            Column("text", "Amount", sort="amount"),
            Column("words", "Words used", more=("wording_note", "note"), link="claim"),
            Column("speaker", "Who"),
            Column("sources", "Source", sources=True),
        ),
    )


# ---- Can the sums be rerun?


def recomputed_table(data: Data) -> Table:
    """The agency sums twice: from the table of contributions and from IATI transactions."""
    iati, view = facts.from_iati(data).set_index("agency"), facts.default_view(data)
    whole_sum, found = money.total(view), [money.of(row) for row in iati.itertuples()]

    def entry(agency: str, amount: Money) -> tuple:
        """Agency, rows, their sum, transactions, their sum, and how these were read."""
        own = agency, int((view.agency == agency).sum()), amount.value
        if agency not in iati.index:
            return *own, None, None, "not in this IATI extract; from a fact sheet"
        row = iati.loc[agency]
        how = f"type {row.code}, {row.type}"
        if row.others:
            how += f"; not counted here: {prose.listing([prose.money(m) for m in row.others])}"
        return *own, int(row.transactions), float(row.amount), how

    entries = [entry(*one) for one in facts.sums(data, "agency").items()]
    transactions = int(iati.transactions.sum())
    entries.append(
        ("All", len(view), whole_sum.value, transactions, sum(found).value, "without UNHCR")
    )
    return Table(
        pd.DataFrame(entries, columns=["agency", "rows", "amount", "transactions", "iati", "how"]),
        "recomputed",
        "The sums of the agencies, reached in two ways",
        columns=(
            Column("agency", "Agency"),
            Column("rows", "Rows"),
            Column("amount", "From the rows", unit=axis(whole_sum), digits=0),
            Column("transactions", "IATI transactions", digits=0),
            Column("iati", "From IATI transactions", unit=axis(*found), digits=0),
            Column("how", "IATI transaction type"),
        ),
    )


def refusals_table(data: Data, *groups: list[str]) -> Table:
    """The sum of each group of rows, given by their ids, or why ``money.total`` refuses it."""
    rows, answers = data.contributions.set_index("id", drop=False), []
    for group in groups:
        try:
            answers.append(whole(money.total(rows.loc[group])))
        except money.CannotAdd as error:
            answers.append(f"Refused: {error.why}")
    kinds = data.labels("contributions", "kind")
    asked = [
        [
            {
                "text": f"{row.title}: {in_own_unit(data, row)} ({kinds[row.kind].lower()})",
                "href": links.here("contribution", row.id),
            }
            for row in rows.loc[group].itertuples()
        ]
        for group in groups
    ]
    return Table(
        pd.DataFrame({"rows": asked, "answer": answers}),
        "refusals",
        "Rows that are asked to be added, and the answer",
        columns=(Column("rows", "Rows", items=True), Column("answer", "Sum, or why there is none")),
        stack=True,
    )


# ---- Other currencies, activities, what was left out


def currencies_table(data: Data) -> Table:
    """Every amount in another currency: as stated, in US dollars with the rate used, or why it
    stays as it is.
    """
    rows = data.contributions[lambda r: r.unit.map(money.is_currency) & (r.unit != DOLLARS)]
    rows = facts.in_dollars(data, rows)
    rows = rows.sort_values("usd", ascending=False, na_position="last", kind="stable")

    def dollars(amounts: pd.Series, words, none: str) -> list[str]:
        return [none if pd.isna(v) else words(Money(float(v), DOLLARS)) for v in amounts]

    both = zip(rows.source, rows.rate_source, strict=True)
    frame = rows.assign(
        own=[in_own_unit(data, r) for r in rows.itertuples()],
        link=_to_row(rows.id),
        dollars=dollars(rows.usd, about, "not converted"),
        said=dollars(rows.amount_usd_stated, whole, ""),
        how=rows.rate.where(rows.rate != "", rows.no_rate),
        sources=[[source, rate] if rate else [source] for source, rate in both],
    )
    return Table(
        frame,
        "currencies",
        "Amounts in other currencies, with the rate used or the reason for using none",
        columns=(
            Column("title", "What", link="link"),
            Column("own", "As stated", sort="amount"),
            Column("dollars", "US dollars, converted here", sort="usd"),
            Column("how", "Rate"),
            Column("said", "US dollars in the source"),
            Column("sources", "Sources", sources=True),
        ),
    )


def activities_table(data: Data) -> Table:
    """What was done, planned or found for small and medium-sized enterprises, before, during and
    after the first months.
    """
    rows = data.sme_activities
    frame = rows.assign(
        when=[day_of(one) for one in rows.date],
        sources=[[source] for source in rows.source],
    )
    return Table(
        frame,
        "activities",
        f"{prose.count(len(frame), 'entry', 'entries')} on small and medium-sized enterprises",
        anchor="id",
        columns=(
            Column("title", "What", more=("text",)),
            Column("when", "When", sort="date"),
            Column("sources", "Source", sources=True),
        ),
    )


def left_out_table(data: Data) -> Table:
    """Researched funding rows that were left out, with the reason and the row that covers the same
    ground.
    """
    rows, titles = left_out(data, "funding"), data.contributions.set_index("id").title
    frame = rows.assign(
        reason=rows.reason.map(data.labels("left-out", "reason")),
        instead=rows.see.map(titles).fillna(""),
        link=_to_row(rows.see.where(rows.see.isin(titles.index), "")),
    )
    return Table(
        frame,
        "left-out-funding",
        "Researched funding rows that were left out",
        columns=(
            Column("research_id", "Researched row"),
            Column("reason", "Reason"),
            Column("why", "Why"),
            Column("instead", "See instead", link="link"),
        ),
    )
