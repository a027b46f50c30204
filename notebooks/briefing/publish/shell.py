"""Runs the cells of one notebook in this process, which does nothing else, and gives what each
displays.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from nbformat import NotebookNode
from nbformat.v4 import new_output

from briefing.publish import BuildError
from briefing.publish.pages import Page, beginning

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell


class ExecutionError(BuildError):
    """A notebook that did not run to its end; the message names notebook and cell."""


def run_cells(notebook: NotebookNode, page: Page, scratch: Path) -> None:
    """Run the cells of the notebook of ``page`` and put into each what it displays; IPython may
    use the folder ``scratch``. Raises ``ExecutionError`` at the first that fails.
    """
    shell = _shell(scratch)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = _outputs(shell, cell.source, page)


def _shell(scratch: Path) -> InteractiveShell:
    """An IPython shell that keeps what a cell displays, its last value included."""
    from IPython.core.displayhook import DisplayHook
    from IPython.core.displaypub import CapturingDisplayPublisher
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    class ResultAsDisplay(DisplayHook):
        """Publishes the value of a cell's last line like anything else it displays."""

        def write_output_prompt(self) -> None:
            pass

        def write_format_data(self, format_dict: dict, md_dict: dict | None = None) -> None:
            InteractiveShell.instance().display_pub.publish(format_dict, md_dict)

    return InteractiveShell.instance(
        displayhook_class=ResultAsDisplay,
        display_pub_class=CapturingDisplayPublisher,
        ipython_dir=str(scratch),
        config=Config({"HistoryManager": {"enabled": False}}),
    )


def _outputs(shell: InteractiveShell, source: str, page: Page) -> list[NotebookNode]:
    """Run a cell: its outputs as a notebook holds them. Raises ``ExecutionError``."""
    from IPython.utils.capture import capture_output

    shown: list[dict] = []
    shell.display_pub.outputs = shown
    with capture_output(display=False) as captured:
        result = shell.run_cell(source, store_history=False)
    if error := result.error_before_exec or result.error_in_exec:
        raise ExecutionError(
            f"{page.path.name}: the cell that begins {beginning(source)!r} failed with"
            f" {type(error).__name__}: {error}"
        )
    streams = {"stdout": captured.stdout, "stderr": captured.stderr}
    return [
        new_output("stream", name=name, text=text) for name, text in streams.items() if text
    ] + [
        new_output("display_data", data=one["data"], metadata=one["metadata"] or {})
        for one in shown
    ]
