"""The ledger's rows that executed notebooks have decided, and those that are still open."""

import csv
import html
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

from nbformat.notebooknode import NotebookNode

from layout import HOME, LEDGER

# A row of the table that Show.record makes: statement, expected, measured, and the id with its notes.
RECORDED = re.compile(r"<tr>(?:<td[^>]*>[^<]*</td>){3}<td[^>]*>[A-Za-z0-9_-]+ \((?:notes [^<]*|added here)\)</td></tr>")
CELL = re.compile(r"<td[^>]*>([^<]*)</td>")
BY_TEST = re.compile(r'@Tag\("claim:([A-Za-z0-9_-]+)"\)')
TESTS = HOME / "src" / "test" / "java"
ANSWERED = "answered in the text: "  # and the heading of the section that does, as Claim.answered says it


@dataclass(frozen=True)
class Decision:
    """What decides a row: a statement of an executed notebook, under a heading of it, or a unit test."""

    id: str
    statement: str
    measured: str
    place: Path
    section: str


def ledger() -> dict[str, dict[str, str]]:
    with LEDGER.open(encoding="utf-8", newline="") as rows:
        return {row["id"]: row for row in csv.DictReader(rows)}


def decided(nb: NotebookNode, place: Path = Path()) -> list[Decision]:
    """All rows that a notebook decides: those of its table for the record."""
    found, section = [], ""
    for cell in nb.cells:
        if cell.cell_type == "markdown":
            section = ([section] + headings(cell))[-1]
        for output in cell.get("outputs", []):
            for row in RECORDED.findall(output.get("data", {}).get("text/html", "")):
                statement, _, measured, claim = (html.unescape(text) for text in CELL.findall(row))
                where = measured.removeprefix(ANSWERED) if measured.startswith(ANSWERED) else section
                found.append(Decision(claim.split(" ")[0], statement, measured, place, where))
    return found


def by_tests() -> list[Decision]:
    """Rows that are laws of the library: a test with the tag claim:id decides them."""
    return [
        Decision(id, "a law of the library", "in every build", test, test.stem)
        for test in sorted(TESTS.rglob("*.java"))
        for id in BY_TEST.findall(test.read_text(encoding="utf-8"))
    ]


def headings(cell: NotebookNode) -> list[str]:
    """The headings of a text cell."""
    return re.findall(r"^#+ +(.+)$", cell.source, re.M)


def wrong(nb: NotebookNode, rows: dict[str, dict[str, str]]) -> list[str]:
    """Decisions of rows that are not on the list, and answers in sections that are not in the notebook."""
    found = decided(nb)
    here = {"", *(heading for cell in nb.cells if cell.cell_type == "markdown" for heading in headings(cell))}
    unknown = [f"claim “{d.id}” is not in {LEDGER.name}" for d in found if d.id not in rows]
    return unknown + [f"claim “{d.id}”: there is no section “{d.section}”" for d in found if d.section not in here]


def missing(decisions: list[Decision], rows: dict[str, dict[str, str]], chapters: set[str]) -> list[str]:
    """The rows of these chapters that nothing decides."""
    done = {d.id for d in decisions}
    return [id for id, row in rows.items() if row["chapter"] in chapters and id not in done]


def open_rows(decisions: list[Decision]) -> str:
    """The course's to-do list: what nothing has decided yet, chapter by chapter."""
    rows = ledger()
    done = {d.id for d in decisions}
    left: dict[str, list[str]] = defaultdict(list)
    total = Counter(row["chapter"] for row in rows.values())
    for id, row in rows.items():
        if id not in done:
            left[row["chapter"]].append(id)
    lines = [f"  {c}: {len(ids)} of {total[c]}: {' '.join(ids)}" for c, ids in sorted(left.items())]
    return "\n".join([f"ledger: {sum(map(len, left.values()))} of {len(rows)} claims are still open", *lines])
