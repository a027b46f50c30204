"""Amounts and dates of the money in words, and the tables of its story."""

from __future__ import annotations

import math

import pandas as pd

from briefing import links, money, prose
from briefing.dataset import Data
from briefing.facts import funding as facts
from briefing.money import DOLLARS, Money
from briefing.tables import Column, Table

NO_DATE = "date not given"

# ---- Amounts


def whole(amount: Money) -> str:
    """An amount to the whole unit of its currency."""
    return prose.money(round(amount))


def _three_figures(amount: Money) -> Money:
    """An amount as exact as one that was converted can be; nothing stays nothing."""
    return round(amount, 2 - math.floor(math.log10(abs(amount.value)))) if amount.value else amount


def about(amount: Money) -> str:
    """A converted amount, to three figures; nothing stays nothing."""
    return prose.money(_three_figures(amount), about=bool(amount.value))


def in_own_unit(data: Data, row) -> str:
    """The amount of a contribution or statement as stated, with its hedge, in its currency or unit;
    ``no amount`` if none was.
    """
    if pd.isna(row.amount):
        return "no amount"
    unit = row.currency if hasattr(row, "currency") else row.unit
    ends = [float(v) for v in (row.amount, getattr(row, "amount_to", None)) if pd.notna(v)]
    hedge = _hedge(data, row)
    if money.is_currency(unit):
        return hedge + " to ".join(prose.money(Money(round(v, 2), unit)) for v in ends)
    return f"{hedge}{' to '.join(plain_number(v) for v in ends)} {unit or '(unit not given)'}"


def _hedge(data: Data, row) -> str:
    """The hedge of a contribution's or a statement's amount: ``about ``, or nothing."""
    table = "statements" if hasattr(row, "currency") else "contributions"
    bound = getattr(row, "bound", "")
    return data.categories(table, "bound").hedge[bound] if bound else ""


def value_and_unit(data: Data, row) -> tuple[str, str]:
    """A stated amount of money, with its hedge, and its currency: ``about 7.5 million`` and
    ``US dollars``.
    """
    unit = prose.currency(row.currency, row.amount)
    return in_own_unit(data, row).removesuffix(f" {unit}"), unit


def of_stated(data: Data, share: float, digits: int = 0) -> str:
    """A share of the stated total as per cent: ``about`` so much where that total is hedged."""
    return f"{'about ' if facts.stated(data).bound else ''}{prose.percent(share, digits)}"


def plain_number(value: float) -> str:
    """A number of items or tonnes, with two decimals where it is not whole."""
    return prose.number(value, 0 if float(value).is_integer() else 2)


def in_dollars_too(data: Data, row) -> str:
    """The amount of a row of ``facts.in_dollars`` as stated, and converted to US dollars, or why
    not.
    """
    own = in_own_unit(data, row)
    if pd.isna(row.amount) or not money.is_currency(row.unit):
        return own
    if row.no_rate:
        return f"{own} (not converted: {row.no_rate})"
    return f"{own}, {about(Money(row.usd, DOLLARS))}" if row.rate else own


def dollars_alone(data: Data, row) -> str:
    """The amount of a row of ``facts.in_dollars`` in US dollars alone, with its hedge."""
    if not row.rate:
        return in_own_unit(data, row)
    return _hedge(data, row).removeprefix("about ") + about(Money(row.usd, DOLLARS))


def together(data: Data, rows: pd.DataFrame) -> str:
    """The sums of contributions, one for each currency; one by one where they must not be added."""
    priced = rows[rows.amount.notna() & rows.unit.map(money.is_currency)]
    try:
        words = prose.listing([whole(amount) for amount in money.totals(priced)])
    except money.CannotAdd:
        each = prose.listing([in_own_unit(data, row) for row in priced.itertuples()])
        words = f"{each} (not to be added)"
    if rest := len(rows) - len(priced):
        without = f"{prose.count(rest, 'row')} without an amount"
        words = prose.listing([*filter(None, [words]), without])
    return words or "no money"


def axis(*amounts: Money) -> str:
    """The currency of an axis for all ``amounts``; ``CannotAdd`` where they are not of one."""
    return prose.currency(money.common(amounts))


