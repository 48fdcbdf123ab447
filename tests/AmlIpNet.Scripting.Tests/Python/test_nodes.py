"""What the package amlipnet promises, on one machine. The environment names the DDS domain: AMLIPNET_TEST_DOMAIN."""

import asyncio
import logging
import os
import threading
import time
import unittest
import unittest.mock

import amlipnet
from amlipnet._node import Deadline

DOMAIN = int(os.environ["AMLIPNET_TEST_DOMAIN"])
HERE = {"domain": DOMAIN, "loopback": True}
LONG = 60.0


def shout(job: amlipnet.Job) -> str:
    return job.text.upper()


def wait_until(condition, what):
    end = time.monotonic() + LONG
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"after {LONG} s still missing: {what}")
        time.sleep(0.005)


class Nodes(unittest.TestCase):
    """A Main and a Computing node with three slots; each test starts the latter with its own handler."""

    @classmethod
    def setUpClass(cls):
        cls.main = amlipnet.MainNode("main", **HERE)
        cls.worker = amlipnet.ComputingNode("worker", slots=3, drain_timeout=LONG, **HERE)

    @classmethod
    def tearDownClass(cls):
        cls.worker.close()
        cls.main.close()
        cls.main.close()

    def setUp(self):
        self.addCleanup(self.worker.stop)

    def test_text_and_bytes(self):
        self.worker.start(shout)
        solution = self.main.request_job_solution("hällo", LONG)
        self.assertEqual(("HÄLLO", "HÄLLO", "HÄLLO".encode()), (solution.text, str(solution), bytes(solution)))
        self.assertEqual(self.worker.id, solution.solved_by)
        self.assertGreater(solution.task, 0)
        self.worker.stop()
        self.worker.start(lambda job: job.data[::-1])
        self.assertEqual(b"\xff\0\x80", self.main.request_job_solution(b"\x80\0\xff", LONG).data)
        self.assertEqual(b"", self.main.request_job_solution(b"", LONG).data)
        self.assertEqual(b"ba", self.main.request_job_solution(bytearray(b"ab"), LONG).data)
        big = os.urandom(3_000_000)
        self.assertEqual(big[::-1], self.main.request_job_solution(memoryview(big), LONG).data)
        with self.assertRaises(TypeError):
            self.main.request_job_solution(5)

    def test_a_handler_sees_who_asks(self):
        seen = []
        self.worker.start(lambda job: seen.append((job.client, job.task, len(job))) or "done")
        solution = self.main.request_job_solution("four", LONG)
        self.assertEqual([(self.main.id, solution.task, 4)], seen)

    def test_many_in_order(self):
        self.worker.start(shout)
        jobs = [f"job {i}" for i in range(300)]
        self.assertEqual([job.upper() for job in jobs], [s.text for s in self.main.solutions(jobs, window=50, timeout=LONG)])

    def test_a_failed_job_ends_the_series(self):
        def some(job):
            if job.text == "3":
                raise ValueError("three")
            return job.data

        self.worker.start(some)
        got = []
        with self.assertLogs("amlipnet"), self.assertRaises(amlipnet.JobFailedError):
            for solution in self.main.solutions((str(i) for i in range(10**9)), window=8, timeout=LONG):
                got.append(solution.text)
        self.assertEqual(["0", "1", "2"], got)

    def test_futures(self):
        release = threading.Event()
        self.addCleanup(release.set)
        self.worker.start(lambda job: job.data if job.text != "wait" or release.wait(LONG) else b"")
        called = threading.Event()
        future = self.main.submit("now")
        future.add_done_callback(lambda done: called.set())
        self.assertEqual("now", future.result(LONG).text)
        self.assertTrue(called.wait(LONG))
        waiting = self.main.submit("wait")
        self.assertFalse(waiting.done())
        self.assertTrue(waiting.cancel())
        self.assertTrue(waiting.cancelled())
        self.assertFalse(future.cancel())

        async def both():
            return await asyncio.gather(*(asyncio.wrap_future(self.main.submit(str(i))) for i in range(20)))

        release.set()
        self.assertEqual([str(i) for i in range(20)], [s.text for s in asyncio.run(asyncio.wait_for(both(), LONG))])

    def test_an_exception_fails_the_job_with_its_last_line(self):
        def fail(job):
            if job.text == "code":
                raise amlipnet.HandlerError(42, "no more paper")
            if job.text == "none":
                return None
            if job.text == "exit":
                raise SystemExit(3)
            return {}[job.text]

        with self.assertLogs("amlipnet", "WARNING"):
            self.worker.start(fail)
            for job, code, text in (
                ("missing", 1, "KeyError: 'missing'"),
                ("code", 42, "no more paper"),
                ("none", 1, "TypeError: the handler returned None"),
                ("exit", 1, "SystemExit: 3"),
            ):
                with self.assertRaises(amlipnet.JobFailedError) as caught:
                    self.main.request_job_solution(job, LONG, max_attempts=1)
                self.assertEqual(code, caught.exception.code)
                self.assertIn(text, str(caught.exception))
                self.assertIn(self.worker.id, str(caught.exception))
        self.worker.stop()
        self.worker.start(shout)
        self.assertEqual("ON IT GOES", str(self.main.request_job_solution("on it goes", LONG)))

    def test_an_error_that_is_wrong_itself_fails_the_job_all_the_same(self):
        class Dumb(Exception):
            def __str__(self):
                raise RuntimeError("no words")

        def fail(job):
            if job.text == "text":
                raise amlipnet.HandlerError("E42", "no more paper")
            if job.text == "large":
                raise amlipnet.HandlerError(2**31, "no more paper")
            if job.text == "later":
                error = amlipnet.HandlerError(1, "no more paper")
                error.code = "E42"
                raise error
            raise Dumb()

        def refuse(record):
            raise RuntimeError("a filter of the log that fails")

        log = logging.getLogger("amlipnet")
        log.addFilter(refuse)
        self.addCleanup(log.removeFilter, refuse)
        self.worker.start(fail)
        for _ in range(2):  # more than the node has slots: each is free again
            for job, text in (("text", "use a number"), ("large", "use a number"), ("later", "no more paper"), ("dumb", "Dumb")):
                with self.assertRaisesRegex(amlipnet.JobFailedError, text) as caught:
                    self.main.request_job_solution(job, LONG, max_attempts=1)
                self.assertEqual(1, caught.exception.code)

    def test_as_many_at_a_time_as_slots(self):
        together = threading.Barrier(3)
        self.worker.start(lambda job: str(together.wait(LONG)))
        self.assertEqual(["0", "1", "2"], sorted(s.text for s in self.main.solutions("abc", timeout=LONG)))

    def test_one_job(self):
        for answer in (b"first", b"second"):
            future = self.main.submit("x")
            self.worker.process_job(lambda job: answer, LONG)
            self.assertEqual(answer, future.result(LONG).data)
        with self.assertRaises(TimeoutError):
            self.worker.process_job(shout, 0.2)
        future = self.main.submit("x", max_attempts=1)
        with self.assertLogs("amlipnet"), self.assertRaises(ZeroDivisionError):
            self.worker.process_job(lambda job: 1 / 0, LONG)
        with self.assertRaisesRegex(amlipnet.JobFailedError, "ZeroDivisionError: division by zero"):
            future.result(LONG)

    def test_an_interrupted_call_gives_its_job_back(self):
        future = None

        class Exits(Deadline):
            def piece(self):
                wait_until(lambda: future.progress is not None, "the job's start")
                raise SystemExit

        for place, raised, by in (
            ("_solve", KeyboardInterrupt, unittest.mock.Mock(side_effect=KeyboardInterrupt)),  # right after it came
            ("Deadline", SystemExit, Exits),  # it came, and was not taken yet
        ):
            future = self.main.submit("x", max_attempts=1)
            with unittest.mock.patch(f"amlipnet._computing.{place}", by), self.assertRaises(raised):
                self.worker.process_job(shout)
            with self.assertRaisesRegex(amlipnet.JobFailedError, "without an answer"):
                future.result(LONG)

    def test_progress_and_cancelling(self):
        started, ended = threading.Event(), threading.Event()

        def work(job):
            job.report_progress(0.25, "a quarter")
            started.set()
            wait_until(lambda: job.cancelled, "the job's cancelling")
            ended.set()
            return b"for nobody"

        self.worker.start(work)
        seen = []

        def enough(progress):
            seen.append(progress)
            if progress.text:
                raise InterruptedError

        with self.assertRaises(InterruptedError):
            self.main.request_job_solution("x", LONG, progress=enough)
        self.assertTrue(ended.wait(LONG))
        self.assertEqual(amlipnet.Progress(self.worker.id, 0.25, "a quarter"), seen[-1])
        started.clear()
        ended.clear()
        future = self.main.submit("y")
        self.assertTrue(started.wait(LONG))
        wait_until(lambda: future.progress is not None and future.progress.text, "the job's progress")
        self.assertTrue(future.cancel())
        self.assertTrue(ended.wait(LONG))
        self.assertIsNone(future.progress)

    def test_a_time_limit(self):
        with self.assertRaises(amlipnet.AmlIpTimeoutError):
            self.main.request_job_solution("nobody has time for it", 0.2)
        with self.assertRaises(amlipnet.JobTimedOutError) as caught:
            self.main.request_job_solution("x", LONG, time_limit=0.1)
        self.assertIsInstance(caught.exception, TimeoutError)

    def test_stopping_finishes_what_runs(self):
        started = threading.Event()

        def slow(job):
            started.set()
            time.sleep(0.2)
            return b"finished"

        self.worker.start(slow)
        with self.assertRaisesRegex(amlipnet.AmlIpError, "already"):
            self.worker.start(slow)
        future = self.main.submit("x")
        self.assertTrue(started.wait(LONG))
        self.worker.stop()
        self.assertEqual(b"finished", future.result(LONG).data)
        self.worker.start(shout)
        self.assertEqual("AGAIN", str(self.main.request_job_solution("again", LONG)))

    def test_stopping_from_inside_a_handler(self):
        with amlipnet.ComputingNode("stopper", slots=2, drain_timeout=0.2, **HERE) as worker:  # the drain waits for this handler
            worker.start(lambda job: worker.stop() or "stopped")
            self.assertEqual("stopped", str(self.main.request_job_solution("x", LONG)))
            self.assertTrue(worker.join(LONG))


