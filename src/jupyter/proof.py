"""The proof that nbgrader marks every exercise as it should."""

import json
import os
import time
from collections.abc import Callable
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell
from nbgrader.utils import is_solution

import mistakes
import sandbox
from classroom import Classroom
from execute import indent
from layout import HOME, Source
from mistakes import Mistake
from text import read, to_bytes

# Ends the kernel, which loses its own mark; what it overwrites on the way must not cost anybody else's.
HOSTILE = """for (var file : new String[] {"gradebook.db", "source/x", "target/unrolled.jar"}) {
  try {
    java.nio.file.Files.write(java.nio.file.Path.of("../../..", file), new byte[9]);
  } catch (java.io.IOException e) { /* a box is read-only */ }
}
Runtime.getRuntime().exit(0);"""

# Looks for whatever lies outside its box, and tells what it found.
PRYING = """var found = new java.util.ArrayList<String>();
for (var path : new String[] {%s}) if (java.nio.file.Files.exists(java.nio.file.Path.of(path))) found.add(path);
for (var path : new String[] {"../../../target/unrolled.jar", "../../../target/lib/x", "/usr/x", "/etc/x"}) {
  try {
    java.nio.file.Files.write(java.nio.file.Path.of(path), new byte[9]);
    found.add("may write " + path);
  } catch (java.io.IOException e) { /* as it should be */ }
}
for (var name : System.getenv().keySet()) if (!"HOME LANG PWD UNROLLED_SEED".contains(name)) found.add(name);
if (ProcessHandle.allProcesses().count() > 2) found.add("other processes");
System.out.println("found: " + found);"""


def prove(exercises: list[Source], say: Callable[[str], None]) -> list[str]:
    """The solution gets full marks, the untouched file none, hostile code harms nobody else.

    The student's files must be nbgrader's, and whoever gets no point must read there why.
    """
    faults = []
    if reason := sandbox.missing():
        say(f"submissions are marked without a box: {reason}")
    else:
        os.environ[sandbox.BOXED] = "1"
    with Classroom(exercises) as room:
        faults += pried(room, exercises[0], say) if sandbox.BOXED in os.environ else []
        for exercise in exercises:
            release = room.releases[exercise.name]
            if json.loads(release) != json.loads(exercise.student.read_bytes()):
                faults.append(f"{exercise.label}: {exercise.student.name} is not what nbgrader releases")
            work: dict[str, tuple[bytes, int | None]] = {
                "solution": (to_bytes(read(exercise)), 1),
                "untouched": (release, 0),
            }
            if exercise is exercises[0]:
                work = {"hostile": (hostile(exercise), None), **work}
            for student, (submission, share) in work.items():
                start = time.monotonic()
                result = room.mark(student, exercise, submission)
                say(f"{exercise.label}: {student} marked by nbgrader: {result} ({time.monotonic() - start:.1f} s)")
                if share is None:
                    if result.fault != "its code ended the kernel" or result.score:
                        faults.append(f"{exercise.label}: hostile code should get no mark, since it ended: {result}")
                elif result.fault or result.score != share * result.full or not result.full:
                    wanted = f"{share * result.full:g} points"
                    faults.append(f"{exercise.label}: the {student} should get {wanted}: {result}")
            for mistake in mistakes.of(exercise):
                if mistake.points == 0:
                    faults += mistaken(room, exercise, mistake, say)
    return faults


def mistaken(room: Classroom, exercise: Source, mistake: Mistake, say: Callable[[str], None]) -> list[str]:
    """Marks the solution with a mistake in it that costs every point; gives what nbgrader does not say."""
    start = time.monotonic()
    result = room.mark("mistaken", exercise, to_bytes(mistakes.changed_by(read(exercise), mistake.changes)))
    say(f"{exercise.label}: “{mistake.name}” marked by nbgrader: {result} ({time.monotonic() - start:.1f} s)")
    marked = nbformat.reads(room.path("autograded", "mistaken", exercise).read_text("utf-8"), nbformat.NO_CONVERT)
    told = mistakes.said(mistakes.checks_of(marked.cells))
    if result.fault or result.score:
        return [f"{exercise.label}: “{mistake.name}” should get no point: {result}"]
    if mistake.hint not in mistakes.squeezed(told):
        return [f"{exercise.label}: “{mistake.name}”: nbgrader does not say “{mistake.hint}” but\n{indent(told)}"]
    return []


def pried(room: Classroom, exercise: Source, say: Callable[[str], None]) -> list[str]:
    """Marks a solution that looks around; gives what it found outside its box."""
    outside = [
        HOME / "src",
        HOME / "pom.xml",
        Path.home(),
        room.gradebook,
        *(room.box / d for d in ("source", "submitted")),
    ]
    nb = read(exercise)
    nb.cells.append(new_code_cell(PRYING % ", ".join(json.dumps(str(path)) for path in outside), id="prying"))
    result = room.mark("prying", exercise, to_bytes(nb))
    told = room.path("autograded", "prying", exercise).read_text("utf-8")
    say(f"{exercise.label}: prying code marked by nbgrader: {result}")
    return [] if "found: []" in told and not result.fault else [f"the box has a hole: {result}\n{indent(told[-2000:])}"]


def hostile(exercise: Source) -> bytes:
    nb = read(exercise)
    next(c for c in nb.cells if c.cell_type == "code" and is_solution(c)).source = HOSTILE
    return to_bytes(nb)
