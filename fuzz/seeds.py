#!/usr/bin/env python3
"""Writes corpus/<target>/ anew from the examples, the tests and the UI cases: every pipeline and every function in them."""

import hashlib
import pathlib
import random
import re

here = pathlib.Path(__file__).parent
sources = [p for d in ("examples", "tests") for p in sorted((here.parent / d).rglob("*.rs"))]


def closing(text, at):
    """Where the bracket that opens at `at` closes."""
    depth = 0
    for index in range(at, len(text)):
        depth += text[index] in "([{"
        depth -= text[index] in ")]}"
        if depth == 0:
            return index
    return len(text)


def keep(target, data):
    folder = here / "corpus" / target
    folder.mkdir(parents=True, exist_ok=True)
    (folder / hashlib.sha1(data).hexdigest()).write_bytes(data)


for path in sources:
    text = path.read_text()
    for found in re.finditer(r"pipeline! \{", text):
        keep("pipeline", text[found.end() : closing(text, found.end() - 1)].strip().encode())
    for found in re.finditer(r"#\[(source|stage|fold|sink)(?:\(([^]]*)\))?\]\n", text):
        body = text.find("{", found.end())
        if body >= 0:
            item = text[found.end() : closing(text, body) + 1]
            keep(found[1], f"{found[2] or ''}\n{item}".encode())

# Choices for the grammar: nothing to learn from, but a beginning.
dice = random.Random(1)
for target in ("source", "stage", "fold", "sink", "pipeline"):
    for length in (20, 40, 60, 80, 120, 160, 240, 320, 400, 500):
        keep(target, b"\xff" + dice.randbytes(length))
