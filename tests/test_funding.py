"""The money of the funding page: every figure is recomputed from data/, and sums that would count
money twice are refused.
"""

import json
import re

import pandas as pd
import plotly.graph_objects as go
import pytest
from briefing import check, load, money, prose
from briefing.charts import funding as charts
from briefing.charts import other_money
from briefing.explore import funding as explore
from briefing.facts import funding as facts
from briefing.look import BACKGROUND, BLUE
from briefing.money import Money
from briefing.reading import funding as reading
from briefing.reading import funding_rows
from briefing.reading import index as index_reading
from conftest import add_category, edit

pytestmark = pytest.mark.usefixtures("remembering")

CHARTS = (
    charts.stated_and_recorded,
    charts.spending,
    charts.measures,
    other_money.scale,
    other_money.per_inhabitant,
)

AGENCIES = {"WHO": 6_402_405, "UNICEF": 1_141_513, "UNDP": 399_116, "UNHCR": 28_160}
DONORS = {
    "European Union": 5_223_243,
    "USAID": 1_172_174,
    "COVID-19 Solidarity Response Fund": 528_848,
    "UN own, core and thematic money": 397_307,
    "private donors through UNICEF in Belarus": 361_331,
    "Poland": 110_000,
    "Germany": 62_775,
    "United Kingdom": 61_729,
    "multi-partner trust fund": 36_487,
    "Russian Federation": 10_000,
    "King Salman centre": 7_300,
}


def rows(data, *ids):
    table = data.contributions
    return table[table.id.isin(ids)]


def test_default_view_is_23_rows_without_overlap(researched):
    view = facts.default_view(researched)
    assert len(view) == 23
    assert money.total(view) == Money(7_971_194, "USD")
    assert set(view.within_total) == {"unknown", "no"}  # no row is known to be in the stated total


def dollars(series) -> dict:
    """Sums of ``facts.sums`` as numbers, once all of them are in US dollars."""
    assert {amount.currency for amount in series} == {"USD"}
    return {key: amount.value for key, amount in series.items()}


def test_sums_by_agency_donor_and_sector(researched):
    assert dollars(facts.sums(researched, "agency")) == AGENCIES
    assert dollars(facts.sums(researched, "donor_group")) == DONORS
    sectors = dollars(facts.sums(researched, "sector"))
    assert sectors.pop("health") == 7_732_870
    assert sum(sectors.values()) == 238_324
    for by in (["agency"], ["donor_group"], ["sector"], ["donor_group", "agency"]):
        assert sum(facts.sums(researched, *by)) == Money(7_971_194, "USD")


def test_agency_sums_from_iati_transactions(data):
    """Straight from the transactions, by agency, type and year, without the functions of the
    package.
    """
    t = data.iati_transactions
    year, code, value = t.transaction_date.dt.year, t.transaction_type_code, t.value
    assert (
        value[(t.reporting_org == "World Health Organization") & (code == 2)].sum()
        == AGENCIES["WHO"]
    )
    assert (
        value[(t.reporting_org == "UNICEF") & (code == 1) & (year == 2020)].sum()
        == AGENCIES["UNICEF"]
    )
    assert (
        value[
            (t.reporting_org == "United Nations Development Programme")
            & (code == 11)
            & (year == 2020)
        ].sum()
        == AGENCIES["UNDP"]
    )
    assert facts.from_iati(data).set_index("agency").amount.to_dict() == {
        a: v for a, v in AGENCIES.items() if a != "UNHCR"
    }


def test_each_iati_line_of_the_default_view_is_a_transaction(researched):
    t = researched.iati_transactions
    funding = t[t.transaction_type_code.isin([1, 2, 11])].value
    view = facts.default_view(researched)
    missing = [
        r.id for r in view[view.agency != "UNHCR"].itertuples() if not (funding == r.amount).any()
    ]
    assert missing == []


@pytest.mark.parametrize(
    ("publisher", "agency"),
    [
        ("UNICEF", "UNICEF"),
        ("United Nations Development Programme", "UNDP"),
        ("World Health Organization", "WHO"),
    ],
)
def test_running_totals_of_spending_are_those_of_the_transactions(data, publisher, agency):
    t = data.iati_transactions
    government = t[
        t.provider_org.str.startswith("GOVERNMENT OF BELARUS")
    ].iati_identifier  # a state loan that UNDP only handles
    spending = t[
        (t.reporting_org == publisher)
        & (t.transaction_type_code == 4)
        & ~t.iati_identifier.isin(government)
    ]
    totals = data.spent_to_date.query("agency == @agency")
    assert len(totals)
    for row in totals.itertuples():
        assert float(row.amount) == pytest.approx(
            float(spending[spending.transaction_date <= row.as_of].value.sum())
        )


def test_spent_by_a_day(data):
    spent = facts.spent(data, "2021-03-31").set_index("agency")
    assert round(spent.amount[list(AGENCIES)].sum()) == 5_779_522
    assert spent.as_of["UNHCR"] == pd.Timestamp("2020-12-31")
    early = facts.spent(data, "2020-07-15").set_index("agency").amount
    assert early.to_dict().items() >= {"UNDP": 66_223, "UNICEF": 47_579, "UNHCR": 6_829}.items()
    assert "WHO" not in early  # which had published nothing by then
    assert facts.spent(data, "2019-12-31").empty


