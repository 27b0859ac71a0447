"""How fast each format is read, in MB/s of process time, on real file versions drawn by lot.

    FORENSICS_MIRRORS=DIR python -m benchmarks.parse_rates [PER_FORMAT_AND_REPOSITORY] [SEED]

`read` is the format's reader alone, `parse` the whole way from bytes to entries: decoding, comments, paths, second attempts. The last
column is what peers measured on such files for the engine that we chose or one like it (for YAML: libyaml's events and a bare
flattening), on another day and machine: it tells an order of size and no more.
"""

from __future__ import annotations

import random
import sys
import time
from collections import defaultdict
from collections.abc import Callable

from benchmarks.blobs import FileVersion, drawn
from forensics.parse import PARSERS, parse
from forensics.parse.text import decode

_ENOUGH = 3_000_000  # bytes of one format
_RUNS = 5
_ELSEWHERE = {"yaml": 12.4, "json": 6.0, "toml": 22.9, "dotenv": 9.4, "properties": 15.0, "ini": 24.0, "hcl": 17.8}


def fastest(work: Callable[[], None]) -> float:
    """The least process time of several runs: other work on the machine only ever adds."""
    taken = []
    for _ in range(_RUNS):
        began = time.process_time()
        work()
        taken.append(time.process_time() - began)
    return min(taken)


def main(arguments: list[str]) -> int:
    numbers = [int(one) for one in arguments]
    per_form, seed = (*numbers, *(60, 1)[len(numbers) :])
    by_form: defaultdict[str, list[FileVersion]] = defaultdict(list)
    for version in drawn(seed, per_form):
        by_form[version.form].append(version)
    print(f"{'format':<12} {'files':>6} {'MB':>6} {'read MB/s':>10} {'parse MB/s':>11} {'elsewhere':>10}")
    for form, versions in sorted(by_form.items()):
        random.Random(seed).shuffle(versions)
        chosen, size = [], 0
        while versions and size < _ENOUGH:
            chosen.append(versions.pop())
            size += len(chosen[-1].content)
        texts = [decode(version.content)[0] for version in chosen]
        read = fastest(lambda form=form, texts=texts: [PARSERS[form](text) for text in texts])  # type: ignore[misc]
        whole = fastest(lambda chosen=chosen: [parse(version.path, version.content) for version in chosen])  # type: ignore[misc]
        beside = _ELSEWHERE.get(form)
        rates = f"{size / 1e6 / read:>10.1f} {size / 1e6 / whole:>11.1f} {beside if beside is not None else '':>10}"
        print(f"{form:<12} {len(chosen):>6} {size / 1e6:>6.1f} {rates}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
