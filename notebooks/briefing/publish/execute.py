"""Executes notebooks, each in a fresh IPython process of its own, several at a time.

A Jupyter kernel is an IPython shell behind a messaging protocol that a build does not need:
the shell alone runs the same cells to the same outputs in about a quarter of the time.
"""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_output

from briefing.publish.pages import Page, read_notebook

EXPLORE = "explore"  # tag of cells that make sense only in a live JupyterLab


class ExecutionError(Exception):
    """A notebook that failed; the message names the notebook, the cell's first line and the error."""


@dataclass(frozen=True)
class Executed:
    """A page's notebook with its outputs, and the tables of the package that it read."""

    page: Page
    notebook: NotebookNode
    tables: list[str]
    seconds: float


def without_explore(notebook: NotebookNode) -> NotebookNode:
    """The notebook without the cells tagged ``explore``."""
    kept = notebook.copy()
    kept.cells = [c for c in notebook.cells if EXPLORE not in c.metadata.get("tags", [])]
    return kept


def _run(page: Page, data: Path) -> Executed:
    """Run one notebook in this process; called in a process that does nothing else."""
    start = time.perf_counter()
    os.environ["BRIEFING_DATA"] = str(data)
    os.chdir(page.path.parent)

    from IPython.core.displayhook import DisplayHook
    from IPython.core.displaypub import CapturingDisplayPublisher
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.utils.capture import capture_output

    from briefing.dataset import tables_used

    class ResultAsDisplay(DisplayHook):
        """Publishes the value of a cell's last line like anything else it displays."""

        def write_output_prompt(self) -> None:
            pass

        def write_format_data(self, format_dict: dict, md_dict: dict | None = None) -> None:
            self.shell.display_pub.publish(format_dict, md_dict)

    notebook = without_explore(read_notebook(page.path))
    shell = InteractiveShell.instance(displayhook_class=ResultAsDisplay, display_pub_class=CapturingDisplayPublisher)
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        shell.display_pub.outputs = shown = []
        with capture_output(display=False) as captured:
            result = shell.run_cell(cell.source, store_history=False)
        if error := result.error_before_exec or result.error_in_exec:
            first = (cell.source.strip().splitlines() or [""])[0]
            raise ExecutionError(f"{page.path.name}: the cell that begins {first!r} failed with {type(error).__name__}: {error}")
        streams = [new_output("stream", name=name, text=text) for name, text in (("stdout", captured.stdout), ("stderr", captured.stderr)) if text]
        cell.outputs = streams + [new_output("display_data", data=one["data"], metadata=one["metadata"] or {}) for one in shown]
    # Through JSON and back, so that a fresh notebook and one from the cache are the same.
    notebook = nbformat.reads(nbformat.writes(notebook), as_version=4)
    return Executed(page, notebook, tables_used(), time.perf_counter() - start)


def _in_own_process(page: Page, data: Path) -> Executed:
    # "spawn" starts a clean interpreter on every system.
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as process:
        try:
            return process.submit(_run, page, data).result()
        except BrokenProcessPool:
            raise ExecutionError(f"{page.path.name}: its process was stopped from outside (memory, or somebody ended it). Build again.") from None


def execute(pages: list[Page], data: Path, report: Callable[[str], None]) -> Iterator[Executed]:
    """Execute the notebooks of ``pages`` on the package in ``data``; yields each as it ends.

    ``report`` is told of each with its time. As many run at once as there are cores. Raises
    ``ExecutionError`` at the first that fails, or whose process is stopped from outside; those
    that have not begun are not begun.
    """
    with ThreadPoolExecutor(os.cpu_count() or 2) as threads:
        running = [threads.submit(_in_own_process, page, data) for page in pages]
        try:
            for done in as_completed(running):
                executed = done.result()
                report(f"  {executed.page.name}: executed in {executed.seconds:.1f} s")
                yield executed
        finally:
            threads.shutdown(wait=True, cancel_futures=True)
