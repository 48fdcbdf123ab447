"""The Computing node: solves jobs."""

import ctypes
import logging
import threading
import traceback
from typing import Any, Callable, Mapping, Optional, Set, Tuple

from . import _api
from ._api import check
from ._errors import CODES, E_CLOSED, E_HANDLE, OK, STOPPED, AmlIpError, AmlIpTimeoutError, HandlerError
from ._node import Deadline, Message, Node, Payload, read_message, to_bytes

_log = logging.getLogger("amlipnet")

# How long an offer may take to be taken back; then a job that comes all the same is not answered before the node is closed.
_WITHDRAWN_MS = 1000


class Job(Message):
    """A job to solve: ``job.data`` are its bytes, ``str(job)`` and ``job.text`` its text."""

    __slots__ = ("client", "_handle")

    def __init__(self, handle: int) -> None:
        data, task, client = read_message(handle)
        super().__init__(data, task)
        self.client = client
        """The id of the node that asks."""
        self._handle = handle

    @property
    def cancelled(self) -> bool:
        """Whether nobody waits for the solution any more. A handler that takes long should look now and then, and return."""
        return bool(_api.api().is_cancelled(self._handle))

    def report_progress(self, fraction: Optional[float] = None, text: str = "") -> None:
        """Tells the asking side how far the job is.

        :param fraction: what share is done, 0 to 1; None if that is not known.
        :param text: a few words.
        """
        check(_api.api().report_progress(self._handle, -1.0 if fraction is None else fraction, _c_text(text)))

    def __repr__(self) -> str:
        return f"<Job of {len(self.data)} bytes, task {self.task}, of {self.client}>"


Handler = Callable[[Job], Payload]
"""Solves a job. Raising is a failure: the asking side is told the last line of the traceback; HandlerError sets the code, too."""