def test_measures(researched):
    measures = facts.measures(researched).set_index("measure")
    assert [round(v) for v in measures.amount[["A", "B", "B2", "C"]]] == [
        860_245,
        1_568_789,
        4_769_992,
        7_971_194,
    ]
    assert measures.share["A"] == pytest.approx(860_245 / 7_500_000)
    assert measures.share["C"] == pytest.approx(1.0628, abs=1e-4)


def test_total_refuses_other_kinds_and_names_the_rows(data):
    with pytest.raises(money.CannotAdd, match="kinds") as refused:
        money.total(rows(data, "who-usaid", "unicef-spent-2020"))
    assert set(refused.value.rows) == {"who-usaid", "unicef-spent-2020"}
    assert "who-usaid" in str(refused.value)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("who-all", "who-usaid"),
        ("eu-package-april", "eu-package-december"),
        ("unicef-trust-fund", "unicef-all-2020"),
        ("world-bank-loan", "world-bank-loan-decree"),
    ],
)
def test_total_refuses_rows_of_one_overlap_group(data, one, other):
    with pytest.raises(money.CannotAdd, match="same money") as refused:
        money.total(rows(data, one, other))
    assert set(refused.value.rows) == {one, other}


def test_total_refuses_a_row_twice_mixed_units_and_missing_amounts(data):
    loan = rows(data, "ebrd-mila")
    for wrong in (
        pd.concat([loan, loan]),
        rows(data, "ebrd-mila", "efsd-loan"),
        rows(data, "kobrin-business-school", "eu-undp-first-call"),
    ):
        with pytest.raises(money.CannotAdd):
            money.total(wrong)
    assert money.total(rows(data, "ebrd-mila", "ebrd-stadler", "ebrd-vmg")) == Money(
        33_000_000, "EUR"
    )  # one kind, one currency, no overlap


def test_the_exception_across_kinds_ends_with_the_default_view(researched):
    view = facts.default_view(researched)
    assert view.kind.nunique() == 3
    more = pd.concat(
        [view, rows(researched, "bycovid19-crowdfunding")]
    )  # overlaps nothing, yet is no row of the view
    with pytest.raises(money.CannotAdd, match="kinds"):
        money.total(more)


def test_convert_names_its_rate(data):
    rates = facts.rates(data)
    done = money.convert(Money(90_000_000, "EUR"), "USD", "2020-05", "monthly-average", rates)
    assert done.value == pytest.approx(90_000_000 / 0.9168) and done.currency == "USD"
    assert [str(rate) for rate in done.rates] == ["monthly average 2020-05: 0.9168 EUR per USD"]
    assert done.rates[0].source == "fed-monthly-rates"
    back = money.convert(done, "EUR", "2020-05", "monthly-average", rates)
    assert back.value == pytest.approx(90_000_000) and back.currency == "EUR"


@pytest.mark.parametrize(
    ("currency", "period", "kind"),
    [
        ("GBP", "2020-11", "monthly-average"),
        ("BYN", "2020-09", "monthly-average"),
        ("EUR", "2021-02", "monthly-average"),
        ("EUR", "", "annual-average"),
        ("EUR", "2020-05", "daily"),
    ],
)
def test_convert_refuses_without_a_rate(data, currency, period, kind):
    rates = data.exchange_rates
    others = rates[(rates.currency != currency) | (rates.period != period)]
    known = facts.rates(data.narrowed(exchange_rates=others))
    with pytest.raises(money.NoRate, match=currency):
        money.convert(Money(1, currency), "USD", period, kind, known)


def test_amounts_without_a_rate_stay_unconverted_and_in_the_table(data):
    table = facts.in_dollars(data).set_index("id")
    assert pd.isna(table.usd["uk-diplomatic-activity"])
    assert "British pounds" in table.no_rate["uk-diplomatic-activity"]
    assert table.usd["state-budget-july"] == pytest.approx(500e6 / 2.4127)
    foreign = [u for u in table.unit if money.is_currency(u) and u != "USD"]
    shown = funding_rows.currencies_table(data).frame
    assert len(shown) == len(foreign)
    assert "not converted" in set(shown.dollars)


def test_per_inhabitant(researched):
    table = facts.per_inhabitant(researched).set_index("country").per_inhabitant.round(2)
    assert table.to_dict() == {
        "Moldova": 3.35,
        "Armenia": 1.98,
        "Georgia": 1.85,
        "Belarus": 0.68,
        "Ukraine": 0.63,
        "Azerbaijan": 0.51,
    }


def test_entities_without_a_figure_are_never_zero(researched):
    assert sorted(facts.missing_entities(researched)) == ["IOM", "RCO", "UNAIDS", "UNFPA"]
    amounts = funding_rows.entities_table(researched).frame.set_index("entity").amount
    assert set(amounts[facts.missing_entities(researched)]) == {"no public figure found"}
    assert "0 US dollars" not in set(amounts)


def test_the_stated_bar_is_one_piece_and_the_record_one_piece_an_agency(researched):
    stated, recorded = charts.stated_and_recorded(researched).data
    assert list(stated.x) == [7.5] and stated.y[0] != recorded.y[0]
    assert [round(x * 1e6) for x in recorded.x] == list(AGENCIES.values())
    ends = [base + x for base, x in zip(recorded.base, recorded.x, strict=True)]
    assert list(recorded.base) == pytest.approx([0, *ends[:-1]])  # each begins where one ends
    assert set(stated.marker.color) == {BLUE} and BLUE not in recorded.marker.color
    told = words(charts.stated_and_recorded(researched))
    assert all(f"{agency}</b> {amount:,}" in told for agency, amount in AGENCIES.items())


