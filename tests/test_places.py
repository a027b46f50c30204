"""Where the notebooks are opened: the real ``lab`` command, git, and the files that Binder and
Codespaces read.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
import tomllib
import urllib.request
from pathlib import Path

import nbformat
import pytest
from briefing.__main__ import main
from briefing.explore.server import without_machine
from conftest import NOTEBOOKS, ROOT, copied
from nbclient import NotebookClient
from packaging.specifiers import SpecifierSet

TOKEN = "only-here"
CLOSED = re.compile(r"^tornado\.\w+\.(?:Stream|WebSocket)ClosedError", re.MULTILINE)
OWN = (
    "JUPYTER_CONFIG_DIR",
    "JUPYTER_DATA_DIR",
    "JUPYTER_RUNTIME_DIR",
    "JUPYTERLAB_SETTINGS_DIR",
    "JUPYTERLAB_WORKSPACES_DIR",
    "IPYTHONDIR",
)


@pytest.fixture(scope="module")
def checkout(tmp_path_factory) -> Path:
    """The project's files in a git repository of their own."""
    folder = copied(tmp_path_factory.mktemp("checkout"), "data", "notebooks", "exports")
    for name in (".gitattributes", ".gitfilter", ".gitignore"):
        shutil.copy(ROOT / name, folder)
    (folder / ".venv").symlink_to(sys.prefix)
    git(folder, "init", "--quiet")
    git(folder, "add", "data", "notebooks")
    who = ("-c", "user.name=a", "-c", "user.email=a@example.org")
    git(folder, *who, "commit", "--quiet", "-m", "all")
    return folder


