"""Executes notebooks, each in a fresh IPython process of its own, several at a time.

A Jupyter kernel is an IPython shell behind a messaging protocol that a build does not need:
the shell alone runs the same cells to the same outputs in about a quarter of the time.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from concurrent.futures import as_completed
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from briefing.dataset import published_at
from briefing.publish.pages import Page, read_notebook, without_explore
from briefing.publish.processes import Ended, Workers
from briefing.publish.shell import ExecutionError, as_text, run_cells


@dataclass(frozen=True)
class Executed:
    """The text of a page's notebook with its outputs, and the tables that it read."""

    page: Page
    text: str
    tables: list[str]
    seconds: float

    @property
    def notebook(self) -> NotebookNode:
        """The notebook with its outputs, the same whether it is fresh or from the cache."""
        return nbformat.reads(self.text, as_version=4)


def executing(pages: list[Page], data: Path, workers: Workers) -> Iterator[Executed]:
    """Begin to execute the notebooks of ``pages`` on the package in ``data``; gives each as it
    ends.

    The iterator raises ``ExecutionError`` at the first that fails, or whose process ends before it.
    """
    running = {
        workers.begin(
            f"execute {page.name}", _executed, page, data, published_at(), workers.scratch
        ): page
        for page in pages
    }

    def ended() -> Iterator[Executed]:
        for done in as_completed(running):
            try:
                yield done.result()
            except Ended as error:
                raise ExecutionError(
                    f"{running[done].path.name}: its process ended before its last cell (exit code"
                    f" {error.code}): stopped from outside, by the system for want of memory, or"
                    " by the notebook itself. Build again."
                ) from None

    return ended()


def execute(page: Page, data: Path) -> Executed:
    """Execute one notebook. Raises ``ExecutionError`` where it does not run to its end."""
    with Workers() as workers:
        return next(executing([page], data, workers))


def _executed(page: Page, data: Path, home: str, scratch: Path) -> Executed:
    """Run one notebook in this process, for pages whose address is ``home``. Raises
    ``ExecutionError``.
    """
    # The process may have begun from one that has other ways.
    os.environ["BRIEFING_HOMEPAGE"] = home
    try:
        return _run(page, data, scratch)
    except ExecutionError:
        raise
    except Exception as error:  # such as an output that is no JSON
        raise ExecutionError(f"{page.path.name}: {type(error).__name__}: {error}") from None


def _run(page: Page, data: Path, scratch: Path) -> Executed:
    """Run one notebook in this process; IPython may use the folder ``scratch``, and nothing of the
    user's own.
    """
    from briefing.dataset import recording

    start = time.perf_counter()
    os.environ["BRIEFING_DATA"] = str(data)
    os.chdir(page.path.parent)
    sys.path.insert(0, "")  # modules beside the notebook, as for a kernel
    notebook = without_explore(read_notebook(page.path))
    with recording() as tables:
        run_cells(notebook, page, scratch)
    text = as_text(notebook, page)
    return Executed(page, text, sorted(tables), time.perf_counter() - start)
