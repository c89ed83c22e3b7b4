"""The ledger's rows that executed notebooks have decided, and those that are still open."""

import csv
import re
from collections import Counter, defaultdict

from nbformat.notebooknode import NotebookNode

from layout import LEDGER

DECIDED = re.compile(r"^([✓¶]).*\(([A-Za-z0-9_-]+)\)\s*$", re.M)


def ledger() -> dict[str, dict[str, str]]:
    with LEDGER.open(encoding="utf-8", newline="") as rows:
        return {row["id"]: row for row in csv.DictReader(rows)}


def decided(nb: NotebookNode) -> list[tuple[str, str]]:
    """(sign, id) of every line that Claim printed: ✓ measured, ¶ answered in the prose."""
    text = [o.text for c in nb.cells for o in c.get("outputs", []) if o.output_type == "stream" and o.name == "stdout"]
    return [m for t in text for m in DECIDED.findall(t)]


def wrong(nb: NotebookNode, rows: dict[str, dict[str, str]]) -> list[str]:
    found = []
    for sign, id in decided(nb):
        if id not in rows:
            found.append(f"claim “{id}” is not in {LEDGER.name}")
        elif sign == "¶" and rows[id]["kind"] != "prose":
            found.append(f"claim “{id}” asks for an experiment, not for prose")
    return found


def open_rows(notebooks: list[NotebookNode]) -> str:
    """The course's to-do list: what no executed notebook has decided, chapter by chapter."""
    rows = ledger()
    done = {id for nb in notebooks for _, id in decided(nb)}
    left: dict[str, list[str]] = defaultdict(list)
    total = Counter(row["chapter"] for row in rows.values())
    for id, row in rows.items():
        if id not in done:
            left[row["chapter"]].append(id)
    lines = [f"  {c}: {len(ids)} of {total[c]}: {' '.join(ids)}" for c, ids in sorted(left.items())]
    return "\n".join([f"ledger: {sum(map(len, left.values()))} of {len(rows)} claims are still open", *lines])
