"""The proof that nbgrader marks every exercise as it should."""

import json
import time
from collections.abc import Callable

import nbformat
from nbgrader.utils import is_solution

import mistakes
from classroom import Classroom
from execute import indent
from layout import Source
from mistakes import Mistake
from text import read, to_bytes

# Ends the kernel, which loses its own mark; what it overwrites on the way must not cost anybody else's.
HOSTILE = """for (var file : new String[] {"gradebook.db", "source/x", "target/unrolled.jar"})
  java.nio.file.Files.write(java.nio.file.Path.of("../../..", file), new byte[9]);
Runtime.getRuntime().exit(0);"""


def prove(exercises: list[Source], say: Callable[[str], None]) -> list[str]:
    """The solution gets full marks, the untouched file none, hostile code harms nobody else.

    The student's files must be nbgrader's, and whoever gets no point must read there why.
    """
    faults = []
    with Classroom(exercises) as room:
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
                    if not result.fault or result.score:
                        faults.append(f"{exercise.label}: hostile code should get no mark: {result}")
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


def hostile(exercise: Source) -> bytes:
    nb = read(exercise)
    next(c for c in nb.cells if c.cell_type == "code" and is_solution(c)).source = HOSTILE
    return to_bytes(nb)
