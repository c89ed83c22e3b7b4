"""Makes the values that TranslationTest compares encoder–decoders with; see reference.py for how.

    torch-env/bin/python src/test/python/translation.py

Each pair is computed alone, so there is no padding here. Scores, weights and contexts are PyTorch's
own where it has them: scaled dot-product attention, nn.LSTM's and nn.GRU's cells.
"""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F

from reference import Weights, draw, leaf, write

Cell = Callable[..., tuple[Tensor, ...]]  # its pre-activation, state and weights: the new state
Shapes = dict[str, tuple[int, int]]

SOURCES = [[0, 1, 2, 3], [2], [3, 3, 1]]
TARGETS = [[2, 1], [0, 0, 1, 2], [1]]
V_SOURCE, V_TARGET, E, N = 4, 3, 2, 3
END = V_TARGET


def gru(a: Tensor, h: Tensor, w: Weights, at: str) -> tuple[Tensor, ...]:
    """Reset before the product, z keeps: K. Cho et al. 2014."""
    r, z, g = a.chunk(3)
    ur, uz = (h @ w[at + "u"]).chunk(2)
    r, z = torch.sigmoid(r + ur), torch.sigmoid(z + uz)
    g = torch.tanh(g + (r * h) @ w[at + "ug"])
    return (z * h + (1 - z) * g,)


def gru_after(a: Tensor, h: Tensor, w: Weights, at: str) -> tuple[Tensor, ...]:
    """nn.GRU's cell; all of the input's share arrives in a, so PyTorch's own input is 0."""
    hidden = torch.ops.aten.gru_cell(
        a[None], h[None], torch.eye(3 * N), w[at + "u"].T, torch.zeros(3 * N), w[at + "d"][0]
    )
    return (hidden[0],)


def lstm(a: Tensor, h: Tensor, c: Tensor, w: Weights, at: str) -> tuple[Tensor, ...]:
    """nn.LSTM's cell, likewise."""
    h, c = torch.ops.aten.lstm_cell(
        a[None], (h[None], c[None]), torch.eye(4 * N), w[at + "u"].T, torch.zeros(4 * N), torch.zeros(4 * N)
    )
    return h[0], c[0]


def run(cell: Cell, states: int, x: Tensor, w: Weights, at: str) -> tuple[Tensor, list[Tensor]]:
    """The outputs over x and the state at the end."""
    state = (torch.zeros(N),) * states
    outputs = []
    for x_t in x:
        state = cell(x_t @ w[at + "input.w"] + w[at + "input.b"][0], *state, w, at)
        outputs.append(state[0])
    return torch.stack(outputs), list(state)


def encode(symbols: list[int], w: Weights, ways: int, cell: Cell = gru, states: int = 1) -> tuple[Tensor, list[Tensor]]:
    x = w["encoder.embedding.table"][torch.tensor(symbols)]
    if ways == 1:
        return run(cell, states, x, w, "encoder.recurrent.cell.")
    ahead, end = run(cell, states, x, w, "encoder.recurrent.forwardLayer.cell.")
    back, first = run(cell, states, x.flip(0), w, "encoder.recurrent.backwardLayer.cell.")
    return torch.cat([ahead, back.flip(0)], 1), end + first


def bridge(parts: list[Tensor], states: int, w: Weights) -> list[Tensor]:
    joined = torch.cat(parts)
    return [torch.tanh(joined @ w[f"bridge.part{k}.w"] + w[f"bridge.part{k}.b"][0]) for k in range(states)]


ATTENTION = "decoder.recurrent.cell.attention."


def additive(s: Tensor, h: Tensor, w: Weights) -> Tensor:
    e = torch.tanh(s @ w[ATTENTION + "wa"] + h @ w[ATTENTION + "ua"]) @ w[ATTENTION + "va"][:, 0]
    return torch.softmax(e, 0) @ h


def scaled_dot(s: Tensor, h: Tensor, w: Weights) -> Tensor:
    return F.scaled_dot_product_attention(s[None, None], h[None], h[None])[0, 0]


def dot(s: Tensor, h: Tensor, w: Weights) -> Tensor:
    return torch.softmax(h @ s, 0) @ h


def general(s: Tensor, h: Tensor, w: Weights) -> Tensor:
    return torch.softmax(torch.einsum("tk,km,m->t", h, w[ATTENTION + "w"], s), 0) @ h


def weigh(source: list[int], target: list[int], w: Weights, model: dict[str, Any]) -> Tensor:
    """−ln p of every symbol of one target, its END included."""
    h, end = encode(source, w, model["ways"], model.get("encoder", gru), model.get("hidden", 1))
    state = model["start"](end, w)
    losses = []
    for before, wanted in zip([END] + target, target + [END], strict=True):
        vector = w["decoder.embedding.table"][before]
        if "attention" in model:
            at = "decoder.recurrent.cell.cell."
            context = model["attention"](state[0], h, w)
            a = vector @ w[at + "input.w"] + w[at + "input.b"][0]
            a = a + context @ w["decoder.recurrent.cell.c"]
        else:
            at = "decoder.recurrent.cell."
            x = torch.cat([vector, torch.cat(end)]) if model.get("code") else vector
            a = x @ w[at + "input.w"] + w[at + "input.b"][0]
        state = model["decoder"](a, *state, w, at)
        output = torch.cat([state[0], context]) if "attention" in model else state[0]
        if "decoder.deep.output.w" in w:
            sums = output @ w["decoder.deep.output.w"] + w["decoder.deep.output.b"][0]
            sums = sums + vector @ w["decoder.deep.symbol.w"] + w["decoder.deep.symbol.b"][0]
            output = sums.reshape(-1, 2).max(1).values
        logits = output @ w["decoder.out.w"] + w["decoder.out.b"][0]
        losses.append(-torch.log_softmax(logits, 0)[wanted])
    return torch.stack(losses)


