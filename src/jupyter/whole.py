"""Says whether this environment is whole: what is pinned is here, in it, and with --start the Java kernel answers.

Lab asks at each start, and for a start of the kernel before it counts a new environment as made.
"""

import logging
import sys
from importlib import import_module
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from layout import Problem

REQUIREMENTS = Path(__file__).with_name("requirements.txt")
SECONDS = 60


def pinned() -> dict[str, str]:
    lines = REQUIREMENTS.read_text(encoding="utf-8").splitlines()
    return dict(line.split("==") for line in lines if not line.startswith("#"))


def require_packages(wanted: dict[str, str]) -> None:
    for name, version in wanted.items():
        try:
            found = distribution(name)
        except PackageNotFoundError:
            raise Problem(f"{name} is not in it") from None
        if found.version != version:
            raise Problem(f"it has {name} {found.version} where {version} is wanted")
        require_inside(name, Path(str(found.locate_file(""))))


def require_inside(name: str, place: Path) -> None:
    if not place.resolve().is_relative_to(Path(sys.prefix).resolve()):
        raise Problem(f"its {name} is another one, in {place}")


def start(names: list[str]) -> None:
    """Imports the packages and asks the Java kernel for a sum."""
    for name in names:
        try:
            import_module(name)
        except Exception as e:
            raise Problem(f"{name} can't be imported: {e!r}") from None
    from jupyter_client.kernelspec import KernelSpecManager
    from jupyter_client.manager import start_new_kernel

    require_inside("Java kernel", Path(KernelSpecManager().get_kernel_spec("java").resource_dir))
    said: list[str] = []
    try:
        manager, client = start_new_kernel(startup_timeout=SECONDS, kernel_name="java")
        try:
            client.execute_interactive("6 * 7", output_hook=lambda m: said.append(str(m)), timeout=SECONDS)
        finally:
            client.stop_channels()
            manager.shutdown_kernel(now=True)
    except (RuntimeError, TimeoutError, OSError) as e:
        raise Problem(f"its Java kernel does not start: {e}") from None
    if not any("'42'" in message for message in said):
        raise Problem("its Java kernel can't multiply")


def main(arguments: list[str]) -> int:
    try:
        wanted = pinned()
        require_packages(wanted)
        if arguments == ["--start"]:
            logging.disable()  # the sentence below is all that anybody wants to read
            start(list(wanted))
    except Problem as problem:
        print(problem)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
