"""Counts the primes of each range that a Main node sends, Python's or .NET's. The argument is the DDS domain."""

import sys

import amlipnet


def count_primes(job: amlipnet.Job) -> str:
    first, end = map(int, job.text.split())
    return str(sum(n > 1 and all(n % d for d in range(2, int(n**0.5) + 1)) for n in range(first, end)))


with amlipnet.ComputingNode("python", domain=int(sys.argv[1]) if len(sys.argv) > 1 else 166, loopback=True) as worker:
    print(worker.id, "counts primes. Ctrl-C ends it.", flush=True)
    try:
        worker.run(count_primes)
    except KeyboardInterrupt:
        pass
