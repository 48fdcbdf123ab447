"""The Main node: gets jobs solved."""

import collections
import ctypes
import json
import logging
import threading
from concurrent.futures import Future
from typing import Any, Callable, Deque, Dict, Iterable, Iterator, Mapping, NamedTuple, Optional

from . import _api
from ._api import check
from ._errors import OK, TIMEOUT, AmlIpTimeoutError, NodeClosedError
from ._node import Deadline, Message, Node, Payload, read_message, to_bytes


_log = logging.getLogger("amlipnet")


class Solution(Message):
    """The solution of a job: ``solution.data`` are its bytes, ``str(solution)`` and ``solution.text`` its text."""

    __slots__ = ("solved_by",)

    def __init__(self, data: bytes, task: int, solved_by: str) -> None:
        super().__init__(data, task)
        self.solved_by = solved_by
        """The id of the node that solved it."""

    def __repr__(self) -> str:
        return f"<Solution of {len(self.data)} bytes, task {self.task}, by {self.solved_by}>"


class Progress(NamedTuple):
    """How far a job is."""

    server: str
    """The id of the node that executes it."""
    fraction: Optional[float]
    """What share is done, 0 to 1; None when the handler did not say."""
    text: str
    """The handler's words; empty when it only started."""


class JobFuture(Future):  # type: ignore[type-arg]  # it is no generic class before Python 3.9.2
    """A job under way: a concurrent.futures.Future of a Solution. ``await asyncio.wrap_future(future)`` works, too."""

    def __init__(self, node: "MainNode") -> None:
        super().__init__()
        self._node = node  # alive as long as somebody waits for its jobs
        self._handle = 0

    def cancel(self) -> bool:
        """Gives the job up, unless it has ended. The node that computes it is told."""
        if not super().cancel():
            return False
        _api.api().cancel(self._handle)
        return True

    @property
    def progress(self) -> Optional[Progress]:
        """How far the job is; None before it was heard of, and after its end."""
        return None if self.done() else _progress(self._handle)[1]


class _Pending:
    """The jobs of a node that are under way. Its thread knows this and not the node, so that a node may be dropped."""

    def __init__(self, handle: int, node_id: str) -> None:
        self.handle = handle
        self.node_id = node_id
        self.lock = threading.Lock()
        self.room = threading.Condition(self.lock)
        self.futures: Dict[int, JobFuture] = {}
        self.thread: Optional[threading.Thread] = None
        self.ended = False

    def complete(self) -> None:
        """Tells each future how its job ended, until the node is closed."""
        event = ctypes.c_uint64()
        while _api.api().next(self.handle, -1, ctypes.byref(event)) >= 0:
            with self.lock:
                future = self.futures.pop(event.value, None)
                self.room.notify()
            if future is not None:
                try:
                    _finish(future, event.value)
                except Exception:  # the future was given a result by somebody else
                    _log.exception("A job's end could not be told")
            _api.close_quietly(event.value)
            future = None  # or it would live until the next job ends
        with self.lock:
            self.ended = True
            rest = list(self.futures.items())
            self.futures.clear()
        for handle, left in rest:
            if left.set_running_or_notify_cancel():
                left.set_exception(NodeClosedError(f"The Main node {self.node_id} was closed before the job had a solution."))
            _api.close_quietly(handle)


