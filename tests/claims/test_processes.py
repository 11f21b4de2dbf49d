"""Work in processes of their own: in order, kept as it comes, and no process left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path
from time import monotonic, sleep, time_ns

import pytest
from processes_seen import alive, descendants

from ldm_symbolic.claims import processes
from ldm_symbolic.claims.audit import examine, exit_status, select, undecided_instead
from ldm_symbolic.claims.certificate import Verdict
from ldm_symbolic.claims.processes import WorkFailedError, in_processes
from ldm_symbolic.claims.statement import Claim
from ldm_symbolic.claims.tasks.shares import shares
from ldm_symbolic.claims.verification import Verification
from ldm_symbolic.derivations import catalogue

TASKS = [(2, (1, 2)), (3, (1,)), (5, (1, 2, 3)), (7, ())]
PRODUCTS = [[2, 4], [3], [5, 10, 15], []]


def times(key: int, items: Sequence[int]) -> Iterator[int]:
    for item in items:
        yield key * item


def said(key: int, item: int, how: str) -> int:
    raise AssertionError(f"{key}, {item} was lost: {how}")


@pytest.mark.parametrize("jobs", [None, 1, 2, 5])
def test_results_come_in_the_order_of_the_tasks(jobs: int | None) -> None:
    assert list(in_processes(times, TASKS, said, jobs=jobs)) == PRODUCTS


def test_several_jobs_are_done_by_processes_and_one_job_here() -> None:
    def pids(key: int, items: Sequence[int]) -> Iterator[int]:
        yield from (os.getpid() for _ in items)

    found = {pid for each in in_processes(pids, TASKS, said, jobs=2) for pid in each}
    assert len(found) <= 2
    assert os.getpid() not in found
    assert {pid for each in in_processes(pids, TASKS, said, jobs=1) for pid in each} == {os.getpid()}
    assert {pid for each in in_processes(pids, TASKS[:1], said) for pid in each} == {os.getpid()}


def test_what_takes_longest_is_begun_first() -> None:
    """One worker: it is given the tasks in the order in which they are begun."""

    def clock(key: int, items: Sequence[int]) -> Iterator[int]:
        sleep(0.02)
        yield from (time_ns() for _ in items)

    tasks = [(1, (1,)), (2, (1, 1)), (3, (1,)), (4, (1,))]
    costs = {1: 1.0, 2: 0.5, 3: 30.0, 4: 2.0}
    with ThreadPoolExecutor(1) as executor:
        begun = [each[0] for each in in_processes(clock, tasks, said, costs=costs, executor=executor)]
    assert sorted((3, 4, 1, 2), key=lambda key: begun[key - 1]) == [3, 4, 1, 2]


def test_so_it_is_by_our_own_processes() -> None:
    pool = processes._Pool(times, [(1, (1,)), (2, ()), (3, (1,))], said, 2, [2, 1, 0])
    assert list(pool.waiting) == [2, 0]


def double(key: int, items: Sequence[int]) -> Iterator[int]:
    if key == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    yield from (2 * item for item in items)


def test_any_executor_of_processes_does() -> None:
    with ProcessPoolExecutor(2) as executor:
        assert list(in_processes(double, [(1, (1, 2)), (2, (3,))], said, executor=executor)) == [[2, 4], [6]]


def test_what_an_executor_that_breaks_down_has_not_done_is_lost() -> None:
    how: list[str] = []

    def lost(key: int, item: int, why: str) -> int:
        how.append(why)
        return -1

    with ProcessPoolExecutor(1) as executor:
        assert list(in_processes(double, [(3, (1, 2))], lost, executor=executor)) == [[-1, -1]]
    assert all(why.startswith("the executor broke down: ") for why in how)


def test_claims_of_a_long_statement_are_shared_and_come_together_in_order() -> None:
    names = ["L1.above", "L1.weight", "L1.below", "L1.step"]
    selection = select(catalogue(["L1", "L2"]), [*names, "L2"])
    costs = {"L1": 1000.0, "L2": 1.0}
    plain = [(s.id, [(c.id, e.certificate) for c, e in found]) for s, found in examine(selection, catalogue, jobs=1)]
    shared = examine(selection, catalogue, jobs=2, costs=costs)
    assert [(s.id, [(c.id, e.certificate) for c, e in found]) for s, found in shared] == plain
    assert [len(each) for each in shares([("L1", names), ("L2", ["a"])], costs, jobs=2)] == [4, 1]


class TestLost:
    """A process that is killed costs the item that it was working on."""

    @pytest.mark.parametrize("fatal", [(2, 1), (2, 2), (3, 1), (5, 2), (5, 3)])
    def test_one_item_is_lost_and_nothing_else(self, fatal: tuple[int, int]) -> None:
        def deadly(key: int, items: Sequence[int]) -> Iterator[int]:
            for item in items:
                if (key, item) == fatal:
                    os.kill(os.getpid(), signal.SIGKILL)
                yield key * item

        how: list[str] = []

        def lost(key: int, item: int, why: str) -> int:
            assert (key, item) == fatal
            how.append(why)
            return -1

        expected = [[-1 if (key, item) == fatal else key * item for item in items] for key, items in TASKS]
        assert list(in_processes(deadly, TASKS, lost, jobs=2)) == expected
        assert how == ["the process that worked on it was ended by SIGKILL"]

    def test_all_of_them(self) -> None:
        def deadly(key: int, items: Sequence[int]) -> Iterator[int]:
            os.kill(os.getpid(), signal.SIGTERM)
            yield from times(key, items)

        how: set[str] = set()

        def lost(key: int, item: int, why: str) -> int:
            how.add(why)
            return -item

        found = list(in_processes(deadly, TASKS, lost, jobs=2))
        assert found == [[-1, -2], [-1], [-1, -2, -3], []]
        assert how == {"the process that worked on it was ended by SIGTERM"}

    def test_one_that_dies_while_it_has_nothing_to_do_costs_nothing(self, tmp_path: Path) -> None:
        def work(key: int, items: Sequence[int]) -> Iterator[int]:
            for item in items:
                (tmp_path / str(key)).write_text(str(os.getpid()))
                yield key * item

        def tasks() -> Iterator[list[int]]:
            yield from in_processes(work, [(2, (1,)), (3, (1,))], said, jobs=2)

        found = tasks()
        assert next(found) == [2]
        os.kill(int((tmp_path / "2").read_text()), signal.SIGKILL)
        assert list(found) == [[3]]

    def test_a_claim_is_undecided_and_the_others_are_what_they_are(self) -> None:
        selection = select(catalogue(["P2", "L1"]), ["P2.step-level", "P2.plugin", "P2.step-level-plugin", "L1.above"])
        found = examine(selection, catalogue, jobs=2, more=killing("P2.plugin"))
        certificates = {claim.id: each.certificate for _, results in found for claim, each in results}
        assert certificates["P2.plugin"].verdict is Verdict.UNDECIDED
        assert certificates["P2.plugin"].evidence[-1].outcome == "lost"
        assert all(one.as_expected for name, one in certificates.items() if name != "P2.plugin")
        assert len(certificates) == 4
        assert exit_status(certificates.values()) == 3
        assert undecided_instead(certificates.values()) == (
            "P2.plugin is recorded as REFUTED and is UNDECIDED now: processes: lost the process that worked on it was "
            "ended by SIGKILL",
        )


def killing(claim_id: str) -> Callable[[Claim, Verification], None]:
    def kill(claim: Claim, found: Verification) -> None:
        if claim.id == claim_id:
            os.kill(os.getpid(), signal.SIGKILL)

    return kill


class TestFailed:
    """An error in another process is raised here, and the other processes end."""

    @pytest.mark.parametrize(
        ("error", "kind", "match"),
        [
            (ValueError("no such form"), ValueError, "^no such form$"),
            (UnicodeError("odd"), ValueError, "^odd$"),
            (ZeroDivisionError("by zero"), ArithmeticError, "^by zero$"),
            (KeyError("nothing"), WorkFailedError, "^KeyError: 'nothing'"),
            (OSError(28, "no space"), WorkFailedError, "no space"),
            (EOFError("ended"), WorkFailedError, "ended"),
        ],
    )
    def test_it_is_raised_when_it_comes(self, error: Exception, kind: type[Exception], match: str) -> None:
        def work(key: int, items: Sequence[int]) -> Iterator[int]:
            if key == 3:
                raise error
            yield from times(key, items)

        before = set(descendants(os.getpid()))
        with pytest.raises(kind, match=match):
            list(in_processes(work, TASKS, said, jobs=2))
        assert set(descendants(os.getpid())) <= before

    def test_what_cannot_be_sent_is_an_error(self) -> None:
        def work(key: int, items: Sequence[int]) -> Iterator[object]:
            yield from (work for _ in items)

        with pytest.raises(WorkFailedError, match="pickle"):
            list(in_processes(work, TASKS, lambda *_: None, jobs=2))


def test_no_semaphores_are_needed() -> None:
    """As in a container without /dev/shm."""
    code = (
        "import _multiprocessing, os\n"
        "class None_:\n"
        "    SEM_VALUE_MAX = 1\n"
        "    def __init__(self, *a, **k): raise OSError(38, 'Function not implemented')\n"
        "_multiprocessing.SemLock = None_\n"
        "from multiprocessing import Lock\n"
        "try: Lock()\n"
        "except (OSError, ImportError): pass\n"
        "else: raise SystemExit('there are semaphores')\n"
        "from ldm_symbolic.claims.processes import in_processes\n"
        "def work(key, items): yield from ((key * item, os.getpid()) for item in items)\n"
        "found = list(in_processes(work, [(2, (1, 2)), (3, (1,))], None, jobs=2))\n"
        "assert [[value for value, _ in each] for each in found] == [[2, 4], [3]], found\n"
        "assert os.getpid() not in {pid for each in found for _, pid in each}\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr


def test_where_no_process_can_be_started_the_work_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(processes._Worker, "__init__", refuse)
    assert list(in_processes(times, TASKS, said, jobs=3)) == PRODUCTS


PARENT = """
import os, sys, time
from ldm_symbolic.claims.processes import in_processes, _end_with
import ldm_symbolic.claims.processes as processes
{before}
def work(key, items):
    for item in items:
        print(os.getpid(), flush=True)
        while True: pass
        yield item
list(in_processes(work, [(1, (1,)), (2, (1,)), (3, (1,))], None, jobs=2))
"""


@pytest.mark.parametrize(
    "before",
    [
        "",
        pytest.param("processes.sys = type('', (), {'platform': 'another'})", id="without the help of the system"),
    ],
)
def test_workers_end_with_a_parent_that_is_killed(before: str) -> None:
    code = PARENT.format(before=before)
    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    workers = [int(parent.stdout.readline()) for _ in range(2)]
    assert sorted(descendants(parent.pid)) == sorted(workers)
    parent.kill()
    parent.wait()
    parent.stdout.close()
    end = monotonic() + 2
    while any(map(alive, workers)) and monotonic() < end:
        sleep(0.02)
    assert not any(map(alive, workers))
