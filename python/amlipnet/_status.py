"""The Status node: watches all nodes."""

import ctypes
import datetime
import enum
import logging
import threading
from typing import Any, Callable, Iterator, List, Mapping, NamedTuple, Optional, Union

from . import _api
from ._api import check
from ._errors import OK, AmlIpError, NodeClosedError
from ._node import Deadline, Node

_log = logging.getLogger("amlipnet")


class NodeKind(enum.IntEnum):
    """What a node is for."""

    UNDETERMINED = 0
    DISCOVERY = 1
    AGENT = 2
    MAIN = 3
    COMPUTING = 4
    STATUS = 5
    META = 6
    EDGE = 7
    INFERENCE = 8
    MODEL_RECEIVER = 9
    MODEL_SENDER = 10
    FIWARE = 11


class NodeState(enum.IntEnum):
    """What a node is doing."""

    UNKNOWN = 0
    RUNNING = 1
    STOPPED = 2
    DROPPED = 3


class NodeLoad(NamedTuple):
    """How busy a Computing node is, as it last said."""

    slots: int
    """How many jobs it runs at a time; 0 while it takes none."""
    running: int
    """Slots that are in use."""
    done: int
    """Jobs solved since its start."""
    failed: int
    """Jobs whose handler failed since its start."""
    is_draining: bool
    """It takes no more jobs, and finishes those that it runs."""
    is_suspected: bool
    """It has shown no sign of life for longer than it promised."""


class NodeStatus(NamedTuple):
    """What is known of a node."""

    id: str
    """Its id."""
    kind: Union[NodeKind, int]
    """What it is; a number where it is none that is known."""
    state: Union[NodeState, int]
    """What it does; a number where it is none that is known."""
    last_seen: datetime.datetime
    """When this was learnt, by this machine's clock."""
    is_lost: bool
    """It is dropped because it vanished without a word."""
    host: str
    """The machine's name; empty if it does not say."""
    load: Optional[NodeLoad]
    """How busy it is; None for nodes that do not say."""


class StatusNode(Node):
    """Watches every node of the domain, of any language.

    :param name: the node's name; four random bytes make its id unique.
    :param domain: the DDS domain; AML-IP's 166 by default.
    :param loopback: True stays on this machine.
    :param network: options of the network, as ``{"lease": 0.5, "peers": ["192.0.2.7"]}``.
    :param options: options of the node, as ``max_nodes=100``; docs/OPTIONS.md has them all. Times are in seconds.
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
        super().__init__("status_create", name, domain, loopback, network, options)
        self._lock = threading.Lock()
        self._watched = False
        self._has_watched = False

    @property
    def nodes(self) -> List[NodeStatus]:
        """The nodes known now, dropped ones included, in the order in which they were first seen."""
        api, node = _api.api(), self._open()
        count = ctypes.c_int32(16)
        while True:
            room = count.value
            raw = (_api.NodeStatus * room)()
            check(api.nodes(node, raw, room, ctypes.byref(count)))
            if count.value <= room:
                return [_status(one) for one in raw[: count.value]]

    @property
    def dropped_changes(self) -> int:
        """Changes that a slow watcher has missed."""
        return check(_api.api().dropped_changes(self._open()))

    def watch(self, timeout: Optional[float] = None) -> Iterator[NodeStatus]:
        """Yields every node known now, and then each change as it comes, until the node is closed. A node has one watcher at a time.

        :param timeout: ends the iteration after so many seconds.
        """
        deadline = Deadline(timeout)
        with self._watching() as known:
            yield from known
            while not deadline.over:
                change = self._next(deadline.piece())
                if change is None:
                    return
                if change:
                    yield change[0]

    def on_change(self, callback: Callable[[NodeStatus], None]) -> None:
        """Has the callback called, on a thread of this node's, for every node known now and then for each change, until close().
        An exception of the callback's is logged. A node that is watched so is not collected."""
        watching = self._watching()
        known = watching.__enter__()

        def run() -> None:
            try:
                for one in known:
                    _call(callback, one)
                while True:
                    change = self._next(-1)
                    if change is None:
                        return
                    if change:
                        _call(callback, change[0])
            finally:
                watching.__exit__()

        threading.Thread(target=run, name=f"amlipnet {self._id}", daemon=True).start()

    def _watching(self) -> "_Watching":
        return _Watching(self)

    def _next(self, milliseconds: int) -> Optional[List[NodeStatus]]:
        """One change or none; None when the node is closed."""
        event = ctypes.c_uint64()
        result = _api.api().next(self._handle, milliseconds, ctypes.byref(event))
        if result == OK:
            raw = _api.NodeStatus()
            check(_api.api().change(event.value, ctypes.byref(raw)))
            _api.close_quietly(event.value)
            return [_status(raw)]
        if result < 0 and self._closed:
            return None
        try:
            check(result)
        except NodeClosedError:
            return None
        return []


class _Watching:
    """The right to watch a node."""

    def __init__(self, node: StatusNode) -> None:
        self._node = node

    def __enter__(self) -> List[NodeStatus]:
        node = self._node
        node._open()
        with node._lock:
            if node._watched:
                raise AmlIpError(f"The node {node.id} is watched already: end that first, or create a further Status node.")
            node._watched = True
            is_first, node._has_watched = not node._has_watched, True
        return [] if is_first else node.nodes  # the first one is told by the library

    def __exit__(self, *error: object) -> None:
        with self._node._lock:
            self._node._watched = False


def _call(callback: Callable[[NodeStatus], None], status: NodeStatus) -> None:
    try:
        callback(status)
    except Exception:
        _log.exception("A callback for changes of the status raised")


def _status(raw: Any) -> NodeStatus:
    load = None
    if raw.has_load:
        load = NodeLoad(
            raw.slots, raw.running, raw.done, raw.failed, bool(raw.is_draining), bool(raw.is_suspected)
        )
    return NodeStatus(
        _text(raw.id),
        _member(NodeKind, raw.kind),
        _member(NodeState, raw.state),
        datetime.datetime.fromtimestamp(raw.last_seen / 1000, datetime.timezone.utc),
        bool(raw.is_lost),
        _text(raw.host),
        load,
    )


def _member(kind: Any, number: int) -> Any:
    try:
        return kind(number)
    except ValueError:
        return number


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")
