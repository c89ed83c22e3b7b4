"""The form of a chapter, measured: how much code lies open, how many claims interrupt the story, how long it is."""

import re
from dataclasses import dataclass

from nbformat.notebooknode import NotebookNode

from text import is_folded

MOST_OPEN_LINES = 250
MOST_CLAIMS = 8
MOST_CELLS_IN_A_ROW = 2
CLAIM = re.compile(r"^✓ ", re.M)


@dataclass(frozen=True)
class Form:
    """What is counted: lines of code that are not folded, claims told in the story, words, code cells in a row."""

    open_lines: int
    claims: int
    words: int
    in_a_row: int

    def __str__(self) -> str:
        counts = f"{self.open_lines} open lines, {self.claims} claims in the story, {self.words} words"
        return f"{counts}, at most {self.in_a_row} code cells in a row"

    def faults(self) -> list[str]:
        """What exceeds the form."""
        limits = [
            (self.open_lines, MOST_OPEN_LINES, "lines of code lie open: fold what carries no idea"),
            (self.claims, MOST_CLAIMS, "claims stand in the story: put the others on record"),
            (self.in_a_row, MOST_CELLS_IN_A_ROW, "code cells follow each other: say what each is for"),
        ]
        return [f"{n} {what} (at most {most})" for n, most, what in limits if n > most]


def of(nb: NotebookNode) -> Form:
    """Measures an executed chapter."""
    code = [c for c in nb.cells if c.cell_type == "code"]
    prose = [c.source for c in nb.cells if c.cell_type == "markdown"]
    outputs = [o.text for c in code for o in c.get("outputs", []) if o.output_type == "stream"]
    runs = "".join("c" if c.cell_type == "code" else " " for c in nb.cells).split()
    return Form(
        open_lines=sum(bool(line.strip()) for c in code if not is_folded(c) for line in c.source.splitlines()),
        claims=sum(len(CLAIM.findall(text)) for text in outputs),
        words=sum(len(text.split()) for text in prose),
        in_a_row=max(map(len, runs), default=0),
    )
