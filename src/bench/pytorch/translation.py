"""Translation with additive attention in PyTorch: see Translation.java for the model and the work.

Arguments: the work (train, greedy or beam), the weights, the pairs, the precision.
"""

import sys
import time
from collections.abc import Callable

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional as F

torch.set_num_threads(1)
WIDTH, LONGEST, CLIP, RATE, END = 4, 24, 0.1, 0.001, 10


class Translator(nn.Module):
    def __init__(self, w: dict[str, Tensor], dtype: torch.dtype) -> None:
        super().__init__()

        def at(name: str) -> Tensor:
            return w[name].to(dtype)

        def linear(name: str) -> nn.Linear:
            layer = nn.Linear(*at(name + ".w").shape).to(dtype)
            layer.weight = nn.Parameter(at(name + ".w").t().contiguous())
            layer.bias = nn.Parameter(at(name + ".b")[0])
            return layer

        def free(name: str) -> nn.Parameter:
            return nn.Parameter(at(name).contiguous())

        self.source = nn.Embedding.from_pretrained(at("encoder.embedding.table"), freeze=False)
        self.target = nn.Embedding.from_pretrained(at("decoder.embedding.table"), freeze=False)
        e, n = self.source.weight.shape[1], at("decoder.recurrent.cell.cell.u").shape[0]
        self.encoder = nn.GRU(e, n, bidirectional=True).to(dtype)
        for suffix, chain in (("", "forwardLayer"), ("_reverse", "backwardLayer")):
            cell = f"encoder.recurrent.{chain}.cell."
            for own, name in (("weight_ih", "input.w"), ("weight_hh", "u")):
                setattr(self.encoder, f"{own}_l0{suffix}", nn.Parameter(at(cell + name).t().contiguous()))
            for own, name in (("bias_ih", "input.b"), ("bias_hh", "d")):
                setattr(self.encoder, f"{own}_l0{suffix}", nn.Parameter(at(cell + name)[0]))
        self.bridge = linear("bridge.part0")
        self.out = linear("decoder.out")
        cell = "decoder.recurrent.cell."
        self.cell = nn.GRUCell(e + 2 * n, n).to(dtype)
        weights = torch.cat([at(cell + "cell.input.w"), at(cell + "c")])  # for [symbol ; context]
        self.cell.weight_ih = nn.Parameter(weights.t().contiguous())
        self.cell.weight_hh = nn.Parameter(at(cell + "cell.u").t().contiguous())
        self.cell.bias_ih = nn.Parameter(at(cell + "cell.input.b")[0])
        self.cell.bias_hh = nn.Parameter(at(cell + "cell.d")[0])
        self.wa, self.ua = free(cell + "attention.wa"), free(cell + "attention.ua")
        self.va = free(cell + "attention.va")

    def read(self, source: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """What there is to look at, B×T×2n, its keys, and the decoder's first state."""
        outputs, end = self.encoder(self.source(source.t()))
        memory = outputs.transpose(0, 1)
        return memory, memory @ self.ua, torch.tanh(self.bridge(torch.cat([end[0], end[1]], 1)))

    def step(self, symbols: Tensor, h: Tensor, memory: Tensor, keys: Tensor) -> tuple[Tensor, Tensor]:
        e = (torch.tanh((h @ self.wa)[:, None] + keys) @ self.va)[..., 0]
        context = torch.bmm(torch.softmax(e, 1)[:, None], memory)[:, 0]
        h = self.cell(torch.cat([self.target(symbols), context], 1), h)
        return h, torch.cat([h, context], 1)

    def loss(self, source: Tensor, target: Tensor) -> Tensor:
        memory, keys, h = self.read(source)
        end = torch.full_like(target[:, :1], END)
        outputs = []
        for symbols in torch.cat([end, target], 1).unbind(1):
            h, output = self.step(symbols, h, memory, keys)
            outputs.append(output)
        logits = self.out(torch.stack(outputs, 1))
        return F.cross_entropy(logits.flatten(0, 1), torch.cat([target, end], 1).flatten())

    @torch.no_grad()
    def greedy(self, source: Tensor) -> float:
        """The summed log-probability of all answers; rows that have ended drop out."""
        memory, keys, h = self.read(source)
        symbols = torch.full_like(source[:, 0], END)
        total = 0.0
        for _ in range(LONGEST):
            h, output = self.step(symbols, h, memory, keys)
            best, symbols = torch.log_softmax(self.out(output), 1).max(1)
            total += best.sum().item()
            live = symbols != END
            if not live.any():
                break
            if not live.all():
                symbols, h, memory, keys = symbols[live], h[live], memory[live], keys[live]
        return total

    @torch.no_grad()
    def beam(self, source: Tensor) -> float:
        """The same with a beam; finished hypotheses are kept apart, sentences that are done drop out."""
        memory, keys, h = self.read(source)
        batch = len(source)
        symbols = torch.full_like(source[:, 0], END)
        sums = memory.new_zeros(batch, 1)  # of each sentence's live prefixes
        finished = memory.new_full((batch,), -torch.inf)
        total = 0.0
        for t in range(LONGEST):
            h, output = self.step(symbols, h, memory, keys)
            logs = torch.log_softmax(self.out(output), 1)
            sentences, room = sums.shape
            scores = (sums[:, :, None] + logs.view(sentences, room, -1)).flatten(1)
            sums, chosen = scores.topk(WIDTH, 1)
            parents, symbols = chosen // logs.shape[1], chosen % logs.shape[1]
            ends = symbols == END
            if t == LONGEST - 1:
                ends = torch.ones_like(ends)
            finished = torch.maximum(finished, sums.masked_fill(~ends, -torch.inf).max(1).values)
            sums = sums.masked_fill(ends, -torch.inf)
            live = finished < sums.max(1).values
            total += finished[~live].sum().item()
            if not live.any():
                break
            rows = (parents + room * torch.arange(sentences)[:, None])[live].flatten()
            sums, finished, symbols = sums[live], finished[live], symbols[live].flatten()
            h, memory, keys = h[rows], memory[rows], keys[rows]
        return total


def main() -> None:
    work, weights, pairs_file, precision = sys.argv[1:5]
    model = Translator(load_file(weights), getattr(torch, precision))
    pairs = {name: m.long() for name, m in load_file(pairs_file).items()}
    adam = torch.optim.Adam(model.parameters(), RATE, fused=True)

    def update() -> float:
        adam.zero_grad()
        loss = model.loss(pairs["source"], pairs["target"])
        loss.backward()
        gradients = [p.grad for p in model.parameters()]
        norm = torch.linalg.vector_norm(torch.stack(torch._foreach_norm(gradients)))
        torch._foreach_mul_(gradients, (CLIP / norm).clamp(max=1.0))
        adam.step()
        return float(loss.item())

    works: dict[str, Callable[[], float]] = {
        "train": update,
        "greedy": lambda: -model.greedy(pairs["source"]),
        "beam": lambda: -model.beam(pairs["source"]),
    }
    once = works[work]
    print("answer ready", flush=True)
    for line in sys.stdin:
        count = int(line.split()[1])
        wall, cpu = time.perf_counter_ns(), time.process_time_ns()
        for _ in range(count):
            found = once()
        cpu, wall = time.process_time_ns() - cpu, time.perf_counter_ns() - wall
        print("answer", repr(found), cpu, wall, flush=True)


main()