def capital(text: str) -> str:
    """A text that begins with a capital letter."""
    return text[:1].upper() + text[1:]


# ---- Days and periods


def day_of(text: str) -> str:
    """A date of the data in words; ``date not given`` where its source has none."""
    return prose.partial_date(text) if text else NO_DATE


def short_day_of(text: str) -> str:
    """The same with the month cut short, ``10 Dec 2020``, where a chart has little room."""
    if len(text) < len("2020-12-10"):
        return day_of(text)
    return f"{pd.Timestamp(text).day} {pd.Timestamp(text):%b %Y}"


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
    """The years that rows cover and the day of their record: ``2020 to 2021, as of 19 April
    2021``.
    """
    as_of = rows.as_of.max()
    recorded = f"as of {prose.partial_date(as_of)}" if as_of else "day of the record not given"
    return f"{period(rows)}, {recorded}"


# ---- Tables


def stated_table(data: Data) -> Table:
    """The statements that give an amount, in the order of their dates."""
    rows = data.statements
    rows = rows[rows.amount.notna()].sort_values("date", kind="stable")
    first, last = rows.iloc[0], facts.stated(data)
    again = rows[(rows.amount == last.amount) & (rows.currency == last.currency)].iloc[0]
    frame = rows.assign(
        when=rows.date.map(prose.partial_date),
        text=[in_own_unit(data, row) for row in rows.itertuples()],
        words="“" + rows.verb + "”",
        link=[links.address("statement", one) for one in rows.id],
        sources=[[source] for source in rows.source],
    )
    return Table(
        frame,
        "stated",
        f"{in_own_unit(data, first)} “{first.verb}”, then {in_own_unit(data, again)}"
        f" “{again.verb}”",
        columns=(
            Column("when", "When", sort="date", link="link"),
            Column("text", "Amount", sort="amount"),
            Column("words", "In the words"),
            Column("speaker", "Who"),
            Column("sources", "Source", sources=True),
        ),
        stack=True,
    )


def _to_rows(ids: pd.Series) -> list[str]:
    """Links to the page that holds every row."""
    return [links.address("contribution", one) for one in ids]


def flow_table(data: Data) -> Table:
    """The recorded money by donor and agency, with the sums of both."""
    donors, recorded = facts.sums(data, "donor_group"), money.total(facts.default_view(data))
    share = prose.percent(donors.iloc[0] / recorded, 1)
    title = f"{donors.index[0]} money is {share} of the recorded {whole(recorded)}"
    names = {donor: capital(donor) for donor in donors.index}
    return _crossed(data, "donor_group", names, "flow", "Donor", title)


def uses_table(data: Data) -> Table:
    """The recorded money by what it is for and agency, with the sums of both; closed at first."""
    labels, axis_ = (
        data.labels("contributions", "sector"),
        axis(money.total(facts.default_view(data))),
    )
    return _crossed(data, "sector", labels, "uses", "Use", f"What for, in {axis_}", fold=True)


def _crossed(
    data: Data, by: str, names: dict, id: str, head: str, title: str, fold: bool = False
) -> Table:
    """Sums of the recorded money with a row for each value of ``by``, a column for each agency."""
    agencies, parts = facts.sums(data, "agency"), facts.sums(data, by, "agency")
    every = money.total(facts.default_view(data))
    rows = []
    for key, whole_row in facts.sums(data, by).items():
        held = [parts.get((key, agency)) for agency in agencies.index]
        rows.append([names[key], *(one and one.value for one in held), whole_row.value])
    rows.append(["All", *(amount.value for amount in agencies), every.value])
    keys = [str(n) for n in range(len(agencies) + 1)]
    frame = pd.DataFrame(rows, columns=["name", *keys]).astype(dict.fromkeys(keys, "float"))
    *parted, together = [
        Column(key, of, digits=0) for key, of in zip(keys, [*agencies.index, "All"], strict=True)
    ]
    columns = (Column("name", head), together, *parted)
    note = "An empty cell means that no line was found. That is unknown, not zero."
    return Table(frame, id, title, columns, note=note, fold=fold)