def git(folder: Path, *arguments: str) -> str:
    own = os.environ | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    done = subprocess.run(
        ["git", *arguments],
        cwd=folder,
        env=own,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0 and "error" not in done.stderr, done.stderr
    return done.stdout


class Lab:
    """A started ``lab`` command, what it wrote and where it answers."""

    def __init__(self, checkout: Path, folder: Path):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.address, self.folder, self.log = f"http://127.0.0.1:{port}", folder, folder / "log"
        command = [sys.executable, "-m", "briefing", "lab", "--no-browser", "--allow-root"]
        command += [f"--port={port}", f"--IdentityProvider.token={TOKEN}"]
        left = {key: value for key, value in os.environ.items() if key != "BRIEFING_DATA"}
        own = {key: str(folder / key) for key in OWN}
        # Jupyter's servers listen to Ctrl+C where they can speak to a terminal.
        self.keyboard, screen = os.openpty() if os.name == "posix" else (None, None)
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                command,
                cwd=folder,  # the command is for the checkout, wherever it is given
                env=left | own | {"PYTHONPATH": str(checkout / "notebooks")},
                stdin=screen,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        if screen is not None:
            os.close(screen)
        until = time.monotonic() + 60
        while not list(self.runtime("jpserver-file-to-run-*-open.html")):
            if self.process.poll() is not None or time.monotonic() > until:
                pytest.fail("JupyterLab did not start:\n" + self.log.read_text()[-3000:])
            time.sleep(0.1)

    def runtime(self, pattern: str) -> list[Path]:
        return sorted((self.folder / "JUPYTER_RUNTIME_DIR").glob(pattern))

    def handed_to_the_browser(self) -> str:
        (page,) = self.runtime("jpserver-file-to-run-*-open.html")
        return re.search(r'href="([^"]+)"', page.read_text("utf-8"))[1]

    def ask(self, path: str, saved: dict | None = None) -> dict:
        """The server's answer; ``saved`` is what it is to save at ``path``."""
        request = urllib.request.Request(
            f"{self.address}/api/contents/{path}",
            method="GET" if saved is None else "PUT",
            data=None if saved is None else json.dumps(saved).encode(),
            headers={"Authorization": f"token {TOKEN}"},
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.loads(answer.read())


@pytest.fixture(scope="module")
def lab(checkout, tmp_path_factory):
    one = Lab(checkout, tmp_path_factory.mktemp("lab"))
    yield one
    one.process.kill()
    one.process.wait()
    if one.keyboard is not None:
        os.close(one.keyboard)


@pytest.fixture(scope="module")
def run() -> nbformat.NotebookNode:
    """The index with its outputs and widgets, and with what a kernel says of its Python."""
    notebook = nbformat.read(NOTEBOOKS / "index.ipynb", as_version=4)
    place = {"metadata": {"path": str(NOTEBOOKS)}}
    done = NotebookClient(
        notebook, timeout=120, kernel_name="python3", resources=place, record_timing=False
    ).execute()
    assert done.metadata.language_info.version and done.metadata.widgets
    return done


# ---- The lab command


@pytest.mark.slow
def test_lab_opens_the_index_and_leads_to_data_pages_and_notebooks(lab, browser):
    page = browser.new_page(viewport={"width": 1366, "height": 768})
    page.set_default_timeout(60_000)
    page.goto(lab.handed_to_the_browser())
    page.get_by_role("heading", name="Start here in JupyterLab").wait_for()
    current = page.locator(".lm-DockPanel-tabBar .lm-mod-current .lm-TabBar-tabLabel")
    assert current.inner_text() == "index.ipynb"
    page.locator(".jp-BreadCrumbs-home").first.click()
    for folder in ("data", "exports", "notebooks"):
        page.locator(".jp-DirListing-item").get_by_text(folder, exact=True).wait_for()
    for link, opened in [
        ("events.csv", "events.csv"),
        ("index.html", "index.html"),
        ("Timeline", "timeline.ipynb"),
    ]:
        page.locator(".lm-DockPanel-tabBar .lm-TabBar-tab", has_text="index.ipynb").click()
        index = page.locator(".jp-NotebookPanel:visible")
        index.get_by_role("link", name=link, exact=True).last.click()
        page.locator(".lm-DockPanel-tabBar .lm-mod-current", has_text=opened).wait_for()
    page.locator(".jp-NotebookPanel:visible .jp-Cell").first.wait_for()
    page.close()


def test_links_of_notebooks_to_files_lead_somewhere_in_jupyterlab_and_on_the_page():
    found = 0
    for path in NOTEBOOKS.glob("*.ipynb"):
        for cell in nbformat.read(path, as_version=4).cells:
            for link in re.findall(r"\]\(([^)#:{}\s]+\.(?!ipynb)\w+)\)", cell.source):
                found += 1
                assert (NOTEBOOKS / link).is_file(), (path.name, cell.id, link)
    assert found


def test_only_lab_hands_on_options_that_it_does_not_know(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["check", "--no-browser"])
    assert ended.value.code == 2 and "--no-browser" in capsys.readouterr().err


# ---- Quiet in git


@pytest.mark.slow
def test_a_notebook_run_cleared_and_saved_in_lab_is_the_committed_one(lab, checkout, run):
    content = nbformat.from_dict(json.loads(nbformat.writes(run)))
    del content.metadata["widgets"]  # JupyterLab drops them with the outputs
    for cell in content.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    opened = lab.ask("notebooks/index.ipynb")
    lab.ask("notebooks/index.ipynb", {"type": "notebook", "format": "json", "content": content})
    assert lab.ask("notebooks/index.ipynb")["last_modified"] > opened["last_modified"]
    assert git(checkout, "diff") == ""


def test_with_the_filter_a_notebook_saved_with_outputs_is_no_difference(checkout, run):
    path = checkout / "notebooks" / "index.ipynb"
    committed = git(checkout, "show", "HEAD:notebooks/index.ipynb")
    nbformat.write(run, path)  # as Jupyter's servers write it
    assert len(git(checkout, "diff").splitlines()) > 100
    (command,) = re.findall(r"^git config .+$", (ROOT / "README.md").read_text("utf-8"), re.M)
    git(checkout, *shlex.split(command)[1:])
    assert git(checkout, "diff") == ""
    git(checkout, "add", "notebooks")
    assert git(checkout, "status", "--porcelain", "notebooks") == ""
    assert nbformat.read(path, as_version=4) == run  # whoever works with the outputs keeps them

    changed = path.read_text("utf-8").replace("Start here", "Begin here")
    path.write_text(changed, "utf-8")
    git(checkout, "add", "notebooks")
    assert git(checkout, "show", ":notebooks/index.ipynb") == committed.replace(
        "Start here", "Begin here"
    )
    git(checkout, "checkout", "--quiet", "HEAD", "notebooks")


def test_saving_leaves_files_and_foreign_notebooks_alone():
    file = {"type": "file", "content": "id,title"}
    bare = {"type": "notebook", "content": {"metadata": {}, "cells": []}}
    for model in (file, bare):
        before = json.dumps(model)
        without_machine(model=model, path="x", contents_manager=None)
        assert json.dumps(model) == before


# ---- Binder, Codespaces, VS Code


def supported() -> SpecifierSet:
    described = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    return SpecifierSet(described["project"]["requires-python"])


def test_binder_gets_a_python_that_the_lock_is_for_and_the_package():
    binder = ROOT / ".binder"
    name, _, version = (binder / "runtime.txt").read_text().strip().partition("-")
    assert name == "python" and version in supported()
    lines = (binder / "requirements.txt").read_text().splitlines()
    (wanted,) = [line.removeprefix("-r ") for line in lines if line.startswith("-r ")]
    assert (binder / wanted).resolve() == ROOT / "requirements.lock"
    after = (binder / "postBuild").read_text()
    assert after.startswith("#!") and "--no-deps --no-build-isolation --editable ." in after
    assert os.name == "nt" or os.access(binder / "postBuild", os.X_OK)


def test_the_container_gets_a_python_a_browser_and_the_set_up_of_make():
    described = json.loads((ROOT / ".devcontainer" / "devcontainer.json").read_text("utf-8"))
    version = re.fullmatch(
        r"mcr\.microsoft\.com/devcontainers/python:(3\.\d+)-\w+", described["image"]
    )
    assert version[1] in supported()
    assert described["onCreateCommand"].split()[-1] == "chromium"
    target = described["updateContentCommand"].removeprefix("make ")
    makefile = (ROOT / "Makefile").read_text("utf-8")
    assert f"{target.replace('.venv', '$(VENV)')}:" in makefile and "VENV := .venv\n" in makefile
    assert {str(port) for port in described["forwardPorts"]} == set(described["portsAttributes"])
    editor = described["customizations"]["vscode"]
    assert "ms-toolsai.jupyter" in editor["extensions"]
    interpreter = editor["settings"]["python.defaultInterpreterPath"]
    assert interpreter == "${containerWorkspaceFolder}/.venv/bin/python"


# ---- The end, last of all: it ends the server of the tests above


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Windows sends Ctrl+C to a console, not to a process")
def test_one_ctrl_c_ends_lab_and_its_kernels(lab):
    lab.process.send_signal(signal.SIGINT)
    assert lab.process.wait(30) == 0
    # Tornado may still tell of a tab that a test above closed while it was being written to.
    _, interrupted, ended = lab.log.read_text().partition("] interrupted\n")
    _, *traces = ended.split("Traceback (most recent call last)")
    assert interrupted
    assert [trace for trace in traces if not CLOSED.search(trace)] == []
    assert lab.runtime("*.json") == []  # no server and no kernel says that it still runs