def test_stated_amounts_stand_in_the_order_of_their_days(researched):
    table = reading.stated_table(researched)
    assert list(table.frame.amount) == [5_500_000, 7_500_000, 7_500_000]
    assert table.title.startswith(
        "5.5 million US dollars “aimed at providing”, then about 7.5 million"
    )
    every = funding_rows.statements_table(researched).payload()["rows"]
    assert [row["id"] for row in every if row["cells"][1]["text"] != "none given"] == [
        link.partition("#")[2] for link in table.frame.link
    ]


def test_spending_stands_beside_the_funding_of_the_same_agency(researched):
    pairs = charts.spending(researched).data
    rows = facts.funded_and_spent(researched, facts.SPENT_BY)
    assert list(rows.agency) == list(AGENCIES) and list(rows.funded) == list(AGENCIES.values())
    assert [list(p.x) for p in pairs] == [
        [r.funded / 1e6, r.spent / 1e6] for r in rows.itertuples()
    ]
    assert "UNHCR: 28,160 on record, 28,160 to 31 December 2020 spent" in words(
        charts.spending(researched)
    )
    early = facts.funded_and_spent(researched, "2020-07-15").set_index("agency")
    assert pd.isna(early.spent["WHO"]) and "WHO: 6,402,405 on record, no amount found" in words(
        charts.spending(researched, "2020-07-15")
    )


def test_charts_have_one_accent_on_greys_and_no_hatching(data):
    def colours(part) -> set:
        if isinstance(part, dict):
            return set().union(*map(colours, part.values()))
        if isinstance(part, (list, tuple)):
            return set().union(*map(colours, part))
        return {part} if isinstance(part, str) and re.fullmatch("#[0-9A-F]{6}", part) else set()

    for make in CHARTS:
        drawn = make(data).to_plotly_json()["data"]
        accents = {c for c in colours(drawn) if len({c[1:3], c[3:5], c[5:]}) > 1}
        assert accents <= {BLUE}, make
        assert not [trace for trace in drawn if "pattern" in trace["marker"]], make


def test_no_pie_on_the_page_and_every_chart_has_words(data):
    for make in CHARTS:
        figure = make(data)
        assert not {t.type for t in figure.data} & {"pie", "sunburst", "treemap"}
        assert len(figure.layout.meta["alt"]) > 80
        assert figure.layout.meta["sources"]


def test_scale_keeps_refused_and_planned_money_apart(data):
    shown = facts.scale_rows(data).set_index("id", drop=False)
    figure = other_money.scale(data)
    *bars, stated = figure.data
    full = {round(float(t.x[0]) * 1e6): t.marker.color != BACKGROUND for t in bars}
    assert not full[940_000_000]  # the IMF request
    assert full[500_000_000]  # paid by the Eurasian Fund
    assert list(stated.x) == [7.5] and stated.marker.color == BLUE
    assert [t.x[0] for t in bars] == sorted((t.x[0] for t in bars), reverse=True)
    assert f"largest of {len(shown)} sums" in figure.layout.meta["note"]
    drawn = list(shown.title.head(len(bars)))
    assert [row["cells"][0]["text"] for row in figure.layout.meta["table"]["rows"]] == drawn
    assert "world-bank-loan-decree" not in shown.index  # a stage of the same loan
    loan = shown.loc["world-bank-loan"]
    assert {"signed", "disbursed"} <= set(facts.stages(data, loan).status)
    assert facts.stages(data, shown.loc["efsd-loan"]).empty


def test_a_bar_of_the_scale_shows_the_status_of_its_own_amount(researched):
    """The World Bank loan is drawn as approved; what was paid of it is another amount, and an
    inference, so it stands in the note.
    """
    figure, known = other_money.scale(researched), researched.labels("contributions", "status")
    rows, drawn = facts.scale_rows(researched).head(other_money.LARGEST), words(figure)
    for row in rows[rows.status != ""].itertuples():
        assert f"({known[row.status]})" in drawn.replace("<br>", " "), row.id
    assert "World Bank: about 98.2 million US dollars (approved)" in drawn.replace("<br>", " ")
    note = figure.layout.meta["note"]
    assert "89,933,356 US dollars, paid out" in note and "we infer that it is the same" in note
    assert "World Bank" not in figure.layout.meta["title"]


def test_open_bars_are_those_whose_words_stand_in_the_legend(package):
    figure = other_money.scale(load(package))
    rows = facts.scale_rows(load(package)).head(other_money.LARGEST)
    legend = figure.layout.annotations[0].text.replace("<br>", " ").partition("□")[2]
    labels = load(package).labels("contributions", "status")
    assert not rows.set_index("id").real["undaf-requirement"]  # what a plan required
    assert {labels[one] for one in rows[~rows.real].status} == set(
        legend.partition(": ")[2].split(", ")
    )
    changed(package, "undaf-requirement", status="approved")
    legend = other_money.scale(load(package)).layout.annotations[0].text
    assert "required" not in legend


def test_more_spent_than_funded_is_explained(data):
    rows = facts.funded_and_spent(data, facts.SPENT_BY)
    over = list(rows[rows.spent > rows.funded].agency)
    note = charts.spending(data).layout.meta["note"]
    assert over and f"as funding for {prose.listing(over)}: the funding" in note
    early = charts.spending(data, "2020-07-15").layout.meta["note"]
    assert "the spending runs to" not in early


def test_shares_of_a_hedged_total_are_hedged(package):
    title = charts.measures(load(package)).layout.meta["title"]
    assert title.startswith("From about 11% to about 106%")
    edit(package, "funding/statements.csv", lambda f: f.assign(bound=""))
    assert charts.measures(load(package)).layout.meta["title"].startswith("From 11% to 106%")


