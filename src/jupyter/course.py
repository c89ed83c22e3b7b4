"""The course's notebooks: build them, check them, bring edits back, hand out exercises, mark them.

Run through Maven: ./mvnw process-classes exec:java@notebooks (build), ./mvnw verify (check);
or with the private environment's Python: .venv/bin/python src/jupyter/course.py --help
"""

import argparse
import base64
import hashlib
import io
import json
import os
import sys
import time
import unittest
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import psutil
from nbformat.notebooknode import NotebookNode

import claims
import form
import hostile
import lint
import marking
import mistakes
import proof
import record
import rules
import sandbox
import teachers
import text
from compare import unlike_outputs, unlike_text, without_timing
from execute import require_kernel, run
from layout import (
    ACCEPT,
    BUILT,
    HOME,
    TARGET,
    Problem,
    Source,
    digest_of_inputs,
    exercises,
    read_by,
    require_jar,
    sources,
    write_whole,
)
from student import student_version

README_FIGURE, README_ALT = HOME / "src" / "notebooks" / "readme.png", "English down, German across"
TEACHERS, RECORD = BUILT / "for-teachers.md", BUILT / "the-record.md"
UNBOXED = """submissions can't be boxed here: {}
  Their code would run with your rights: read your files, change marks. To mark all the same, in a virtual machine
  or because you trust your students: add -Dunboxed"""
AT_ONCE = 2  # kernels side by side
TESTS = HOME / "src" / "test" / "python"
Job = tuple[str, Callable[[], None]]  # its name and its work


def say(line: str) -> None:
    print(line, flush=True)


def build(arguments: argparse.Namespace) -> None:
    """make the notebooks from their texts, executed"""
    require_jar()
    require_kernel()
    reuse = os.environ.get("CI") != "true"
    chosen = sources(arguments.chapter)
    for source in chosen:
        if source.is_exercise and write_whole(source.student, text.to_bytes(student_version(source))):
            say(f"{source.label}: wrote {source.student.relative_to(HOME)}")
    for reading in (False, True):  # what reads other notebooks comes after them
        these = [s for s in chosen if bool(read_by(s.text)) == reading]
        if these:
            all_of([(source.label, partial(build_one, reuse, source)) for source in these])
    if picture := readme_figure():
        write_whole(README_FIGURE, picture)
    for made, content in pages().items():
        write_whole(made, content)


def pages() -> dict[Path, bytes]:
    """The pages that are made of the texts and of what the executed notebooks say."""
    return {TEACHERS: teachers.page(sources()).encode(), RECORD: record.page(decisions(), claims.ledger()).encode()}


def decisions() -> list[claims.Decision]:
    """What the committed notebooks and the tests decide of the list of claims."""
    notebooks = [s.notebook for s in sources() if s.notebook.exists()]
    return [d for path in notebooks for d in claims.decided(text.load(path), path)] + claims.by_tests()


def readme_figure() -> bytes | None:
    """The README's figure, out of the committed notebook that draws it."""
    for source in sources():
        if not source.is_exercise and source.notebook.exists():
            for cell in text.load(source.notebook).cells:
                for output in cell.get("outputs", []):
                    data = output.get("data", {})
                    if data.get("text/plain", "").startswith(README_ALT):
                        return base64.b64decode(data["image/png"])
    return None


def build_one(reuse: bool, source: Source) -> None:
    stamp = TARGET / "notebooks" / f"{source.label.replace(' ', '-')}.json"
    inputs = digest_of_inputs(source.text)
    if reuse and stamp.exists() and source.notebook.exists():
        unchanged = {"inputs": inputs, "output": digest(source.notebook)}
        if json.loads(stamp.read_text()) == unchanged:
            say(f"{source.label}: unchanged")
            return
    nb = executed(source)
    if not_just_timing(source, nb) and write_whole(source.notebook, text.to_bytes(nb)):
        say(f"{source.label}: wrote {source.notebook.relative_to(HOME)}")
    write_whole(stamp, json.dumps({"inputs": inputs, "output": digest(source.notebook)}).encode())


