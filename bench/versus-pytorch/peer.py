"""PyTorch's side of bench/versus-pytorch: trains the same network on the same numbers from the same start.

Reads a workload (a line of JSON), answers {"ready": ...}, then for each line "epoch" trains one epoch, evaluates the
validation and the test set, and answers with the seconds that took; for "again" it trains the last epoch once more, from the
parameters it began with. Threads are set by the environment.

Variants:
  steps     hand-written forward, backward and update, no autograd; the weight gradients and the decay go into one
            in-place matrix product each, which is the least work that PyTorch can be asked for.
  autograd  as people write it: nn.Linear, CrossEntropyLoss, torch.optim.SGD.

With convolutions both take the gradients from autograd; `steps` goes without modules and steps in place, `autograd` has nn.Conv2d and
nn.MaxPool2d. Minima's kernels are those of true convolutions, so they are turned by half a turn here.
"""
import json
import os
import sys
import time

import numpy as np
import torch

import blas


def load(folder, name, dtype):
    return torch.from_numpy(np.fromfile(os.path.join(folder, name), dtype=dtype))


class Beginning:
    """The parameters that an epoch begins with."""

    def __init__(self, parameters):
        self.parameters = list(parameters)
        self.kept = [p.detach().clone() for p in self.parameters]

    def take(self, task):
        with torch.no_grad():
            for p, kept in zip(self.parameters, self.kept):
                if task.strip() == "again":
                    p.copy_(kept)
                else:
                    kept.copy_(p)


def main():
    work = json.loads(sys.stdin.readline())
    threads = int(os.environ["OMP_NUM_THREADS"])
    torch.set_num_threads(threads)
    folder, sizes, batch = work["folder"], work["sizes"], work["batch"]
    rate, l2 = work["rate"], work["l2"]
    sets = {}
    for part in ("train", "validation", "test"):
        x = load(folder, part + ".x", np.float32).reshape(-1, work["inputs"])
        sets[part] = (x, load(folder, part + ".y", np.uint8).long())
    start = load(folder, "start", np.float32)
    if work["corruption"] is not None:
        denoise(work, sets, start)
        return
    weights, biases, at, kernels = [], [], 0, []
    for c in work["convolutions"]:
        count = c["Maps"] * c["Channels"] * c["Kernel"] ** 2
        w = start[at:at + count].reshape(c["Maps"], c["Channels"], c["Kernel"], c["Kernel"]).flip(2, 3).contiguous()
        at += count
        kernels.append((w, start[at:at + c["Maps"]].clone(), c["Pool"]))
        at += c["Maps"]
    for rows, columns in zip(sizes[:-1], sizes[1:]):
        weights.append(start[at:at + rows * columns].reshape(rows, columns).clone())
        at += rows * columns
        biases.append(start[at:at + columns].clone())
        at += columns
    if kernels:
        first = work["convolutions"][0]
        for part, (x, y) in sets.items():
            sets[part] = (x.reshape(-1, first["Channels"], first["Height"], first["Width"]), y)
        make = modules if work["variant"] == "autograd" else functions
        epoch, forward, parameters = make(kernels, weights, biases, sets["train"], batch, rate, l2)
    elif work["variant"] == "autograd":
        epoch, forward, parameters = autograd(weights, biases, sets["train"], batch, rate, l2)
    else:
        epoch, forward, parameters = steps(weights, biases, sets["train"], batch, rate, l2)

    def evaluate(part):
        x, y = sets[part]
        with torch.no_grad():
            z = torch.cat([forward(some) for some in x.split(2000)]) if kernels else forward(x)
            return int((z.argmax(1) != y).sum()), float(torch.nn.functional.cross_entropy(z, y))

    print(json.dumps({"ready": torch.__version__, "config": blas.loaded()}), flush=True)
    beginning = Beginning(parameters)
    for task in sys.stdin:
        beginning.take(task)
        began = time.perf_counter()
        loss = epoch()
        validation, _ = evaluate("validation")
        errors, test_loss = evaluate("test")
        seconds = time.perf_counter() - began
        print(json.dumps({"seconds": seconds, "train_loss": loss, "validation_errors": validation,
                          "test_errors": errors, "test_loss": test_loss}), flush=True)


