"""The Python packages of the JupyterLite site: without what a kernel in the browser has no use for,
and with the list from which Pyodide loads them.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from email import message_from_string
from email.message import Message
from pathlib import Path

from briefing import prose
from briefing.publish.downloads import archive
from briefing.publish.pieces import sha256
from briefing.publish.plan import PACKAGE, files_in

PLACE = "/lib/python{python}/site-packages"  # where Pyodide puts packages
DATA = "briefing_data"  # the folder of the tables there

# Files of wheels that the site leaves out, by the distribution's name.
LOCALES = "|".join(["root", "en", "en_001", "en_150", prose.LOCALE])
IDLE = {
    "babel": rf"babel/locale-data/(?!({LOCALES})\.dat)",
    "ipython": r"IPython/.*tests/",
    "ipywidgets": r"ipywidgets/.*tests/",
    "itables": r"itables_for_dash/|itables/(?!html/dt_bundle\.js)",
    "jedi": r"jedi/third_party/django-stubs/",
    "pandas": r"pandas/tests/",
    "pygments": r"pygments/lexers/(?!__init__|_mapping|python)",
    # The library for browsers stands once in the site, as an extension of JupyterLab; widgetbundle
    # is for FigureWidget, which needs anywidget.
    "plotly": r"plotly/labextension/|[^/]+\.data/|plotly/package_data/"
    r"(plotly\.min\.js|widgetbundle\.js|datasets/)",
}
# What a page leaves out of the package: it is built elsewhere.
ASIDE = ("publish", "__main__.py")


@dataclass(frozen=True)
class Wheel:
    """A wheel of the site: its ``file``, its ``content``, and the words of its makers on it;
    ``trimmed`` says whether files were left out.
    """

    file: str
    content: bytes
    trimmed: bool = False

    @classmethod
    def of(cls, file: str, content: bytes) -> Wheel:
        """A wheel as its makers publish it, without what is idle here."""
        idle = IDLE.get(file.partition("-")[0].lower())
        if not idle:
            return cls(file, content)
        with zipfile.ZipFile(io.BytesIO(content)) as whole:
            names = [name for name in whole.namelist() if not name.endswith("/")]
            kept = {name: whole.read(name) for name in names if not re.match(idle, name)}
        return cls(file, archive(kept, zipfile.ZIP_DEFLATED), trimmed=len(kept) < len(names))

    @property
    def metadata(self) -> Message:
        """The metadata of the package, as its wheel has them."""
        with zipfile.ZipFile(io.BytesIO(self.content)) as wheel:
            name = next(n for n in wheel.namelist() if n.endswith(".dist-info/METADATA"))
            return message_from_string(wheel.read(name).decode("utf-8"))

    @property
    def name(self) -> str:
        """The name of the distribution, normalised."""
        return re.sub(r"[-_.]+", "-", self.file.partition("-")[0]).lower()

    @property
    def version(self) -> str:
        """The version of the distribution."""
        return self.file.split("-")[1]

    @property
    def terms(self) -> str:
        """The licence of the package, as its makers name it."""
        about = self.metadata
        kinds = [one for one in about.get_all("Classifier", []) if one.startswith("License ::")]
        stated = (about.get("License") or "").strip().splitlines()[:1]
        named = [about.get("License-Expression") or "", *kinds, *stated, "see the wheel"]
        return next(filter(None, named))

    def entry(self, content: bytes) -> dict:
        """The wheel in Pyodide's list of packages, which has the sum of its ``content`` there."""
        return {
            "name": self.name,
            "version": self.version,
            "file_name": self.file,
            "install_dir": "site",
            "sha256": sha256(content),
            "package_type": "package",
            "imports": [],
            "depends": [],
            "unvendored_tests": False,
            "shared_library": False,
        }


def _wheel(name: str, version: str, terms: str, files: dict[str, bytes]) -> Wheel:
    """A wheel of our own."""
    about = f"{name}-{version}.dist-info"
    words = {
        "METADATA": f"Metadata-Version: 2.4\nName: {name}\nVersion: {version}\n"
        f"License-Expression: {terms}\n",
        "WHEEL": "Wheel-Version: 1.0\nGenerator: briefing\nRoot-Is-Purelib: true\n"
        "Tag: py3-none-any\n",
        "RECORD": "",
    }
    files = files | {f"{about}/{file}": text.encode("utf-8") for file, text in words.items()}
    return Wheel(f"{name}-{version}-py3-none-any.whl", archive(files, zipfile.ZIP_DEFLATED))


def own(data: Path, version: str) -> Wheel:
    """The package ``briefing`` and the tables of ``data`` as one wheel."""
    ours = files_in(PACKAGE, ".py", ".js", ".css")
    inside = [file for file in ours if file.relative_to(PACKAGE).parts[0] not in ASIDE]
    files = {f"briefing/{file.relative_to(PACKAGE).as_posix()}": file for file in inside}
    files |= {f"{DATA}/{file.relative_to(data).as_posix()}": file for file in files_in(data)}
    contents = {name: file.read_bytes() for name, file in files.items()}
    return _wheel("briefing", version, "MIT AND CC-BY-4.0", contents)


def stand_in(name: str) -> Wheel:
    """An empty package in place of one that is asked for and not needed."""
    return _wheel(name, "0", "MIT", {})
