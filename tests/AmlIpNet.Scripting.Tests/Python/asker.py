"""A Main node for tests: asker.py DOMAIN COUNT. It prints the solution of each of so many jobs, and who solved it."""

import sys

import amlipnet

with amlipnet.MainNode("python", domain=int(sys.argv[1]), loopback=True) as main:
    for solution in main.solutions((f"job {i}" for i in range(int(sys.argv[2]))), timeout=60):
        print(solution, solution.solved_by, flush=True)
