"""An nbconvert exporter that turns a notebook into a page of the briefing.

``jupyter nbconvert --to briefing notebooks/timeline.ipynb`` and the build use the same one. The
template in ``template/`` lays out the page. This module gives it what nbconvert does not know:
live charts with their words and data, tables, citations as numbered notes, and the facts that all
pages share.
"""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import NoReturn

from markupsafe import Markup
from nbconvert.exporters import TemplateExporter
from nbformat import NotebookNode
from traitlets import Bool, Instance, default

from briefing import links, prose, schema_org
from briefing.dataset import data_folder
from briefing.publish import BuildError, anchors, share, static
from briefing.publish.addresses import Addresses
from briefing.publish.browser import Browser
from briefing.publish.collection import Collection
from briefing.publish.downloads import chart_csv
from briefing.publish.execute import execute
from briefing.publish.live import Chart, charts
from briefing.publish.markup import SECTION, Heading, Text, json_block
from briefing.publish.media import Media, Picture
from briefing.publish.outputs import Outputs, Shown
from briefing.publish.pages import Page, beginning, without_explore
from briefing.publish.single import Single

TEMPLATE = Path(__file__).parent / "template"
NO_CODE = "no-code"  # tag of cells whose code no page shows


class BriefingExporter(TemplateExporter):
    """Exports a notebook as a page of the briefing (nbconvert ``TemplateExporter``).

    A notebook without outputs is executed. What the page needs beside it (images, scripts and data
    of its charts; style, script and library) is in ``resources["outputs"]``, by address, as bytes.
    """

    export_from_notebook = "Briefing page"
    output_mimetype = "text/html"

    single = Bool(
        False, help="Make a page that is one file: style, scripts, images and figures are inside."
    ).tag(config=True)
    # The collection of a build, which executes notebooks and writes what all pages share itself.
    # Without one the page is made alone, as one of those of the notebook's own folder.
    collection = Instance(Collection, allow_none=True)
    # The browser of a build, which draws for all pages.
    browser = Instance(Browser, allow_none=True)

    @default("file_extension")
    def _file_extension(self) -> str:
        return ".html"

    @default("template_name")
    def _template_name(self) -> str:
        return TEMPLATE.name

    @default("extra_template_basedirs")
    def _template_folder(self) -> list[str]:
        return [str(TEMPLATE.parent)]

    @property
    def default_config(self):
        """nbconvert's defaults, without what it does to a notebook before."""
        config = super().default_config.copy()
        # each would copy and check the whole notebook; here is done what is to be done
        config.Exporter.default_preprocessors = []
        return config

    def _preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        """What preprocessors make of a notebook; the notebook itself, and no copy, without any."""
        return super()._preprocess(nb, resources) if self._preprocessors else (nb, resources)

    def _create_environment(self):
        environment = super()._create_environment()
        environment.autoescape = True  # what comes from the data is text, never markup
        environment.globals.update(
            NO_CODE=NO_CODE,
            SCRIPTS=static.SCRIPTS,
            chart_file=links.chart_file,
            PICTURES=share.NAMES,
            begin=self._begin,
            unknown=self._unknown,
            FEED=links.FEED,
            live_notebook=links.live_notebook,
            notes=self._listed,
            section=self._section,
            sections=self._sections,
        )
        environment.filters.update(
            markdown=self._markdown,
            cite=self._cited,
            reachable=self._reachable,
            page=self._named,
            shown=self._shown,
            reproducible=self._reproducible,
            media_address=self._media_address,
            linked_data=self._linked_data,
            language=prose.language,
            source_date=lambda text: prose.partial_date(text) if text else "",
        )
        return environment

    def from_notebook_node(  # type: ignore[override]
        self, nb: NotebookNode, resources: dict | None = None, **kw
    ) -> tuple[str, dict]:
        """The page of a notebook, and nbconvert's resources with what stands beside the page.

        Raises ``BuildError`` naming the notebook where it cannot be a page.
        """
        about = (resources or {}).get("metadata", {})
        collection = self.collection or _collection(Path(about.get("path") or "."))
        page = collection.page(about.get("name", ""))
        nb = without_explore(nb)
        if not self.collection and not any(cell.get("outputs") for cell in nb.cells):
            nb = execute(page, collection.data).notebook
        self._at(None)
        try:
            with nullcontext(self.browser) if self.browser else Browser() as browser:
                return self._exported(nb, page, collection, browser, resources or {})
        except OSError:
            raise
        except Exception as error:  # whatever a notebook shows that cannot be a page
            where = f"the cell that begins {self._cell!r}: " if self._cell else ""
            kind = "" if isinstance(error, ValueError) else f"{type(error).__name__}: "
            raise BuildError(f"{page.path.name}: {where}{kind}{error}") from error

    def _exported(
        self,
        notebook: NotebookNode,
        page: Page,
        collection: Collection,
        browser: Browser,
        resources: dict,
    ) -> tuple[str, dict]:
        drawn = charts(notebook, self._at)
        self._at(None)
        images, missing = static.make_images(page.name, drawn, collection.exports, browser)
        pictures = share.make_pictures(page, drawn, images, collection, browser)
        missing = "\n".join(filter(None, (missing, pictures.missing)))
        if missing:
            self.log.warning(missing)
        site = collection.site
        self._page, self._collection = page, collection
        self._media = Media(page.name, inside=self.single)
        self._addresses = Addresses(collection, page, self._media, self.single)
        self._text = Text(
            collection.sources,
            self._addresses.link,
            self._addresses.picture,
            anchors.given(notebook) | {chart.id for chart in drawn},
        )
        self._outputs = Outputs(page.path.parent, self._text.html)
        given = {
            "page": page,
            "site": site,
            "images": images,
            "pictures": pictures,
            "single": Single.of(drawn) if self.single else None,
            "linked": _report(page, collection.package.package, pictures.preview),
        }
        body, made = super().from_notebook_node(notebook, {**resources, **given})
        self._at(None)
        anchors.unique(body)
        made["outputs"] = (
            {} if self.single else beside(page, drawn, images) | pictures.files | self._media.files
        )
        if not self.collection and not self.single:
            made["outputs"] |= static.assets()
        made["missing"], made["shown"] = missing, sorted(self._addresses.shown)
        return body, made

    # The text is that of the page that is being made; nbconvert would copy what it is given in
    # resources, and each part of the page would count its citations anew.

    def _begin(self, cell: NotebookNode) -> str:
        """Begin to render a cell."""
        self._at(cell)
        self._addresses.attachments = cell.get("attachments", {})
        return ""

    def _at(self, cell: NotebookNode | None) -> None:
        """Remember the cell that is looked at, by which messages name it; none for what is no
        cell's.
        """
        self._cell = beginning(cell.source) if cell else ""

    def _unknown(self, kind: str) -> NoReturn:
        raise ValueError(f"a cell of the kind {kind!r}, which no page shows; remove it")

    def _shown(self, output: NotebookNode) -> Shown:
        return self._outputs.shown(output)

    def _reproducible(self, text: str) -> str:
        return self._outputs.text(text)

    def _media_address(self, picture: Picture) -> str:
        return self._media.address(picture.content, picture.kind)

    def _markdown(self, source: str) -> Markup:
        return self._text.markdown(source)

    def _cited(self, sources: list[str]) -> Markup:
        return self._text.notes.cite_all(sources)

    def _listed(self) -> list[dict]:
        return self._text.notes.listed()

    def _section(self) -> str:
        return self._text.section()

    def _sections(self) -> list[Heading]:
        return [heading for heading in self._text.headings if heading.level == SECTION]

    def _linked_data(self, linked: dict) -> Markup:
        """JSON-LD for the page, with whole addresses where the page has one."""
        home = self._collection.home
        return json_block(
            schema_org.absolute(linked, home + self._page.address) if home else linked
        )

    def _named(self, name: str) -> Page:
        return self._collection.page(name)

    def _reachable(self, url: str) -> str:
        return self._addresses.link(url)


def _report(page: Page, package: dict, preview: share.Picture) -> dict:
    """What the page is, as JSON-LD."""
    report = schema_org.report(
        page.title,
        page.description,
        page.address,
        package,
        by=schema_org.authors(package, links.page("index")),
        basis=links.dataset(),
        image=preview.file if preview.content else "",
    )
    return schema_org.graph(report)


def _collection(folder: Path) -> Collection:
    """The collection of the notebooks in ``folder``."""
    return Collection(data_folder(), folder, folder.resolve().parent / "exports")


def beside(page: Page, drawn: list[Chart], images: dict[str, dict]) -> dict[str, bytes]:
    """What stands beside a page for its charts: images, scripts and data, by address."""
    pictures = [image for of_chart in images.values() for image in of_chart.values() if image.text]
    texts = {image.file: image.text for image in pictures}
    texts |= {links.chart_file(page.name, chart.id, ".js"): chart.script for chart in drawn}
    data = {
        links.chart_file(page.name, chart.id, ".csv"): chart_csv(chart.table)
        for chart in drawn
        if isinstance(chart.table, dict)
    }
    return {name: text.encode("utf-8") for name, text in texts.items()} | data
