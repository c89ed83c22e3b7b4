"""PyTorch as one of the systems: see Task.java for what is trained and Worker.java for the questions.

Arguments: cell, H, precision (float32 or float64), the task's file. It is PyTorch's fastest way on one
core: the input as one-hot vectors, its own recurrent layer over all steps, the fused Adam.
"""

import array
import sys
import time
from pathlib import Path
from typing import Literal

import torch

torch.set_num_threads(1)


def main() -> None:
    cell, hidden, precision, file = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]
    dtype = getattr(torch, precision)
    with Path(file).open("rb") as data:

        def numbers(code: Literal["i", "d"], *shape: int) -> torch.Tensor:
            values: array.array[float] = array.array(code)
            values.fromfile(data, int(torch.Size(shape).numel()))
            values.byteswap()  # the file is big-endian
            kind = torch.float64 if code == "d" else torch.int32
            return torch.frombuffer(values, dtype=kind).clone().reshape(shape)

        steps, batch, symbols, batches = numbers("i", 4).tolist()
        rate, clip = numbers("d", 2).tolist()
        layers = {"Elman": (torch.nn.RNN, 1), "LSTM": (torch.nn.LSTM, 4), "GRU": (torch.nn.GRU, 3)}
        layer, gates = layers[cell]
        rnn = layer(symbols, hidden).to(dtype)
        out = torch.nn.Linear(hidden, symbols).to(dtype)
        with torch.no_grad():
            rnn.weight_ih_l0.copy_(numbers("d", symbols, gates * hidden).t())
            rnn.bias_ih_l0.copy_(numbers("d", gates * hidden))
            rnn.weight_hh_l0.copy_(numbers("d", hidden, gates * hidden).t())
            if cell == "GRU":
                rnn.bias_hh_l0.copy_(numbers("d", gates * hidden))
            else:  # PyTorch has a second bias, which adds nothing but a sum: it stays 0
                rnn.bias_hh_l0.zero_()
                rnn.bias_hh_l0.requires_grad = False
            out.weight.copy_(numbers("d", hidden, symbols).t())
            out.bias.copy_(numbers("d", symbols))
        data_of = []
        for _ in range(batches):
            x = numbers("i", steps, batch).long()
            y = numbers("i", steps * batch).long()
            data_of.append((torch.nn.functional.one_hot(x, symbols).to(dtype), y))

    weights = [p for p in [*rnn.parameters(), *out.parameters()] if p.requires_grad]
    adam = torch.optim.Adam(weights, rate, fused=True)
    done = 0

    def update() -> torch.Tensor:
        nonlocal done
        x, y = data_of[done % batches]
        done += 1
        adam.zero_grad()
        hs, _ = rnn(x)
        loss = torch.nn.functional.cross_entropy(out(hs).reshape(-1, symbols), y)
        loss.backward()
        # as torch.nn.utils.clip_grad_norm_, without the 1e-6 that it adds to the norm
        gradients = [p.grad for p in weights]
        norm = torch.linalg.vector_norm(torch.stack(torch._foreach_norm(gradients)))
        torch._foreach_mul_(gradients, (clip / norm).clamp(max=1.0))
        adam.step()
        return loss

    print("answer ready", flush=True)
    for line in sys.stdin:
        count = int(line.split()[1])
        wall, cpu = time.perf_counter_ns(), time.process_time_ns()
        for _ in range(count):
            loss = update()
        cpu, wall = time.process_time_ns() - cpu, time.perf_counter_ns() - wall
        print("answer", repr(loss.item()), cpu, wall, flush=True)


main()
