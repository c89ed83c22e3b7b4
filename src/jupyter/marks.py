"""How a check cell becomes a mark: run quietly, and never full marks for want of a number."""

from subprocess import DEVNULL
from typing import Any

from nbformat.notebooknode import NotebookNode
from nbformat.v4 import new_output
from nbgrader.preprocessors import Execute, NbGraderPreprocessor
from nbgrader.utils import is_grade, is_solution

Resources = dict[str, Any]  # nbconvert's, handed on


class QuietExecute(Execute):
    """nbgrader's own, but the kernel's messages do not drown the progress lines."""

    def start_new_kernel(self, **options: Any) -> None:
        super().start_new_kernel(stdout=DEVNULL, stderr=DEVNULL, **options)


class StrictMarks(NbGraderPreprocessor):
    """nbgrader gives full marks to a check without a result, or with false or NaN; here it counts as failed."""

    def preprocess_cell(self, cell: NotebookNode, resources: Resources, index: int) -> tuple[NotebookNode, Resources]:
        if cell.cell_type == "code" and is_grade(cell) and not is_solution(cell) and mark(cell) is None:
            cell.outputs.append(new_output("error", ename="NoMark", evalue="", traceback=["The check gave no mark."]))
        return cell, resources


def mark(cell: NotebookNode) -> float | None:
    """The number that a check cell ends in, if it is a mark at all."""
    results = [o.data.get("text/plain", "") for o in cell.outputs if o.output_type == "execute_result"]
    try:
        value = float(results[0])
    except (IndexError, ValueError):
        return None
    return value if 0 <= value <= cell.metadata["nbgrader"]["points"] else None
