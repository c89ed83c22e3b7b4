"""The student's file of an exercise: nbgrader's own steps, all but the gradebook."""

import logging
from typing import Any

from nbformat.notebooknode import NotebookNode
from nbgrader.converters import GenerateAssignment
from nbgrader.preprocessors import SaveCells
from traitlets.config.loader import Config, PyFileConfigLoader

from layout import HOME, Problem, Source
from text import read


def config() -> Config:
    return PyFileConfigLoader("nbgrader_config.py", str(HOME / "src" / "jupyter")).load_config()


def student_version(source: Source) -> NotebookNode:
    nb = read(source)
    resources: dict[str, Any] = {}
    steps = [step for step in GenerateAssignment().preprocessors if step is not SaveCells]
    settings = config()
    try:
        for step in steps:
            nb, resources = step(config=settings, log=logging.getLogger("quiet")).preprocess(nb, resources)
    except Exception as e:
        raise Problem(f"{source.label}: nbgrader can't make the student's file: {e}") from e
    return nb