def small_firms_table(data: Data) -> Table:
    """Money near to small and medium-sized firms, in layers that must not be mixed or added."""
    layers = data.categories("contributions", "sme_layer").query("tagged != ''")
    rows = data.contributions
    rows = facts.in_dollars(data, rows[rows.sme_layer.isin(layers.index)])
    rows = rows.sort_values(
        "sme_layer", key=lambda of: of.map(list(layers.index).index), kind="stable"
    )
    frame = rows.assign(
        layer=rows.sme_layer.map(layers.label),
        link=_to_rows(rows.id),
        own=[in_dollars_too(data, row) for row in rows.itertuples()],
        when=[when(row) for row in rows.itertuples()],
        inside=[
            f"{'inside' if one else 'outside'} the recorded sum" for one in rows.in_default_view
        ],
        inferred=[
            "That it matches the words of the speech, we infer." if r else ""
            for r in rows.inference
        ],
        sources=[
            list(filter(None, pair)) for pair in zip(rows.source, rows.rate_source, strict=True)
        ],
    )
    return Table(
        frame,
        "small-firms",
        _tagged(data),
        columns=(
            Column("title", "Money", link="link", more=("layer", "inferred")),
            Column("own", "Amount", sort="usd", more=("rate",)),
            Column("donor", "Whose money"),
            Column("when", "When"),
            Column("inside", "Recorded sum"),
            Column("sources", "Source", sources=True),
        ),
        stack=True,
        note=(
            "The rows must not be added: they rest on different grounds. That a tagged line is near"
            " to business is our reading of its title."
        ),
    )


def _tagged(data: Data) -> str:
    """How much is tagged and near to business, and how much of it names small firms."""
    tagged = facts.tagged_for_small_firms(data)
    named, are = tagged[tagged.names_firms], "are" if len(tagged) else "is"
    told = f"{together(data, tagged)} on record {are} tagged COVID-19 and near to business"
    if len(named):
        told += f"; of these, {together(data, named)} stand under a title that names small firms"
    return capital(told)


def goods_table(data: Data) -> Table:
    """Goods with the value that their source states, and those without; closed at first."""
    rows = facts.in_dollars(data, data.contributions.query("panel == 'goods'"))
    rows = rows.sort_values("usd", ascending=False, na_position="last", kind="stable")
    priced = rows.unit.map(money.is_currency) & rows.amount.notna()
    said = rows.title_has_amount.fillna(False).astype(bool) | priced
    own = pd.Series([in_own_unit(data, row) for row in rows.itertuples()], rows.index, dtype="str")
    value = pd.Series(
        [in_dollars_too(data, row) for row in rows.itertuples()], rows.index, dtype="str"
    )
    frame = rows.assign(
        link=_to_rows(rows.id),
        own=own.where(~said, ""),
        value=value.where(priced, "no price found"),
        inferred=["In part we infer." if inference else "" for inference in rows.inference],
        sources=[
            list(filter(None, pair)) for pair in zip(rows.source, rows.rate_source, strict=True)
        ],
    )
    return Table(
        frame,
        "goods",
        "Goods that were delivered or announced, with the value that a source states",
        fold=True,
        columns=(
            Column("title", "Goods", link="link", more=("own", "inferred")),
            Column("value", "Value", sort="usd", more=("rate",)),
            Column("overlap_note", "Where its money is counted already"),
            Column("sources", "Source", sources=True),
        ),
    )


def traps_table(data: Data) -> Table:
    """Numbers that readers meet elsewhere and that must not be added, trap by trap; closed at
    first.
    """
    rows = data.trap_rows.merge(data.contributions, left_on="contribution", right_on="id")
    rows = rows.assign(href=_to_rows(rows.contribution))
    items = [
        {"text": f"{row.title}: {in_own_unit(data, row)}", "href": row.href}
        for row in rows.itertuples()
    ]
    held = pd.Series(items, rows.trap, dtype="object").groupby(level=0).agg(list)
    frame = data.funding_traps.assign(
        numbers=[held.get(trap, []) for trap in data.funding_traps.id],
    )
    return Table(
        frame,
        "traps",
        "Numbers that must not be added, and why",
        fold=True,
        columns=(
            Column("title", "Trap", more=("text",)),
            Column("numbers", "The numbers", items=True),
        ),
    )
