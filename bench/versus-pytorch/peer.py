"""PyTorch's side of bench/versus-pytorch: trains the same network on the same numbers from the same start.

Reads a workload (a line of JSON), answers {"ready": ...}, then for each line "epoch" trains one epoch, evaluates the
validation and the test set, and answers with the seconds that took. Threads are set by the environment.

Variants:
  steps     hand-written forward, backward and update, no autograd; the weight gradients and the decay go into one
            in-place matrix product each, which is the least work that PyTorch can be asked for.
  autograd  as people write it: nn.Linear, CrossEntropyLoss, torch.optim.SGD.
"""
import json
import os
import sys
import time

import numpy as np
import torch


def load(folder, name, dtype):
    return torch.from_numpy(np.fromfile(os.path.join(folder, name), dtype=dtype))


def main():
    work = json.loads(sys.stdin.readline())
    threads = int(os.environ["OMP_NUM_THREADS"])
    torch.set_num_threads(threads)
    folder, sizes, batch = work["folder"], work["sizes"], work["batch"]
    rate, l2 = work["rate"], work["l2"]
    sets = {}
    for part in ("train", "validation", "test"):
        x = load(folder, part + ".x", np.float32).reshape(-1, sizes[0])
        sets[part] = (x, load(folder, part + ".y", np.uint8).long())
    start = load(folder, "start", np.float32)
    weights, biases, at = [], [], 0
    for rows, columns in zip(sizes[:-1], sizes[1:]):
        weights.append(start[at:at + rows * columns].reshape(rows, columns).clone())
        at += rows * columns
        biases.append(start[at:at + columns].clone())
        at += columns
    if work["variant"] == "autograd":
        epoch, forward = autograd(weights, biases, sets["train"], batch, rate, l2)
    else:
        epoch, forward = steps(weights, biases, sets["train"], batch, rate, l2)

    def evaluate(part):
        x, y = sets[part]
        with torch.no_grad():
            z = forward(x)
            return int((z.argmax(1) != y).sum()), float(torch.nn.functional.cross_entropy(z, y))

    print(json.dumps({"ready": torch.__version__, "config": blas()}), flush=True)
    for _ in sys.stdin:
        began = time.perf_counter()
        loss = epoch()
        validation, _ = evaluate("validation")
        errors, test_loss = evaluate("test")
        seconds = time.perf_counter() - began
        print(json.dumps({"seconds": seconds, "train_loss": loss, "validation_errors": validation,
                          "test_errors": errors, "test_loss": test_loss}), flush=True)


def steps(weights, biases, train, batch, rate, l2):
    x_all, y_all = train
    classes = weights[-1].shape[1]
    targets = torch.eye(classes)[y_all]
    beta = 1 - 2 * rate * l2

    def forward(x):
        for w, b in zip(weights[:-1], biases[:-1]):
            x = torch.addmm(b, x, w).tanh_()
        return torch.addmm(biases[-1], x, weights[-1])

    def epoch():
        total, batches = torch.zeros(()), x_all.shape[0] // batch
        for i in range(batches):
            x = x_all[i * batch:(i + 1) * batch]
            target = targets[i * batch:(i + 1) * batch]
            outputs = [x]
            for w, b in zip(weights[:-1], biases[:-1]):
                outputs.append(torch.addmm(b, outputs[-1], w).tanh_())
            logp = torch.log_softmax(torch.addmm(biases[-1], outputs[-1], weights[-1]), 1)
            total -= (logp * target).sum()
            delta = logp.exp_().sub_(target).div_(batch)
            for l in range(len(weights) - 1, -1, -1):
                if l > 0:
                    below = torch.mm(delta, weights[l].t())
                weights[l].addmm_(outputs[l].t(), delta, beta=beta, alpha=-rate)
                biases[l].sub_(delta.sum(0), alpha=rate)
                if l > 0:
                    delta = below.mul_(1 - outputs[l] * outputs[l])
        return float(total) / (batches * batch)

    return epoch, forward


def autograd(weights, biases, train, batch, rate, l2):
    x_all, y_all = train
    layers = []
    for w, b in zip(weights, biases):
        linear = torch.nn.Linear(w.shape[0], w.shape[1])
        with torch.no_grad():
            linear.weight.copy_(w.t())
            linear.bias.copy_(b)
        layers += [linear, torch.nn.Tanh()]
    model = torch.nn.Sequential(*layers[:-1])
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD([
        {"params": [p for n, p in model.named_parameters() if n.endswith("weight")], "weight_decay": 2 * l2},
        {"params": [p for n, p in model.named_parameters() if n.endswith("bias")], "weight_decay": 0.0}], lr=rate)

    def epoch():
        total, batches = 0.0, x_all.shape[0] // batch
        for i in range(batches):
            optimizer.zero_grad(set_to_none=True)
            loss = criterion(model(x_all[i * batch:(i + 1) * batch]), y_all[i * batch:(i + 1) * batch])
            loss.backward()
            optimizer.step()
            total += loss.detach()
        return float(total) / batches

    return epoch, model


def blas():
    with open("/proc/self/maps") as maps:
        return sorted({os.path.basename(line.split()[-1]) for line in maps if "blas" in line.lower()})


if __name__ == "__main__":
    main()