def test_refused_sums_are_told_in_words_and_lead_to_their_rows(data):
    table = funding_rows.refusals_table(data, ["who-all", "who-usaid"], ["who-usaid"])
    refused, summed = table.payload()["rows"]
    assert refused["cells"][1]["text"] == "Refused: they hold the same money"
    assert [item["href"] for item in refused["cells"][0]["list"]] == [
        "#row-who-all",
        "#row-who-usaid",
    ]
    assert summed["cells"][1]["text"] == "650,000 US dollars"


def test_every_row_has_its_anchor_and_what_was_left_out_its_reason(data):
    table = funding_rows.contributions_table(data).payload()
    ids = [r["id"] for r in table["rows"]]
    assert ids == [f"row-{i}" for i in data.contributions.id]
    assert {c["title"] for c in table["columns"] if c["filter"]} >= {
        "Kind",
        "Agency",
        "Subject",
        "In the total",
    }
    left = funding_rows.left_out_table(data).frame
    assert len(left) >= 6
    assert all(left.why)
    for make in (*STORY, funding_rows.default_view_table, funding_rows.currencies_table):
        cells = [cell for row in make(data).payload()["rows"] for cell in row["cells"]]
        parts = [part for cell in cells for part in (cell, *cell.get("list", []))]
        links = {part["href"] for part in parts if part.get("href")}
        page = "funding-rows.html" if make in STORY else ""
        assert links and {link.partition("#")[0] for link in links} == {page}, make
        assert {link.partition("#")[2] for link in links} <= set(ids), make


def test_every_number_of_a_trap_is_listed_with_it(data):
    traps = data.trap_rows.merge(data.contributions, left_on="contribution", right_on="id")
    for row in reading.traps_table(data).frame.itertuples():
        titles = traps[traps.trap == row.id].title
        assert all(item["text"].startswith(t) for item, t in zip(row.numbers, titles, strict=True))


def test_inference_is_marked(data):
    inferred = data.contributions.set_index("id").inference
    said = (
        funding_rows.contributions_table(data)
        .frame.set_index("id")
        .standing.str.startswith("We infer")
    )
    assert said[inferred.astype(bool)].all()
    assert not said[~inferred.astype(bool)].any()


def test_an_inference_is_called_ours_in_the_words_of_the_pages(data):
    for table in (data.contributions, data.funding_traps, data.sme_activities):
        assert "inference)" not in table.to_csv()


def test_a_short_title_tells_the_sums_apart(data):
    short = facts.scale_rows(data).short_title
    assert short[short != ""].is_unique


def test_a_coded_value_is_one_edit_of_the_data_package(package):
    add_category(package, "contributions", "sector", value="education", label="Schools")
    data = changed(package, "undp-local-partners", sector="education")
    assert [str(fault) for fault in check.faults(package)] == []
    assert reading.uses_table(data).frame.set_index("name")["4"]["Schools"] == 19_115
    assert "Schools" in set(funding_rows.default_view_table(data).frame.sector)


def test_money_near_small_firms_says_how_little_names_them(researched):
    title = reading.small_firms_table(researched).title
    assert title.startswith("26,154 US dollars on record are tagged COVID-19 and near to business")
    assert "500 US dollars stand under a title that names small firms" in title


# ---- An amount is never parted from its currency

AMOUNT = 320_987  # no other amount in the tables is written like this
STORY = (reading.small_firms_table, reading.goods_table, reading.traps_table)
TABLES = (
    *STORY,
    reading.stated_table,
    reading.flow_table,
    reading.uses_table,
    funding_rows.statements_table,
    funding_rows.entities_table,
    funding_rows.activities_table,
    funding_rows.currencies_table,
    funding_rows.recomputed_table,
    funding_rows.default_view_table,
    funding_rows.contributions_table,
    funding_rows.left_out_table,
)
SENTENCES = (index_reading.money_stated, index_reading.small_firms)
ROW = {
    "id": "test-row",
    "title": "A test",
    "kind": "announcement",
    "donor": "Somebody",
    "sector": "economic",
    "period_start": "2020-11-11",
    "period_end": "2020-11-11",
    "as_of": "2020-11-11",
    "amount": str(AMOUNT),
    "unit": "EUR",
    "in_default_view": "no",
    "within_total": "unknown",
    "geography": "Belarus",
    "panel": "context",
    "inference": "no",
    "confidence": "high",
    "source": "speech-en",
}
NO_DATES = {"period_start": "", "period_end": "", "as_of": ""}
WHERE = {
    "a grant": {"panel": "sme", "sme_layer": "untagged-eu-grant"},
    "tagged money": {"panel": "sme", "sme_layer": "tagged-women"},
    "a loan": {"panel": "scale", "kind": "loan", "status": "disbursed"},
    "goods": {"panel": "goods", "kind": "in-kind"},
    "a neighbour": {
        "panel": "neighbours",
        "agency": "WHO",
        "kind": "commitment",
        "geography": "Poland",
    },
}
NAMES = {"EUR": "euros", "PLN": "Polish zlotys", "XAF": "Central African CFA francs"}
DRAWN = {
    "a grant": reading.small_firms_table,
    "tagged money": reading.small_firms_table,
    "a loan": other_money.scale,
    "goods": reading.goods_table,
    "a neighbour": other_money.per_inhabitant,
}