class MainNode(Node):
    """Gets jobs solved by Computing nodes, of any language.

    :param name: the node's name; four random bytes make its id unique.
    :param domain: the DDS domain; AML-IP's 166 by default.
    :param loopback: True stays on this machine.
    :param network: options of the network, as ``{"lease": 0.5, "peers": ["192.0.2.7"]}``.
    :param options: options of the node, as ``max_jobs=100``; docs/OPTIONS.md has them all. Times are in seconds.
    """

    def __init__(
        self,
        name: str,
        *,
        domain: Optional[int] = None,
        loopback: Optional[bool] = None,
        network: Optional[Mapping[str, Any]] = None,
        **options: Any,
    ) -> None:
        super().__init__("main_create", name, domain, loopback, network, options)
        self._pending = _Pending(self._handle, self._id)

    def request_job_solution(
        self,
        job: Payload,
        timeout: Optional[float] = None,
        *,
        priority: Optional[int] = None,
        time_limit: Optional[float] = None,
        max_attempts: Optional[int] = None,
        progress: Optional[Callable[[Progress], None]] = None,
    ) -> Solution:
        """Gets a job solved and waits for it. Ctrl-C gives the job up.

        :param job: the job; a str is sent as UTF-8.
        :param timeout: how long to wait, in seconds; None waits without a limit.
        :param priority: jobs of a higher priority go first.
        :param time_limit: how long the job may take, once the node has room for it; then it ends with JobTimedOutError.
        :param max_attempts: how many executions may fail by their handler before the job fails.
        :param progress: called, on this thread, when the job gets on.
        :raises AmlIpTimeoutError: there was no solution in time; the job is given up.
        :raises JobError: the job ended without a solution; the message has the account of its attempts.
        """
        data, options = to_bytes(job), _job_options(priority, time_limit, max_attempts)
        api, node = _api.api(), self._open()
        deadline = Deadline(timeout)
        handle = ctypes.c_uint64()
        seen = 0
        try:
            while check(api.submit(node, data, len(data), options, 0, deadline.piece(), ctypes.byref(handle))) == TIMEOUT:
                if deadline.over:
                    raise AmlIpTimeoutError(
                        f"The Main node {self._id} had no room for a further job within {timeout} s: raise max_jobs, or wait longer."
                    )
            while check(api.wait(handle.value, deadline.piece())) == TIMEOUT:
                if progress is not None:
                    seen = _tell(progress, handle.value, seen)
                if deadline.over:
                    raise AmlIpTimeoutError(
                        f"The Main node {self._id} had no solution within {timeout} s: see with a Status node whether a "
                        "Computing node is there and free, or wait longer."
                    )
            return Solution(*read_message(handle.value))
        finally:
            if handle.value:
                _api.close_quietly(handle.value)

    def submit(
        self,
        job: Payload,
        *,
        priority: Optional[int] = None,
        time_limit: Optional[float] = None,
        max_attempts: Optional[int] = None,
    ) -> JobFuture:
        """Sends a job out and returns. The arguments are those of request_job_solution.

        While as many jobs are under way as the option max_jobs allows (10,000 by default), it waits for room; Ctrl-C is heard. The future's callbacks run on a thread of this node's: they should return quickly.
        """
        data, options = to_bytes(job), _job_options(priority, time_limit, max_attempts)
        future = JobFuture(self)
        handle = ctypes.c_uint64()
        pending = self._pending
        with pending.lock:  # the job may end before it is known here
            if pending.thread is None:
                self._open()
                thread = threading.Thread(target=pending.complete, name=f"amlipnet {self._id}", daemon=True)
                thread.start()
                pending.thread = thread
            while check(_api.api().submit(self._open(), data, len(data), options, 1, 0, ctypes.byref(handle))) != OK:
                pending.room.wait(_api.SLICE_MS / 1000)
            future._handle = handle.value
            if not pending.ended:
                pending.futures[handle.value] = future
                return future
        _api.close_quietly(handle.value)
        raise NodeClosedError(f"The node {self._id} was closed: create a new one.")

    def solutions(self, jobs: Iterable[Payload], *, window: int = 256, timeout: Optional[float] = None) -> Iterator[Solution]:
        """Gets many jobs solved and yields their solutions in the jobs' order.

        :param jobs: the jobs; may be endless.
        :param window: how many are under way at a time.
        :param timeout: how long to wait for each solution.
        :raises JobError: a job ended without a solution; the others are given up.
        """
        if window < 1:
            raise ValueError(f"window is {window}: at least one job must be under way")
        under_way: Deque[JobFuture] = collections.deque()
        source = iter(jobs)
        try:
            for job in source:
                under_way.append(self.submit(job))
                if len(under_way) >= window:
                    yield _result(under_way, timeout)
            while under_way:
                yield _result(under_way, timeout)
        finally:
            for future in under_way:
                future.cancel()


def _result(under_way: Deque[JobFuture], timeout: Optional[float]) -> Solution:
    future = under_way[0]
    deadline = Deadline(timeout)
    done = threading.Event()
    future.add_done_callback(lambda _: done.set())
    while not done.wait(deadline.piece() / 1000):  # in pieces, for Ctrl-C on every system
        if deadline.over:
            raise AmlIpTimeoutError(f"There was no solution within {timeout} s: add Computing nodes, or wait longer.")
    under_way.popleft()
    solution: Solution = future.result()
    return solution


def _finish(future: JobFuture, handle: int) -> None:
    if not future.set_running_or_notify_cancel():
        return
    try:
        solution = Solution(*read_message(handle))
    except BaseException as error:
        future.set_exception(error)
    else:
        future.set_result(solution)


def _job_options(priority: Optional[int], time_limit: Optional[float], max_attempts: Optional[int]) -> Optional[bytes]:
    given = {"priority": priority, "time_limit": time_limit, "max_attempts": max_attempts}
    options = {name: value for name, value in given.items() if value is not None}
    return json.dumps(options).encode() if options else None


def _progress(handle: int) -> "tuple[int, Optional[Progress]]":
    raw = _api.Progress()
    if _api.api().progress(handle, ctypes.byref(raw)) < 0 or raw.reports == 0:
        return 0, None
    fraction = raw.fraction if raw.fraction >= 0 else None
    return raw.reports, Progress(raw.node.decode("utf-8", "replace"), fraction, raw.text.decode("utf-8", "replace"))


def _tell(progress: Callable[[Progress], None], handle: int, seen: int) -> int:
    reports, newest = _progress(handle)
    if newest is not None and reports != seen:
        progress(newest)
    return reports
