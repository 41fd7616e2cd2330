"""PyTorch's side of bench/surface: the loss at one point of a plane after another, each by a whole pass over the examples.

Reads a line of JSON (folder, sizes, threads), answers {"ready": ...}; then for each line {"x": ..., "y": ..., "rows": ...} goes to
origin + x u + y v, takes the examples through the network by so many at a time, and answers with the loss and the seconds that took.
"""
import json
import os
import sys
import time

import numpy as np
import torch

import blas


def main():
    work = json.loads(sys.stdin.readline())
    torch.set_num_threads(work["threads"])
    folder, sizes = work["folder"], work["sizes"]

    def load(name, kind):
        return torch.from_numpy(np.fromfile(os.path.join(folder, name), dtype=kind))

    x = load("x", np.float32).reshape(-1, sizes[0])
    y = load("y", np.uint8).long()
    origin, u, v = (load(name, np.float32) for name in ("origin", "u", "v"))

    def layers(point):
        at = 0
        for rows, columns in zip(sizes[:-1], sizes[1:]):
            weights = point[at:at + rows * columns].reshape(rows, columns)
            at += rows * columns
            yield weights, point[at:at + columns]
            at += columns

    print(json.dumps({"ready": torch.__version__, "config": blas.loaded()}), flush=True)
    for line in sys.stdin:
        place = json.loads(line)
        began = time.perf_counter()
        with torch.no_grad():
            parameters = list(layers(origin + place["x"] * u + place["y"] * v))
            loss = 0.0
            for first in range(0, len(x), place["rows"]):
                h = x[first:first + place["rows"]]
                for weights, biases in parameters[:-1]:
                    h = torch.addmm(biases, h, weights).tanh_()
                logits = torch.addmm(parameters[-1][1], h, parameters[-1][0])
                loss += torch.nn.functional.cross_entropy(logits, y[first:first + place["rows"]], reduction="sum").item()
        print(json.dumps({"seconds": time.perf_counter() - began, "loss": loss / len(x)}), flush=True)


if __name__ == "__main__":
    main()
