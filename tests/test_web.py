"""Publishing on a static host: whole addresses where there is one, the feed, the list of pages, the
workflows and what a release carries.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shutil
import subprocess
import sys
import zipfile
from datetime import date
from itertools import pairwise
from pathlib import Path
from unittest import mock
from urllib.parse import urljoin
from xml.etree import ElementTree

import feedparser
import pandas as pd
import pytest
import yaml
from briefing import links, load
from briefing.__main__ import main
from briefing.dataset import home_folder, version_number
from briefing.publish import BuildError, changes, plan, startup, web
from briefing.publish.collection import Collection
from briefing.publish.release import gather
from bs4 import BeautifulSoup
from conftest import DATA, NOTEBOOKS, ROOT, edit
from nbformat.v4 import new_code_cell, new_markdown_cell
from remembered import undrawn
from test_build import write

HOME = "https://example.org/briefing"
CELLS = {
    "index": """from briefing import load
from briefing.prose import say
from briefing.reading.evidence import claim_reviews
from briefing.reading.index import edition
claim_reviews(load())

say(edition(load()))""",
    "corrections": "from briefing import load\nfrom briefing.reading import corrections\n"
    "corrections.corrections_table(load())",
}


class Place:
    """A folder with data, changelog and two notebooks, built with and without an address."""

    def __init__(self, folder):
        self.data = shutil.copytree(DATA, folder / "data")
        self.notebooks, self.exports = folder / "notebooks", folder / "exports"
        shutil.copyfile(ROOT / changes.CHANGELOG, folder / changes.CHANGELOG)
        self.notebooks.mkdir()
        for name, code in CELLS.items():
            cells = [new_code_cell(one) for one in code.split("\n\n")]
            cells.insert(0, new_markdown_cell(f"# {name.title()}"))
            write(self.notebooks, name, cells, {"description": f"About {name}."})

    def build(self, address: str) -> tuple[list[str], dict[str, bytes]]:
        """What the command says, and all files."""
        data, notebooks, exports = map(str, (self.data, self.notebooks, self.exports))
        folders = ("--data", data, "--notebooks", notebooks, "--exports", exports)
        said = io.StringIO()
        with (
            mock.patch.dict(os.environ, {"BRIEFING_HOMEPAGE": address}),
            mock.patch.object(startup, "short_lived"),  # it would last as long as the tests
            contextlib.redirect_stdout(said),
        ):
            assert main(["build", *folders]) == 0
        names = plan.made(self.exports)
        return said.getvalue().splitlines(), {
            name: (self.exports / name).read_bytes() for name in names
        }


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return Place(tmp_path_factory.mktemp("place"))


@pytest.fixture(scope="module")
def builds(place):
    """Builds in one place, in turn: without an address, with one, with it again, without it."""
    with undrawn():
        return [place.build(address) for address in ("", HOME, HOME, "")]


@pytest.fixture(scope="module")
def local(builds):
    return builds[0][1]


@pytest.fixture(scope="module")
def published(builds):
    return builds[1][1]


def head(files, name: str) -> dict[str, str]:
    """What a page says of itself to others: links by their relation, properties by name."""
    page = BeautifulSoup(files[f"{name}.html"].decode(), "html.parser")
    said = {link["rel"][0]: link["href"] for link in page.head.find_all("link")}
    return said | {tag["property"]: tag["content"] for tag in page.select("meta[property]")}


@pytest.mark.parametrize("name", CELLS)
def test_a_published_page_says_its_whole_address(published, name):
    said, address = head(published, name), f"{HOME}/{name}.html"
    assert said["canonical"] == said["og:url"] == address
    assert said["og:image"].startswith(f"{HOME}/charts/")
    assert said["alternate"] == f"{HOME}/{links.FEED}"
    text = published[f"{name}.html"].decode()
    for data in re.findall(r'<script type="application/ld\+json">(.*?)</script>', text):
        stated = re.findall(r'"(?:@id|url|contentUrl)":"(.*?)"', data)
        assert stated and all(at.startswith("https://") for at in stated)


@pytest.mark.parametrize("name", CELLS)
def test_a_page_that_is_not_published_names_no_address(local, name):
    said = head(local, name)
    assert not {"canonical", "og:url"} & set(said)
    assert said["alternate"] == links.FEED and said["og:image"].startswith("charts/")
    assert links.SITEMAP not in local and b"example.org" not in local[f"{name}.html"]


def test_what_a_browser_loads_is_the_same_with_and_without_an_address(local, published):
    def loaded(files, name):
        page = BeautifulSoup(files[f"{name}.html"].decode(), "html.parser")
        policy = page.find("meta", attrs={"http-equiv": "Content-Security-Policy"})["content"]
        style = [link["href"] for link in page.select("link[rel=stylesheet]")]
        return policy, style, [tag["src"] for tag in page.select("[src]")]

    assert all(loaded(local, name) == loaded(published, name) for name in CELLS)


def test_a_change_of_the_address_makes_pages_again_and_nothing_else_does(builds):
    first, with_one, again, without = builds
    assert any("index: exported" in line for line in with_one[0])
    assert again[0] == ["Nothing has changed: exports/ is up to date."]
    assert without[1] == first[1] != with_one[1]
    assert f'<a href="{HOME}">'.encode() in with_one[1]["index.html"]  # a notebook says it too


def test_the_address_may_stand_in_the_package(package, monkeypatch):
    path = package / "datapackage.json"
    path.write_text(path.read_text("utf-8").replace("{", f'{{"homepage": "{HOME}",', 1), "utf-8")
    collection = Collection(package, NOTEBOOKS, package.parent / "exports")
    assert collection.home == f"{HOME}/"
    monkeypatch.setenv("BRIEFING_HOMEPAGE", "https://fork.example/")
    assert Collection(package, NOTEBOOKS, collection.exports).home == "https://fork.example/"


@pytest.mark.parametrize(
    "address", ["example.org", "/briefing", "ftp://example.org", "https://a b", "https://a/?b#c"]
)
def test_what_is_no_address_is_refused(address):
    with pytest.raises(ValueError, match="is no address at which pages are published"):
        home_folder(address)


def test_a_build_says_in_plain_words_that_an_address_is_none(monkeypatch, capsys, tmp_path):
    monkeypatch.setenv("BRIEFING_HOMEPAGE", "example.org")
    write(tmp_path, "index", [new_markdown_cell("# Home")])
    exports = tmp_path / "exports"
    assert main(["build", "--notebooks", str(tmp_path), "--exports", str(exports)]) == 1
    said = capsys.readouterr().err
    assert "'example.org' is no address" in said and "BRIEFING_HOMEPAGE" in said
    assert not list(exports.glob("*"))


def test_the_sitemap_lists_every_page(published, data):
    root = ElementTree.fromstring(published[links.SITEMAP])
    assert root.tag == f"{{{web.MAP}}}urlset"
    found = {url.findtext(f"{{{web.MAP}}}loc"): url for url in root}
    assert set(found) == {f"{HOME}/{name}.html" for name in CELLS}
    days = {url.findtext(f"{{{web.MAP}}}lastmod") for url in root}
    assert days == {data.package["created"][:10]}


def test_the_feed_tells_every_correction_and_version_newest_first(published, data):
    feed = feedparser.parse(published[links.FEED])
    assert not feed.bozo and feed.version == "atom10"
    assert feed.feed.author and feed.feed.title and feed.feed.links[0].rel == "self"
    by_link = {entry.link: entry for entry in feed.entries}
    for row in data.corrections.itertuples():
        entry = by_link[f"{HOME}/{links.address('correction', row.id)}"]
        shown = BeautifulSoup(entry.content[0].value, "html.parser").text
        assert row.subject in entry.title and row.said in shown and row.right in shown
        assert pd.Timestamp(entry.updated) == row.date.tz_localize("UTC")
    versions = [entry.title.split()[1] for entry in feed.entries if entry.title.startswith("Ver")]
    assert {data.package["version"], *data.corrections.version} <= set(versions)
    assert all(version_number(a) > version_number(b) for a, b in pairwise(versions))
    days = [entry.updated for entry in feed.entries]
    assert days == sorted(days, reverse=True) and feed.feed.updated == days[0]
    assert len({entry.id for entry in feed.entries} | {feed.feed.id}) == len(feed.entries) + 1


def test_the_feed_works_wherever_the_folder_is_served(local, published):
    anywhere = feedparser.parse(local[links.FEED])
    at_home = feedparser.parse(published[links.FEED])
    assert [entry.id for entry in anywhere.entries] == [entry.id for entry in at_home.entries]
    assert [urljoin(f"{HOME}/", entry.link) for entry in anywhere.entries] == [
        entry.link for entry in at_home.entries
    ]
    # What an entry says leads nowhere inside the folder, where a reader would not find it.
    said = "".join(entry.content[0].value for entry in anywhere.entries)
    assert all(href.startswith("http") for href in re.findall(r'href="(.*?)"', said))


def test_a_new_correction_keeps_what_the_others_are_called(package):
    def ids(folder):
        collection = Collection(folder, NOTEBOOKS, folder.parent / "exports")
        return [entry.id for entry in feedparser.parse(web.feed(collection)).entries]

    before = ids(package)
    new = {"id": "hostile", "said": "a < b & <script>", "right": "“c”", "version": "9.0.0"}
    edit(
        package,
        "corrections.csv",
        lambda f: pd.concat([f, f.tail(1).assign(date="2030-01-01", **new)]),
    )
    after = ids(package)
    assert after[2:] == before and len(after) == len(before) + 2  # the correction, its version
    collection = Collection(package, NOTEBOOKS, package.parent / "exports")
    entry = feedparser.parse(web.feed(collection)).entries[1]
    assert "a &lt; b &amp; &lt;script&gt;" in entry.content[0].value


def test_a_package_without_dates_still_has_a_feed(package):
    for table in ("corrections", "correction_sources"):
        edit(package, f"{table}.csv", lambda f: f.head(0))
    collection = Collection(package, NOTEBOOKS, package.parent / "exports")
    del collection.package.package["created"]
    feed = feedparser.parse(web.feed(collection))
    assert not feed.bozo and not feed.entries and feed.feed.updated == "2020-12-10T00:00:00Z"


def test_the_corrections_page_offers_the_feed(site):
    page = BeautifulSoup((site / "corrections.html").read_text("utf-8"), "html.parser")
    assert page.main.find("a", href=links.FEED) and (site / links.FEED).exists()


def test_the_changelog_has_the_version_of_the_data():
    versions = changes.versions(DATA)
    assert versions[0].version == load(DATA).package["version"]
    assert all(one.text and one.day > date(2026, 1, 1) for one in versions)
    text = (ROOT / changes.CHANGELOG).read_text("utf-8")
    assert len(versions) == len(re.findall("^## ", text, re.M))


def test_a_day_that_does_not_exist_is_named(package):
    for day in ("31 November 2026", "1 Novembre 2026"):
        file = package.parent / changes.CHANGELOG
        file.write_text(f"# Changelog\n\n## 9.0.0 ({day})\n\n- New.\n", encoding="utf-8")
        with pytest.raises(ValueError, match=rf"CHANGELOG\.md: '{day}' is no day"):
            changes.versions(package)


WORKFLOWS = {
    path.name: yaml.safe_load(path.read_text("utf-8"))
    for path in sorted((ROOT / ".github/workflows").glob("*.yml"))
}
STEPS = [
    (name, step)
    for name, workflow in WORKFLOWS.items()
    for job in workflow["jobs"].values()
    for step in job.get("steps", [])
]


def test_workflows_are_what_the_forge_takes():
    files = [str(ROOT / ".github/workflows" / name) for name in WORKFLOWS]
    schema = ("--builtin-schema", "vendor.github-workflows")
    command = [sys.executable, "-m", "check_jsonschema", *schema, *files]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


def test_workflows_run_only_what_is_there():
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.search(r"^\.PHONY: (.*)$", makefile, re.M)[1].split())
    for _, step in STEPS:
        for command in step.get("run", "").splitlines():
            if command.startswith("make "):
                assert {word for word in command.split()[1:] if "=" not in word} <= targets
            elif command.startswith("bash "):
                assert (ROOT / command.split()[1]).exists()
    for workflow in WORKFLOWS.values():
        for job in workflow["jobs"].values():
            assert "uses" not in job or (ROOT / job["uses"]).exists()
            assert set(job.get("needs", "").split()) <= set(workflow["jobs"])
            assert "uses" in job or job["timeout-minutes"] <= 30


def test_workflows_pin_actions_alike_and_may_do_only_what_they_need():
    used = {step["uses"] for _, step in STEPS if "uses" in step}
    assert all(re.fullmatch(r"actions/[a-z-]+@v\d+", action) for action in used)
    assert len({action.partition("@")[0] for action in used}) == len(used)
    may_write = {
        (name, job_name, what)
        for name, workflow in WORKFLOWS.items()
        for job_name, job in [("", workflow), *workflow["jobs"].items()]
        for what, how in job.get("permissions", {}).items()
        if how == "write"
    }
    assert may_write == {
        ("pages.yml", "deploy", "pages"),
        ("pages.yml", "deploy", "id-token"),
        ("release.yml", "release", "contents"),
    }
    assert all("permissions" in workflow for workflow in WORKFLOWS.values())


def test_nothing_is_published_that_was_not_tested():
    for name in ("pages.yml", "release.yml"):
        jobs = WORKFLOWS[name]["jobs"]
        assert jobs["test"]["uses"] == "./.github/workflows/ci.yml"
        assert all("needs" in job for job_name, job in jobs.items() if job_name != "test")


@pytest.fixture
def ready(place, builds, tmp_path):
    """A collection that was built, with PDFs and packs, as far as a release looks at these."""
    copy = Path(shutil.copytree(place.data.parent, tmp_path / "ready"))
    collection = Collection(*(copy / part for part in ("data", "notebooks", "exports")))
    for name in ("pack/briefing.zip", *(f"pdf/{page.name}.pdf" for page in collection.pages)):
        (collection.exports / name).parent.mkdir(exist_ok=True)
        (collection.exports / name).write_bytes(name.encode())
    return collection


def test_a_release_holds_what_its_workflow_attaches(ready):
    version, lines = ready.package.package["version"], []
    folder = gather(ready, f"v{version}", lines.append)
    files = {file.name: file for file in folder.iterdir()}
    assert len(lines) == len(files) - 1
    [command] = [step["run"] for _, step in STEPS if "gh release" in step.get("run", "")]
    named = re.findall(r"release/(\S+)", command)
    for pattern in named:
        assert list(folder.glob(pattern)), pattern
    assert {file.name for pattern in named for file in folder.glob(pattern)} == set(files)
    assert all(version in name for name in files if name != "notes.md")
    notes = files["notes.md"].read_text("utf-8")
    assert notes.startswith("- ") and "## " not in notes
    pdfs = next(file for name, file in files.items() if name.endswith("-pdf.zip"))
    assert zipfile.ZipFile(pdfs).namelist() == [f"{page.name}.pdf" for page in ready.pages]


def test_a_release_that_is_not_whole_is_refused(ready):
    with pytest.raises(BuildError, match=r"The tag v0\.9 is not that of the data"):
        gather(ready, "v0.9", print)
    (ready.exports / "pdf" / "index.pdf").unlink()
    with pytest.raises(BuildError, match=r"python -m briefing pdf"):
        gather(ready, "", print)
    (ready.exports / "pdf" / "index.pdf").write_bytes(b"pdf")
    os.utime(ready.exports / "pdf" / "index.pdf", (0, 0))
    with pytest.raises(BuildError, match=r"older than its pages"):
        gather(ready, "", print)
    (ready.exports / links.WORKBOOK).write_bytes(b"of another version")
    with pytest.raises(BuildError, match=r"not up to date\. Build them first"):
        gather(ready, "", print)
    (ready.data.parent / changes.CHANGELOG).write_text("# Changelog\n", encoding="utf-8")
    with pytest.raises(BuildError, match=r"CHANGELOG\.md has no heading for version"):
        gather(ready, "", print)
    assert not (ready.exports.parent / "release").exists()
