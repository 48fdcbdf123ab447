"""The functions of amlipnet.h by ctypes: the table, its structures, results as exceptions, and the end of the process."""

import atexit
import ctypes
import os
import threading
from ctypes import POINTER, c_char, c_char_p, c_double, c_int32, c_int64, c_uint32, c_uint64, c_void_p
from typing import Any, Optional

from . import _errors, _host

ID_BYTES = 128
VERSION = 1
# Blocking calls wait in pieces of this length, so that Ctrl-C is heard.
SLICE_MS = 100
_EXIT_MS = 3000


class Message(ctypes.Structure):
    """amlip_message."""

    _fields_ = [("data", c_void_p), ("length", c_int64), ("task", c_uint64), ("node", c_char * ID_BYTES)]


class Progress(ctypes.Structure):
    """amlip_progress."""

    _fields_ = [("fraction", c_double), ("reports", c_uint64), ("node", c_char * ID_BYTES), ("text", c_char * 1024)]


class NodeStatus(ctypes.Structure):
    """amlip_node_status."""

    _fields_ = [
        ("kind", c_uint32),
        ("state", c_uint32),
        ("last_seen", c_int64),
        ("is_lost", c_int32),
        ("has_load", c_int32),
        ("slots", c_int32),
        ("running", c_int32),
        ("done", c_int64),
        ("failed", c_int64),
        ("is_draining", c_int32),
        ("is_suspected", c_int32),
        ("id", c_char * ID_BYTES),
        ("host", c_char * 256),
    ]


def _function(result: Any, *arguments: Any) -> Any:
    return ctypes.CFUNCTYPE(result, *arguments)


_HANDLE = POINTER(c_uint64)


class Api(ctypes.Structure):
    """amlip_api. ctypes lets other Python threads run during each call."""

    _fields_ = [
        ("size", c_uint32),
        ("version", c_uint32),
        ("library_version", _function(c_char_p)),
        ("last_error", _function(c_char_p)),
        ("last_handler_code", _function(c_int32)),
        ("open_handles", _function(c_int64)),
        ("main_create", _function(c_int32, c_char_p, _HANDLE)),
        ("computing_create", _function(c_int32, c_char_p, _HANDLE)),
        ("status_create", _function(c_int32, c_char_p, _HANDLE)),
        ("node_id", _function(c_int32, c_uint64, c_void_p)),
        ("close", _function(c_int32, c_uint64)),
        ("release", _function(None, c_uint64)),
        ("close_all", _function(c_int32, c_int32)),
        ("next", _function(c_int32, c_uint64, c_int32, _HANDLE)),
        ("listen", _function(c_int32, c_uint64, c_void_p, c_void_p)),
        ("message", _function(c_int32, c_uint64, POINTER(Message))),
        ("change", _function(c_int32, c_uint64, POINTER(NodeStatus))),
        ("submit", _function(c_int32, c_uint64, c_char_p, c_int64, c_char_p, c_int32, c_int32, _HANDLE)),
        ("wait", _function(c_int32, c_uint64, c_int32)),
        ("cancel", _function(c_int32, c_uint64)),
        ("progress", _function(c_int32, c_uint64, POINTER(Progress))),
        ("request", _function(c_int32, c_uint64, c_char_p, c_int64, c_char_p, c_int32, _HANDLE)),
        ("start", _function(c_int32, c_uint64)),
        ("stop", _function(c_int32, c_uint64)),
        ("offer", _function(c_int32, c_uint64)),
        ("withdraw", _function(c_int32, c_uint64)),
        ("solve", _function(c_int32, c_uint64, c_char_p, c_int64)),
        ("fail", _function(c_int32, c_uint64, c_int32, c_char_p)),
        ("report_progress", _function(c_int32, c_uint64, c_double, c_char_p)),
        ("is_cancelled", _function(c_int32, c_uint64)),
        ("nodes", _function(c_int32, c_uint64, POINTER(NodeStatus), c_int32, POINTER(c_int32))),
        ("dropped_changes", _function(c_int64, c_uint64)),
    ]


_lock = threading.Lock()
_api: Optional[Api] = None
_is_forked = False


def api() -> Api:
    """The functions; the first call loads the runtime."""
    global _api
    if _is_forked:
        raise _errors.AmlIpError(
            "This process was forked from one that uses amlipnet, and the .NET runtime does not survive that: start it with "
            "multiprocessing's 'spawn' method, or make the first node after the fork."
        )
    if _api is None:
        with _lock:
            if _api is None:
                _api = _load()
    return _api


def _load() -> Api:
    loaded = Api(size=ctypes.sizeof(Api))
    result = ctypes.CFUNCTYPE(c_int32, POINTER(Api))(_host.entry_point())(ctypes.byref(loaded))
    if result != _errors.OK or loaded.version < VERSION or loaded.size < ctypes.sizeof(Api):
        raise _errors.RuntimeUnavailableError(
            f"The assembly in {_host.find_home()} does not fit this package (result {result}, version {loaded.version}, "
            f"{loaded.size} bytes): use both from one release."
        )
    atexit.register(_at_exit)
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=_after_fork)
    return loaded


def check(result: int) -> int:
    """Passes results on and raises errors; to be called on the thread that made the call, right after it."""
    if result >= 0:
        return result
    used = api()
    text = (used.last_error() or b"").decode("utf-8", "replace")
    raise _errors.from_code(result, text, used.last_handler_code())


def release(handle: int) -> None:
    """Ends a handle in the background; for finalizers: it neither waits nor fails nor takes a lock of this package."""
    if _api is not None and not _is_forked:
        _api.release(handle)


def close_quietly(handle: int) -> None:
    """Ends a handle that may have ended already."""
    if _api is not None and not _is_forked:
        _api.close(handle)


def _at_exit() -> None:
    # The nodes say farewell; threads that wait in the library come back and end.
    if _api is not None and not _is_forked:
        _api.close_all(_EXIT_MS)


def _after_fork() -> None:
    global _is_forked
    _is_forked = True
