"""The box that a submission's kernel runs in: Java, the jars, an empty folder that goes with it, and nothing else.

No other file can be seen, none written; no other process, no network, none of the teacher's environment. It takes Linux
and bubblewrap. Two steps: the whole marking leaves the network, then each kernel is boxed.
"""

import os
import shutil
import socket
import struct
import subprocess
import sys
from pathlib import Path

from jupyter_client.manager import AsyncKernelManager

from layout import jars_above

SYSTEM = ["/usr", "/bin", "/lib", "/lib32", "/lib64", "/etc/alternatives", "/etc/ld.so.cache", "/etc/localtime"]
ROOM = 200_000_000  # bytes that a submission may write, all of it in memory
BOXED = "UNROLLED_BOXED"  # set where the network is left, and kernels are to be boxed


def missing() -> str:
    """Why there can be no box here; nothing if there can."""
    if not sys.platform.startswith("linux"):
        return "it takes Linux"
    if lacks := [tool for tool in ("bwrap", "unshare", "prlimit") if not shutil.which(tool)]:
        return f"{' and '.join(lacks)} not found: install bubblewrap and util-linux"
    tried = subprocess.run(without_network([*box(Path("/nowhere")), "true"]), capture_output=True, text=True)
    return tried.stderr.strip() if tried.returncode else ""


def without_network(command: list[str]) -> list[str]:
    return ["unshare", "--map-root-user", "--net", *command]


def leave_the_network() -> None:
    """Starts this program anew where there is no network but itself, which its kernels talk through."""
    if BOXED not in os.environ:
        os.environ[BOXED] = "1"
        command = without_network([sys.executable, *sys.orig_argv[1:]])
        os.execvp(command[0], command)
    import fcntl  # Linux has it

    up = struct.pack("16sh", b"lo", 0x41)  # IFF_UP, IFF_RUNNING
    with socket.socket() as any_socket:
        fcntl.ioctl(any_socket, 0x8914, up)  # SIOCSIFFLAGS


def box(folder: Path) -> list[str]:
    """bubblewrap's command line: only the system's programs, and a folder for the jars."""
    command = ["bwrap", "--unshare-user", "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--die-with-parent"]
    command += ["--new-session", "--cap-drop", "ALL", "--clearenv", "--proc", "/proc", "--dev", "/dev"]
    command += ["--size", str(ROOM), "--tmpfs", "/tmp", "--dir", str(folder)]
    for path in [*SYSTEM, *map(str, Path("/etc").glob("java*"))]:
        command += ["--ro-bind-try", path, path]
    for name in ("LANG", "UNROLLED_SEED"):
        command += ["--setenv", name, os.environ[name]] if name in os.environ else []
    return [*command, "--setenv", "HOME", "/tmp"]


class BoxedKernels(AsyncKernelManager):
    """Starts each kernel in a box of its own, with the jars that lie above its folder."""

    def format_kernel_cmd(self, extra_arguments: list[str] | None = None) -> list[str]:
        command: list[str] = super().format_kernel_cmd(extra_arguments)
        folder = Path(self._launch_args["cwd"])
        jars = jars_above(folder)
        boxed = box(folder)
        java = Path(command[0]).resolve().parent.parent
        for path in (java, Path(self.kernel_spec.resource_dir), Path(os.path.realpath(self.connection_file)), jars):
            boxed += ["--ro-bind", str(path), str(path)]
        limits = ["prlimit", "--nproc=1000", f"--fsize={ROOM}", "--core=0"]
        return [*boxed, "--remount-ro", "/", "--chdir", str(folder), *limits, *command]
