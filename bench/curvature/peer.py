"""PyTorch's side of bench/curvature: products of the loss's Hessian with a direction, by double backward, on the same numbers.

Reads a line of JSON (folder, sizes, threads), answers {"ready": ...}; then for each line "product" computes one product over all
examples and answers with the seconds that took and the product's first numbers and norm.

As people write it: the graph of the gradient is kept (create_graph=True) from product to product where memory allows, which is the
least that double backward can be asked for ("kept"), or built anew for each ("anew"), as tools do that go through the data in batches.
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
    dtype = getattr(torch, work["dtype"])

    def load(name, kind):
        return torch.from_numpy(np.fromfile(os.path.join(folder, name), dtype=kind))

    x = load("x", np.float32).reshape(-1, sizes[0]).to(dtype)
    y = load("y", np.uint8).long()
    direction = load("direction", np.float32).to(dtype)
    point = load("point", np.float32).to(dtype)
    parameters, directions, at = [], [], 0
    for rows, columns in zip(sizes[:-1], sizes[1:]):
        for shape in ((rows, columns), (columns,)):
            count = int(np.prod(shape))
            parameters.append(point[at:at + count].reshape(shape).clone().requires_grad_(True))
            directions.append(direction[at:at + count].reshape(shape).clone())
            at += count

    def gradient():
        h = x
        for i in range(0, len(parameters) - 2, 2):
            h = torch.tanh(torch.addmm(parameters[i + 1], h, parameters[i]))
        loss = torch.nn.functional.cross_entropy(torch.addmm(parameters[-1], h, parameters[-2]), y)
        cost = loss + work["l2"] * sum((w * w).sum() for w in parameters[::2])
        return torch.autograd.grad(cost, parameters, create_graph=True)

    kept = gradient() if work["variant"] == "kept" else None
    print(json.dumps({"ready": torch.__version__, "config": blas.loaded()}), flush=True)
    for _ in sys.stdin:
        began = time.perf_counter()
        graph = kept if kept is not None else gradient()
        dot = sum((g * v).sum() for g, v in zip(graph, directions))
        product = torch.autograd.grad(dot, parameters, retain_graph=kept is not None)
        seconds = time.perf_counter() - began
        flat = torch.cat([part.reshape(-1) for part in product]).double()
        np.asarray(flat.numpy(), dtype=np.float64).tofile(os.path.join(folder, "product"))
        print(json.dumps({"seconds": seconds}), flush=True)


if __name__ == "__main__":
    main()
