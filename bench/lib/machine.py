"""What was measured on: the machine, the versions, the commit."""

import datetime
import os
import platform
import re
import shutil
import subprocess


def output_of(*command):
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
        return (done.stdout + done.stderr).strip()
    except (OSError, subprocess.TimeoutExpired):
        return ""


def first(pattern, text, otherwise="?"):
    found = re.search(pattern, text)
    return found.group(1) if found else otherwise


def read(path):
    try:
        with open(path, encoding="utf-8") as text:
            return text.read()
    except OSError:
        return ""


def available_bytes():
    return int(first(r"MemAvailable:\s+(\d+) kB", read("/proc/meminfo"), "0")) * 1024


def commit(repository):
    """The commit that is checked out, with a `+` when something that is built differs from it."""
    number = output_of("git", "-C", str(repository), "rev-parse", "--short=10", "HEAD")
    changed = output_of(
        "git", "-C", str(repository), "status", "--porcelain", "--", "*/src/main", "*pom.xml", "application.yml")
    return (number or "?") + ("+" if changed else "")


def describe(repository, java):
    cpu = first(r"model name\s*: (.*)", read("/proc/cpuinfo"))
    memory = int(first(r"MemTotal:\s+(\d+) kB", read("/proc/meminfo"), "0")) / 1024**2
    return {
        "cpu": f"{os.cpu_count()} cores, {cpu}" + (", SHA-NI" if " sha_ni" in read("/proc/cpuinfo") else ""),
        "memory": f"{memory:.0f} GiB",
        "kernel": platform.release(),
        "system": first(r'PRETTY_NAME="(.*)"', read("/etc/os-release")),
        "jdk": first(r'version "([^"]+)"', output_of(java, "-version")),
        "date": datetime.date.today().isoformat(),
        "commit": commit(repository),
    }


VERSIONS = {
    "nginx": (("nginx", "-v"), r"nginx/(\S+)"),
    "wrk": (("wrk", "-v"), r"wrk (?:debian/)?(\S+)"),
    "aria2": (("aria2c", "--version"), r"aria2 version (\S+)"),
    "curl": (("curl", "--version"), r"curl (\S+)"),
    "openssl": (("openssl", "version"), r"OpenSSL (\S+)"),
    "opentracker": (("dpkg-query", "-W", "-f", "${Version}", "opentracker"), r"(\S+)"),
    "postgresql": (("sh", "-c", "$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1)/postgres -V"), r"PostgreSQL\) (\S+)"),
    "sha256sum": (("sha256sum", "--version"), r"coreutils\) (\S+)"),
}


def version(program):
    command, pattern = VERSIONS[program]
    return first(pattern, output_of(*command)) if shutil.which(command[0]) else "?"
