"""Numbers, money, dates and citations as text."""

from __future__ import annotations

import pandas as pd
import pytest
from briefing import prose
from briefing.money import Money


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [(7971194, 0, "7,971,194"), (18.52, 1, "18.5"), (0, 0, "0"), (-5, 0, "-5")],
)
def test_number(value, digits, text):
    assert prose.number(value, digits) == text


@pytest.mark.parametrize(("value", "text"), [(0, "no"), (7, "seven"), (12, "twelve"), (13, "13")])
def test_a_small_number_in_words(value, text):
    assert prose.in_words(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (7_500_000, "7.5 million US dollars"),
        (7_971_194, "7,971,194 US dollars"),
        (28_160, "28,160 US dollars"),
        (1_000_000_000, "1 billion US dollars"),
        (5_185_882.5, "5,185,882.50 US dollars"),
        (0, "0 US dollars"),
        (1, "1 US dollar"),
        (0.004, "less than 0.01 US dollars"),
        (-3, "-3 US dollars"),
    ],
)
def test_money_rounds_nothing_away(value, text):
    assert prose.money(Money(value, "USD")) == text


@pytest.mark.parametrize(
    ("currency", "text"),
    [
        ("EUR", "2.5 million euros"),
        ("PLN", "2.5 million Polish zlotys"),
        ("BYN", "2.5 million Belarusian roubles"),
        ("XYZ", "2.5 million XYZ"),
    ],
)
def test_money_is_said_in_its_own_currency(currency, text):
    assert prose.money(Money(2_500_000, currency)) == text


@pytest.mark.parametrize("bare", [7_500_000, 7.5, pd.NA])
def test_a_number_without_a_currency_is_not_said_as_money(bare):
    with pytest.raises(AttributeError):
        prose.money(bare)


def test_money_hedges_when_asked():
    assert prose.money(Money(7_500_000, "USD"), about=True) == "about 7.5 million US dollars"


@pytest.mark.parametrize(
    ("start", "end", "precision", "text"),
    [
        ("2020-12-10", None, "day", "10 December 2020"),
        ("2020-04-07", "2020-04-11", "day", "7 to 11 April 2020"),
        ("2020-03-30", "2020-04-18", "day", "30 March to 18 April 2020"),
        ("2020-12-31", "2021-01-02", "day", "31 December 2020 to 2 January 2021"),
        ("2020-04-01", "2020-04-30", "month", "April 2020"),
        ("2020-04-01", "2020-06-30", "quarter", "2nd quarter of 2020"),
        ("2020-01-01", "2020-12-31", "year", "2020"),
        ("2021-01-01", "2025-12-31", "year", "2021 to 2025"),
    ],
)
def test_span_is_as_exact_as_its_source(start, end, precision, text):
    assert prose.span(start, pd.NaT if end is None else end, precision) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [("2020", "2020"), ("2020-12", "December 2020"), ("2020-12-10", "10 December 2020")],
)
def test_partial_date(text, shown):
    assert prose.partial_date(text) == shown


def test_a_contested_figure_keeps_its_hedge(data):
    figures = data.figures.set_index("id").loc
    assert prose.amount(data, figures["crowd-2020-09-13-ministry"]) == "no more than 22,000"
    assert (
        prose.amount(data, figures["detained-2020-11-15-experts"], "people")
        == "at least 1,200 people"
    )
    assert prose.amount(data, figures["election-assessment-osce"]) == '"evident shortcomings"'


def test_a_citation_leads_to_the_source(data):
    text = prose.cite(data, "speech-en", "speech-en")
    assert text.count("source:speech-en") == 1
    assert "https://belarus.un.org/index.php/en/104526-call-action-human-rights" in text


def test_what_has_no_row_is_named_with_what_is_like_it(data):
    with pytest.raises(LookupError, match="table sources has the id 'speech-em'; did you mean sp"):
        prose.cite(data, "speech-em")
    with pytest.raises(LookupError, match="table events has the id 'shutau-deat'; did you mean sh"):
        prose.cite_events(data, "shutau-deat")
    with pytest.raises(LookupError, match=r"table figures has the id 'zzz'$"):
        prose.stated(data, "zzz")


def test_text_from_the_data_cannot_act_as_markdown():
    assert (
        prose.plain("[x](javascript:y) <b> *z*\n# $5 &lt;")
        == r"\[x\]\(javascript\:y\) \<b\> \*z\* \# \$5 \&lt\;"
    )


def test_listing_and_count():
    assert prose.listing(["a", "b", "c"]) == "a, b and c"
    assert (
        prose.count(1, "row"),
        prose.count(1200, "row"),
        prose.count(2, "party", "parties"),
    ) == ("1 row", "1,200 rows", "2 parties")