class Closing(unittest.TestCase):
    """What waits at a node comes back when the node is closed."""

    def test_jobs_under_way(self):
        with amlipnet.MainNode("main", **HERE) as main:
            future = main.submit("nobody solves this")
            caught = []
            with amlipnet.ComputingNode("worker", **HERE) as worker:
                taken, release = threading.Event(), threading.Event()
                self.addCleanup(release.set)

                def hold(job):
                    taken.set()
                    release.wait(LONG)
                    return b""

                worker.start(hold)
                thread = threading.Thread(target=lambda: caught.append(self.failure(lambda: main.request_job_solution("nor this"))))
                thread.start()
                self.assertTrue(taken.wait(LONG))
                main.close()
                release.set()
        thread.join(LONG)
        self.assertIsInstance(future.exception(LONG), amlipnet.NodeClosedError)
        self.assertIsInstance(caught[0], amlipnet.NodeClosedError)
        for call in (lambda: main.submit("x"), lambda: main.request_job_solution("x")):
            self.assertIsInstance(self.failure(call), amlipnet.NodeClosedError)

    def test_a_node_that_runs(self):
        worker = amlipnet.ComputingNode("worker", **HERE)
        thread = threading.Thread(target=worker.run, args=(shout,))
        thread.start()
        with amlipnet.MainNode("main", **HERE) as main:
            self.assertEqual("IT RUNS", str(main.request_job_solution("it runs", LONG)))
        worker.close()
        thread.join(LONG)
        self.assertFalse(thread.is_alive())
        worker.stop()
        self.assertIsInstance(self.failure(lambda: worker.start(shout)), amlipnet.NodeClosedError)
        self.assertIsInstance(self.failure(lambda: worker.process_job(shout)), amlipnet.NodeClosedError)

    def test_a_handler_outlives_its_node(self):
        release, ended = threading.Event(), threading.Event()
        self.addCleanup(release.set)
        with amlipnet.MainNode("main", **HERE) as main, amlipnet.ComputingNode("worker", **HERE) as worker:
            started = threading.Event()
            worker.start(lambda job: started.set() or release.wait(LONG) and ended.set() or "late")
            main.submit("x")
            self.assertTrue(started.wait(LONG))
            worker.close()
            release.set()
            self.assertTrue(ended.wait(LONG))
            self.assertTrue(worker.join(LONG))

    @staticmethod
    def failure(call):
        try:
            call()
        except Exception as error:
            return error
        return None


