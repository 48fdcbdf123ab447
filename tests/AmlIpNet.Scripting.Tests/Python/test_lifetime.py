"""Garbage collection, leaks and the end of the process. The environment names the DDS domain: AMLIPNET_TEST_DOMAIN."""

import gc
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import unittest
import unittest.mock
import warnings
import weakref

import amlipnet
from amlipnet import _api
from test_nodes import DOMAIN, HERE, LONG, shout, wait_until

HEAD = f"import amlipnet, os, sys, threading, time\nHERE = dict(domain={DOMAIN}, loopback=True)\n"


def handles():
    return _api.api().open_handles()


class Collection(unittest.TestCase):
    def test_dropped_nodes_leave(self):
        gc.collect()
        before = handles()
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            nodes = [amlipnet.MainNode("main", **HERE), amlipnet.ComputingNode("worker", **HERE), amlipnet.StatusNode("monitor", **HERE)]
            for node in nodes:
                node.itself = node  # only the collector of cycles can find it
            gone = [weakref.ref(node) for node in nodes]
            nodes[0].submit("nobody solves this").cancel()
            del nodes, node
            gc.collect()
            wait_until(lambda: gc.collect() is not None and not any(ref() for ref in gone), "the end of the nodes")
        self.assertEqual(3, sum(issubclass(one.category, ResourceWarning) for one in caught))
        wait_until(lambda: handles() == before, "the end of the handles")

    def test_a_future_keeps_its_node(self):
        with amlipnet.ComputingNode("worker", **HERE) as worker:
            worker.start(shout)
            future = amlipnet.MainNode("main", **HERE).submit("kept")
            gc.collect()
            self.assertEqual("KEPT", future.result(LONG).text)
            node = future._node
            del future
            node.close()

    def test_a_started_node_keeps_itself_and_its_handler(self):
        with amlipnet.MainNode("main", **HERE) as main:
            worker = amlipnet.ComputingNode("worker", **HERE)
            reference = weakref.ref(worker)
            worker.start(lambda job: job.text.upper())
            del worker
            gc.collect()
            self.assertEqual("STILL THERE", str(main.request_job_solution("still there", LONG)))
            reference().close()

    def test_collecting_under_load(self):
        stop = threading.Event()

        def collect():
            while not stop.wait(0.02):
                gc.collect()

        def drop():
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                for _ in range(30):
                    if stop.wait(0.02):
                        return
                    amlipnet.MainNode("dropped", flight_recorder_bytes=0, **HERE).submit("for nobody").cancel()

        before = handles()
        threads = [threading.Thread(target=collect), threading.Thread(target=drop)]
        with amlipnet.MainNode("main", **HERE) as main, amlipnet.ComputingNode("worker", slots=2, **HERE) as worker:
            worker.start(lambda job: [gc.collect(0), shout(job)][1])
            for thread in threads:
                thread.start()
            try:
                jobs = [f"job {i}" for i in range(40)]
                self.assertEqual([job.upper() for job in jobs], [s.text for s in main.solutions(jobs, window=10, timeout=LONG)])
            finally:
                stop.set()
                for thread in threads:
                    thread.join()
        wait_until(lambda: gc.collect() is not None and handles() <= before, "the end of the handles")

    def test_thirty_cycles_leak_nothing(self):
        def cycle():
            with amlipnet.ComputingNode("worker", flight_recorder_bytes=0, close_timeout=0, **HERE) as worker:
                with amlipnet.MainNode("main", flight_recorder_bytes=0, close_timeout=0, **HERE) as main:
                    worker.start(shout)
                    if job:
                        self.assertEqual("X", str(main.request_job_solution("x", LONG)))
                    else:
                        main.submit("x").cancel()

        def counts():
            return len(os.listdir("/proc/self/fd")), len(os.listdir("/proc/self/task")), handles(), threading.active_count()

        job = True
        for _ in range(3):
            cycle()
        before = counts()
        for i in range(30):
            job = i % 10 == 0
            cycle()

        def settled():
            files, threads, open_handles, pythons = counts()
            # The runtime's own pool may have grown by a few; a leak would be of thirty and more.
            return files <= before[0] + 10 and threads <= before[1] + 15 and open_handles == before[2] and pythons <= before[3]

        wait_until(settled, f"files, threads, handles and Python threads as before: {before}; seen at first: {counts()}")


class ControlC(unittest.TestCase):
    """Ctrl-C is heard in every call that waits; it is sent when this thread is inside the call."""

    def interrupts(self, name, call):
        package, main, ended = os.path.dirname(amlipnet.__file__), threading.get_ident(), threading.Event()

        def inside():
            frame = sys._current_frames().get(main)
            while frame is not None and not (frame.f_code.co_name == name and frame.f_code.co_filename.startswith(package)):
                frame = frame.f_back
            return frame is not None

        def send():
            wait_until(lambda: ended.is_set() or inside(), f"the call of {name}")
            if not ended.wait(0.05):
                os.kill(os.getpid(), signal.SIGINT)

        thread = threading.Thread(target=send)
        thread.start()
        try:
            with self.assertRaises(KeyboardInterrupt, msg=name):
                call()
        finally:
            ended.set()
            thread.join()

    def test_it_is_heard_in_every_call_that_waits(self):
        before = handles()
        with amlipnet.MainNode("main", max_jobs=1, **HERE) as main, amlipnet.ComputingNode("worker", **HERE) as worker, amlipnet.StatusNode("monitor", **HERE) as monitor:
            self.interrupts("request_job_solution", lambda: main.request_job_solution("nobody solves this"))
            self.interrupts("solutions", lambda: list(main.solutions(["nor this"])))
            future = main.submit("has the room")
            self.interrupts("submit", lambda: main.submit("has none"))
            future.cancel()
            self.interrupts("watch", lambda: list(monitor.watch()))
            self.interrupts("process_job", lambda: worker.process_job(shout))
            self.interrupts("run", lambda: worker.run(shout))
            worker.start(shout)
            self.assertEqual("ON IT GOES", str(main.request_job_solution("on it goes", LONG)))
        wait_until(lambda: gc.collect() is not None and handles() == before, "the end of the handles")


