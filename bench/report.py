#!/usr/bin/env python3
"""Turns the program's JSON lines into docs/performance.md and its plots.

    cargo run --release >results.jsonl && python3 report.py results.jsonl ../docs [NOTE ABOUT THE RUN]

Run it at the commit that was measured: the page says which one that is.
"""

import json
import os
import platform
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path

sys.dont_write_bytecode = True
import plots  # noqa: E402

HERE = Path(__file__).parent

HEAD = """# Performance

Written by `bench/report.py` from one run of [`bench/`](../bench/README.md); do not edit by hand.

**Ratios in one run.** Commit {commit}, {run} run, {machine}. The systems take turns within each run, so that noise of the
machine hits all alike: use the ratios, not the times. `spread` is the slowest less the fastest run, as a part of the median;
where it is large, or two systems are close, nothing is decided. A ratio above 1 says that Aqueduct was that many times as
fast.{note}{absent}

![Aqueduct beside its peers](performance.svg)
"""


def machine():
    model = platform.processor() or platform.machine()
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        model = next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), model)
    except OSError:
        pass
    return f"{model}, {os.cpu_count()} cores, {platform.system()} {platform.release()}"


def commit():
    """The last one of the worktree, and whether anything has been changed since."""
    command = ["git", "-C", str(HERE), "describe", "--always", "--abbrev=12", "--dirty=, with changes", "--exclude=*"]
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


class Results:
    """The lines of a run, sorted by what they are."""

    def __init__(self, path):
        self.works, self.curves, self.overload, runs = {}, {}, [], []
        for line in Path(path).read_text().splitlines():
            row = json.loads(line)
            if "run" in row:
                runs.append(row["run"])
            elif "rss" in row:
                self.overload.append(row)
            elif "at" in row:
                self.curves.setdefault(row["work"], {}).setdefault(row["at"], []).append(row)
            else:
                self.works.setdefault(row["work"], []).append(row)
        self.run = " and ".join(sorted(set(runs))) or "unknown"

    def points(self):
        """Every work with its rows; a point of a curve counts as a work."""
        yield from self.works.items()
        for work, points in self.curves.items():
            yield from ((f"{work} at {at}", rows) for at, rows in points.items())

    def absent(self):
        systems = {row["system"] for _, rows in self.points() for row in rows}
        gone = [name for name in ("timely", "renoir", "dfir") if not any(each.startswith(name) for each in systems)]
        return f" Not in this run: {', '.join(gone)}." if gone else ""


def ours(rows):
    return next((row for row in rows if row["system"] == "aqueduct"), None)


def ratios(works):
    """(work, peer, how many times as fast Aqueduct is)"""
    for work, mine, row in pairs(works):
        yield work, row["system"], row["ns_per_item"] / mine["ns_per_item"]


def pairs(works):
    """(work, Aqueduct's row, a peer's row)"""
    for work, rows in works:
        if mine := ours(rows):
            # A variant of ours (`aqueduct_local`) is no peer.
            yield from ((work, mine, row) for row in rows if not row["system"].startswith("aqueduct"))


def reasons():
    """[(pattern of work/system, reason)], the first that fits counts."""
    lines = (HERE / "reasons.txt").read_text().splitlines()
    parts = [line.split(": ", 1) for line in lines if line.strip() and not line.startswith("#")]
    return [(pattern.strip(), reason.strip()) for pattern, reason in parts]


def why(known, work, mine, row):
    name = f"{work}/{row['system']}"
    if reason := next((reason for pattern, reason in known if fnmatch(name, pattern)), None):
        return reason
    # Said by the numbers alone: other runs may have it the other way round.
    if 1 - row["ns_per_item"] / mine["ns_per_item"] < max(mine["spread"], row["spread"]):
        return "within the spread of the runs: undecided"
    return "not known yet"


def losses(results):
    known = reasons()
    lost = [(work, mine, row) for work, mine, row in pairs(results.points()) if row["ns_per_item"] < mine["ns_per_item"]]
    if not lost:
        return "## Where Aqueduct was slower\n\nNowhere in this run.\n"
    text = ["## Where Aqueduct was slower, and why", "", "The reasons are written by hand, in `bench/reasons.txt`.", ""]
    text += ["| work | than | its speed beside it | why |", "|---|---|---:|---|"]
    for work, mine, row in sorted(lost, key=lambda pair: pair[2]["ns_per_item"] / pair[1]["ns_per_item"]):
        speed = row["ns_per_item"] / mine["ns_per_item"]
        text.append(f"| {work} | {row['system']} | {speed:.3g} | {why(known, work, mine, row)} |")
    return "\n".join(text) + "\n"


