"""Amounts and dates of the money in words, and its tables."""

from __future__ import annotations

import math

import pandas as pd

from briefing import money, prose
from briefing.dataset import Data
from briefing.facts import funding as funding_facts
from briefing.facts.funding import KINDS, PANELS, SECTORS, STATUS
from briefing.money import Money
from briefing.tables import Column, Table

BOUNDS = {"about": "about ", "more-than": "more than ", "up-to": "up to ", "": ""}

REASONS = {
    "low confidence": "Low confidence",
    "duplicate": "Duplicate",
    "out of scope": "Outside the scope",
}


def whole(amount: Money) -> str:
    """An amount to the whole unit of its currency."""
    return prose.money(round(amount))


def about(amount: Money) -> str:
    """A converted amount, to three figures; nothing stays nothing."""
    if not amount.value:
        return prose.money(amount)
    return prose.money(round(amount, 2 - math.floor(math.log10(abs(amount.value)))), about=True)


def in_own_unit(row) -> str:
    """The amount of a contribution or statement as stated, with its hedge, in its currency or unit;
    ``no amount`` if none was.
    """
    if pd.isna(row.amount):
        return "no amount"
    unit = row.currency if hasattr(row, "currency") else row.unit
    ends = [float(v) for v in (row.amount, getattr(row, "amount_to", None)) if pd.notna(v)]
    hedge = BOUNDS[getattr(row, "bound", "")]
    if money.is_currency(unit):
        return hedge + " to ".join(prose.money(Money(round(v, 2), unit)) for v in ends)
    return f"{hedge}{' to '.join(plain_number(v) for v in ends)} {unit or '(unit not given)'}"


def plain_number(value: float) -> str:
    """A number of items or tonnes, with two decimals where it is not whole."""
    return prose.number(value, 0 if float(value).is_integer() else 2)


def in_dollars_too(row) -> str:
    """The amount of a row of ``money.in_dollars`` as stated, and converted to US dollars, or why
    not.
    """
    if pd.isna(row.amount) or not money.is_currency(row.unit):
        return in_own_unit(row)
    if row.no_rate:
        return f"{in_own_unit(row)} (not drawn: {row.no_rate})"
    return in_own_unit(row) + (f", {about(Money(row.usd, money.DOLLARS))}" if row.rate else "")


def together(rows: pd.DataFrame) -> str:
    """The sums of contributions, one for each currency; one by one where they must not be added."""
    priced = rows[rows.amount.notna() & rows.unit.map(money.is_currency)]
    try:
        words = prose.listing([whole(amount) for amount in money.totals(priced)])
    except money.CannotAdd:
        each = prose.listing([in_own_unit(row) for row in priced.itertuples()])
        words = f"{each} (not to be added)"
    if rest := len(rows) - len(priced):
        words = prose.listing(
            [*filter(None, [words]), f"{prose.count(rest, 'row')} without an amount"]
        )
    return words or "no money"


def axis(*amounts: Money) -> str:
    """The currency of an axis on which ``amounts`` stand; ``CannotAdd`` where they are not of one."""
    return prose.currency(money.common(amounts))


def capital(text: str) -> str:
    """A text that begins with a capital letter."""
    return text[:1].upper() + text[1:]


def short_day(date: str) -> str:
    """A day as ``10 Dec 2020``, where a chart has little room."""
    return f"{pd.Timestamp(date).day} {pd.Timestamp(date):%b %Y}"


NO_DATE = "date not given"


def day_of(text: str) -> str:
    """A date of the data in words; ``date not given`` where its source has none."""
    return prose.partial_date(text) if text else NO_DATE


def short_day_of(text: str) -> str:
    """The same with the month cut short, where a chart has little room."""
    return short_day(text) if len(text) == 10 else day_of(text)


def period(rows: pd.DataFrame) -> str:
    """The years that contributions cover: ``2020``, ``2020 to 2021``; or that one has no date."""
    first, last = rows.period_start.min()[:4], rows.period_end.max()[:4]
    if not first or not last:
        return NO_DATE
    return first if first == last else f"{first} to {last}"


def when(row) -> str:
    """The period of one contribution, as exact as its source."""
    ends = dict.fromkeys(filter(None, [row.period_start, row.period_end]))
    return " to ".join(map(prose.partial_date, ends)) or NO_DATE


def dates(rows: pd.DataFrame) -> str:
    """The years that rows cover and the day of their record: ``2020 to 2021, as of 19 April 2021``."""
    as_of = rows.as_of.max()
    recorded = f"as of {prose.partial_date(as_of)}" if as_of else "day of the record not given"
    return f"{period(rows)}, {recorded}"


def inferred(text: str) -> str:
    """A note of the data with its mark of an inference as the page says it."""
    return (
        text.replace("(inference)", "(we infer)")
        .replace("in part by inference", "in part as we infer")
        .replace("is an inference", "is what we infer")
    )


