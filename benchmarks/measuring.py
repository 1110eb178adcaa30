"""Times, threads and tables, for every benchmark."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence


def best(run: Callable[[], object], count: int) -> float:
    """Shortest of some runs, in seconds; each returns NumPy arrays, so that nothing is pending."""
    times: list[float] = []
    for _ in range(count):
        began = time.perf_counter()
        run()
        times.append(time.perf_counter() - began)
    return min(times)


def cores(run: Callable[[], object]) -> float:
    """Processor time over wall time: cores that a run takes, less if other work competes."""
    run()
    wall, cpu = time.perf_counter(), time.process_time()
    for _ in range(5):
        run()
    return (time.process_time() - cpu) / (time.perf_counter() - wall)


def in_process(script: str, arguments: Sequence[str], threads: int) -> None:
    """Run a script in a process of its own that uses so many threads.

    With jaxlib 0.10 neither ``--xla_cpu_multi_thread_eigen=false`` nor
    ``intra_op_parallelism_threads=1`` in ``XLA_FLAGS`` keeps XLA to one core (it took 1.9 of two);
    ``NPROC`` and the affinity of the process do. Both are set, and the limits of the libraries of
    linear algebra that NumPy may use.
    """
    limits = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NPROC")
    environment = {**os.environ, **dict.fromkeys(limits, str(threads))}
    command = [sys.executable, "-W", "ignore", script, *arguments]
    if not hasattr(os, "sched_setaffinity"):
        subprocess.run(command, env=environment, check=True)
        return
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, sorted(allowed)[:threads])
    try:
        subprocess.run(command, env=environment, check=True)
    finally:
        os.sched_setaffinity(0, allowed)


def title(text: str) -> None:
    """Print a heading."""
    print(f"\n{text}", flush=True)


def row(label: str, value: str = "", note: str = "") -> None:
    """Print a line of a table."""
    print(f"  {label:<52}{value:>10}  {note}".rstrip(), flush=True)


def target(label: str, value: float, wanted: str, met: bool) -> None:
    """Print what is asked for beside what was measured."""
    row(f"-> {label}", f"{value:.3g}", f"target: {wanted}; {'met' if met else 'MISSED'}")
