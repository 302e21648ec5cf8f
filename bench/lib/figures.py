"""The benches' own arithmetic and how figures are written."""

import statistics

MIB = 1 << 20
GIB = 1 << 30
GB = 10**9

UNITS = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30}


def median(values):
    """The middle one, or the mean of the two in the middle. Of nothing there is none."""
    values = list(values)
    if not values:
        raise ValueError("there is no median of nothing")
    return statistics.median(values)


def ratio(ours, theirs):
    if theirs <= 0:
        raise ValueError(f"no ratio to {theirs}")
    return ours / theirs


def fluid_bound(length, leeches, seed_upload, leech_upload, download=None):
    """
    Seconds that N leeches need at least for F bytes, whatever the schedule:
    T = max(F/u_s, F/d_min, N*F/(u_s + sum of u_i)). Rates in bytes per second; no `download` rate is no bound.
    """
    bounds = [length / seed_upload, leeches * length / (seed_upload + leeches * leech_upload)]
    if download is not None:
        bounds.append(length / download)
    return max(bounds)


def parse_size(text):
    """Bytes of `256M`, `2G`, `1MiB`, `4096`; units are powers of 1024. Raises ValueError on anything else."""
    digits = text.strip().rstrip("KMGiB")
    unit = text.strip()[len(digits):].removesuffix("iB").removesuffix("B")
    if not digits.isdigit() or unit not in UNITS:
        raise ValueError(f"{text!r} is not a size such as 256M or 2G")
    size = int(digits) * UNITS[unit]
    if size <= 0:
        raise ValueError("a size must be more than 0")
    return size


def size_text(length):
    """`2 GiB` where it is whole, else bytes."""
    for unit, name in ((GIB, "GiB"), (MIB, "MiB"), (1 << 10, "KiB")):
        if length >= unit and length % unit == 0:
            return f"{length // unit} {name}"
    return f"{length} bytes"


def prometheus_value(text, name):
    """The sum of a metric's samples in Prometheus text. Raises KeyError when there is none."""
    values = [
        float(line.rsplit(" ", 1)[1])
        for line in text.splitlines()
        if line.startswith((name + " ", name + "{"))
    ]
    if not values:
        raise KeyError(f"no metric {name}")
    return sum(values)