def statements_table(data: Data) -> Table:
    """All statements on the total, with or without an amount: day, words, speaker, what the wording
    says.
    """
    rows = data.statements.sort_values("date", kind="stable")
    claims = data.evidence.groupby("statement").claim.agg(list)
    frame = rows.assign(
        when=rows.date.map(prose.partial_date),
        text=["none given" if pd.isna(r.amount) else in_own_unit(r) for r in rows.itertuples()],
        words="“" + rows.verb + "”",
        sources=[[s] for s in rows.source],
        claim=[f"evidence.html#{claims[i][0]}" if i in claims else "" for i in rows.id],
    )
    return Table(
        frame,
        "statements-table",
        "Every statement found, with its verb",
        anchor="id",
        columns=(
            Column("when", "When", sort="date"),
            Column("text", "Amount", sort="amount"),
            Column(
                "words",
                "Words used (leads to the claim)",
                more=("wording_note", "note"),
                link="claim",
            ),
            Column("speaker", "Who"),
            Column("sources", "Source", sources=True),
        ),
    )


def entities_table(data: Data) -> Table:
    """The entities that the speech names, each with its amount on record or the words that no
    public figure was found.
    """
    view, amounts = funding_facts.default_view(data), funding_facts.sums(data, "agency")
    rows = data.entities
    found = rows.entity.isin(amounts.index)
    frame = rows.assign(
        amount=[
            whole(amounts[e]) if e in amounts.index else "no public figure found"
            for e in rows.entity
        ],
        order=[amounts[e].value if e in amounts.index else -1.0 for e in rows.entity],
        basis=[
            (
                ", ".join(KINDS[k].lower() for k in dict.fromkeys(view[view.agency == e].kind))
                + "; "
                + dates(view[view.agency == e])
                if f
                else ""
            )
            for e, f in zip(rows.entity, found, strict=True)
        ],
        sources=[list(dict.fromkeys(view[view.agency == e].source)) for e in rows.entity],
    ).sort_values("order", ascending=False, kind="stable")
    return Table(
        frame,
        "entities-figures",
        f"Of the {len(frame)} UN entities that the speech names, for {prose.number((~found).sum())}"
        " no public figure was found",
        columns=(
            Column("entity", "Entity", more=("name",)),
            Column("amount", "COVID-19 funding for Belarus on record", sort="order"),
            Column("basis", "What kind, and as of when"),
            Column("sources", "Sources", sources=True),
        ),
    )


