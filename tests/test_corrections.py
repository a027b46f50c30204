"""The page of corrections: each one is readable, dated, sourced, and leads to where the statement
now stands.
"""

from __future__ import annotations

import pandas as pd
import pytest
from briefing import check, prose
from briefing.facts import corrections as corrections_facts
from bs4 import BeautifulSoup
from conftest import edit


@pytest.fixture(scope="module")
def page(site):
    """The exported page of corrections."""
    return BeautifulSoup((site / "corrections.html").read_text("utf-8"), "html.parser")


def test_each_correction_says_what_was_said_and_what_is_right(page, data):
    sources = data.correction_sources.groupby("correction").source.agg(list)
    address = data.sources.set_index("id").url
    for row in data.corrections.itertuples():
        shown = page.find("tr", id=row.id)
        assert row.said in shown.text and row.right in shown.text and row.version in shown.text
        cited = [page.find(id=a["href"][1:]).find("a")["href"] for a in shown.select("a.cite")]
        assert cited == [address[s] for s in sources.get(row.id, [])], row.id


def test_each_correction_leads_to_where_the_statement_now_stands(site, data):
    pages = {}
    for link in data.corrections.page:
        name, _, anchor = link.partition("#")
        if name not in pages:
            pages[name] = BeautifulSoup((site / name).read_text("utf-8"), "html.parser")
        assert not anchor or pages[name].find(id=anchor), link


def test_the_page_names_each_version_and_the_number_of_its_corrections(page, data):
    for version, rows in data.corrections.groupby("version"):
        day = prose.day(rows.date.iloc[0])
        said = f"{len(rows)} in version {version} of {day}"
        assert said in " ".join(page.text.split())
    assert corrections_facts.versions(data).corrections.sum() == len(data.corrections)


def test_the_newest_version_comes_first(data):
    versions = pd.DataFrame({"version": ["1.9.0", "1.10.0", "1.9.0"]})
    assert corrections_facts.newest_first(versions).index.tolist() == [1, 0, 2]


def test_a_correction_of_a_version_still_to_come_is_a_fault(package):
    edit(
        package,
        "corrections.csv",
        lambda f: f.assign(version=f.version.mask(f.index == 1, "99.0.0")),
    )
    faults = [str(fault) for fault in check.faults(package)]
    assert any("corrections, row 3, column version" in fault for fault in faults), faults
