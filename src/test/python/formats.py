"""Makes the values of other programs that FormatsTest compares unrolled.io with.

    python3 -m venv formats-env
    formats-env/bin/pip install onnx==1.23.2 onnxruntime==1.31.1 keras==3.15.1 torch==2.15.0 scipy
    formats-env/bin/pip install safetensors==0.8.0
    KERAS_BACKEND=torch formats-env/bin/python src/test/python/formats.py

Three authorities. "reference": ONNX's reference evaluator, which computes in double precision but
knows neither sequence_lens nor other activations nor coupled gates; where sequences have unequal
lengths, it runs each alone. "runtime": ONNX Runtime, which knows all of these, in single
precision. Keras over PyTorch, in double precision where it leaves a layer to PyTorch; what it
multiplies itself ("single") it multiplies in single precision on this backend.
"""

import itertools
import json
import os
import pathlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

os.environ.setdefault("KERAS_BACKEND", "torch")

import keras
import numpy as np
import onnxruntime
import safetensors.numpy
from onnx import TensorProto, helper
from onnx.reference import ReferenceEvaluator

Tensors = dict[str, np.ndarray]
Case = dict[str, Any]
Authority = Callable[[str, Tensors, Case], Tensors]

RESOURCES = pathlib.Path(__file__).parent.parent / "resources" / "unrolled" / "formats"
T, B, IN, N = 4, 3, 2, 3
GATES = {"LSTM": 4, "GRU": 3, "RNN": 1}
RANDOM = np.random.default_rng(20)


def draw(*shape: int) -> np.ndarray:
    """Numbers that single precision holds exactly, with few digits."""
    return np.round(RANDOM.normal(size=shape) * 64) / 64


def write(name: str, cases: Iterable[Case]) -> None:
    RESOURCES.mkdir(parents=True, exist_ok=True)
    text = ",\n".join(json.dumps(case, default=lambda array: array.tolist()) for case in cases)
    (RESOURCES / f"{name}.json").write_text("[" + text + "]\n")


# ---- ONNX ---------------------------------------------------------------------------------------------


def model(operator: str, tensors: Tensors, attributes: Case, number: int) -> tuple[Any, list[str]]:
    outputs = ["Y", "Y_h", "Y_c"] if operator == "LSTM" else ["Y", "Y_h"]
    names = ["X", "W", "R", "B", "sequence_lens", "initial_h", "initial_c", "P"]
    names = names if operator == "LSTM" else names[:6]
    inputs = [name if name in tensors else "" for name in names]
    while inputs[-1] == "":
        inputs.pop()
    kinds = {"sequence_lens": TensorProto.INT32}
    graph = helper.make_graph(
        [helper.make_node(operator, inputs, outputs, hidden_size=N, **attributes)],
        "one",
        [helper.make_tensor_value_info(name, kinds.get(name, number), tensors[name].shape) for name in inputs if name],
        [helper.make_tensor_value_info(name, number, None) for name in outputs],
    )
    opset = helper.make_opsetid("", 14)
    return helper.make_model(graph, opset_imports=[opset], ir_version=8), outputs


def by_reference(operator: str, tensors: Tensors, attributes: Case) -> Tensors:
    one, outputs = model(operator, tensors, attributes, TensorProto.DOUBLE)
    return dict(zip(outputs, ReferenceEvaluator(one).run(None, tensors), strict=True))


def by_reference_alone(operator: str, tensors: Tensors, attributes: Case) -> Tensors:
    """Each sequence alone, cut to its length, and the answers put together (layout 0)."""
    directions = len(tensors["W"])
    answer = {"Y": np.zeros((T, directions, B, N))}
    for b, length in enumerate(tensors["sequence_lens"]):
        own = {k: v for k, v in tensors.items() if k != "sequence_lens"}
        own["X"] = tensors["X"][:length, b : b + 1]
        for state in ("initial_h", "initial_c"):
            if state in own:
                own[state] = own[state][:, b : b + 1]
        alone = by_reference(operator, own, attributes)
        answer["Y"][:length, :, b] = alone.pop("Y")[:, :, 0]
        for name, value in alone.items():
            answer.setdefault(name, np.zeros((directions, B, N)))[:, b] = value[:, 0]
    return answer


def by_runtime(operator: str, tensors: Tensors, attributes: Case) -> Tensors:
    tensors = {
        name: value.astype(np.int32 if name == "sequence_lens" else np.float32) for name, value in tensors.items()
    }
    one, outputs = model(operator, tensors, attributes, TensorProto.FLOAT)
    session = onnxruntime.InferenceSession(one.SerializeToString(), providers=["CPUExecutionProvider"])
    return dict(zip(outputs, session.run(None, tensors), strict=True))


def onnx_case(
    by: Authority,
    operator: str,
    lengths: Sequence[int] | None = None,
    peepholes: bool = False,
    bare: bool = False,
    **attributes: Any,
) -> Case:
    directions = 2 if attributes.get("direction") == "bidirectional" else 1
    rows = GATES[operator] * N
    tensors = {
        "X": draw(T, B, IN),
        "W": draw(directions, rows, IN),
        "R": draw(directions, rows, N) / 2,
    }
    if not bare:
        tensors["B"] = draw(directions, 2 * rows)
        tensors["initial_h"] = draw(directions, B, N)
        if operator == "LSTM":
            tensors["initial_c"] = draw(directions, B, N)
    if peepholes:
        tensors["P"] = draw(directions, 3 * N)
    if lengths:
        tensors["sequence_lens"] = np.array(lengths)
    if attributes.get("layout"):
        for name in ("X", "initial_h", "initial_c"):
            if name in tensors:
                tensors[name] = tensors[name].swapaxes(0, 1)
    answer = by(operator, tensors, attributes)
    authority = "runtime" if by == by_runtime else "reference"
    case = {"by": authority, "operator": operator, "attributes": attributes}
    return case | {"inputs": tensors, "outputs": answer}