class Status(unittest.TestCase):
    def test_who_is_there(self):
        with amlipnet.StatusNode("monitor", **HERE) as monitor:
            told = []
            monitor.on_change(told.append)
            with self.assertRaisesRegex(amlipnet.AmlIpError, "watched already"):
                next(monitor.watch())
            with amlipnet.ComputingNode("worker", slots=2, **HERE) as worker:
                worker.start(shout)
                wait_until(lambda: getattr(self.find(monitor.nodes, worker).load, "slots", 0) == 2, "the worker's two slots")
                found = self.find(monitor.nodes, worker)
                self.assertEqual((amlipnet.NodeKind.COMPUTING, False), (found.kind, found.is_lost))
            wait_until(lambda: self.find(monitor.nodes, worker).state == amlipnet.NodeState.DROPPED, "the worker's farewell")
            wait_until(lambda: self.has_host(monitor), "the host of a node that says nothing of a load")
            wait_until(lambda: self.find(told, worker).state == amlipnet.NodeState.DROPPED, "the farewell by callback")
            self.assertFalse(self.find(monitor.nodes, worker).is_lost)
            self.assertEqual(0, monitor.dropped_changes)
            self.assertEqual(amlipnet.NodeKind.STATUS, self.find(monitor.nodes, monitor).kind)

    def test_watching_one_by_one(self):
        monitor = amlipnet.StatusNode("monitor", **HERE)
        with amlipnet.MainNode("main", **HERE) as main:
            for change in monitor.watch(LONG):
                if change.id == main.id:
                    break
            self.assertEqual(amlipnet.NodeKind.MAIN, change.kind)
        self.assertIn(monitor.id, [change.id for change in monitor.watch(0.2)])  # a second watcher hears of all again
        threading.Timer(0.1, monitor.close).start()
        for _ in monitor.watch():
            pass  # ends with the node

    def has_host(self, monitor):
        with amlipnet.MainNode("main", **HERE) as main:
            wait_until(lambda: self.find(monitor.nodes, main).state == amlipnet.NodeState.RUNNING, "the Main node")
        wait_until(lambda: self.find(monitor.nodes, main).state == amlipnet.NodeState.DROPPED, "its farewell")
        return self.find(monitor.nodes, main).host

    @staticmethod
    def find(nodes, node):
        nothing = amlipnet.NodeStatus(node.id, 0, 0, None, False, "", None)
        return next((one for one in reversed(list(nodes)) if one.id == node.id), nothing)