def table(work, rows):
    base = ours(rows) or rows[0]
    unit = "Aqueduct's speed: 1" if ours(rows) else f"`{base['system']}`: 1"
    out = [f"## {work}", "", f"{rows[0]['items']:,} items, median of {rows[0]['runs']}. {unit}.", ""]
    out += ["| system | ns/item | spread | speed |", "|---|---:|---:|---:|"]
    for row in sorted(rows, key=lambda row: row["ns_per_item"]):
        name = f"**{row['system']}**" if row is base else row["system"]
        speed = base["ns_per_item"] / row["ns_per_item"]
        out.append(f"| {name} | {row['ns_per_item']:,.2f} | {row['spread']:.0%} | {speed:.3g} |")
    return "\n".join(out) + "\n"


def curve_table(work, points):
    systems = list(dict.fromkeys(row["system"] for rows in points.values() for row in rows))
    out = [f"### {work}", "", "| | " + " | ".join(systems) + " |", "|---:|" + "---:|" * len(systems)]
    for at, rows in points.items():
        cells = {row["system"]: f"{row['ns_per_item']:,.2f} ({row['spread']:.0%})" for row in rows}
        out.append(f"| {at} | " + " | ".join(cells.get(system, "") for system in systems) + " |")
    return "\n".join(out) + "\n"


def curves(results, folder):
    """Items a second over the number of nodes or workers."""
    if not results.curves:
        return []
    panels = []
    for work, points in results.curves.items():
        lines = {}
        for at, rows in points.items():
            for row in rows:
                lines.setdefault(row["system"], []).append((at, 1e9 / row["ns_per_item"]))
        panels.append(plots.Panel(f"{work}: items a second", list(lines.items()), log=True))
    (folder / "performance-scaling.svg").write_text(plots.grid(panels))
    head = ("## Scaling\n\n`scaling_fused` and `scaling_tasks`: a chain of so many nodes, in one task and with a task each. "
            "`scaling_lanes`: so many workers.\nns an item, and the spread.\n\n![Scaling](performance-scaling.svg)\n")
    return [head] + [curve_table(*curve) for curve in results.curves.items()]


def overload(results, folder):
    """Resident memory over the seconds."""
    if not results.overload:
        return []
    lines = [(row["system"], [(second, rss / 1e6) for second, rss in enumerate(row["rss"])]) for row in results.overload]
    panel = plots.Panel("overload: resident MB over seconds", lines, log=False)
    (folder / "performance-overload.svg").write_text(plots.grid([panel]))
    text = ["## overload", "", "A source ten times as fast as the sink, items of 1 KB, edges of 1,024. The run fails where "
            "memory grows by more than a fifth and 8 MB,", "or an edge holds more than it says.", "",
            "![Memory under overload](performance-overload.svg)", "",
            "| system | seconds | items | MB at start | half | end | deepest edge |", "|---|---:|---:|---:|---:|---:|---:|"]
    for row in results.overload:
        rss = " | ".join(f"{row[f'rss_{when}'] / 1e6:.1f}" for when in ("start", "half", "end"))
        depth = f"{row['max_depth']:,} of {row['capacity']:,}"
        text.append(f"| {row['system']} | {len(row['rss'])} | {row['items']:,} | {rss} | {depth} |")
    return ["\n".join(text) + "\n"]


def main(source, folder, note=""):
    results, folder = Results(source), Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "performance.svg").write_text(plots.bars(list(ratios(results.works.items()))))
    note = f" {note}" if note else ""
    head = HEAD.format(commit=commit(), run=results.run, machine=machine(), note=note, absent=results.absent())
    parts = [head, losses(results)] + [table(*work) for work in results.works.items()]
    parts += curves(results, folder) + overload(results, folder)
    (folder / "performance.md").write_text("\n".join(parts))


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    main(*sys.argv[1:])
