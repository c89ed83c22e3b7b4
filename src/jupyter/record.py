"""The page of the record: every claim of the list with its verdict, and where it was decided."""

import os
from collections import defaultdict
from pathlib import Path
from urllib.parse import quote

from claims import Decision
from layout import BUILT

VERDICTS = {
    "true": "true",
    "cond": "true under conditions",
    "wrong": "wrong as it is told",
    "incomplete": "incomplete as it is told",
    "opinion": "an opinion",
    "question": "a question",
}
LONGEST = 40  # characters of a measurement that is told on the page
ADDED = "added by this course"
ERRATA = ("wrong", "incomplete")
HEAD = """# The record

What notes and books on recurrent networks claim, row by row, and what came out when it was tried. \
Made by the build from the executed chapters and from the tests; don't edit it here. \
The statement is what the course found; *wrong as it is told* means that notes say otherwise. \
A link leads to the section, or to the test, that decides.

"""


def page(decisions: list[Decision], rows: dict[str, dict[str, str]]) -> str:
    """The whole page, as Markdown: first the errata, then all rows, chapter by chapter."""
    by_id: dict[str, list[Decision]] = defaultdict(list)
    for decision in decisions:
        by_id[decision.id].append(decision)
    open_rows = [id for id in rows if id not in by_id]
    text = HEAD + f"{len(rows) - len(open_rows)} of {len(rows)} rows are decided.\n"
    errata = [id for id, row in rows.items() if row["verdict"] in ERRATA and id in by_id]
    text += "\n## Errata: often told, and wrong or incomplete\n\n" + table(errata, rows, by_id)
    for chapter in sorted({row["chapter"] for row in rows.values()}):
        ids = [id for id, row in rows.items() if row["chapter"] == chapter]
        text += f"\n## Chapter {chapter}\n\n" + table(ids, rows, by_id)
    return text


def table(ids: list[str], rows: dict[str, dict[str, str]], by_id: dict[str, list[Decision]]) -> str:
    lines = ["| row | verdict | what was found | decided in |", "|---|---|---|---|"]
    for id in ids:
        found = by_id.get(id, [])
        statement = "; ".join(dict.fromkeys(map(finding, found))) or "open"
        where = ", ".join(dict.fromkeys(link(d) for d in found)) or "–"
        lines.append(f"| {id} | {VERDICTS.get(rows[id]['verdict'], ADDED)} | {statement} | {where} |")
    return "\n".join(lines) + "\n"


def finding(decision: Decision) -> str:
    """What was claimed and, where that is short, what was measured."""
    measured = f": {decision.measured}" if 0 < len(decision.measured) <= LONGEST else ""
    return (decision.statement + measured).replace("|", "\\|").strip()


def link(decision: Decision) -> str:
    """A notebook's section as JupyterLab names it, or a test's file."""
    target = Path(os.path.relpath(decision.place, BUILT)).as_posix()
    if decision.place.suffix != ".ipynb":
        return f"[{decision.section}]({target})"
    anchor = quote(decision.section.replace(" ", "-"), safe="-")
    return f"[{decision.place.stem}]({target}#{anchor})"