def everywhere(**cells) -> list[dict]:
    """One row for each place in which an amount is drawn, all with these cells."""
    return [{**ROW, "id": f"test-{n}", **where, **cells} for n, where in enumerate(WHERE.values())]


def added(package, *rows, table="funding/contributions.csv"):
    """The tables with more rows."""
    edit(package, table, lambda f: pd.concat([f, pd.DataFrame(rows)]).fillna(""))
    return load(package)


def as_researched(package):
    """The copy with its money as the research left it, for sums that are those of the research."""
    for table in ("contributions", "statements"):
        edit(package, f"funding/{table}.csv", lambda f: f[f.research_id != ""])
    return package


def changed(package, row, **cells):
    """The tables with other cells in a row of contributions."""
    edit(
        package,
        "funding/contributions.csv",
        lambda f: f.assign(
            **{column: f[column].mask(f.id == row, value) for column, value in cells.items()}
        ),
    )
    return load(package)


def words(made) -> str:
    """All that a reader is told by a chart or a table."""
    if isinstance(made, go.Figure):
        return json.dumps(json.loads(made.to_json())["data"]) + json.dumps(
            made.layout.to_plotly_json(), ensure_ascii=False, default=str
        )
    return json.dumps(made.payload(), ensure_ascii=False)


def everything(data) -> dict:
    """The words of every chart, table and finding on money, each of which must come about."""
    told = {make.__name__: words(make(data)) for make in (*CHARTS, *TABLES)}
    return told | {f"finding {make.__name__}": make(data).text for make in SENTENCES}


def test_the_check_lets_such_rows_pass(package):
    undated = [row for row in everywhere(**NO_DATES) if "sme_layer" not in row]  # layers need dates
    rows = [
        *everywhere(),
        *everywhere(unit="PLN"),
        *undated,
        *everywhere(amount="0"),
        *everywhere(amount_to="400123"),
    ]
    added(package, *[{**row, "id": f"test-row-{n}"} for n, row in enumerate(rows)])
    assert [str(fault) for fault in check.faults(package)] == []


@pytest.mark.parametrize("currency", NAMES)
def test_an_amount_is_said_in_its_own_currency_wherever_it_is_said(package, currency):
    told = everything(added(package, *everywhere(unit=currency)))
    for name in ("small_firms_table", "goods_table", "contributions_table"):
        assert "320,987" in told[name], name
    after = {text for said in told.values() for text in re.findall(r"320,987(.{0,30})", said)}
    assert all(text.startswith(" " + NAMES[currency]) for text in after), after


def november(data, currency="EUR"):
    """The rate of the month in which the added rows are dated."""
    rates = data.exchange_rates
    of_month = (rates.period == "2020-11") & (rates.kind == "monthly-average")
    return rates[of_month & (rates.currency == currency) & (rates.base == "USD")].iloc[0]


@pytest.mark.parametrize("where", WHERE)
def test_what_stands_in_dollars_is_converted_by_the_rate_that_is_named(package, where):
    large = where == "a loan"  # only the largest are drawn
    data = added(package, {**ROW, **WHERE[where], "amount": "900000000" if large else str(AMOUNT)})
    rate = november(data)
    told = words(DRAWN[where](data)).replace("<br>", " ")
    if large:
        own, usd = "900 million euros", f"{900 / float(rate.units_per_base) / 1e3:.2f} billion"
    else:
        own, usd = "320,987 euros", prose.number(round(AMOUNT / float(rate.units_per_base), -3))
    assert own in told and f"about {usd} US dollars" in told
    assert f"2020-11: {float(rate.units_per_base):g} EUR per USD" in told
    assert rate.source in told


@pytest.mark.parametrize(
    ("where", "amount", "scale"),
    [("a loan", 900_000_000, 1e6), ("a neighbour", AMOUNT, 37_515_748)],
)
def test_a_bar_in_dollars_is_as_long_as_the_converted_amount(package, where, amount, scale):
    data = added(package, {**ROW, **WHERE[where], "amount": str(amount)})
    usd = amount / float(november(data).units_per_base)
    bars = [float(trace.x[0]) for trace in DRAWN[where](data).data]
    assert [x for x in bars if x == pytest.approx(usd / scale)]
    assert not [x for x in bars if x == pytest.approx(amount / scale)]


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        (
            {"unit": "PLN"},
            "no monthly average rate of Polish zlotys to US dollars for November 2020",
        ),
        (NO_DATES, "no day is stated for the amount"),
        ({"amount_to": "400123"}, "the amount is a range"),
    ],
    ids=["no rate", "no dates", "a range"],
)
def test_what_cannot_be_converted_is_not_drawn_and_the_reason_is_said(data, package, cells, reason):
    more = added(package, *everywhere(**cells))
    for make in set(DRAWN.values()):
        before, after = make(data), make(more)
        if isinstance(before, go.Figure):
            assert len(after.data) == len(before.data), make
        assert reason in words(after) and reason not in words(before), make
    unchanged = (charts.stated_and_recorded, charts.measures, reading.flow_table)
    assert [words(make(data)) for make in unchanged] == [words(make(more)) for make in unchanged]


@pytest.mark.parametrize(("currency", "name"), [("EUR", "0 euros"), ("USD", "0 US dollars")])
def test_nothing_is_said_and_drawn_as_nothing(package, currency, name):
    told = everything(added(package, *everywhere(amount="0", unit=currency)))
    for made in ("small_firms_table", "goods_table", "contributions_table"):
        assert re.search(rf"[^\d,.]{name}", told[made]), made
    assert "about 0" not in " ".join(told.values())