def not_just_timing(source: Source, fresh: NotebookNode) -> bool:
    """A notebook that differs only in how long things took stays as it is, so that a build changes no byte."""
    if not source.notebook.exists():
        return True
    old = text.load(source.notebook)
    return text.to_bytes(without_timing(old)) != text.to_bytes(without_timing(fresh))


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def executed(source: Source) -> NotebookNode:
    """A fresh run of one text on the kernel; its rules, errors and claims looked at."""
    nb = text.read(source)
    refuse(source, rules.broken(nb, source.is_exercise))
    say(f"{source.label}: running …")
    nb, duration = run(nb, source.label.replace(" ", "-"))
    refuse(source, claims.wrong(nb, claims.ledger()))
    say(f"{source.label}: {duration}; {len({d.id for d in claims.decided(nb)})} claims decided")
    if not source.is_exercise:
        shape = form.of(nb)
        say(f"{source.label}: {shape}")
        refuse(source, shape.faults())
    return nb


def refuse(source: Source, faults: list[str]) -> None:
    if faults:
        raise Problem("\n".join(f"{source.label}: {fault}" for fault in faults))


def check(arguments: argparse.Namespace) -> None:
    """fail unless a fresh run of every text gives what is committed, and every exercise marks as it should"""
    os.environ["UNROLLED_SEED"] = "1"  # what the exercises draw, and so this check, is the same on every run
    lint.check()
    self_test()
    require_jar()
    require_kernel()
    chosen, to_mark = sources(arguments.chapter), exercises(arguments.chapter)
    same_start(chosen)
    if readme_figure() != (README_FIGURE.read_bytes() if README_FIGURE.exists() else None):
        raise Problem(f"the README's figure is not the one in the notebooks; build it: {ACCEPT}")
    for made, content in pages().items():
        if not made.exists() or made.read_bytes() != content:
            raise Problem(f"{made.relative_to(HOME)} is not what texts and notebooks say; build it: {ACCEPT}")
    if arguments.chapter is None:
        chapters = {s.name[:2] for s in chosen if not s.is_exercise}
        if missing := claims.missing(decisions(), claims.ledger(), chapters):
            raise Problem(f"these claims are decided nowhere: {', '.join(missing)}")
    jobs: list[Job] = [(s.label, partial(check_one, s)) for s in chosen if not s.is_exercise]
    if to_mark:  # in between: it is the longest, and the other kernel goes on with the chapters
        jobs.insert(1, ("marking", partial(check_marking, to_mark)))
    if hostile.EXERCISE in [s.name for s in to_mark]:
        jobs += [(f"hostile submissions, {heading}", partial(check_hostile, heading)) for heading in hostile.attacks()]
    jobs += [(s.label, partial(check_one, s)) for s in to_mark]
    jobs += [(f"mistakes of {s.label}", partial(check_mistakes, s)) for s in to_mark]
    try:
        all_of(jobs)
    finally:
        say(claims.open_rows(decisions()))


def self_test() -> None:
    """The tooling's own tests, before it judges anything."""
    report = io.StringIO()
    found = unittest.defaultTestLoader.discover(str(TESTS), pattern="test_*.py")
    outcome = unittest.TextTestRunner(report).run(found)
    if not outcome.wasSuccessful() or not outcome.testsRun:
        raise Problem(f"the tooling's own tests fail:\n{report.getvalue()}")


def check_one(source: Source) -> None:
    for built in [source.notebook, *([source.student] if source.is_exercise else [])]:
        if not built.exists():
            raise Problem(f"{source.label}: {built.relative_to(HOME)} is missing; build it: {ACCEPT}")
    committed = text.load(source.notebook)
    if dead := rules.dead_links(committed, source.notebook.parent):
        raise Problem("\n".join(f"{source.label}: {link}" for link in dead))
    found = unlike_text(committed, text.read(source)) or unlike_outputs(committed, executed(source))
    if source.is_exercise and text.to_bytes(student_version(source)) != source.student.read_bytes():
        unlike = unlike_text(text.load(source.student), student_version(source))
        found += [f"student's file, {f}" for f in unlike or ["it is not as the build writes it"]]
    if found:
        raise Problem("\n".join(f"{source.label}, {f}" for f in found) + f"\n  if that is meant, accept it: {ACCEPT}")


def check_marking(to_mark: list[Source]) -> None:
    if faults := proof.prove(to_mark, say):
        raise Problem("\n".join(faults))


def check_hostile(heading: str) -> None:
    if faults := hostile.prove(heading, say):
        raise Problem("\n".join(faults))