def activities_table(data: Data) -> Table:
    """Dated activities for small and medium-sized enterprises, before, during and after the first
    months.
    """
    rows = data.sme_activities
    frame = rows.assign(
        when=[prose.partial_date(d) if d else "before 2020" for d in rows.date],
        text=rows.text.map(inferred),
        sources=[[s] for s in rows.source],
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


def currencies_table(data: Data) -> Table:
    """Every amount in another currency: as stated, in US dollars with the rate used, or why it
    stays as it is.
    """
    rows = data.contributions[lambda r: r.unit.map(money.is_currency) & (r.unit != money.DOLLARS)]
    rows = funding_facts.in_dollars(data, rows)
    rows = rows.sort_values("usd", ascending=False, na_position="last", kind="stable")
    frame = rows.assign(
        own=[in_own_unit(r) for r in rows.itertuples()],
        link="#row-" + rows.id,
        dollars=[
            "not converted" if pd.isna(v) else about(Money(v, money.DOLLARS)) for v in rows.usd
        ],
        said=[
            "" if pd.isna(v) else whole(Money(float(v), money.DOLLARS))
            for v in rows.amount_usd_stated
        ],
        how=rows.rate.where(rows.rate != "", rows.no_rate),
        sources=[
            [s, rate] if rate else [s]
            for s, rate in zip(rows.source, rows.rate_source, strict=True)
        ],
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


def recomputed_table(data: Data) -> Table:
    """The agency sums twice: from the table of contributions and from IATI transactions."""
    iati, own, view = (
        funding_facts.from_iati(data).set_index("agency"),
        funding_facts.sums(data, "agency"),
        funding_facts.default_view(data),
    )
    whole_sum, found = money.total(view), [money.of(row) for row in iati.itertuples()]

    def how(agency: str) -> str:
        if agency not in iati.index:
            return "not in this IATI extract; from a fact sheet"
        beside = prose.listing([prose.money(amount) for amount in iati.others[agency]])
        read = f"type {iati.code[agency]}, {iati.type[agency]}"
        return f"{read}; not counted here: {beside}" if beside else read

    frame = pd.DataFrame(
        [
            {
                "agency": agency,
                "rows": int((view.agency == agency).sum()),
                "amount": amount.value,
                "iati": float(iati.amount[agency]) if agency in iati.index else None,
                "transactions": int(iati.transactions[agency]) if agency in iati.index else None,
                "how": how(agency),
            }
            for agency, amount in own.items()
        ]
        + [
            {
                "agency": "All",
                "rows": len(view),
                "amount": whole_sum.value,
                "iati": sum(found).value,
                "transactions": int(iati.transactions.sum()),
                "how": "without UNHCR",
            }
        ]
    )
    return Table(
        frame,
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
    """What ``money.total`` answers when asked to add each group of rows, given by their ids."""
    rows, answers = data.contributions.set_index("id", drop=False), []
    for group in groups:
        try:
            answers.append(whole(money.total(rows.loc[group])))
        except money.CannotAdd as error:
            answers.append(f"refused; {error}")
    frame = pd.DataFrame(
        {"rows": [" + ".join(rows.title[group]) for group in groups], "answer": answers}
    )
    return Table(
        frame,
        "refusals",
        "What happens when rows are added",
        columns=(Column("rows", "Rows"), Column("answer", "Answer")),
    )


def default_view_table(data: Data) -> Table:
    """The rows of the default view with donor, agency, sector, amount and source."""
    rows = funding_facts.default_view(data)
    whole_sum = money.total(rows)
    frame = rows.assign(
        sector=rows.sector.map(SECTORS),
        link="#row-" + rows.id,
        kind=rows.kind.map(KINDS),
        sources=[[s] for s in rows.source],
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


def traps_table(data: Data) -> Table:
    """The numbers behind each trap: trap, row, amount, why it must not be added."""
    rows = data.trap_rows.merge(data.funding_traps, left_on="trap", right_on="id").merge(
        data.contributions, left_on="contribution", right_on="id", suffixes=("_trap", "")
    )
    frame = rows.assign(
        trap=rows.title_trap,
        own=[in_own_unit(r) for r in rows.itertuples()],
        link="#row-" + rows.id,
        why=rows.overlap_note.where(rows.overlap_note != "", rows.note).map(inferred),
        sources=[[s] for s in rows.source],
    )
    return Table(
        frame,
        "trap-rows",
        "The numbers behind the traps",
        columns=(
            Column("title", "Number", link="link"),
            Column("trap", "Trap", filter=True),
            Column("own", "Amount as stated", sort="amount"),
            Column("why", "Why not to add it"),
            Column("sources", "Source", sources=True),
        ),
    )


def contributions_table(data: Data) -> Table:
    """Every contribution with amount, dates, kind, agency, panel, place in the total, reading and
    source.
    """
    rows = funding_facts.in_dollars(data)

    def doubts(r) -> str:
        ends = when(r) if r.period_start or r.period_end else ""
        parts = [
            "we infer" if r.inference else "",
            STATUS.get(r.status, ""),
            ends,
            f"as of {prose.partial_date(r.as_of)}" if r.as_of else "",
            f"{r.confidence} confidence",
        ]
        text = "; ".join(filter(None, parts))
        return capital(text)

    def converted(r) -> str:
        if not r.rate:
            return ""
        words = about(Money(r.usd, money.DOLLARS))
        return f"{capital(words)} ({r.rate})"

    frame = rows.assign(
        anchor="row-" + rows.id,
        own=[in_own_unit(r) for r in rows.itertuples()],
        when=[doubts(r) for r in rows.itertuples()],
        converted=[converted(r) for r in rows.itertuples()],
        kind=rows.kind.map(KINDS),
        agency=rows.agency.where(rows.agency != "", "no UN agency"),
        panel=rows.panel.map(PANELS),
        overlaps=[
            "" if not r.overlap_note else f"Overlap: {inferred(r.overlap_note)}"
            for r in rows.itertuples()
        ],
        note=rows.note.map(inferred),
        sources=[[s] for s in rows.source],
    )
    note = (
        "Rows overlap: they are different views of partly the same money. “In the total” asks"
        " whether the UN counts the row in the amount it stated."
    )
    if not (rows.within_total == "yes").any():
        note += (
            " No source found says yes of any row; “no” is ours where date or giver rule it out,"
            " and everything else stays unknown."
        )
    return Table(
        frame,
        "contributions",
        f"All {prose.count(len(frame), 'row')} found on COVID-19 money and Belarus",
        anchor="anchor",
        note=note,
        columns=(
            Column("title", "What", more=("when", "note", "overlaps", "converted")),
            Column("own", "Amount", sort="usd"),
            Column("kind", "Kind", filter=True),
            Column("agency", "Agency", filter=True),
            Column("panel", "Shown under", filter=True),
            Column("within_total", "In the total", filter=True),
            Column("sources", "Source", sources=True),
        ),
    )


def left_out_table(data: Data) -> Table:
    """Researched funding rows that were left out, with the reason and the row that covers the same
    ground.
    """
    rows = data.left_out[data.left_out.research_id.str.fullmatch(r"F\d+")]
    titles = data.contributions.set_index("id").title
    frame = rows.assign(
        reason=rows.reason.map(REASONS),
        instead=rows.see.map(titles).fillna(""),
        link=["#row-" + see if see in titles.index else "" for see in rows.see],
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
