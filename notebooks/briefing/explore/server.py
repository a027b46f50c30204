"""JupyterLab on the whole checkout, so that data and pages are within reach of the notebooks."""

from __future__ import annotations

from briefing.dataset import ROOT

INDEX = ROOT / "notebooks" / "index.ipynb"
SAVE = f"{__name__}.without_machine"


def serve(options: list[str]) -> None:
    """Open JupyterLab at the index notebook until Ctrl+C; ``options`` are handed on to it and win
    over ours. Raises ``FileNotFoundError`` where the notebooks are not beside the package.
    """
    from jupyterlab.labapp import LabApp

    if not INDEX.is_file():
        raise FileNotFoundError(f"{INDEX} is missing: run this from a checkout of the project.")
    LabApp.launch_instance(
        [
            f"--ServerApp.root_dir={ROOT}",
            f"--ContentsManager.pre_save_hook={SAVE}",
            "--ServerApp.answer_yes=True",  # Ctrl+C ends it, without a question
            *options,
            str(INDEX),
        ]
    )


def without_machine(model: dict, **_: object) -> None:
    """Leave out of a notebook that is being saved which Python ran it: JupyterLab's
    ``pre_save_hook``, called with the ``model`` of the file.
    """
    if model["type"] == "notebook":
        language = model["content"]["metadata"].get("language_info", {})
        for key in language.keys() - {"name"}:
            del language[key]