class Options(unittest.TestCase):
    def test_wrong_ones_are_refused_with_the_remedy(self):
        for make, words in (
            (lambda: amlipnet.MainNode("x" * 29), "1 to 28 bytes"),
            (lambda: amlipnet.MainNode("x", domain=233), "use a domain from 0 to 232"),
            (lambda: amlipnet.MainNode("x", no_such=1), "no option 'no_such'"),
            (lambda: amlipnet.MainNode("x", network={"interface": 7}), "write a text"),
            (lambda: amlipnet.ComputingNode("x", slots=0), "The option Slots is 0"),
        ):
            with self.assertRaisesRegex(amlipnet.InvalidOptionsError, words) as caught:
                make()
            self.assertIsInstance(caught.exception, ValueError)

    def test_they_arrive(self):
        with amlipnet.MainNode("main", max_jobs=1, refuse_when_full=True, close_timeout=0.5, **HERE) as main:
            first = main.submit("stays")
            with self.assertRaises(amlipnet.TooManyJobsError):
                main.request_job_solution("one too many", LONG)
            self.assertFalse(first.done())
        with amlipnet.MainNode("main", max_jobs=1, close_timeout=0.5, **HERE) as main:
            first, submitted = main.submit("stays"), []
            thread = threading.Thread(target=lambda: submitted.append(main.submit("waits for room")))
            thread.start()
            with self.assertRaisesRegex(amlipnet.AmlIpTimeoutError, "no room"):
                main.request_job_solution("one too many", 0.1)
            self.assertFalse(first.done() or submitted)
            first.cancel()
            thread.join(LONG)
            self.assertFalse(submitted[0].done())
        with amlipnet.MainNode("main", network={"max_payload_bytes": 1024}, **HERE) as main:
            with self.assertRaises(amlipnet.PayloadTooLargeError):
                main.request_job_solution(bytes(1025), LONG)


if __name__ == "__main__":
    unittest.main()