def onnx_cases() -> Iterator[Case]:
    directions = ("forward", "reverse", "bidirectional")
    kinds: list[tuple[str, Case]] = [("LSTM", {}), ("LSTM", {"peepholes": True}), ("RNN", {})]
    kinds += [("GRU", {"linear_before_reset": after}) for after in (0, 1)]
    for direction, (operator, more) in itertools.product(directions, kinds):
        more = more | {"direction": direction}
        yield onnx_case(by_reference, operator, bare=True, **more)
        yield onnx_case(by_reference, operator, layout=1, **more)
        yield onnx_case(by_reference_alone, operator, lengths=[2, 4, 1], **more)
        yield onnx_case(by_runtime, operator, lengths=[3, 0, 4], **more)
    for direction in ("forward", "bidirectional"):
        yield from runtime_cases(direction)


def runtime_cases(direction: str) -> Iterator[Case]:
    """What the reference evaluator does not know: other activations, coupled gates."""
    twice = 2 if direction == "bidirectional" else 1

    def other(operator: str, activations: list[str], **more: Any) -> Case:
        more |= {"direction": direction, "activations": activations * twice}
        return onnx_case(by_runtime, operator, **more)

    def numbers(*values: float) -> list[float]:
        return list(values) * twice

    hard = {"activation_alpha": numbers(0.2), "activation_beta": numbers(0.5)}
    squashed = {
        "activation_alpha": numbers(2.0, 1.0),
        "activation_beta": numbers(0.5, 0.5),
    }
    yield other("LSTM", ["HardSigmoid", "Relu", "Tanh"], **hard)
    yield other("LSTM", ["Sigmoid", "ScaledTanh", "ScaledTanh"], **squashed)
    yield other("LSTM", ["Sigmoid", "Tanh", "Tanh"], input_forget=1)
    yield other("LSTM", ["Sigmoid", "Tanh", "Tanh"], input_forget=1, peepholes=True)
    yield other("LSTM", ["HardSigmoid", "Tanh", "Sigmoid"], input_forget=1, peepholes=True)
    for after in (0, 1):
        yield other("GRU", ["HardSigmoid", "Relu"], linear_before_reset=after)
        yield other("GRU", ["Sigmoid", "Sigmoid"], linear_before_reset=after)
    yield other("RNN", ["Relu"])
    yield other("RNN", ["Sigmoid"])
    affine = {"activation_alpha": numbers(1.0), "activation_beta": numbers(0.0)}
    yield other("RNN", ["Affine"], **affine)


# ---- Keras --------------------------------------------------------------------------------------------


def keras_cases() -> Iterator[Case]:
    keras.config.set_floatx("float64")
    x = draw(B, T, IN)  # the batch comes first
    both = {"return_sequences": True, "return_state": True}
    makers: dict[str, Callable[[], Any]] = {
        "LSTM": lambda: keras.layers.LSTM(N, **both),
        "GRU": lambda: keras.layers.GRU(N, **both),
        "GRU, reset before": lambda: keras.layers.GRU(N, reset_after=False, **both),
        "SimpleRNN": lambda: keras.layers.SimpleRNN(N, **both),
        "LSTM without bias": lambda: keras.layers.LSTM(N, use_bias=False, **both),
        "Bidirectional": lambda: keras.layers.Bidirectional(keras.layers.LSTM(N, **both)),
    }
    for name, make in makers.items():
        layer = make()
        layer.build(x.shape)
        layer.set_weights([draw(*w.shape) for w in layer.get_weights()])
        output, *states = (keras.ops.convert_to_numpy(value) for value in layer(x))
        weights = layer.get_weights()
        rows = [w if w.ndim == 2 else w[None] for w in weights]
        single = name in ("GRU, reset before", "SimpleRNN")
        case = {"layer": name, "single": single, "weights": rows, "x": x}
        yield case | {"output": output, "states": states}


# ---- safetensors --------------------------------------------------------------------------------------


def mixed_file() -> None:
    """An nn.LSTM's weights among what else a module may have, of other types and dimensions."""
    random = np.random.default_rng(21)
    weights = {
        "rnn.weight_ih_l0": random.normal(size=(4 * N, IN)).astype(np.float32),
        "rnn.weight_hh_l0": random.normal(size=(4 * N, N)).astype(np.float32),
        "rnn.bias_ih_l0": random.normal(size=4 * N).astype(np.float32),
        "rnn.bias_hh_l0": random.normal(size=4 * N).astype(np.float32),
    }
    others = {
        "norm.num_batches_tracked": np.array(7),
        "convolution.weight": random.normal(size=(2, 3, 4)).astype(np.float32),
        "temperature": np.array(0.5),
        "mask": np.array([[True, False]]),
        "half.weight": random.normal(size=(2, 2)).astype(np.float16),
        "nothing": np.zeros((0, 5)),
        "ids": np.arange(5, dtype=np.int32),
    }
    folder = RESOURCES.parent / "io"
    folder.mkdir(parents=True, exist_ok=True)
    safetensors.numpy.save_file(weights | others, folder / "mixed.safetensors", {"format": "pt"})
    expected = {name: np.atleast_2d(w).tolist() for name, w in weights.items()}
    (folder / "mixed.json").write_text(json.dumps(expected) + "\n")


if __name__ == "__main__":
    write("onnx", onnx_cases())
    write("keras", keras_cases())
    mixed_file()
