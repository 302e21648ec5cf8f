"""The measured runs: kept in a JSON file, so that a bench can be run in pieces, and turned into medians."""

import json
import os

import figures
from failure import Failure

# A file of results:
# {"bench":"serving","settings":{"size":1073741824},"machine":{"cpu":"…"},
#  "runs":[{"case":"8 connections","side":"nginx","pair":0,"errors":0,"values":{"bytesPerSecond":1.0e10}}]}


class Results:
    """
    Runs of one bench with one setting. A run belongs to a case (8 connections), a side (nginx) and a pair; all sides of
    one pair ran one after the other on the same input.
    """

    def __init__(self, bench, settings, machine, path=None):
        self.bench = bench
        self.settings = settings
        self.machine = machine
        self.path = path
        self.runs = []

    @staticmethod
    def open(bench, settings, machine, path):
        """Goes on with an earlier file, except for its runs that had errors, or begins one."""
        results = Results(bench, settings, machine, path)
        if path is None or not os.path.exists(path):
            return results
        try:
            with open(path, encoding="utf-8") as text:
                earlier = json.load(text)
            same = {name: earlier[name] for name in ("bench", "settings", "machine")}
            results.runs = [run for run in earlier["runs"] if run["errors"] == 0]
        except (ValueError, KeyError, TypeError) as broken:
            raise Failure(f"{path} is not a file of results: {broken!r}") from broken
        now = {"bench": bench, "settings": settings, "machine": machine | {"date": same["machine"].get("date")}}
        for name, value in now.items():
            if same[name] != value:
                raise Failure(
                    f"{path} was measured with another {name}: {same[name]}, not {value}; name another file or delete it")
        results.machine = same["machine"]
        return results

    def add(self, case, side, pair, errors, values):
        self.runs.append({"case": case, "side": side, "pair": pair, "errors": errors, "values": values})
        if self.path is not None:
            with open(self.path + ".new", "w", encoding="utf-8") as out:
                json.dump(
                    {"bench": self.bench, "settings": self.settings, "machine": self.machine, "runs": self.runs},
                    out, indent=1)
            os.replace(self.path + ".new", self.path)

    def has(self, case, side, pair):
        return any(
            run["case"] == case and run["side"] == side and run["pair"] == pair for run in self.runs)

    def of(self, case, side):
        return [run for run in self.runs if run["case"] == case and run["side"] == side]

    def pairs(self, case, sides):
        """How many pairs have a run of every side."""
        return min(len({run["pair"] for run in self.of(case, side)}) for side in sides)

    def errors(self, case, side):
        return sum(run["errors"] for run in self.of(case, side))

    def median(self, case, side, name):
        """Raises Failure when there is no run, or one with errors: such figures mean nothing."""
        if self.errors(case, side):
            raise Failure(f"{side}, {case}: {self.errors(case, side)} errors, so there is no figure")
        values = [run["values"][name] for run in self.of(case, side) if run["values"].get(name) is not None]
        if not values:
            raise Failure(f"{side}, {case}: no run yet")
        return figures.median(values)

    def ratio(self, case, ours, theirs, name):
        """Of the medians."""
        return figures.ratio(self.median(case, ours, name), self.median(case, theirs, name))

    def spread(self, case, ours, theirs, name):
        """The lowest and the highest ratio of a pair."""
        by_pair = [
            {run["pair"]: run["values"][name] for run in self.of(case, side)} for side in (ours, theirs)]
        ratios = [figures.ratio(by_pair[0][pair], by_pair[1][pair]) for pair in by_pair[0] if pair in by_pair[1]]
        return min(ratios), max(ratios)
