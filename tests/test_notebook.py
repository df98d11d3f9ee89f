"""The example notebook runs as it stands, in a kernel of its own."""

from pathlib import Path

import nbformat
from nbclient import NotebookClient

NOTEBOOK = Path(__file__).parents[1] / "docs/examples/quick-start.ipynb"


def test_the_notebook_runs():
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    assert not any(cell.get("outputs") for cell in notebook.cells), "outputs are kept out of the repository"
    client = NotebookClient(notebook, timeout=100, resources={"metadata": {"path": str(NOTEBOOK.parent)}})
    client.execute()
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    printed = ["".join(output.get("text", "") for output in cell.outputs) for cell in cells]
    assert "Siobh" not in printed[1] and "Siobh" in printed[2]
    assert "log-odds +" in printed[3]
    assert printed[4] == "We moved from Fremont to a small house near Reykjavik last winter.\n"
