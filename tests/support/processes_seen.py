"""Which processes there are, read from /proc: for tests of what must end."""

from __future__ import annotations

from pathlib import Path


def _status(pid: int) -> tuple[str, int] | None:
    """The state and the parent of a process, None where there is none."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return fields[0], int(fields[1])


def alive(pid: int) -> bool:
    """Whether a process runs; one that has ended and that nobody has asked after does not."""
    status = _status(pid)
    return status is not None and status[0] not in "ZX"


def descendants(pid: int) -> list[int]:
    """The children of a process, their children, and so on, as far as they run."""
    pids = [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]
    parents = {one: status[1] for one in pids if (status := _status(one)) is not None and status[0] not in "ZX"}
    found = [pid]
    for one in found:
        found += [child for child, parent in parents.items() if parent == one]
    return found[1:]
