"""Has the primes below 100,000 counted by Computing nodes, Python's or .NET's. The argument is the DDS domain."""

import sys

import amlipnet

with amlipnet.MainNode("python", domain=int(sys.argv[1]) if len(sys.argv) > 1 else 166, loopback=True) as main:
    ranges = [f"{i * 10_000} {(i + 1) * 10_000}" for i in range(10)]
    total = 0
    for part, solution in zip(ranges, main.solutions(ranges)):
        print(f"{part}: {solution}, by {solution.solved_by}")
        total += int(solution.text)
    print(f"{total} primes below 100,000")