def gates(at: str, read: int, blocks: int, more: Shapes) -> Shapes:
    return {at + "input.w": (read, blocks * N), at + "input.b": (1, blocks * N)} | {
        at + name: shape for name, shape in more.items()
    }


GRU = {"u": (N, 2 * N), "ug": (N, N)}
AFTER = {"u": (N, 3 * N), "d": (1, 3 * N)}
LSTM = {"u": (N, 4 * N)}
ONE_WAY = gates("encoder.recurrent.cell.", E, 3, GRU)
BOTH_WAYS = gates("encoder.recurrent.forwardLayer.cell.", E, 3, GRU) | gates(
    "encoder.recurrent.backwardLayer.cell.", E, 3, GRU
)
PLAIN = "decoder.recurrent.cell."
ATTENTIVE = "decoder.recurrent.cell.cell."
FIRST = {"bridge.part0.b": (1, N)}
TWO = FIRST | {"bridge.part0.w": (2 * N, N)}
DEEP = {"decoder.deep.output.w": (3 * N, 4), "decoder.deep.output.b": (1, 4)}
DEEP |= {"decoder.deep.symbol.w": (E, 4), "decoder.deep.symbol.b": (1, 4)}


def same(end: list[Tensor], w: Weights) -> list[Tensor]:
    return end


CASES: dict[str, tuple[dict[str, Any], Shapes, int]] = {
    "handed over": (
        {"ways": 1, "start": same, "decoder": gru},
        ONE_WAY | gates(PLAIN, E, 3, GRU),
        N,
    ),
    "LSTM": (
        {"ways": 1, "encoder": lstm, "hidden": 2, "start": same, "decoder": lstm},
        gates("encoder.recurrent.cell.", E, 4, LSTM) | gates(PLAIN, E, 4, LSTM),
        N,
    ),
    "code": (
        {"ways": 2, "start": lambda end, w: bridge(end, 1, w), "decoder": gru_after, "code": True},
        BOTH_WAYS | TWO | gates(PLAIN, E + 2 * N, 3, AFTER),
        N,
    ),
    "additive": (
        {
            "ways": 2,
            "start": lambda end, w: bridge(end[1:], 1, w),
            "decoder": gru,
            "attention": additive,
        },
        BOTH_WAYS
        | FIRST
        | {"bridge.part0.w": (N, N)}
        | gates(ATTENTIVE, E, 3, GRU)
        | {ATTENTION + "wa": (N, 4), ATTENTION + "ua": (2 * N, 4), ATTENTION + "va": (4, 1)}
        | {"decoder.recurrent.cell.c": (2 * N, 3 * N)}
        | DEEP,
        2,
    ),
    "scaled dot": (
        {"ways": 1, "start": same, "decoder": gru, "attention": scaled_dot},
        ONE_WAY | gates(ATTENTIVE, E, 3, GRU) | {"decoder.recurrent.cell.c": (N, 3 * N)},
        2 * N,
    ),
    "dot": (
        {"ways": 1, "start": same, "decoder": gru, "attention": dot},
        ONE_WAY | gates(ATTENTIVE, E, 3, GRU) | {"decoder.recurrent.cell.c": (N, 3 * N)},
        2 * N,
    ),
    "general": (
        {
            "ways": 2,
            "start": lambda end, w: bridge(end, 2, w),
            "decoder": lstm,
            "attention": general,
        },
        BOTH_WAYS
        | TWO
        | {"bridge.part1.w": (2 * N, N), "bridge.part1.b": (1, N)}
        | gates(ATTENTIVE, E, 4, LSTM)
        | {ATTENTION + "w": (2 * N, N), "decoder.recurrent.cell.c": (2 * N, 4 * N)},
        3 * N,
    ),
}


if __name__ == "__main__":
    torch.manual_seed(21)
    for name, (model, shapes, outputs) in CASES.items():
        shapes = shapes | {
            "encoder.embedding.table": (V_SOURCE, E),
            "decoder.embedding.table": (V_TARGET + 1, E),
            "decoder.out.w": (outputs, V_TARGET + 1),
            "decoder.out.b": (1, V_TARGET + 1),
        }
        weights = {key: leaf(draw(*shape)) for key, shape in shapes.items()}
        losses = [weigh(s, t, weights, model) for s, t in zip(SOURCES, TARGETS, strict=True)]
        loss = torch.cat(losses).mean()
        gradients = torch.autograd.grad(loss, list(weights.values()))
        write(
            "translation-" + name.replace(" ", "-"),
            {"model": name, "sources": SOURCES, "targets": TARGETS, "weights": weights}
            | {"loss": loss, "logProbabilities": torch.stack([-loss.sum() for loss in losses])}
            | {"gradients": dict(zip(weights, gradients, strict=True))},
        )
