"""Loads the .NET runtime into this process and gets the entry point of AmlIpNet: by ctypes, over the .NET hosting API."""

import ctypes
import os
import re
import shutil
import sys
from typing import Iterator, List, Tuple

from ._errors import RuntimeUnavailableError

_ASSEMBLY = "AmlIpNet.Native"
_LIBRARY = {"win32": "hostfxr.dll", "darwin": "libhostfxr.dylib"}.get(sys.platform, "libhostfxr.so")
_LOAD_ASSEMBLY_AND_GET_FUNCTION_POINTER = 5
_UNMANAGED_CALLERS_ONLY = -1
_char = ctypes.c_wchar_p if sys.platform == "win32" else ctypes.c_char_p


def entry_point() -> int:
    """The address of the function that fills the table of functions."""
    home = find_home()
    fxr = _load_hostfxr()
    context = ctypes.c_void_p()
    config = _text(os.path.join(home, _ASSEMBLY + ".runtimeconfig.json"))
    fxr.hostfxr_initialize_for_runtime_config.argtypes = [_char, ctypes.c_void_p, ctypes.POINTER(ctypes.c_void_p)]
    _check(fxr.hostfxr_initialize_for_runtime_config(config, None, ctypes.byref(context)), "start the .NET runtime")
    try:
        load = ctypes.c_void_p()
        fxr.hostfxr_get_runtime_delegate.argtypes = [ctypes.c_void_p, ctypes.c_int, ctypes.POINTER(ctypes.c_void_p)]
        _check(
            fxr.hostfxr_get_runtime_delegate(context, _LOAD_ASSEMBLY_AND_GET_FUNCTION_POINTER, ctypes.byref(load)),
            "get the loader of the .NET runtime",
        )
        prototype = ctypes.CFUNCTYPE(
            ctypes.c_int32, _char, _char, _char, ctypes.c_void_p, ctypes.c_void_p, ctypes.POINTER(ctypes.c_void_p)
        )
        entry = ctypes.c_void_p()
        result = prototype(load.value or 0)(
            _text(os.path.join(home, _ASSEMBLY + ".dll")),
            _text(f"{_ASSEMBLY}.Exports, {_ASSEMBLY}"),
            _text("GetApi"),
            ctypes.c_void_p(_UNMANAGED_CALLERS_ONLY),
            None,
            ctypes.byref(entry),
        )
        _check(result, f"load {_ASSEMBLY} from {home}")
        return entry.value or 0
    finally:
        fxr.hostfxr_close.argtypes = [ctypes.c_void_p]
        fxr.hostfxr_close(context)


def find_home() -> str:
    """The folder of the .NET assemblies: AMLIPNET_HOME, the package's own, or the output of a build of the repository."""
    tried = list(_homes())
    for folder in tried:
        if os.path.isfile(os.path.join(folder, _ASSEMBLY + ".dll")):
            return os.path.abspath(folder)
    raise RuntimeUnavailableError(
        f"{_ASSEMBLY}.dll was not found (looked in {', '.join(tried)}). In the repository build it: dotnet build -c Release "
        f"src/{_ASSEMBLY}; elsewhere set AMLIPNET_HOME to the folder that holds it."
    )


def _homes() -> Iterator[str]:
    named = os.environ.get("AMLIPNET_HOME")
    if named:
        yield named  # and nothing else: a typing error must not load something old
        return
    package = os.path.dirname(os.path.abspath(__file__))
    yield os.path.join(package, "_native")
    built = [
        os.path.join(package, "..", "..", "src", _ASSEMBLY, "bin", configuration, "net10.0")
        for configuration in ("Release", "Debug")
    ]
    yield from sorted(built, key=_built, reverse=True)


def _built(folder: str) -> float:
    try:
        return os.path.getmtime(os.path.join(folder, _ASSEMBLY + ".dll"))
    except OSError:
        return 0


def _load_hostfxr() -> ctypes.CDLL:
    roots = list(_dotnet_roots())
    for root in roots:
        versions = os.path.join(root, "host", "fxr")
        if not os.path.isdir(versions):
            continue
        for version in sorted(os.listdir(versions), key=_version, reverse=True):
            library = os.path.join(versions, version, _LIBRARY)
            if os.path.isfile(library):
                return ctypes.CDLL(library)
    raise RuntimeUnavailableError(
        f"The .NET runtime was not found (looked for {_LIBRARY} in host/fxr of {', '.join(roots)}). Install the .NET 10 "
        "runtime (https://dotnet.microsoft.com/download), or set DOTNET_ROOT to the folder of the dotnet program."
    )


def _dotnet_roots() -> Iterator[str]:
    named = os.environ.get("DOTNET_ROOT")
    if named:
        yield named
    dotnet = shutil.which("dotnet")
    if dotnet:
        yield os.path.dirname(os.path.realpath(dotnet))
    if sys.platform == "win32":
        yield os.path.join(os.environ.get("ProgramFiles", r"C:\Program Files"), "dotnet")
    else:
        yield from ("/usr/share/dotnet", "/usr/lib/dotnet", "/usr/lib64/dotnet", "/usr/local/share/dotnet")


def _version(name: str) -> Tuple[List[int], bool]:
    numbers, _, preview = name.partition("-")
    return [int(part) for part in re.findall(r"\d+", numbers)], not preview


def _text(text: str) -> object:
    return text if sys.platform == "win32" else os.fsencode(text)


def _check(result: int, what: str) -> None:
    # 1 and 2: the runtime runs in this process already, started by somebody else.
    if result not in (0, 1, 2):
        raise RuntimeUnavailableError(
            f"Could not {what}: the .NET host answered 0x{result & 0xFFFFFFFF:08x}. The .NET 10 runtime must be installed "
            "(dotnet --list-runtimes); set COREHOST_TRACE=1 to see what the host looks for."
        )
