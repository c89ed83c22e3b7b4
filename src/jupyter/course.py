"""The course's notebooks: build them, check them, bring edits back, hand out exercises, mark them.

Run through Maven: ./mvnw process-classes exec:java@notebooks (build), ./mvnw verify (check);
or with the private environment's Python: .venv/bin/python src/jupyter/course.py --help
"""

import argparse
import hashlib
import json
import os
import shutil
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import claims
import rules
import text
from compare import unlike_outputs, unlike_text, without_timing
from execute import require_kernel, run
from layout import ACCEPT, HOME, TARGET, Problem, Source, digest_of_inputs, require_jar, sources, write_whole
from nbformat.notebooknode import NotebookNode

AT_ONCE = 2  # kernels side by side


def say(line: str) -> None:
    print(line, flush=True)


def build(arguments) -> None:
    """Texts to executed notebooks."""
    require_jar()
    require_kernel()
    reuse = os.environ.get("CI") != "true"
    all_of(partial(build_one, reuse), sources(arguments.chapter))


def build_one(reuse: bool, source: Source) -> None:
    stamp = TARGET / "notebooks" / f"{source.name}.{'solution' if source.is_exercise else 'chapter'}.json"
    inputs = digest_of_inputs(source.text)
    if reuse and stamp.exists() and source.notebook.exists():
        before = json.loads(stamp.read_text())
        if before == {"inputs": inputs, "output": digest(source.notebook)}:
            say(f"{source.label}: unchanged")
            return
    nb = executed(source)
    new = not_just_timing(source, nb) and write_whole(source.notebook, text.to_bytes(nb))
    write_whole(stamp, json.dumps({"inputs": inputs, "output": digest(source.notebook)}).encode())
    if new:
        say(f"{source.label}: wrote {source.notebook.relative_to(HOME)}")


def not_just_timing(source: Source, fresh: NotebookNode) -> bool:
    """A notebook that differs only in how long things took stays as it is, so that a build changes no byte."""
    if not source.notebook.exists():
        return True
    old = text.load(source.notebook)
    return text.to_bytes(without_timing(old)) != text.to_bytes(without_timing(fresh))


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def executed(source: Source) -> NotebookNode:
    """A fresh run of one text on the kernel, its outputs and claims looked at."""
    nb = text.read(source)
    if faults := rules.broken(nb, source.is_exercise):
        raise Problem("\n".join(f"{source.label}: {f}" for f in faults))
    say(f"{source.label}: running …")
    nb, seconds = run(nb, source.label.replace(" ", "-"))
    if faults := claims.wrong(nb, claims.ledger()):
        raise Problem("\n".join(f"{source.label}: {f}" for f in faults))
    say(f"{source.label}: {seconds:.1f} s, {len({id for _, id in claims.decided(nb)})} claims decided")
    return nb


def check(arguments) -> None:
    """Fails unless a fresh run of every text gives what is committed."""
    require_jar()
    require_kernel()
    chosen = sources(arguments.chapter)
    same_start(chosen)
    all_of(check_one, chosen)
    committed = [text.load(s.notebook) for s in sources() if s.notebook.exists()]
    say(claims.open_rows(committed))


def check_one(source: Source) -> None:
    if not source.notebook.exists():
        raise Problem(f"{source.label}: {source.notebook.relative_to(HOME)} is missing; build it: {ACCEPT}")
    committed = text.load(source.notebook)
    found = unlike_text(committed, text.read(source)) or unlike_outputs(committed, executed(source))
    if found:
        raise Problem("\n".join(f"{source.label}, {f}" for f in found) + f"\n  if that is meant, accept it: {ACCEPT}")


def same_start(chosen: list[Source]) -> None:
    """Every notebook begins with the same cell, imports apart."""
    first = sources()[0]
    wanted = rules.first_cell(text.read(first))
    other = [s.label for s in chosen if rules.first_cell(text.read(s)) != wanted]
    if other:
        raise Problem(f"the first code cell, imports apart, is not that of {first.label} in: {', '.join(other)}")


def all_of(work, chosen: list[Source]) -> None:
    """Does every piece, two at a time, and reports every problem, not just the first."""
    start = time.monotonic()
    problems = []

    def attempt(source: Source) -> None:
        try:
            work(source)
        except Problem as p:
            problems.append(p)
            say(f"{source.label}: FAILED")

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(attempt, chosen))
    if problems:
        raise Problem("\n\n".join(map(str, problems)))
    say(f"{len(chosen)} notebooks in {time.monotonic() - start:.0f} s")


def main(arguments=None) -> int:
    parser = argparse.ArgumentParser(prog="course.py", description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    for work in (build, check):
        command = commands.add_parser(work.__name__, help=work.__doc__, description=work.__doc__)
        command.add_argument("--chapter", help="one chapter alone, such as 03")
        command.set_defaults(work=work)
    chosen = parser.parse_args(arguments)
    try:
        chosen.work(chosen)
    except Problem as p:
        print(f"\n{p}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nstopped", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
