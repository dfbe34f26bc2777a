"""The machine: which cores it has, what it is called, how busy it is, and what a process uses of it."""

import os
import platform
from dataclasses import dataclass
from pathlib import Path

_TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
_USER_TIME, _SYSTEM_TIME = 11, 12  # fields of /proc/<pid>/stat after the command's name


@dataclass(frozen=True)
class Cores:
    """The last core is the server's alone; load, upstreams and the identity provider share the others."""

    server: int
    others: tuple[int, ...]

    @classmethod
    def available(cls) -> "Cores":
        """Raises SystemExit on a machine with a single core."""
        *others, server = sorted(os.sched_getaffinity(0))
        if not others:
            raise SystemExit("bench: the benchmark needs two cores, one of them for the server under test")
        return cls(server, tuple(others))


def describe() -> str:
    """Processor, cores, memory, kernel and Python."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{_processor()}, {os.cpu_count()} cores, {memory:.0f} GiB, "
        f"{platform.system()} {platform.release()}, Python {platform.python_version()}"
    )


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def load_average() -> float:
    """Runnable processes over the last minute: ours, and whatever else shares the machine."""
    return os.getloadavg()[0]


def cpu_seconds(pid: int) -> float:
    """User and system time of a process and all its threads."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(") ")[2].split()
    return (int(fields[_USER_TIME]) + int(fields[_SYSTEM_TIME])) / _TICKS_PER_SECOND


def resident_megabytes(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0
