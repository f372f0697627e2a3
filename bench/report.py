#!/usr/bin/env python3
"""Turns the program's JSON lines into docs/performance.md and docs/performance.svg.

    cargo run --release >results.jsonl && python3 report.py results.jsonl ../docs [NOTE ABOUT THE RUN]
"""

import json
import os
import platform
import sys
from html import escape
from pathlib import Path

HEAD = """# Performance

Written by `bench/report.py` from one run of [`bench/`](../bench/README.md); do not edit by hand.

**Ratios in one run on a shared 2-core machine.** {machine}. Others were using the machine at the same time, so the times
mean little; the systems take turns within each run, so the ratios mean more. `spread` is the slowest less the fastest run, as
a part of the median; where it is large, or two systems are close, nothing is decided. A ratio above 1 says that Aqueduct was
that many times as fast. {note}

timely, Renoir and DFIR are not in this run.

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


def read(path):
    works = {}
    for line in Path(path).read_text().splitlines():
        row = json.loads(line)
        works.setdefault(row["work"], []).append(row)
    return works


def ours(rows):
    return next((row for row in rows if row["system"] == "aqueduct"), None)


def ratios(works):
    """(work, peer, how many times as fast Aqueduct is)"""
    for work, rows in works.items():
        if mine := ours(rows):
            for row in rows:
                if row is not mine:
                    yield work, row["system"], row["ns_per_item"] / mine["ns_per_item"]


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


def losses(works):
    lost = [(work, peer, ratio) for work, peer, ratio in ratios(works) if ratio < 1]
    text = ["## Where Aqueduct was slower", ""]
    text += ["| work | than | its speed beside it |", "|---|---|---:|"]
    text += [f"| {work} | {peer} | {ratio:.3g} |" for work, peer, ratio in sorted(lost, key=lambda loss: loss[2])]
    return "\n".join(text) + "\n" if lost else "## Where Aqueduct was slower\n\nNowhere in this run.\n"


def plot(works):
    """A bar a work and peer on a logarithmic scale, to the right of 1 where Aqueduct was faster."""
    from math import log10

    bars = list(ratios(works))
    left, width, height, low, high = 400, 480, 16, -3.0, 2.5
    x = lambda ratio: left + (min(max(log10(ratio), low), high) - low) / (high - low) * width
    tall = len(bars) * height + 50
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + width + 70}" height="{tall}" '
             'font-family="sans-serif" font-size="11">', '<rect width="100%" height="100%" fill="white"/>']
    for power in range(-3, 3):
        at = x(10.0**power)
        parts.append(f'<line x1="{at:.1f}" y1="24" x2="{at:.1f}" y2="{tall - 16}" '
                     f'stroke="{"#444" if power == 0 else "#ddd"}"/>')
        parts.append(f'<text x="{at:.1f}" y="16" text-anchor="middle">{10.0**power:g}x</text>')
    for nth, (work, peer, ratio) in enumerate(bars):
        y, at, one = 28 + nth * height, x(ratio), x(1)
        colour = "#2a7f62" if ratio >= 1 else "#b5482f"
        parts.append(f'<text x="{left - 8}" y="{y + 10}" text-anchor="end">{escape(work)} / {escape(peer)}</text>')
        parts.append(f'<rect x="{min(at, one):.1f}" y="{y}" width="{abs(at - one):.1f}" height="{height - 4}" '
                     f'fill="{colour}"/>')
        parts.append(f'<text x="{max(at, one) + 4:.1f}" y="{y + 10}">{ratio:.3g}</text>')
    return "\n".join(parts + ["</svg>", ""])


def main(source, folder, note=""):
    works, folder = read(source), Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "performance.svg").write_text(plot(works))
    parts = [HEAD.format(machine=machine(), note=note), losses(works)] + [table(*work) for work in works.items()]
    (folder / "performance.md").write_text("\n".join(parts))


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    main(*sys.argv[1:])
