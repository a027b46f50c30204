"""Controls over the contributions: what is chosen, counted once, converted."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import ipywidgets as widgets
import pandas as pd

from briefing import money, prose
from briefing.charts import funding as charts
from briefing.dataset import Data
from briefing.explore.controls import (
    Parts,
    fitted,
    nothing,
    panel,
    pick_day,
    pick_one,
    pick_several,
    shown_chart,
)
from briefing.facts import funding as facts
from briefing.money import Money
from briefing.reading import funding as reading


def choose_contributions(
    data: Data,
    kinds: Iterable[str],
    donors: Iterable[str],
    agencies: Iterable[str],
    once: bool = True,
) -> pd.DataFrame:
    """Contributions of these kinds, donor groups and agencies.

    ``once`` applies the overlap rule and keeps the rows of the default view, in which all money is
    counted once; without it every row with an amount of money stays, whether or not it holds the
    money of another.
    """
    rows, wanted = data.contributions, set(agencies)
    priced = rows.amount.notna() & rows.unit.map(money.is_currency)
    return rows[
        rows.kind.isin(list(kinds))
        & rows.donor_group.isin(list(donors))
        & facts.agencies_of(rows).map(lambda names: bool(wanted & set(names)))
        & (rows.in_default_view if once else priced)
    ]


def show_contributions(
    data: Data,
    kinds: Iterable[str],
    donors: Iterable[str],
    agencies: Iterable[str],
    once: bool = True,
    currency: str = "USD",
    rate: str = "annual-average",
    day: date | None = None,
) -> Parts:
    """The sum of the rows chosen or why there is none, beside the stated total where the overlap
    rule holds, and the rows.
    """
    rows = choose_contributions(data, kinds, donors, agencies, once)
    if rows.empty:
        chosen = {"a kind": kinds, "a donor": donors, "an agency": agencies}
        missing = [label for label, values in chosen.items() if not values]
        hint = "Choose more, or switch the overlap rule off to see rows outside the default view."
        yield nothing("row", f"Choose {prose.listing(missing)}." if missing else hint)
        return
    converted = facts.in_currency(data, rows, currency, rate, day)
    without = converted[converted.amount.isna()]
    try:
        if without.empty:
            found, many = reading.whole(money.total(converted)), prose.count(len(rows), "row")
            yield f"**{found}** in {many}; no money in it is counted twice."
    except money.CannotAdd as refused:
        refuses = f"**`money.total` refuses to add these {prose.count(len(rows), 'row')}.**"
        yield f"{refuses} They {prose.plain(refused)}."
    if len(without):
        yield from _without_rate(without, len(rows), currency)
    if not once:
        counted = choose_contributions(data, kinds, donors, agencies)
        rule = facts.in_currency(data, counted, currency, rate, day)
        yield from _broken(converted, rule, currency)
    if once:
        yield from _beside_stated(data, rows)
    stated = [reading.in_own_unit(data, row) for row in rows.itertuples()]
    yield _listed(data, converted.assign(stated=stated), currency)


def _without_rate(rows: pd.DataFrame, of: int, currency: str) -> Parts:
    """That there is no sum, since some rows have no amount in ``currency``, and why."""
    yield (
        f"**No sum in {prose.currency(currency)}:** {len(rows)} of {prose.count(of, 'row')}"
        f" {'has' if len(rows) == 1 else 'have'} no amount in it. Where no rate is known, none of"
        " another day or kind is put in its place. Choose another rate or day, or the currency in"
        " which the rows are stated."
    )
    yield "\n".join(
        f"- {prose.count(len(same), 'row')}: {prose.plain(why)}. {prose.plain(', '.join(same.id))}."
        for why, same in rows.groupby("how", sort=False)
    )


def _listed(data: Data, converted: pd.DataFrame, currency: str) -> pd.DataFrame:
    """The rows of ``facts.in_currency``, each as ``stated`` by its source, under the names that the
    panel shows.
    """
    columns = {
        "id": "id",
        "title": "title",
        "kind": "kind",
        "donor_group": "donor",
        "agency": "agency",
        "stated": "as stated",
        "amount": currency,
        "how": "rate, or why none",
        "overlap_group": "overlap group",
    }
    kind = converted.kind.map(data.labels("contributions", "kind"))
    amount = converted.amount.round().astype("Int64")
    return converted.assign(kind=kind, amount=amount)[list(columns)].rename(columns=columns)


def _beside_stated(data: Data, rows: pd.DataFrame) -> Parts:
    """The stated total beside the sum of rows, in their own currency; or why they have no sum."""
    try:
        found = money.total(rows)
        figure = charts.stated_and_recorded(
            data.narrowed(contributions=rows), found="Found in the rows chosen"
        )
    except money.CannotAdd as refused:
        yield f"**No chart of these rows.** They {prose.plain(refused)}."
        return
    stated = reading.in_own_unit(data, facts.stated(data))
    yield from shown_chart(
        figure,
        f"Stated: {stated}. Found in the rows chosen: {reading.whole(found)}",
        f"The chart stays in {prose.currency(found.currency)}, in which all these rows are stated. "
        "Neither bar explains the other.",
    )


def _broken(rows: pd.DataFrame, counted: pd.DataFrame, currency: str) -> Parts:
    """How far a sum without the overlap rule leads astray, where every row has an amount in
    ``currency``, and which rows hold the same money.
    """
    pairs, said = facts.overlapping(rows), "**The default view breaks.**"
    if rows.amount.notna().all():
        naive, rule = (Money(float(part.amount.sum()), currency) for part in (rows, counted))
        said += f" Added all the same, the amounts come to {reading.whole(naive)}"
        if rule.value:
            times = prose.number(naive / rule, 2)
            said += f", {times} times the {reading.whole(rule)} that the rule counts"
        said += ". That is no sum of money."
    if len(pairs):
        said += f" {prose.count(len(pairs), 'pair')} of rows hold the same money."
    else:
        said += " The rows are not of one kind, or not all have an amount in this currency."
    yield said
    if len(pairs):
        names = {"one": "one row", "other": "and the other", "why": "why not to add them"}
        yield pairs.rename(columns=names)


def contributions(data: Data) -> widgets.VBox:
    """Recorded money by kind, donor and agency, in a currency of choice, with the overlap rule on
    or off.
    """
    rows, view, rates = data.contributions, facts.default_view(data), data.exchange_rates
    kinds = data.labels("contributions", "kind")
    known_rates = data.labels("exchange-rates", "kind").items()
    kinds_of_rate = [(label, kind) for kind, label in known_rates if kind in set(rates.kind)]
    donors = [(donor or "not one donor", donor) for donor in sorted(set(rows.donor_group))]
    known = sorted({name for names in facts.agencies_of(rows) for name in names})
    agencies = [(agency or "no UN agency", agency) for agency in known]
    rule = "Overlap rule: count all money once"
    return panel(
        show_contributions,
        data,
        kinds=pick_several("Kind", kinds, dict.fromkeys(view.kind)),
        donors=pick_several("Donor", donors, width="30em"),
        agencies=pick_several("Agency", agencies, dict.fromkeys(view.agency), width="18em"),
        once=fitted(widgets.Checkbox(description=rule, value=True, indent=False)),
        currency=pick_one("Currency", ["USD", *sorted(set(rates.currency))], width="14em"),
        rate=pick_one("Rate", kinds_of_rate, width="18em"),
        day=pick_day("Rate of the day (else each row's own)", None, width="32em"),
    )
