"""How a check cell becomes a mark: run quietly, and never full marks for want of a number."""

import os
import time
from subprocess import DEVNULL
from typing import Any

from nbformat.notebooknode import NotebookNode
from nbformat.v4 import new_output
from nbgrader.preprocessors import Execute, NbGraderPreprocessor
from nbgrader.utils import is_grade, is_solution

import sandbox

LONGEST = 300  # seconds for a whole submission: endless code in every cell must not hold up a class
Resources = dict[str, Any]  # nbconvert's, handed on


class QuietExecute(Execute):
    """nbgrader's own, but the kernel is boxed, and its messages do not drown the progress lines."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        if sandbox.BOXED in os.environ:
            options["kernel_manager_class"] = sandbox.BoxedKernels
        super().__init__(*arguments, **options)

    def preprocess(self, nb: NotebookNode, resources: Resources, *more: Any) -> tuple[NotebookNode, Resources]:
        self.end = time.monotonic() + LONGEST
        nb, resources = super().preprocess(nb, resources, *more)
        return nb, resources

    def _get_timeout(self, cell: NotebookNode) -> int:
        return int(max(1, min(super()._get_timeout(cell), self.end - time.monotonic())))

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