def denoise(work, sets, start):
    """A denoising autoencoder with tied weights.

    Masks are drawn in an epoch's time, as on the other side, by torch.bernoulli, the quickest here. So that both sides see the same ones,
    those that are used are NumPy's, which takes two to three times as long and is not counted.
    """
    inputs, hidden = work["sizes"]
    batch, rate, keep = work["batch"], work["rate"], 1 - work["corruption"]
    w = start[:inputs * hidden].reshape(inputs, hidden).clone()
    b, c = start[inputs * hidden:inputs * hidden + hidden].clone(), start[inputs * hidden + hidden:].clone()
    masks, x_all = np.random.RandomState(work["mask_seed"]), sets["train"][0]
    shares = torch.full_like(x_all, keep)
    bce = torch.nn.functional.binary_cross_entropy_with_logits

    def steps(corrupted):
        total, step = torch.zeros(()), -rate / batch
        for i in range(0, x_all.shape[0] // batch * batch, batch):
            x, xt = x_all[i:i + batch], corrupted[i:i + batch]
            y = torch.addmm(b, xt, w).sigmoid_()
            a = torch.addmm(c, y, w.t())
            total += bce(a, x, reduction="sum")
            off = a.sigmoid_().sub_(x)
            delta = torch.mm(off, w).mul_(y * (1 - y))
            w.addmm_(torch.cat((off, xt)).t(), torch.cat((y, delta)), alpha=step)
            b.add_(delta.sum(0), alpha=step)
            c.add_(off.sum(0), alpha=step)
        return float(total) / x_all.shape[0]

    def autograd(corrupted):
        total = torch.zeros(())
        for i in range(0, x_all.shape[0] // batch * batch, batch):
            optimizer.zero_grad(set_to_none=True)
            y = torch.sigmoid(torch.addmm(b, corrupted[i:i + batch], w))
            loss = bce(torch.addmm(c, y, w.t()), x_all[i:i + batch], reduction="sum") / batch
            loss.backward()
            optimizer.step()
            total += loss.detach()
        return float(total) * batch / x_all.shape[0]

    epoch = steps
    if work["variant"] == "autograd":
        for parameter in (w, b, c):
            parameter.requires_grad_(True)
        optimizer, epoch = torch.optim.SGD([w, b, c], lr=rate), autograd

    def evaluate(part):
        with torch.no_grad():
            x = sets[part][0]
            return float(bce(torch.addmm(c, torch.addmm(b, x, w).sigmoid_(), w.t()), x, reduction="sum")) / x.shape[0]

    print(json.dumps({"ready": torch.__version__, "config": blas.loaded()}), flush=True)
    beginning = Beginning((w, b, c))
    for task in sys.stdin:
        beginning.take(task)
        if task.strip() == "epoch":
            mask = torch.from_numpy(masks.binomial(1, keep, tuple(x_all.shape)).astype(np.float32))
        began = time.perf_counter()
        torch.bernoulli(shares)
        loss = epoch(x_all * mask)
        evaluate("validation")
        test_cost = evaluate("test")
        seconds = time.perf_counter() - began
        print(json.dumps({"seconds": seconds, "train_loss": loss, "validation_errors": 0, "test_errors": 0, "test_loss": test_cost}), flush=True)


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

    return epoch, forward, weights + biases


def functions(kernels, weights, biases, train, batch, rate, l2):
    from torch.nn import functional as F
    x_all, y_all = train
    parameters = [p.requires_grad_() for w, b, _ in kernels for p in (w, b)] + [p.requires_grad_() for pair in zip(weights, biases) for p in pair]
    decays = [p.dim() > 1 for p in parameters]

    def forward(x):
        for w, b, pool in kernels:
            x = torch.tanh(F.max_pool2d(F.conv2d(x, w), pool) + b[None, :, None, None])
        x = x.flatten(1)
        for w, b in zip(weights[:-1], biases[:-1]):
            x = torch.addmm(b, x, w).tanh()
        return torch.addmm(biases[-1], x, weights[-1])

    def epoch():
        total, batches = 0.0, x_all.shape[0] // batch
        for i in range(batches):
            loss = F.cross_entropy(forward(x_all[i * batch:(i + 1) * batch]), y_all[i * batch:(i + 1) * batch])
            gradients = torch.autograd.grad(loss, parameters)
            with torch.no_grad():
                for p, g, decay in zip(parameters, gradients, decays):
                    if decay and l2:
                        p.mul_(1 - 2 * rate * l2)
                    p.sub_(g, alpha=rate)
            total += loss.detach()
        return float(total) / batches

    return epoch, forward, parameters


def modules(kernels, weights, biases, train, batch, rate, l2):
    layers = []
    for w, b, pool in kernels:
        convolution = torch.nn.Conv2d(w.shape[1], w.shape[0], w.shape[2])
        with torch.no_grad():
            convolution.weight.copy_(w)
            convolution.bias.copy_(b)
        layers += [convolution, torch.nn.MaxPool2d(pool), torch.nn.Tanh()]
    return autograd(weights, biases, train, batch, rate, l2, layers + [torch.nn.Flatten()])


def autograd(weights, biases, train, batch, rate, l2, before=()):
    x_all, y_all = train
    layers = list(before)
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

    return epoch, model, model.parameters()


if __name__ == "__main__":
    main()
