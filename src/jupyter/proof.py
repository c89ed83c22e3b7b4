"""The proof that nbgrader marks every exercise as it should."""

import json
import os
import time
from collections.abc import Callable

import nbformat

import mistakes
import sandbox
from classroom import Classroom
from execute import indent
from layout import Source
from mistakes import Mistake
from text import read, to_bytes


def prove(exercises: list[Source], say: Callable[[str], None]) -> list[str]:
    """The solution gets full marks, the untouched file none.

    The student's files must be nbgrader's, and whoever gets no point must read there why.
    """
    faults = []
    if reason := sandbox.missing():
        say(f"submissions are marked without a box: {reason}")
    else:
        os.environ[sandbox.BOXED] = "1"
    with Classroom(exercises) as room:
        for exercise in exercises:
            release = room.releases[exercise.name]
            if json.loads(release) != json.loads(exercise.student.read_bytes()):
                faults.append(f"{exercise.label}: {exercise.student.name} is not what nbgrader releases")
            work = {"solution": (to_bytes(read(exercise)), 1), "untouched": (release, 0)}
            for student, (submission, share) in work.items():
                start = time.monotonic()
                result = room.mark(student, exercise, submission)
                say(f"{exercise.label}: {student} marked by nbgrader: {result} ({time.monotonic() - start:.1f} s)")
                if result.fault or result.score != share * result.full or not result.full:
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
