"""Runs Python programs one after the other, in this process: snippets.py FILE... Each must print something."""

import contextlib
import io
import sys

for path in sys.argv[1:]:
    with open(path, encoding="utf-8") as file:
        program = compile(file.read(), path, "exec")
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        exec(program, {"__name__": "__main__"})
    if not output.getvalue():
        sys.exit(f"{path} printed nothing")
