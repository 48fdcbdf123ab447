"""Nodes of AmlIpNet from Python: get jobs solved, solve jobs, watch who is there.

Ask for a solution::

    import amlipnet

    with amlipnet.MainNode("trainer") as main:
        print(main.request_job_solution("hello"))

Solve jobs, until Ctrl-C::

    with amlipnet.ComputingNode("worker") as worker:
        worker.run(lambda job: job.text.upper())

It runs on the .NET 10 runtime, which is loaded into this process when the first node is made.
"""

from ._computing import ComputingNode, Job
from ._errors import (
    AmlIpError,
    AmlIpTimeoutError,
    DdsError,
    EngineUnavailableError,
    HandlerError,
    InvalidOptionsError,
    JobCancelledError,
    JobError,
    JobFailedError,
    JobQuarantinedError,
    JobTimedOutError,
    NodeClosedError,
    PayloadTooLargeError,
    QosError,
    RuntimeUnavailableError,
    TooManyJobsError,
)
from ._main import JobFuture, MainNode, Progress, Solution
from ._node import Node
from ._status import NodeKind, NodeLoad, NodeState, NodeStatus, StatusNode

__all__ = [
    "AmlIpError",
    "AmlIpTimeoutError",
    "ComputingNode",
    "DdsError",
    "EngineUnavailableError",
    "HandlerError",
    "InvalidOptionsError",
    "Job",
    "JobCancelledError",
    "JobError",
    "JobFailedError",
    "JobFuture",
    "JobQuarantinedError",
    "JobTimedOutError",
    "MainNode",
    "Node",
    "NodeClosedError",
    "NodeKind",
    "NodeLoad",
    "NodeState",
    "NodeStatus",
    "PayloadTooLargeError",
    "Progress",
    "QosError",
    "RuntimeUnavailableError",
    "Solution",
    "StatusNode",
    "TooManyJobsError",
]
