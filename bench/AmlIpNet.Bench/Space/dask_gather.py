"""The yardstick of `bench gather`: the same with Dask distributed. Reads lines "SIZE COUNT SINGLES", prints medians in microseconds as JSON for each."""
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

import distributed


def number(value):
    return int.from_bytes(value[:8], "little")


def add(x, a):
    return (number(x) + number(a)).to_bytes(8, "little")


def start(folder):
    where = os.path.join(folder, "scheduler.json")
    common = ["--scheduler-file", where, "--host", "127.0.0.1", "--no-dashboard"]
    run = lambda module, *more: subprocess.Popen([sys.executable, "-m", f"distributed.cli.{module}", *common, *more], stderr=subprocess.DEVNULL, cwd=folder)
    processes = [run("dask_scheduler", "--port", "0")]
    for _ in range(3):
        processes.append(run("dask_worker", "--nthreads", "1", "--no-nanny", "--local-directory", folder))
    client = distributed.Client(scheduler_file=where, timeout=60)
    client.wait_for_workers(3, timeout=60)
    return client, processes


def timed(function):
    begin = time.perf_counter()
    result = function()
    return result, (time.perf_counter() - begin) * 1e6


def measure(client, size, count, singles, line):
    values = {f"{line}-{i}": bytes([i % 256]) * size for i in range(count)}
    futures, scatter = timed(lambda: client.scatter(values))
    futures = list(futures.values())
    doubled, scatter_direct = timed(lambda: client.scatter({f"{key}-d": value for key, value in values.items()}, direct=True))
    del doubled
    gathered, gather = timed(lambda: client.gather(futures))
    direct, gather_direct = timed(lambda: client.gather(futures, direct=True))
    assert gathered == direct == list(values.values())
    chosen = [futures[i % count] for i in range(singles)]
    gets = [timed(lambda one=one: client.gather(one))[1] for one in chosen]
    gets_direct = [timed(lambda one=one: client.gather(one, direct=True))[1] for one in chosen]
    computes = []
    for i in range(singles):
        result, spent = timed(lambda: distributed.wait(client.submit(add, futures[0], futures[1], key=f"{line}-z{i}", pure=False)))
        assert all(future.status == "finished" for future in result.done)
        computes.append(spent)
    return {
        "scatter": scatter,
        "scatter direct": scatter_direct,
        "gather": gather,
        "gather direct": gather_direct,
        "get": statistics.median(gets),
        "get direct": statistics.median(gets_direct),
        "compute": statistics.median(computes),
    }


with tempfile.TemporaryDirectory() as folder:
    client, processes = start(folder)
    try:
        print(distributed.__version__, flush=True)
        for number_of_line, line in enumerate(sys.stdin):
            print(json.dumps(measure(client, *map(int, line.split()), number_of_line)), flush=True)
    finally:
        client.close()
        for process in processes:
            process.terminate()
            process.wait()
