"""Garbage collection, leaks and the end of the process. The environment names the DDS domain: AMLIPNET_TEST_DOMAIN."""

import gc
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest
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
            while not stop.is_set():
                gc.collect()

        def drop():
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                while not stop.wait(0.01):
                    if handles() > before + 40:
                        continue  # they leave in the background; a machine has room for a hundred
                    amlipnet.MainNode("dropped", flight_recorder_bytes=0, **HERE).submit("for nobody").cancel()

        before = handles()
        threads = [threading.Thread(target=collect), threading.Thread(target=drop)]
        with amlipnet.MainNode("main", **HERE) as main, amlipnet.ComputingNode("worker", slots=2, **HERE) as worker:
            worker.start(lambda job: [gc.collect(0), shout(job)][1])
            for thread in threads:
                thread.start()
            try:
                jobs = [f"job {i}" for i in range(200)]
                self.assertEqual([job.upper() for job in jobs], [s.text for s in main.solutions(jobs, window=20, timeout=LONG)])
            finally:
                stop.set()
                for thread in threads:
                    thread.join()
        wait_until(lambda: gc.collect() is not None and handles() <= before, "the end of the handles")

    def test_a_hundred_cycles_leak_nothing(self):
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
        for i in range(100):
            job = i % 10 == 0
            cycle()

        def settled():
            files, threads, open_handles, pythons = counts()
            # The runtime's own pool may have grown by a few; a leak would be of a hundred and more.
            return files <= before[0] + 10 and threads <= before[1] + 30 and open_handles == before[2] and pythons <= before[3]

        wait_until(settled, f"files, threads, handles and Python threads as before: {before}; seen at first: {counts()}")


class TheEnd(unittest.TestCase):
    """Each in a process of its own."""

    def python(self, code, **kwargs):
        return subprocess.Popen([sys.executable, "-c", HEAD + code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **kwargs)

    def ends(self, process, code=0):
        try:
            out, err = process.communicate(timeout=LONG)
        finally:
            process.kill()
        self.assertEqual(code, process.returncode, f"standard output:\n{out}\nstandard error:\n{err}")
        return out, err

    def test_with_nodes_open(self):
        code = """
main, worker, monitor = amlipnet.MainNode("main", **HERE), amlipnet.ComputingNode("worker", slots=2, **HERE), amlipnet.StatusNode("monitor", **HERE)
monitor.on_change(lambda change: None)
worker.start(lambda job: "done" if job.text == "quick" else time.sleep(1000))
print(main.request_job_solution("quick", 60))
main.submit("slow")
main.submit("slow")
time.sleep(0.2)
"""
        out, err = self.ends(self.python(code))
        self.assertEqual("done", out.strip())
        self.assertNotIn("Traceback", err)
        self.assertNotIn("Fatal", err)

    def test_the_others_hear_a_farewell(self):
        with amlipnet.StatusNode("monitor", **HERE) as monitor:
            process = self.python('node = amlipnet.MainNode("leaver", **HERE)\nprint(node.id, flush=True)\nsys.stdin.readline()\nsys.exit(3)')
            name = process.stdout.readline().strip()
            wait_until(lambda: any(one.id == name for one in monitor.nodes), "the node")
            process.stdin.write("\n")
            self.ends(process, 3)
            wait_until(lambda: any(one.id == name and one.state == amlipnet.NodeState.DROPPED for one in monitor.nodes), "its end")
            self.assertFalse(next(one for one in monitor.nodes if one.id == name).is_lost)

    def interrupted(self, code, sent=signal.SIGINT):
        process = self.python(code)
        self.assertEqual("ready", process.stdout.readline().strip(), "the process did not get ready")
        time.sleep(0.3)
        process.send_signal(sent)
        return process

    def test_control_c_in_a_request(self):
        process = self.interrupted("""
main = amlipnet.MainNode("main", **HERE)
try:
    print("ready", flush=True)
    main.request_job_solution("nobody solves this")
except KeyboardInterrupt:
    print("heard")
""")
        self.assertEqual("heard", self.ends(process)[0].strip())

    def test_control_c_in_run_and_watch_and_process_job(self):
        for call in ("amlipnet.ComputingNode('worker', **HERE).run(lambda job: job)",
                     "list(amlipnet.StatusNode('monitor', **HERE).watch())",
                     "amlipnet.ComputingNode('worker', **HERE).process_job(lambda job: job)",
                     "list(amlipnet.MainNode('main', **HERE).solutions(['x']))"):
            process = self.interrupted(f"""
try:
    print("ready", flush=True)
    {call}
except KeyboardInterrupt:
    print("heard")
""")
            self.assertEqual("heard", self.ends(process)[0].strip(), call)

    def test_a_terminated_process_ends(self):
        process = self.interrupted("""
worker = amlipnet.ComputingNode("worker", **HERE)
print("ready", flush=True)
worker.run(lambda job: job)
""", signal.SIGTERM)
        try:
            process.communicate(timeout=LONG)
        finally:
            process.kill()
        self.assertNotEqual(0, process.returncode)

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
        out, _ = self.ends(self.python("""
try:
    amlipnet.MainNode("main", **HERE)
except amlipnet.RuntimeUnavailableError as error:
    print(error)
""", env={**os.environ, "AMLIPNET_HOME": os.path.dirname(__file__)}))
        self.assertIn("AmlIpNet.Native.dll was not found", out)

    def test_the_log_is_shown_when_asked_for(self):
        code = 'with amlipnet.MainNode("main", **HERE) as main: print(main.id)'
        for level, shown in (("information", True), ("error", False)):
            out, err = self.ends(self.python(code, env={**os.environ, "AMLIPNET_LOG": level}))
            self.assertEqual(shown, out.strip() in err, err)
        out, _ = self.ends(self.python("""
try:
    amlipnet.MainNode("main", **HERE)
except amlipnet.InvalidOptionsError as error:
    print(error)
""", env={**os.environ, "AMLIPNET_LOG": "loud"}))
        self.assertIn("AMLIPNET_LOG is loud", out)

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

    def test_a_terminated_node_may_say_farewell(self):
        process = self.interrupted("""
import signal
signal.signal(signal.SIGTERM, lambda *_: sys.exit(5))
with amlipnet.ComputingNode("worker", **HERE) as worker:
    print("ready", flush=True)
    worker.run(lambda job: job)
""", signal.SIGTERM)
        self.ends(process, 5)


if __name__ == "__main__":
    unittest.main()
