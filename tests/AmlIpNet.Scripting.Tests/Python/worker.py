"""A Computing node for tests: worker.py DOMAIN. It prints its id, and each job that it got; the job "stuck" has no end, "fail" fails, others
are shouted. It ends with its standard input."""

import sys
import time

import amlipnet


def main(domain: int) -> None:
    def handler(job: amlipnet.Job) -> str:
        print(f"got {job}", flush=True)
        if job.text == "stuck":
            time.sleep(1000)
        if job.text == "fail":
            raise LookupError(f"no word for {job}")
        return str(job).upper()

    with amlipnet.ComputingNode("python", slots=2, domain=domain, loopback=True) as worker:
        worker.start(handler)
        print(worker.id, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main(int(sys.argv[1]))