class ComputingNode(Node):
    """Solves jobs of Main nodes, of any language.

    Handlers run on Python threads, as many at a time as the node has slots. Pure Python computes on one thread at a time: for more,
    start more processes.

    :param name: the node's name; four random bytes make its id unique.
    :param slots: how many jobs run at a time.
    :param domain: the DDS domain; AML-IP's 166 by default.
    :param loopback: True stays on this machine.
    :param network: options of the network, as ``{"lease": 0.5, "peers": ["192.0.2.7"]}``.
    :param options: options of the node, as ``drain_timeout=2.5``; docs/OPTIONS.md has them all. Times are in seconds.
    """

    def __init__(
        self,
        name: str,
        *,
        slots: int = 1,
        domain: Optional[int] = None,
        loopback: Optional[bool] = None,
        network: Optional[Mapping[str, Any]] = None,
        **options: Any,
    ) -> None:
        super().__init__("computing_create", name, domain, loopback, network, {"slots": slots, **options})
        self._slots = slots
        self._lock = threading.Lock()
        self._threads: Set[threading.Thread] = set()
        self._idle = 0
        self._failure: Optional[AmlIpError] = None

    def process_job(self, handler: Handler, timeout: Optional[float] = None) -> None:
        """Waits for one job, solves it on this thread and answers it.

        :param handler: solves the job.
        :param timeout: how long to wait for a job, in seconds; None waits without a limit.
        :raises AmlIpTimeoutError: no job came in time.
        :raises Exception: what the handler raised; the asking side has been told.
        """
        api, node = _api.api(), self._open()
        self._refuse_when_started()
        deadline = Deadline(timeout)
        event = ctypes.c_uint64()
        offered = True
        try:
            check(api.offer(node))
            while True:
                result = check(api.next(node, deadline.piece() or 1, ctypes.byref(event)))
                if result == OK:
                    offered = False
                    error = _solve(event.value, handler)
                    break
                if result == STOPPED and not offered:
                    error = AmlIpTimeoutError(
                        f"The Computing node {self._id} got no job within {timeout} s: see with a Status node whether a Main "
                        "node is there, or wait longer."
                    )
                    break
                if result == STOPPED:
                    check(api.offer(node))  # the job that came was given up at once
                elif deadline.over and offered:
                    offered = False
                    check(api.withdraw(node))  # a job may have come all the same
        except BaseException:  # Ctrl-C, or the exit of a handler of SIGTERM
            if offered:
                api.withdraw(node)
            if event.value or api.next(node, _WITHDRAWN_MS, ctypes.byref(event)) == OK:
                _api.close_quietly(event.value)  # a job that came is tried elsewhere
            raise
        if error is not None:
            raise error

    def run(self, handler: Handler) -> None:
        """Solves job after job until stop(), close() or Ctrl-C, which is raised again after jobs that run have been finished
        (as long as the option drain_timeout allows; a second Ctrl-C does not wait).

        :raises AmlIpError: the node failed.
        """
        self.start(handler)
        try:
            self.join()
            failure, self._failure = self._failure, None
            if failure is not None:
                raise failure
        except (KeyboardInterrupt, SystemExit):  # the latter from a handler of SIGTERM
            self.stop()
            raise

    def start(self, handler: Handler) -> None:
        """Solves jobs in the background. A started node is not collected; its threads do not keep the interpreter from ending."""
        self._refuse_when_started()
        self._failure = None
        check(_api.api().start(self._open()))
        self._add_thread(handler)

    def stop(self) -> None:
        """Takes no more jobs, and waits for those that run, as long as the option drain_timeout allows."""
        if not self._closed:
            result = _api.api().stop(self._handle)
            if result != E_HANDLE:
                check(result)
        self.join()

    def join(self, timeout: Optional[float] = None) -> bool:
        """Waits until a started node has ended.

        :return: False when the time was up before.
        """
        deadline = Deadline(timeout)
        while True:
            with self._lock:
                threads = [thread for thread in self._threads if thread is not threading.current_thread()]
            if not threads:
                return True
            if deadline.over:
                return False
            threads[0].join(max(deadline.piece(), 1) / 1000)

    def _refuse_when_started(self) -> None:
        with self._lock:
            if self._threads:
                raise AmlIpError(f"The node {self._id} solves jobs already: stop it first.")

    def _add_thread(self, handler: Handler) -> None:
        thread = threading.Thread(target=self._work, args=(handler,), name=f"amlipnet {self._id}", daemon=True)
        with self._lock:
            self._threads.add(thread)
            self._idle += 1
        try:
            thread.start()
        except BaseException as error:
            with self._lock:
                self._threads.discard(thread)
                self._idle -= 1
            if not isinstance(error, RuntimeError):  # no more threads, or the interpreter ends: fewer slots
                raise

    def _work(self, handler: Handler) -> None:
        event = ctypes.c_uint64()
        try:
            while True:
                result = _api.api().next(self._handle, -1, ctypes.byref(event))
                if result < 0 and result not in (E_CLOSED, E_HANDLE):
                    self._failed(result)
                if result != OK:
                    return
                with self._lock:
                    self._idle -= 1
                    all_busy = self._idle == 0 and len(self._threads) < self._slots
                if all_busy:
                    self._add_thread(handler)
                _solve(event.value, handler)
                with self._lock:
                    self._idle += 1
        finally:
            with self._lock:
                self._threads.discard(threading.current_thread())
                self._idle -= 1


    def _failed(self, result: int) -> None:
        try:
            check(result)
        except AmlIpError as error:
            self._failure = error
            _log.error("The node %s takes no more jobs: %s", self._id, error)


def _solve(handle: int, handler: Handler) -> Optional[BaseException]:
    """Solves a job and answers it, whatever happens.

    :return: what went wrong.
    """
    try:
        answer = handler(Job(handle))
        if answer is None:
            raise TypeError("the handler returned None: it must return str or bytes")
        data = to_bytes(answer)
        result = _api.api().solve(handle, data, len(data))
        if result not in (E_CLOSED, E_HANDLE):  # else the node was closed meanwhile, and nobody waits
            check(result)
        return None
    except BaseException as error:
        code, text = _account(error)
        _api.api().fail(handle, code, text)
        try:
            _log.log(logging.DEBUG if isinstance(error, HandlerError) else logging.WARNING, "A handler raised", exc_info=error)
        except Exception:
            pass  # a filter of the log raised, and this thread has further jobs to solve
        return error


def _account(error: BaseException) -> Tuple[int, bytes]:
    """The code and the text that the asking side is told. Errors are the handler's, and may be unable to tell of themselves."""
    try:
        if not isinstance(error, HandlerError):
            return 1, _c_text(traceback.format_exception_only(type(error), error)[-1].strip())
        return (error.code if isinstance(error.code, int) and error.code in CODES else 1), _c_text(str(error))
    except Exception:
        return 1, _c_text(f"the handler raised {type(error).__name__}, whose text cannot be had")


def _c_text(text: str) -> bytes:
    return text.replace("\0", " ").encode("utf-8", "replace")
