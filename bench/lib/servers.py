"""The programs that a bench starts: our tracker and peers, and nginx."""

import http.client
import json
import subprocess
import time
from pathlib import Path
from urllib.parse import urlsplit

import processes
from failure import Failure

START_SECONDS_MAX = 180  # seventeen JVMs start at a time


def installed_java_options(kind):
    """The JVM's options with which the installed command starts a tracker or a peer, in one line."""
    command = Path(__file__).resolve().parents[2] / "distribution/src/bin/rangeswarm"
    script = 'eval "$(sed -n "/^options_of()/,/^reflection=/p" "$0")"; echo $(options_of "$1")'
    return subprocess.run(["sh", "-c", script, command, kind], capture_output=True, text=True, check=True).stdout.strip()


def call(url, method="GET", body=None):
    """The answer's text; raises Failure when the status is no success."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=30)
    try:
        headers = {"Rangeswarm-Control": "1"}  # without it a peer changes nothing
        if body is not None:
            headers["Content-Type"] = "application/json"
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        connection.request(method, path, None if body is None else json.dumps(body), headers)
        answer = connection.getresponse()
        text = answer.read().decode()
    except (OSError, http.client.HTTPException) as failed:
        raise Failure(f"{method} {url}: {failed!r}") from failed
    finally:
        connection.close()
    if answer.status >= 300:
        raise Failure(f"{method} {url} was answered with {answer.status}: {text[:500]}")
    return text


class Tracker:
    """One of our trackers, in a folder of its own."""

    def __init__(self, bench, name="tracker"):
        folder = bench.folder(name)
        self.job = bench.jobs.start(
            [bench.options.java, "-Xmx128m", "-jar", bench.tracker_jar, "--port=0", "--data=data"],
            folder / "log", folder)

    def await_start(self):
        self.url = self.job.await_log(r"on (http://localhost:\d+)", START_SECONDS_MAX).group(1)
        return self

    def await_file(self, name):
        """The id of a file of that name, once it is listed."""
        end = time.monotonic() + START_SECONDS_MAX
        while time.monotonic() < end:
            for file in json.loads(call(f"{self.url}/api/v1/files?size=1000"))["files"]:
                if name in file["names"]:
                    return file
            time.sleep(0.1)
        raise Failure(f"no peer registered the file {name} in {START_SECONDS_MAX} s")


class Peer:
    """One of our peers."""

    def __init__(self, bench, name, share, tracker="http://127.0.0.1:9", options=()):
        folder = bench.folder(name)
        self.share = share
        self.job = bench.jobs.start(
            [bench.options.java, *bench.options.java_options.split(), "-jar", bench.options.jar,
             f"--share={share}", f"--tracker={tracker}", "--port=0", f"--name={name}", *options],
            folder / "log", folder)

    def await_start(self):
        found = self.job.await_log(r"Peer on (http://localhost:(\d+))", START_SECONDS_MAX)
        self.url = found.group(1)
        self.port = int(found.group(2))
        return self

    def await_scan(self):
        """What the first look at the folder found: (files, bytes, hashed bytes, seconds)."""
        found = self.job.await_log(
            r"sharing (\d+) files, (\d+) bytes; hashed (\d+) bytes in ([\d.]+) s", START_SECONDS_MAX)
        return int(found.group(1)), int(found.group(2)), int(found.group(3)), float(found.group(4))

    def file_ids(self):
        """Of what it shares, by name."""
        shares = json.loads(call(f"{self.url}/api/v1/shares?size=1000"))
        return {share["names"][0]: share["fileId"] for share in shares["shares"]}

    def metrics(self):
        return call(f"{self.url}/actuator/prometheus")


NGINX = """
daemon off;
worker_processes {workers};
pid {folder}/pid;
error_log {folder}/error.log;
{user}
events {{ worker_connections 4096; }}
http {{
  access_log off;
  sendfile on;
  tcp_nopush {nopush};
  keepalive_requests 1000000000;
  keepalive_timeout 300s;
  default_type application/octet-stream;
  client_body_temp_path {folder}/t1;
  proxy_temp_path {folder}/t2;
  fastcgi_temp_path {folder}/t3;
  uwsgi_temp_path {folder}/t4;
  scgi_temp_path {folder}/t5;
  server {{ listen 127.0.0.1:{port}; {serves} }}
}}
"""


class Nginx:
    """nginx with sendfile, serving a folder; or, without one, doing what `serves` says."""

    def __init__(self, bench, name, root=None, nopush="off", workers=2, serves=None):
        nginx = processes.require("nginx", "nginx-light")
        folder = bench.folder(name)
        self.port = processes.free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        if root is not None:
            root.chmod(0o755)
        bench.room.chmod(0o755)
        user = "user root;" if processes.os.geteuid() == 0 else ""
        (folder / "nginx.conf").write_text(NGINX.format(
            workers=workers, folder=folder, user=user, nopush=nopush, port=self.port,
            serves=serves or f"root {root};"))
        self.job = bench.jobs.start([nginx, "-p", folder, "-c", folder / "nginx.conf"], folder / "log", folder)

    def await_start(self):
        self.job.await_port(self.port)
        return self