def test_nothing_in_the_default_view_is_drawn(package):
    as_researched(package)
    data = changed(package, "undp-rapid-financing-2020", amount="0")
    everything(data)
    assert money.total(facts.default_view(data)) == Money(7_970_694, "USD")


def test_sums_of_two_currencies_stand_side_by_side(package):
    as_researched(package)
    data = added(package, {**ROW, **WHERE["a grant"]})
    grants = data.contributions[data.contributions.sme_layer == "untagged-eu-grant"]
    own = grants.groupby("unit").amount.sum().astype(float).to_dict()
    assert {m.currency: m.value for m in money.totals(grants)} == own
    assert own == {"USD": 250_000, "EUR": AMOUNT}
    told = index_reading.small_firms(data).text
    assert "EU grants announced beside it: 250,000 US dollars and 320,987 euros" in told
    with pytest.raises(money.CannotAdd, match="different units"):
        money.total(grants)


def test_two_currencies_do_not_hide_money_counted_twice(package):
    as_researched(package)
    group = "eu-undp-local-economy/april-2020"
    data = added(package, {**ROW, **WHERE["a grant"], "overlap_group": group})
    grants = data.contributions[data.contributions.sme_layer == "untagged-eu-grant"]
    with pytest.raises(money.CannotAdd, match="same money"):
        money.totals(grants)
    told = index_reading.small_firms(data).text
    assert "250,000 US dollars and 320,987 euros (not to be added)" in told


def test_a_grant_without_a_day_says_so(package):
    as_researched(package)
    data = added(package, {**ROW, **WHERE["a grant"], **NO_DATES, "unit": "USD"})
    [row] = reading.small_firms_table(data).frame.query("id == 'test-row'").itertuples()
    assert (row.own, row.when) == ("320,987 US dollars", "date not given")


def test_an_amount_that_is_a_range_keeps_both_ends(package):
    data = added(package, {**ROW, **WHERE["a grant"], "amount_to": "400123"})
    told = everything(data)
    assert "320,987 euros to 400,123 euros" in told["small_firms_table"]
    grants = data.contributions[data.contributions.id == ROW["id"]]
    with pytest.raises(money.CannotAdd, match="range"):
        money.total(grants)


def test_a_default_view_in_two_currencies_is_refused_and_never_drawn(package):
    data = changed(package, "unicef-usaid", unit="EUR")
    for make in (
        charts.stated_and_recorded,
        charts.spending,
        charts.measures,
        reading.flow_table,
        reading.uses_table,
        funding_rows.entities_table,
        funding_rows.recomputed_table,
        funding_rows.default_view_table,
        index_reading.money_stated,
    ):
        with pytest.raises(money.CannotAdd, match="EUR, USD"):
            make(data)


def test_a_default_view_in_another_currency_is_not_set_beside_dollars(package):
    as_researched(package)
    edit(
        package,
        "funding/contributions.csv",
        lambda f: f.assign(unit=f.unit.mask(f.in_default_view == "yes", "EUR")),
    )
    data = load(package)
    assert money.total(facts.default_view(data)) == Money(7_971_194, "EUR")
    for make in (reading.flow_table, reading.uses_table, funding_rows.default_view_table):
        assert "euros" in words(make(data)) and "US dollars" not in words(make(data))
    assert "7,971,194 euros" in index_reading.money_stated(data).text
    for make in (charts.stated_and_recorded, charts.spending, charts.measures):
        with pytest.raises(money.CannotAdd, match="compared"):
            make(data)


def test_a_default_view_without_dates_says_so(package):
    edit(
        package,
        "funding/contributions.csv",
        lambda f: f.assign(**{c: f[c].mask(f.agency == "UNHCR", "") for c in NO_DATES}),
    )
    told = everything(load(package))
    for name in ("stated_and_recorded", "entities_table"):
        assert "date not given, day of the record not given" in told[name]


def test_a_statement_in_another_currency_is_told_and_moves_no_total(package):
    as_researched(package)
    row = {
        "id": "test-2021",
        "research_id": "",
        "date": "2021",
        "amount": str(AMOUNT),
        "currency": "EUR",
        "verb": "gave",
        "speaker": "Somebody",
        "wording_note": "Looks back.",
        "source": "speech-en",
    }
    data = added(package, row, table="funding/statements.csv")
    told = everything(data)
    assert money.of(facts.stated(data)) == Money(7_500_000, "USD")
    for table in ("stated_table", "statements_table"):
        assert "320,987 euros" in told[table] and "1 January 2021" not in told[table]
    assert reading.stated_table(data).frame.when.iloc[-1] == "2021"


def test_a_statement_of_a_year_or_a_month_is_not_given_a_day(package):
    edit(
        package,
        "funding/statements.csv",
        lambda f: f.assign(date=f.date.replace({"2020-09-18": "2020-09", "2020-12-10": "2020"})),
    )
    data = load(package)
    told = words(reading.stated_table(data)) + words(charts.stated_and_recorded(data))
    assert "September 2020" in told and not re.search(r"\b1 (September|January) 2020", told)


