"""The page for teachers: what each chapter and exercise takes and needs, who errs how, how written answers are marked.

Everything on it stands in the texts already; here it is gathered in one place.
"""

import re

import mistakes
from layout import Problem, Source
from text import read

HEAD = """# For teachers

Made from the chapters and exercises by the build; don't edit it here. \
How to hand out the exercises and mark them: see *In a class* in the [README](../README.md).

| chapter | minutes | needs | question |
|---|---|---|---|
"""


def page(all_sources: list[Source]) -> str:
    """The whole page, as Markdown."""
    rows = [chapter_row(s) for s in all_sources if not s.is_exercise]
    return HEAD + "".join(rows) + "".join(exercise(s) for s in all_sources if s.is_exercise)


def chapter_row(source: Source) -> str:
    start = opening(source)
    question = re.search(r"\*\*The question:\*\* *(.+)", start)  # the start page has none
    columns = [
        f"[{title(start)}]({source.notebook.name})",
        minutes(source),
        needs(source),
        question[1] if question else "",
    ]
    return f"| {' | '.join(columns)} |\n"


def exercise(source: Source) -> str:
    files = f"[Student's file](exercises/{source.name}.ipynb), [solution](solutions/{source.name}.ipynb)."
    effort = f"{minutes(source)} minutes, {points(source)} points. Needs: {needs(source)}."
    found = f"\n## {title(opening(source))}\n\n{files} {effort}\n\n"
    found += "| typical mistake | points from the checks | what the check says |\n|---|---|---|\n"
    found += "".join(f"| {m.name} | {m.points:g} | {m.hint} |\n" for m in mistakes.of(source))
    for cell in read(source).cells:
        if rubric := re.search(r"^\*\*Rubric.*", cell.source, re.M | re.S):
            found += f"\n{rubric[0].strip()}\n"
    return found


def opening(source: Source) -> str:
    return str(read(source).cells[0].source)


def title(start: str) -> str:
    return start.splitlines()[0].lstrip("# ").strip()


def minutes(source: Source) -> str:
    return told(source, "Time", r"(\d+)")


def needs(source: Source) -> str:
    return told(source, "You need", r"(.+?)\. *\*\*Time")


def points(source: Source) -> str:
    return told(source, "Points", r"(\d+)")


def told(source: Source, key: str, form: str) -> str:
    """What a text's first cell says behind **key:**."""
    match = re.search(rf"\*\*{key}:\*\* *{form}", opening(source))
    if not match:
        raise Problem(f"{source.label}: its first cell must say “**{key}:** …”, as those of the other texts do")
    return match[1]
