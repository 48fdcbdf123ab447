"""What all nodes have in common: options, the handle and its end, reading messages, waiting in pieces."""

import ctypes
import json
import time
import warnings
from types import TracebackType
from typing import Any, Dict, Mapping, Optional, Tuple, Type, TypeVar, Union

from . import _api
from ._api import check
from ._errors import E_HANDLE, NodeClosedError

Payload = Union[str, bytes, bytearray, memoryview]
"""What jobs and solutions may be given as; a str is sent as UTF-8."""

_Self = TypeVar("_Self", bound="Node")


class Node:
    """A node. It is in the domain from its creation until close(), or the end of its ``with`` block; safe to use from any thread.

    A node that is dropped without close() leaves in the background, with a ResourceWarning; one that is still open when the
    interpreter ends says farewell then.
    """

    _handle = 0
    _closed = True

    def __init__(
        self,
        create: str,
        name: str,
        domain: Optional[int],
        loopback: Optional[bool],
        network: Optional[Mapping[str, Any]],
        options: Dict[str, Any],
    ) -> None:
        net = dict(network or {})
        if domain is not None:
            net["domain"] = domain
        if loopback is not None:
            net["loopback"] = loopback
        text = json.dumps({"name": name, **({"network": net} if net else {}), **options})
        handle = ctypes.c_uint64()
        check(getattr(_api.api(), create)(text.encode(), ctypes.byref(handle)))
        self._handle = handle.value
        self._closed = False
        buffer = ctypes.create_string_buffer(_api.ID_BYTES)
        check(_api.api().node_id(self._handle, buffer))
        self._id = _text(buffer.value)

    @property
    def id(self) -> str:
        """The node's id: its name and four random bytes."""
        return self._id

    @property
    def closed(self) -> bool:
        """Whether close() was called."""
        return self._closed

    def close(self) -> None:
        """Leaves the domain. What waits at this node ends with NodeClosedError. May be called again."""
        self._closed = True
        if not self._handle:
            return
        result = _api.api().close(self._handle)
        if result != E_HANDLE:  # else it was closed before
            check(result)

    def __enter__(self: _Self) -> _Self:
        return self

    def __exit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        self.close()

    def __del__(self, _release: Any = _api.release, _warn: Any = warnings.warn) -> None:
        if not self._closed:
            self._closed = True
            _release(self._handle)  # first: the warning may be an error
            _warn(f"The node {self._id} was dropped without close()", ResourceWarning, source=self)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {getattr(self, '_id', '?')}{' closed' if self._closed else ''}>"

    def _open(self) -> int:
        """The handle of an open node."""
        if self._closed:
            raise NodeClosedError(f"The node {self._id} was closed: create a new one.")
        return self._handle


class Message:
    """Bytes, and who they are of."""

    __slots__ = ("data", "task")

    def __init__(self, data: bytes, task: int) -> None:
        self.data = data
        """The bytes."""
        self.task = task
        """The number of the task, which is its Main node's."""

    @property
    def text(self) -> str:
        """The bytes read as UTF-8; what is none becomes U+FFFD."""
        return self.data.decode("utf-8", "replace")

    def __bytes__(self) -> bytes:
        return self.data

    def __str__(self) -> str:
        return self.text

    def __len__(self) -> int:
        return len(self.data)


class Deadline:
    """Cuts a time-out into pieces."""

    def __init__(self, timeout: Optional[float]) -> None:
        self._end = None if timeout is None else time.monotonic() + timeout

    @property
    def over(self) -> bool:
        """Whether the time is up."""
        return self._end is not None and time.monotonic() >= self._end

    def piece(self) -> int:
        """Milliseconds to wait until one looks around again."""
        if self._end is None:
            return _api.SLICE_MS
        return max(0, min(_api.SLICE_MS, int((self._end - time.monotonic()) * 1000) + 1))


def to_bytes(payload: Payload) -> bytes:
    """The bytes of a payload."""
    if isinstance(payload, bytes):
        return payload
    if isinstance(payload, str):
        return payload.encode()
    if isinstance(payload, (bytearray, memoryview)):
        return bytes(payload)
    if isinstance(payload, Message):
        return payload.data
    raise TypeError(f"a payload must be str or bytes, not {type(payload).__name__}")


def read_message(handle: int) -> Tuple[bytes, int, str]:
    """The bytes, task and node of a message."""
    message = _api.Message()
    check(_api.api().message(handle, ctypes.byref(message)))
    data = ctypes.string_at(message.data, message.length) if message.length else b""
    return data, message.task, _text(message.node)


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")
