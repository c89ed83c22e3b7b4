"""The proof that hostile submissions get what they are worth, and cost nobody else anything.

They stand in src/test/hostile/submissions.md, which says how to read it. They are marked two by two between honest
ones, in runs of the command that marks a class.
"""

import csv
import html
import io
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path

import psutil
from nbformat.notebooknode import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell
from nbgrader.utils import is_grade, is_solution

import sandbox
from layout import HOME, Source, exercises
from mistakes import squeezed
from student import student_version
from text import read, to_bytes

FILE = HOME / "src" / "test" / "hostile" / "submissions.md"
FENCE = re.compile(r"^~~~(\w+) ?(.*)\n((?:.*\n)*?)~~~$", re.M)
KEY = re.compile(r"^- (earns|tells|of|made as|name): *(.*)$", re.M)
ALIVE = re.compile(r"<script[^>]*>\s*alert|<[^>]*\bon(?:error|load)\s*=|\bhref\s*=\s*.?\s*javascript:|<svg")
UNMARKED, NOT_TAKEN = "nothing, unmarked", "not taken"
EXERCISE = "02-jordan"  # they are made for it
BOX = "The box"  # the heading of those that run as if nobody looked
SECONDS = 60  # for a submission, where a class gets 300

# The command as it is, but for that; and without the look, where the box has to hold all by itself.
COMMAND = f"""import sys
sys.path.insert(0, {str(HOME / "src" / "jupyter")!r})
import course, marks
marks.LONGEST = {SECONDS}
%s
sys.exit(course.main())"""
BLIND = 'marks.opening = lambda *_: marks.new_code_cell("")'


@dataclass
class Attack:
    """A hostile submission, and what must come of it."""

    name: str
    keys: dict[str, str]
    fences: list[tuple[str, str, str]] = field(default_factory=list)  # kind, place, body


def attacks() -> dict[str, list[Attack]]:
    """By the headings that they stand under."""
    intro, *groups = re.split(r"^# +", FILE.read_text("utf-8").partition("\n")[2], flags=re.M)
    called = {where.split()[1]: body.strip() for _, where, body in FENCE.findall(intro)}
    found: dict[str, list[Attack]] = {}
    for group in groups:
        heading, *parts = re.split(r"^## +", group, flags=re.M)
        for part in parts:
            name, _, text = part.partition("\n")
            fences = FENCE.findall(re.sub(r"\|(\w+)\|", lambda m: called.get(m[1], m[0]), text))
            keys = {key: value.strip().strip('"') for key, value in KEY.findall(text)}
            found.setdefault(heading.strip(), []).append(Attack(name, keys, fences))
    return found


def submission(attack: Attack, base: bytes) -> bytes:
    nb = json.loads(base)
    for kind, where, body in attack.fences:
        how, _, place = where.rpartition(" ")
        at = next((i for i, cell in enumerate(nb["cells"]) if cell["id"] == place), 0)
        if kind == "file":
            return body.encode()
        if kind == "twice":
            copies = deepcopy(nb["cells"])
            for cell in copies:
                cell["id"] += "-2"
            nb["cells"] += copies
        elif kind == "metadata":
            (nb if place == "notebook" else nb["cells"][at])["metadata"].update(json.loads(body))
        elif how == "in":
            nb["cells"][at]["source"] = body.rstrip("\n")
        else:
            made = new_markdown_cell if kind == "markdown" else new_code_cell
            nb["cells"].insert(at, made(body.rstrip("\n"), id=f"own-{len(nb['cells'])}"))
    return json.dumps(nb).encode()


def prove(heading: str, say: Callable[[str], None]) -> list[str]:
    """Marks those under one heading; gives what went wrong."""
    reason, blind = sandbox.missing(), heading == BOX
    if blind and reason:
        say(f"hostile submissions, {heading}: not marked, {reason}")
        return []
    exercise = next(e for e in exercises() if e.name == EXERCISE)
    with tempfile.TemporaryDirectory() as folder:
        marked = Class(exercise, attacks()[heading], Path(folder))
        start = time.monotonic()
        marked.mark(["--unboxed"] if reason else [], BLIND if blind else "")
        say("".join(f"  {line}\n" for line in marked.outcomes).rstrip())
        say(f"hostile submissions, {heading}: {len(marked.outcomes)} marked ({time.monotonic() - start:.0f} s)")
        return marked.faults