def check_mistakes(source: Source) -> None:
    start = time.monotonic()
    refuse(source, mistakes.prove(source))
    say(f"{source.label}: {len(mistakes.of(source))} typical mistakes told apart ({time.monotonic() - start:.1f} s)")


def same_start(chosen: list[Source]) -> None:
    """Every notebook begins with the same cell, imports apart."""
    first = sources()[0]
    wanted = rules.first_cell(text.read(first))
    if other := [s.label for s in chosen if rules.first_cell(text.read(s)) != wanted]:
        raise Problem(f"the first code cell, imports apart, is not that of {first.label} in: {', '.join(other)}")


def all_of(jobs: list[Job]) -> None:
    """Does every job, two at a time, and reports every problem, not just the first."""
    start = time.monotonic()
    problems = []

    def attempt(job: Job) -> None:
        try:
            job[1]()
        except Problem as p:
            problems.append(p)
            say(f"{job[0]}: FAILED")

    with ThreadPoolExecutor(AT_ONCE) as pool:
        try:
            list(pool.map(attempt, jobs))
        except KeyboardInterrupt:
            pool.shutdown(wait=False, cancel_futures=True)
            stop_kernels()  # so that the threads come to their end
            raise
    if problems:
        raise Problem("\n\n".join(map(str, problems)))
    say(f"done in {time.monotonic() - start:.0f} s")


def stop_kernels() -> None:
    """Ctrl-C does not reach them: they are no part of the terminal's group."""
    for child in psutil.Process().children(recursive=True):
        child.kill()


def bring_back(arguments: argparse.Namespace) -> None:
    """bring edits made in JupyterLab back to the texts (an exercise's from its solution)"""
    for source in sources(arguments.chapter):
        if not source.notebook.exists():
            continue
        nb, old = text.load(source.notebook), source.text.read_text(encoding="utf-8")
        if text.skeleton(nb) == text.skeleton(text.parse(old, source)):
            continue
        stamp = TARGET / "notebooks" / f"{source.label.replace(' ', '-')}.text"
        known = [nb.metadata.get("course", {}).get("text"), stamp.read_text() if stamp.exists() else ""]
        if text.digest(old) not in known:
            raise Problem(
                f"{source.label}: both {source.text.relative_to(HOME)} and {source.notebook.relative_to(HOME)} have"
                f" changed since the last build. Undo one of the two; to keep the text's side: {ACCEPT}"
            )
        new = text.write(nb, source)
        write_whole(stamp, text.digest(new).encode())
        write_whole(source.text, new.encode())
        say(f"{source.label}: wrote {source.text.relative_to(HOME)}")


def assign(arguments: argparse.Namespace) -> None:
    """make the students' files of the exercises with nbgrader"""
    marking.assign(exercises(arguments.chapter), arguments.to, say)


def grade(arguments: argparse.Namespace) -> None:
    """mark a folder of submissions, FROM/student/exercise.ipynb, with nbgrader: marks.csv and feedback"""
    require_jar()
    require_kernel()
    if reason := sandbox.missing():
        if not arguments.unboxed:
            raise Problem(UNBOXED.format(reason))
        say(f"not boxed: {reason}")
    else:
        sandbox.leave_the_network()
    marking.grade(exercises(arguments.chapter), arguments.submissions, arguments.to, say)


def main() -> int:
    parser = argparse.ArgumentParser(prog="course.py", description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    for name, work in {"build": build, "check": check, "text": bring_back, "assign": assign, "grade": grade}.items():
        command = commands.add_parser(name, help=work.__doc__, description=work.__doc__)
        command.add_argument("--chapter", help="one chapter alone, such as 03")
        if name == "grade":
            command.add_argument(
                "--from", type=Path, required=True, metavar="DIR", dest="submissions", help="the submissions"
            )
            command.add_argument("--unboxed", action="store_true", help="mark where submissions can't be boxed, too")
        if name in ("assign", "grade"):
            command.add_argument("--to", type=Path, required=True, metavar="DIR", help="where the results go")
        command.set_defaults(work=work)
    chosen = parser.parse_args()
    for stream in (sys.stdout, sys.stderr):  # a console that lacks a letter must not stop the work
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        chosen.work(chosen)
    except Problem as problem:
        print(f"\n{problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        stop_kernels()
        print("\nstopped", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