def test_a_transaction_in_another_currency_is_not_added_to_the_dollars(package):
    before = funding_rows.recomputed_table(load(package)).frame.set_index("agency")
    own = load(package).iati_transactions
    like = own[(own.reporting_org == "UNICEF") & (own.transaction_type_code == 1)].iloc[0]
    cells = {
        "row": "9999",
        "iati_identifier": like.iati_identifier,
        "reporting_org": "UNICEF",
        "activity_title": "A test",
        "transaction_type_code": "1",
        "transaction_type": like.transaction_type,
        "transaction_date": "2020-11-11",
        "value": str(AMOUNT),
        "currency": "EUR",
    }
    data = added(package, cells, table="funding/iati_transactions.csv")
    assert [str(fault) for fault in check.faults(package)] == []
    after = funding_rows.recomputed_table(data).frame.set_index("agency")
    assert after.iati.equals(before.iati) and after.transactions.equals(before.transactions)
    assert "not counted here: 320,987 euros" in after.how["UNICEF"]


def test_a_seventh_country_is_one_row(package):
    data = added(package, {**ROW, **WHERE["a neighbour"], "unit": "USD", "amount": "37515748"})
    table = facts.per_inhabitant(data).set_index("country")
    assert table.per_inhabitant["Poland"] == pytest.approx(1)
    figure = other_money.per_inhabitant(data)
    assert "Poland 1." in figure.layout.meta["alt"] and "of 6 other" in figure.layout.meta["title"]


def test_a_country_without_a_population_is_named_and_not_drawn(package):
    bars = len(other_money.per_inhabitant(load(package)).data)
    data = added(package, {**ROW, **WHERE["a neighbour"], "geography": "Romania"})
    figure = other_money.per_inhabitant(data)
    assert "Romania, 320,987 euros, since its population" in figure.layout.meta["note"]
    assert len(figure.data) == bars


def test_amounts_of_two_currencies_do_not_mix():
    euros, usd = Money(5, "EUR"), Money(3, "USD")
    for mix in (
        lambda: euros + usd,
        lambda: euros / usd,
        lambda: euros < usd,
        lambda: euros > usd,
        lambda: sum([usd, euros]),
        lambda: money.common([usd, euros]),
    ):
        with pytest.raises(money.CannotAdd, match="EUR"):
            mix()
    assert sum([usd, usd]) == Money(6, "USD") and usd / Money(6, "USD") == 0.5
    assert usd / 2 == Money(1.5, "USD") and usd * 2 == Money(6, "USD")
    assert usd / Money(0, "USD") == 0 and max(usd, Money(9, "USD")).value == 9
    with pytest.raises(TypeError):
        float(usd)


def test_a_sum_of_converted_amounts_keeps_every_rate(data):
    rates = facts.rates(data)
    months = ("2020-05", "2020-06", "2020-05")
    parts = [money.convert(Money(1, "EUR"), "USD", m, "monthly-average", rates) for m in months]
    assert [rate.period for rate in sum(parts).rates] == ["2020-05", "2020-06"]
    with pytest.raises(money.NoRate):
        Money(1, "PLN").in_("USD", parts[0].rates[0])


def test_a_missing_rate_names_those_that_are_known(data):
    rates = facts.rates(data)
    with pytest.raises(money.NoRate) as missing:
        rates.find("PLN", "USD", "2020-11", "monthly-average")
    own = data.exchange_rates.query("currency == 'PLN' and base == 'USD'").groupby("kind").period
    assert "no monthly average rate of PLN to USD for 2020-11" in str(missing.value)
    for kind, of in own:
        first, last, count = of.min(), of.max(), len(of)
        assert f"{rates.kinds[kind]} {first} to {last} ({count} rates)" in str(missing.value)
    with pytest.raises(money.NoRate, match="none of this pair"):
        rates.find("GBP", "USD", "2020-11", "monthly-average")


@pytest.mark.parametrize(
    ("unit", "yes"),
    [("USD", True), ("BYN", True), ("PPE", False), ("items", False), ("", False), ("usd", False)],
)
def test_only_currencies_are_money(unit, yes):
    assert money.is_currency(unit) is yes


def shown_without_the_rule(data, currency, rate) -> tuple:
    """What the Explore section says of all kinds of the default view without the overlap rule."""
    view = facts.default_view(data)
    choice = (set(view.kind), set(view.donor_group), set(view.agency))
    parts = explore.show_contributions(data, *choice, once=False, currency=currency, rate=rate)
    chosen = explore.choose_contributions(data, *choice, once=False)
    return " ".join(part for part in parts if isinstance(part, str)), chosen


def test_a_comparison_of_sums_is_made_only_where_every_row_has_a_rate(data):
    told, chosen = shown_without_the_rule(data, "EUR", "monthly-average")
    euros = facts.in_currency(data, chosen, "EUR", "monthly-average")
    without = euros[euros.amount.isna()].id
    assert len(without) and "times the" not in told
    assert f"No sum in euros:** {len(without)} of {len(chosen)} rows have no amount" in told
    assert "Added all the same" not in told
    assert all(row.replace("-", "\\-") in told for row in without)


def test_a_comparison_of_sums_is_that_of_the_rows(package):
    as_researched(package)
    edit(package, "funding/contributions.csv", lambda f: f[(f.unit == "USD") | (f.amount == "")])
    data = load(package)
    told, chosen = shown_without_the_rule(data, "USD", "annual-average")
    naive = float(chosen.amount.sum())
    assert f"{naive / 7_971_194:.2f} times the 7,971,194 US dollars" in told


