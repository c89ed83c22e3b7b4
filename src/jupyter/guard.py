"""Keeps a submission from replacing its own examiner.

A class or a variable with the name of a check, or of the jar's root package, would be called in the
check's place, in every later cell. This is a filter over text: it stops what is easy, not what is
clever.
"""

import re
from typing import Any

from nbformat.notebooknode import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

REFUSED = 'throw new IllegalStateException("This cell is not allowed: it %s.");'
UNICODE = re.compile(r"\\u+([0-9a-fA-F]{4})")
IMPORT = re.compile(r"^\s*import\s+(?:static\s+)?unrolled\.[\w.]*?(\w+)\s*;", re.M)
GAP = r"(?:\s|/\*.*?\*/|//[^\n]*\n)+"
EXIT = re.compile(r"\bSystem\s*\.\s*exit\b|\bhalt\s*\(|\bdestroyForcibly\b")

Resources = dict[str, Any]  # nbconvert's, handed on


class Guard(NbGraderPreprocessor):
    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        code = [c for c in nb.cells if c.cell_type == "code"]
        imported = set(IMPORT.findall("\n".join(c.source for c in code if locked(c))))
        names = "|".join(sorted({"unrolled", *imported}))
        types = rf"\b(?:class|record|interface|enum){GAP}(?:{names})\b"
        variables = rf"(?:\b(?:var|[A-Z]\w*)|[>\]]){GAP}(?:{names})\b(?!\s*[.(])"
        shadow = re.compile(f"{types}|{variables}", re.S)
        for cell in code:
            if locked(cell):
                continue
            java = UNICODE.sub(lambda m: chr(int(m[1], 16)), cell.source)
            if EXIT.search(java):
                cell.source = REFUSED % "ends the kernel"
            elif shadow.search(java):
                cell.source = REFUSED % "takes the name of a class that the checks use"
        return nb, resources


def locked(cell: NotebookNode) -> bool:
    return bool(cell.metadata.get("nbgrader", {}).get("locked"))
