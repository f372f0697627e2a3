"""The SVG plots of report.py, drawn by hand so that nothing needs to be installed."""

from html import escape
from math import ceil, floor, log10

OURS = "aqueduct"
COLOURS = {"plain_loop": "#888888", "tokio_mpsc": "#b5482f", OURS: "#2a7f62"}


def framed(width, height, parts):
    head = (f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
            'font-family="sans-serif" font-size="11">')
    return "\n".join([head, '<rect width="100%" height="100%" fill="white"/>', *parts, "</svg>", ""])


def text(x, y, words, anchor="start"):
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>'


def line(x1, y1, x2, y2, colour="#ddd"):
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}"/>'


def bars(ratios):
    """A bar a work and peer on a logarithmic scale, to the right of 1 where Aqueduct was faster."""
    left, width, height, low, high = 400, 480, 16, -3.0, 2.5
    tall = len(ratios) * height + 50

    def x(ratio):
        return left + (min(max(log10(ratio), low), high) - low) / (high - low) * width

    parts = []
    for power in range(-3, 3):
        at = x(10.0**power)
        parts.append(line(at, 24, at, tall - 16, "#444" if power == 0 else "#ddd"))
        parts.append(text(at, 16, f"{10.0**power:g}x", "middle"))
    for nth, (work, peer, ratio) in enumerate(ratios):
        y, at, one = 28 + nth * height, x(ratio), x(1)
        colour = COLOURS[OURS] if ratio >= 1 else COLOURS["tokio_mpsc"]
        parts.append(text(left - 8, y + 10, f"{work} / {peer}", "end"))
        parts.append(f'<rect x="{min(at, one):.1f}" y="{y}" width="{abs(at - one):.1f}" height="{height - 4}" '
                     f'fill="{colour}"/>')
        parts.append(text(max(at, one) + 4, y + 10, f"{ratio:.3g}"))
    return framed(left + width + 70, tall, parts)


class Panel:
    """One small plot in a grid of them; `lines` are [(name, [(x, y), ..]), ..]."""

    WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 400, 230, 56, 26, 92, 34

    def __init__(self, title, lines, log):
        self.title, self.lines, self.log = title, [one for one in lines if one[1]], log
        xs = [self.scale(x) for _, points in self.lines for x, _ in points]
        ys = [self.scale(y) for _, points in self.lines for _, y in points]
        self.x_range = (min(xs), max(max(xs), min(xs) + 1e-9))
        self.y_range = (floor(min(ys)), ceil(max(ys) + 1e-9)) if log else (0, max(ys) * 1.1 or 1)

    def scale(self, value):
        return log10(value) if self.log else value

    def x(self, value):
        low, high = self.x_range
        return self.LEFT + (self.scale(value) - low) / (high - low) * (self.WIDTH - self.LEFT - self.RIGHT)

    def y(self, value):
        low, high = self.y_range
        room = self.HEIGHT - self.TOP - self.BOTTOM
        return self.TOP + room - (self.scale(value) - low) / (high - low) * room

    def y_ticks(self):
        low, high = self.y_range
        return [10.0**power for power in range(low, high + 1)] if self.log else [high * part / 4 for part in range(5)]

    def x_ticks(self):
        xs = sorted({x for _, points in self.lines for x, _ in points})
        return xs if len(xs) <= 8 else [xs[0], xs[len(xs) // 2], xs[-1]]

    def drawn(self):
        parts = [text(self.LEFT, 16, self.title)]
        for tick in self.y_ticks():
            parts.append(line(self.LEFT, self.y(tick), self.WIDTH - self.RIGHT, self.y(tick)))
            parts.append(text(self.LEFT - 6, self.y(tick) + 4, short(tick), "end"))
        for tick in self.x_ticks():
            parts.append(text(self.x(tick), self.HEIGHT - self.BOTTOM + 16, f"{tick:g}", "middle"))
        ends = spread([self.y(points[-1][1]) for _, points in self.lines])
        for (name, points), end in zip(self.lines, ends):
            colour = COLOURS.get(name, "#4a6fa5")
            path = " ".join(f"{self.x(x):.1f},{self.y(y):.1f}" for x, y in points)
            parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
            parts += [f'<circle cx="{self.x(x):.1f}" cy="{self.y(y):.1f}" r="2.5" fill="{colour}"/>' for x, y in points]
            parts.append(text(self.WIDTH - self.RIGHT + 6, end + 4, name))
        return parts


def spread(places, gap=13):
    """Moves names down until none stands upon another."""
    moved, lowest = list(places), None
    for nth in sorted(range(len(places)), key=lambda nth: places[nth]):
        moved[nth] = lowest = places[nth] if lowest is None else max(places[nth], lowest + gap)
    return moved


def short(number):
    for unit, name in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if number >= unit:
            return f"{number / unit:.3g}{name}"
    return f"{number:.3g}"


def grid(panels, columns=2):
    parts = []
    for nth, panel in enumerate(panels):
        x, y = nth % columns * Panel.WIDTH, nth // columns * Panel.HEIGHT
        parts += [f'<g transform="translate({x},{y})">', *panel.drawn(), "</g>"]
    rows = ceil(len(panels) / columns)
    return framed(min(columns, len(panels)) * Panel.WIDTH, rows * Panel.HEIGHT, parts)