def test_the_currency_chosen_is_the_currency_said(package):
    data = added(
        package, {**ROW, "kind": "commitment", "donor_group": "European Union", "agency": "UNDP"}
    )
    rows = data.contributions[data.contributions.id == ROW["id"]]
    for currency, how in (("EUR", "as stated"), ("USD", "monthly average 2020-11")):
        shown = facts.in_currency(data, rows, currency, "monthly-average").iloc[0]
        assert shown.unit == currency
        assert shown.how.startswith(how)
        *_, listed = explore.show_contributions(
            data,
            {"commitment"},
            {"European Union"},
            {"UNDP"},
            once=False,
            currency=currency,
            rate="monthly-average",
        )
        assert listed.set_index("id")["as stated"][ROW["id"]] == "320,987 euros"


def test_the_hedge_of_a_source_is_said_with_its_amount(data):
    table = funding_rows.contributions_table(data).payload()
    rows = {row["id"]: row["cells"] for row in table["rows"]}
    hedged = data.contributions[data.contributions.bound != ""]
    assert {"foreign-aid-two-months", "state-budget-july", "ifc-bnb"} <= set(hedged.id)
    hedges = data.categories("contributions", "bound").hedge
    for one in hedged.itertuples():
        said = " ".join(cell["text"] for cell in rows[f"row-{one.id}"] if "text" in cell)
        assert hedges[one.bound] + prose.number(one.amount).split(",")[0] in said, one.id


def test_a_statement_after_the_speech_does_not_move_the_total(package):
    before = facts.stated(load(package))
    row = {
        "id": "test-later",
        "date": "2021-06-30",
        "amount": "9900000",
        "currency": "USD",
        "verb": "raised",
        "speaker": "A UN office",
        "wording_note": "A total to date",
        "source": "speech-en",
    }
    assert "test-later" in set(added(package, row, table="funding/statements.csv").statements.id)
    assert facts.stated(load(package)).id == before.id


def test_a_new_kind_of_rate_is_an_edit_of_the_description_alone(package):
    kind = {"value": "end-of-quarter", "label": "end of a quarter", "form": "YYYY-MM"}
    add_category(package, "exchange-rates", "kind", **kind)
    rate = {"currency": "EUR", "base": "USD", "kind": "end-of-quarter", "units_per_base": "0.8"}
    rate |= {"period": "2020-11", "source": "speech-en"}
    rows = everywhere()[:1]
    added(package, *rows)
    data = added(package, rate, table="funding/exchange_rates.csv")
    assert check.faults(package) == []
    chosen = data.contributions[data.contributions.id == rows[0]["id"]]
    shown = facts.in_currency(data, chosen, "USD", "end-of-quarter").iloc[0]
    assert shown.how == "end of a quarter 2020-11: 0.8 EUR per USD"
    roubles = facts.in_currency(data, chosen, "PLN", "end-of-quarter").iloc[0]
    assert roubles.how.startswith("no end of a quarter rate of EUR to PLN for 2020-11")
    [rates] = [
        c for c in explore.contributions(data).children[0].children if c.description == "Rate"
    ]
    assert ("end of a quarter", "end-of-quarter") in rates.options
    assert rates.options[0] == ("annual average", "annual-average")
    edit(
        package,
        "funding/exchange_rates.csv",
        lambda f: f.assign(period=f.period.mask(f.kind == "end-of-quarter", "2020")),
    )
    assert [f.column for f in check.faults(package)] == ["period"]


def test_a_new_layer_of_money_for_small_firms_is_an_edit_of_the_description_alone(package):
    layer = {"value": "lent", "label": "Lent to small firms", "tagged": "no"}
    add_category(package, "contributions", "sme_layer", **layer)
    row = {**ROW, "panel": "sme", "sme_layer": "lent", "unit": "USD"}
    data = added(package, row)
    assert check.faults(package) == []
    last = reading.small_firms_table(data).frame.iloc[-1]
    assert (last.layer, last.own) == ("Lent to small firms", "320,987 US dollars")
    changed(package, ROW["id"], donor="")
    assert [(f.column, "layer" in str(f)) for f in check.faults(package)] == [("donor", True)]


def test_goods_say_how_many_they_are_once(package):
    """A column says that a title holds its amount; the title is not searched for it."""
    goods = {**ROW, "panel": "goods", "kind": "in-kind", "unit": "items", "amount": "77"}
    titles = {"": "A gift of rare items", "yes": "A gift of 77 masks"}
    rows = [
        {**goods, "id": f"test-{n}", "title": title, "title_has_amount": said}
        for n, (said, title) in enumerate(titles.items())
    ]
    frame = reading.goods_table(added(package, *rows)).frame.set_index("title")
    assert check.faults(package) == []
    assert frame.own["A gift of rare items"] == "77 items"
    assert frame.own["A gift of 77 masks"] == ""
    assert set(frame.value[list(titles.values())]) == {"no price found"}


def test_measure_a_adds_what_the_agencies_named_had_booked_by_its_day(data):
    rows = data.spent_to_date[data.spent_to_date.as_of <= money.MEASURED_BY]
    last = rows.sort_values("as_of").groupby("agency").amount.last()
    measure = facts.measures(data).set_index("measure").loc["A"]
    assert measure.amount == pytest.approx(sum(last[agency] for agency in money.MEASURED))
    assert prose.day(money.MEASURED_BY) in measure.title  # as the table of measures says


def test_the_finding_and_the_table_speak_of_the_same_grants(package):
    """One more EU grant enters the front page and the table beside tagged money alike."""
    data = added(package, {**ROW, **WHERE["a grant"], "unit": "USD"})
    assert ROW["id"] in set(facts.untagged_grants(data).id)
    assert ROW["id"] in set(reading.small_firms_table(data).frame.id)
    together = reading.together(data, facts.untagged_grants(data))
    assert together in index_reading.small_firms(data).text
