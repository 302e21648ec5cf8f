"""A headless Chromium, driven over chromedriver's HTTP (W3C WebDriver), which needs no library."""

import http.client
import json
import time

import processes
from failure import Failure

WINDOW = (1280, 900)
CALL_SECONDS_MAX = 120


class Browser:
    """One session of a fresh profile. `visit` leaves nothing else open."""

    def __init__(self, jobs, folder):
        driver = processes.require("chromedriver", "chromium-driver")
        self.port = processes.free_port()
        self.job = jobs.start([driver, f"--port={self.port}"], folder / "chromedriver.log", folder)
        self.job.await_port(self.port)
        options = {
            "binary": processes.require("chromium", "chromium"),
            "args": [
                "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                "--disable-background-networking", "--disable-component-update", "--no-first-run"],
        }
        created = self._call("POST", "/session", {"capabilities": {"alwaysMatch": {"goog:chromeOptions": options}}})
        self.session = f"/session/{created['sessionId']}"
        self.cdp("Emulation.setDeviceMetricsOverride", width=WINDOW[0], height=WINDOW[1], deviceScaleFactor=1, mobile=False)

    def _call(self, method, path, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=CALL_SECONDS_MAX)
        try:
            connection.request(
                method, path, None if body is None else json.dumps(body), {"Content-Type": "application/json"})
            value = json.loads(connection.getresponse().read())["value"]
        except (OSError, http.client.HTTPException, ValueError, KeyError) as failed:
            raise Failure(f"chromedriver: {method} {path}: {failed!r}") from failed
        finally:
            connection.close()
        if isinstance(value, dict) and "error" in value:
            raise Failure(f"chromedriver: {method} {path}: {value['message'].splitlines()[0]}")
        return value

    def cdp(self, command, **parameters):
        return self._call("POST", f"{self.session}/goog/cdp/execute", {"cmd": command, "params": parameters})

    def open(self, url):
        self._call("POST", f"{self.session}/url", {"url": url})

    def script(self, javascript, *arguments):
        """What these statements return; a promise is awaited."""
        return self._call("POST", f"{self.session}/execute/sync", {"script": javascript, "args": list(arguments)})

    def await_script(self, javascript, seconds=60):
        end = time.monotonic() + seconds
        while not self.script(javascript):
            if time.monotonic() > end:
                raise Failure(f"the page did not come to: {javascript}")
            time.sleep(0.1)

    def first_paint_millis(self, url):
        """By the browser's own clock, from the beginning of the navigation."""
        self.open("about:blank")
        self.open(url)
        self.await_script("return performance.getEntriesByType('paint').length > 0")
        return self.script("return performance.getEntriesByName('first-paint')[0].startTime")

    def close(self):
        try:
            self._call("DELETE", self.session)
        finally:
            self.job.stop()
