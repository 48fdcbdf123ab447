"""The errors. Each message says what happened, to which node or job, and what to do."""

from typing import Callable, Dict


class AmlIpError(Exception):
    """Base of every error of this package."""


class RuntimeUnavailableError(AmlIpError):
    """The .NET runtime, or the assemblies of AmlIpNet, could not be loaded."""


class InvalidOptionsError(AmlIpError, ValueError):
    """An option does not exist or cannot work."""


class EngineUnavailableError(AmlIpError):
    """The native library of the DDS engine is missing."""


class DdsError(AmlIpError):
    """The DDS engine refused a call."""


class QosError(AmlIpError):
    """A file of QoS profiles cannot be used."""


class NodeClosedError(AmlIpError):
    """The node was closed before the call could end."""


class AmlIpTimeoutError(AmlIpError, TimeoutError):
    """What was waited for did not come in time."""


class PayloadTooLargeError(AmlIpError, ValueError):
    """A job is larger than the node may send."""


class TooManyJobsError(AmlIpError):
    """The Main node has as many jobs under way as it may, and was told not to wait."""


class JobError(AmlIpError):
    """A job ended without a solution."""


class JobCancelledError(JobError):
    """The job was given up by its owner."""


class JobFailedError(JobError):
    """The job's handler failed as often as the job allows."""

    def __init__(self, message: str, code: int) -> None:
        super().__init__(message)
        self.code = code
        """The handler's code; 1 if it gave none."""


class JobQuarantinedError(JobError):
    """The job was given up because the Computing nodes that had it died."""


class JobTimedOutError(JobError, TimeoutError):
    """The job's time limit was over before it had a solution."""


CODES = range(-(2**31), 2**31)


class HandlerError(AmlIpError):
    """For handlers to raise: the job failed, for a reason that its sender is to know."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        if not isinstance(code, int):
            raise TypeError(f"the code of a HandlerError is {code!r}: use a number from {CODES.start} to {CODES.stop - 1}, and the message for words")
        if code not in CODES:
            raise ValueError(f"the code of a HandlerError is {code}: use a number from {CODES.start} to {CODES.stop - 1}")
        self.code = code
        """Why, for programs; not 0."""


# The numbers of amlipnet.h.
OK, TIMEOUT, STOPPED = 0, 1, 2
E_HANDLE, E_CLOSED, E_CANCELLED, E_JOB_FAILED = -2, -8, -9, -10

_BY_CODE: Dict[int, Callable[[str], AmlIpError]] = {
    E_HANDLE: NodeClosedError,
    -4: InvalidOptionsError,
    -5: EngineUnavailableError,
    -6: DdsError,
    -7: QosError,
    E_CLOSED: NodeClosedError,
    E_CANCELLED: JobCancelledError,
    -11: JobQuarantinedError,
    -12: JobTimedOutError,
    -13: TooManyJobsError,
    -14: PayloadTooLargeError,
}


def from_code(code: int, message: str, handler_code: int) -> AmlIpError:
    """Makes the error that a result of the library stands for."""
    if code == E_JOB_FAILED:
        return JobFailedError(message, handler_code)
    return _BY_CODE.get(code, AmlIpError)(message)
