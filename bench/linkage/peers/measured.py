"""What a run cost: wall and CPU seconds of its parts, and the peak memory of the process."""

import contextlib
import importlib.metadata
import json
import os
import resource
import time


def cpu_seconds():
    """User and system time of this process, its threads and the children that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in used)


def process_seconds():
    """Since the process was started, with the time that Python and Splink took to load."""
    with open("/proc/self/stat") as file:
        started = int(file.read().rsplit(")", 1)[1].split()[19]) / os.sysconf("SC_CLK_TCK")
    return time.clock_gettime(time.CLOCK_BOOTTIME) - started


class Measured:
    """Collects what the parts of a run cost; what comes after `stop` is not counted."""

    def __init__(self):
        self.costs = {}

    @contextlib.contextmanager
    def part(self, name):
        wall, cpu = time.perf_counter(), cpu_seconds()
        yield
        self.costs[f"{name}_seconds"] = round(time.perf_counter() - wall, 3)
        self.costs[f"{name}_cpu_seconds"] = round(cpu_seconds() - cpu, 3)

    def stop(self):
        kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        self.costs["process_seconds"] = round(process_seconds(), 3)
        self.costs["process_cpu_seconds"] = round(cpu_seconds(), 3)
        self.costs["peak_gib"] = round(kib / 2**20, 3)

    def print(self, **results):
        versions = {name: importlib.metadata.version(name) for name in ("splink", "duckdb")}
        print(json.dumps({**versions, **self.costs, **results}))