class TheEnd(unittest.TestCase):
    """Each in a process of its own."""

    def python(self, code, arguments=(), **kwargs):
        return subprocess.Popen([sys.executable, "-c", HEAD + code, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **kwargs)

    def ends(self, process, code=0):
        try:
            out, err = process.communicate(timeout=LONG)
        finally:
            process.kill()
        self.assertEqual(code, process.returncode, f"standard output:\n{out}\nstandard error:\n{err}")
        return out, err

    def test_with_nodes_open_the_others_hear_a_farewell(self):
        code = """
amlipnet._api._EXIT_MS = 60000  # a busy machine
main, worker, monitor = amlipnet.MainNode("main", **HERE), amlipnet.ComputingNode("worker", slots=2, **HERE), amlipnet.StatusNode("monitor", **HERE)
monitor.on_change(lambda change: None)
started = threading.Semaphore(0)
worker.start(lambda job: "done" if job.text == "quick" else started.release() or time.sleep(1000))
print(main.request_job_solution("quick", 60), main.id, worker.id, flush=True)
main.submit("slow")
main.submit("slow")
started.acquire()
started.acquire()
sys.stdin.readline()
sys.exit(3)
"""
        with amlipnet.StatusNode("monitor", **HERE) as monitor:
            process = self.python(code)
            done, *ids = process.stdout.readline().split()
            self.assertEqual(("done", 2), (done, len(ids)))

            def found():
                return [one for one in monitor.nodes if one.id in ids]

            wait_until(lambda: len(found()) == 2, "the nodes")
            process.stdin.write("\n")
            _, err = self.ends(process, 3)
            self.assertNotIn("Traceback", err)
            self.assertNotIn("Fatal", err)
            wait_until(lambda: all(one.state == amlipnet.NodeState.DROPPED for one in found()), "their end")
            self.assertFalse(any(one.is_lost for one in found()))

    def test_a_terminated_process_ends_and_may_say_farewell(self):
        code = """
import signal
if len(sys.argv) > 1:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(5))
with amlipnet.MainNode("main", **HERE) as main, amlipnet.ComputingNode("worker", slots=2, **HERE) as worker:
    main.submit("x")
    worker.run(lambda job: print("inside", flush=True) or "done")
"""
        for arguments, ended in (([], -signal.SIGTERM), (["farewell"], 5)):
            process = self.python(code, arguments)
            self.assertEqual("inside", process.stdout.readline().strip())
            process.terminate()
            self.ends(process, ended)

    @unittest.skipUnless(hasattr(os, "fork"), "needs fork")
    def test_a_forked_child_is_told(self):
        out, _ = self.ends(self.python("""
main = amlipnet.MainNode("main", **HERE)
child = os.fork()
if child == 0:
    try:
        amlipnet.MainNode("child", **HERE)
    except amlipnet.AmlIpError as error:
        print("told:", error, flush=True)
    sys.exit(0)
os.waitpid(child, 0)
main.close()
print("parent goes on")
"""))
        self.assertIn("spawn", out)
        self.assertIn("parent goes on", out)

    def test_a_missing_assembly_is_told(self):
        with unittest.mock.patch.dict(os.environ, AMLIPNET_HOME=os.path.dirname(__file__)):
            with self.assertRaisesRegex(amlipnet.RuntimeUnavailableError, "AmlIpNet.Native.dll was not found"):
                amlipnet._host.find_home()

    def test_the_log_is_shown_when_asked_for(self):
        code = """
try:
    with amlipnet.MainNode("main", **HERE) as main: print(main.id)
except amlipnet.InvalidOptionsError as error:
    print(error)
"""
        log = {level: self.ends(self.python(code, env={**os.environ, "AMLIPNET_LOG": level})) for level in ("information", "error", "loud")}
        self.assertIn(log["information"][0].strip(), log["information"][1])
        self.assertEqual("", log["error"][1])
        self.assertIn("AMLIPNET_LOG is loud", log["loud"][0])

    def test_an_installed_package_brings_its_assemblies(self):
        with tempfile.TemporaryDirectory() as folder:
            package = os.path.join(folder, "amlipnet")
            shutil.copytree(os.path.dirname(amlipnet.__file__), package, ignore=shutil.ignore_patterns("_native", "__pycache__"))
            os.symlink(os.environ["AMLIPNET_HOME"], os.path.join(package, "_native"))
            environment = {name: value for name, value in os.environ.items() if name != "AMLIPNET_HOME"}
            out, _ = self.ends(self.python("""
with amlipnet.MainNode("main", **HERE) as main:
    print(amlipnet.__file__, main.id)
""", env={**environment, "PYTHONPATH": folder}))
        self.assertIn(os.path.join(package, "__init__.py") + " main.", out)


if __name__ == "__main__":
    unittest.main()
