"""A terminal of its own in tmux, and what it shows as a page (aha)."""

import subprocess
import time

import processes
from failure import Failure

PAGE = """<!doctype html><meta charset=utf-8><style>
body {{ margin: 0; background: #16181d; color: #d8dade }}
pre {{ margin: 0; padding: 20px 24px; font: 15px/1.35 'DejaVu Sans Mono', monospace; display: inline-block }}
</style><pre id=screen>{screen}</pre>"""


class Terminal:
    """A bash without anybody's settings, in a folder, with `path` to find commands in."""

    def __init__(self, folder, width, height, path):
        self.tmux = [processes.require("tmux", "tmux"), "-f", "/dev/null", "-L", f"rangeswarm-{folder.name}"]
        self.aha = processes.require("aha", "aha")
        self._run("new-session", "-d", "-x", width, "-y", height, "-c", folder,
                  f"env PS1='$ ' LC_ALL=C.UTF-8 PATH='{path}' bash --norc --noprofile")
        self.await_text("$")

    def _run(self, *arguments):
        done = subprocess.run([*self.tmux, *map(str, arguments)], capture_output=True, text=True)
        if done.returncode:
            raise Failure(f"tmux {arguments[0]}: {done.stderr.strip()}")
        return done.stdout

    def type(self, line):
        self._run("send-keys", "-l", line)
        self._run("send-keys", "Enter")

    def await_text(self, text, seconds=60):
        end = time.monotonic() + seconds
        while text not in self._run("capture-pane", "-p"):
            if time.monotonic() > end:
                raise Failure(f"the terminal did not come to: {text}; it shows: {self._run('capture-pane', '-p')}")
            time.sleep(0.1)

    def page(self):
        """What stands there now, in its colours."""
        shown = self._run("capture-pane", "-e", "-p").rstrip("\n")
        made = subprocess.run([self.aha, "--black", "--no-header"], input=shown, capture_output=True, text=True, check=True)
        return PAGE.format(screen=made.stdout)

    def close(self):
        self._run("kill-server")
