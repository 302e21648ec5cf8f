"""Tables, on the terminal and in docs/benchmarks.md."""

import re

from failure import Failure

SUFFIXES = ("begin", "end")


def table(heads, rows):
    """A Markdown table; the first column is text, the others figures."""
    lines = ["| " + " | ".join(heads) + " |", "|---" + "|---:" * (len(heads) - 1) + "|"]
    lines += ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines)


def machine_lines(machine, settings, versions):
    """What a reader needs to judge a table."""
    programs = "".join(f", {name} {number}" for name, number in versions.items())
    values = ", ".join(f"{name} {value}" for name, value in settings.items())
    return (
        f"Measured {machine['date']} at commit {machine['commit']} on {machine['cpu']}, {machine['memory']} RAM, "
        f"Linux {machine['kernel']}, {machine['system']}; JDK {machine['jdk']}{programs}. Settings: {values}.")


def replace_section(text, name, body):
    """The text with what stands between the markers of that name replaced."""
    begin, end = (f"<!-- {name}:{suffix} -->" for suffix in SUFFIXES)
    pattern = re.compile(re.escape(begin) + r".*?" + re.escape(end), re.DOTALL)
    if len(pattern.findall(text)) != 1:
        raise Failure(f"docs/benchmarks.md must have {begin} and {end} once each")
    return pattern.sub(lambda _: f"{begin}\n\n{body}\n\n{end}", text)


def write_section(path, name, body):
    text = path.read_text(encoding="utf-8")
    changed = replace_section(text, name, body)
    if changed != text:
        path.write_text(changed, encoding="utf-8")