class Class:
    """A folder of submissions, two hostile ones between honest ones, and what came of marking it."""

    def __init__(self, exercise: Source, chosen: list[Attack], folder: Path):
        self.exercise, self.attacks = exercise, chosen
        self.submitted, self.to = folder / "submitted", folder / "marks"
        self.faults: list[str] = []
        self.outcomes: list[str] = []
        self.solution, self.release = to_bytes(read(exercise)), to_bytes(student_version(exercise))
        places = sorted({*range(0, len(chosen), 2), len(chosen)})
        self.honest = [self._hand_in(f"{i:02} honest", self.solution) for i in places]
        self.hostile = [self._attack(i, attack) for i, attack in enumerate(chosen)]

    def _hand_in(self, student: str, content: bytes) -> str:
        file = self.submitted / student / f"{self.exercise.name}.ipynb"
        file.parent.mkdir(parents=True)
        file.write_bytes(content)
        return student.strip()

    def _attack(self, i: int, attack: Attack) -> str:
        base = self.solution if attack.keys.get("of") == "the solution" else self.release
        name = attack.keys.get("name", f"{i:02} is followed by this")
        student = self._hand_in(name, submission(attack, base))
        file = self.submitted / name / f"{self.exercise.name}.ipynb"
        if kind := attack.keys.get("made as"):
            file.unlink()
            if kind == "a pipe":
                os.mkfifo(file)
            elif kind == "a link":
                file.symlink_to(self.submitted / self.honest[0] / file.name)
            else:
                file.mkdir()
        return student

    def mark(self, options: list[str], change: str) -> None:
        sleeping = sleepers()
        command = [sys.executable, "-c", COMMAND % change, "grade", "--chapter", self.exercise.name[:2], *options]
        command += ["--from", str(self.submitted), "--to", str(self.to)]
        fresh = {name: value for name, value in os.environ.items() if name != sandbox.BOXED}
        run = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=fresh)
        told, _ = run.communicate()
        if not (self.to / "marks.csv").exists():
            self.faults.append(f"marking hostile submissions came to no end:\n{told}")
            return
        rows = csv.DictReader(io.StringIO((self.to / "marks.csv").read_text("utf-8-sig")))
        marks = {row["student_id"]: row for row in rows}
        self.full = f"{sum(c.metadata.nbgrader.points for c in read(self.exercise).cells if is_check(c)):g}"
        for student in self.honest:
            row = marks.get(student, {})
            if row.get("score") != self.full or row.get("remark") or not self._feedback(student):
                self.faults.append(f"an honest submission beside hostile ones: {student}: {row}")
        for attack, student in zip(self.attacks, self.hostile, strict=True):
            self._judge(attack, student, marks.get(student, {}), told)
        if left := [*Path(tempfile.gettempdir()).glob(f"unrolled-*-{run.pid}-*"), *(sleepers() - sleeping)]:
            self.faults.append(f"hostile submissions left behind: {left}")

    def _judge(self, attack: Attack, student: str, row: dict[str, str], told: str) -> None:
        remark = row.get("remark", "nothing to mark")
        earned = NOT_TAKEN if "nothing to mark" in remark else UNMARKED if remark else row["score"]
        page = self._feedback(student)
        says = squeezed(html.unescape(re.sub(r"<[^>]*>", "", page)) + told)
        self.outcomes.append(f"{attack.name}: {earned}")
        wanted, sentence = attack.keys["earns"], attack.keys.get("tells", "")
        if earned not in wanted.replace("full", self.full).split(" or "):
            self.faults.append(f"hostile submission “{attack.name}” gets {earned} where it should get {wanted}: {row}")
        if sentence not in says:
            self.faults.append(f"hostile submission “{attack.name}”: its feedback does not say “{sentence}”")
        if alive := ALIVE.search(page):
            self.faults.append(f"hostile submission “{attack.name}”: its feedback may run {alive[0]}")

    def _feedback(self, student: str) -> str:
        page = self.to / "feedback" / student / self.exercise.name / f"{self.exercise.name}.html"
        return page.read_text("utf-8") if page.exists() else ""


def is_check(cell: NotebookNode) -> bool:
    return bool(is_grade(cell) and not is_solution(cell))


def sleepers() -> set[int]:
    """What a submission may have started that outlives it."""
    return {p.pid for p in psutil.process_iter(["cmdline"]) if p.info["cmdline"] == ["sleep", "1000"]}
