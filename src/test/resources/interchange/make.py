"""Makes the files beside this one: weights and outputs by PyTorch and Keras (the vectors), in files as others write them.

    python make.py FOLDER_OF_VECTORS

Needs keras 3, h5py, numpy and onnx. The .pt files are pickled here as torch.save does it, and the ONNX graphs are put
together node by node as PyTorch's and tf2onnx's exporters write them: none of it goes by the code that is tested.
"""

import base64
import collections
import io
import json
import pathlib
import pickle
import sys
import zipfile

import h5py
import keras
import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

HERE = pathlib.Path(__file__).parent
VECTORS = pathlib.Path(sys.argv[1])


def array(node):
    if "b64" in node:
        raw = np.frombuffer(base64.b64decode(node["b64"]), "<f4" if node["dtype"] == "float32" else "<f8")
        return raw.reshape(node["shape"])
    return np.array(node["data"], dtype=node["dtype"]).reshape(node["shape"])


def vectors(name):
    data = json.loads((VECTORS / (name + ".json")).read_text())
    return data, {key: array(value) for key, value in data["weights"].items()}


def expect(name, x, output):
    form = {"x": {"shape": list(x.shape), "data": [float(v) for v in x.ravel()]},
            "output": {"shape": list(output.shape), "data": [float(v) for v in output.ravel()]}}
    (HERE / (name + ".json")).write_text(json.dumps(form))


def dense(rows, columns):
    """A head that is nothing but numbers."""
    count = rows * columns
    return (np.arange(count).reshape(rows, columns) % 7 - 3).astype("float32") / 8, \
        (np.arange(columns) % 3 - 1).astype("float32") / 4


# ---- Keras

def keras_files():
    data, w = vectors("fwd_keras_seq2seq_bigru")
    model = keras.Sequential([
        keras.Input((18, 1)),
        keras.layers.Bidirectional(keras.layers.GRU(32)),
        keras.layers.RepeatVector(18),
        keras.layers.Bidirectional(keras.layers.GRU(32, return_sequences=True)),
        keras.layers.TimeDistributed(keras.layers.Dense(1)),
    ])
    model.set_weights([w[f"{part}_{side}_{kind}"] for part in ("encoder", "decoder") for side in ("forward", "backward")
                       for kind in ("kernel", "recurrent_kernel", "bias")] + [w["dense_kernel"], w["dense_bias"]])
    model.save(HERE / "weather-seq2seq.keras")
    expect("weather-seq2seq.keras", array(data["x"]), array(data["output"]))

    data, w = vectors("fwd_keras_lstm")
    kernel, bias = dense(5, 4)
    model = keras.Sequential([keras.Input((7, 3)), keras.layers.LSTM(5, dropout=0.1), keras.layers.Dense(4, "tanh")])
    model.set_weights([w["kernel"], w["recurrent_kernel"], w["bias"], kernel, bias])
    last = array(data["zero_state"]["output"])[:, -1]
    model.save(HERE / "lstm-dense.h5")
    expect("lstm-dense.h5", array(data["x"]), np.tanh(last @ kernel + bias))

    data, w = vectors("fwd_keras_gru_reset_after_true")
    kernel, bias = dense(5, 2)
    window = keras.Input((7, 3))
    model = keras.Model(window, keras.layers.Reshape((2, 1))(keras.layers.Dense(2)(keras.layers.GRU(5)(window))))
    model.set_weights([w["kernel"], w["recurrent_kernel"], w["bias"], kernel, bias])
    last = array(data["zero_state"]["output"])[:, -1]
    model.compile("adam", "mse")
    model.save(HERE / "functional.keras")
    expect("functional.keras", array(data["x"]), last @ kernel + bias)
    plain = keras.Sequential([keras.Input((7, 3)), keras.layers.GRU(5), keras.layers.Dense(2)])
    plain.set_weights(model.get_weights())
    plain.save_weights(HERE / "gru-dense.weights.h5")
    expect("gru-dense.weights.h5", array(data["x"]), last @ kernel + bias)

    keras_two()


def keras_two():
    """As Keras 2 wrote it: names of variables end in :0, and the names of layers and weights are attributes."""
    data, w = vectors("fwd_keras_bidirectional_gru_reset_after_false")
    kernel, bias = dense(10, 3)
    cell = {"name": "gru", "units": 5, "reset_after": False, "activation": "tanh", "recurrent_activation": "sigmoid",
            "use_bias": True, "return_sequences": False, "go_backwards": False, "time_major": False, "dropout": 0.0,
            "recurrent_dropout": 0.0}
    config = {"class_name": "Sequential", "config": {"name": "sequential", "layers": [
        {"class_name": "InputLayer", "config": {"batch_input_shape": [None, 7, 3], "name": "input_1"}},
        {"class_name": "Bidirectional", "config": {"name": "bidirectional", "merge_mode": "concat",
                                                   "layer": {"class_name": "GRU", "config": cell}}},
        {"class_name": "Dense", "config": {"name": "dense", "units": 3, "activation": "linear", "use_bias": True}},
    ]}}
    with h5py.File(HERE / "bidirectional-keras2.h5", "w") as file:
        file.attrs["keras_version"] = "2.11.0"
        file.attrs["backend"] = "tensorflow"
        file.attrs["model_config"] = json.dumps(config)
        weights = file.create_group("model_weights")
        weights.attrs["layer_names"] = [b"bidirectional", b"dense"]
        names = []
        for side in ("forward", "backward"):
            for kind in ("kernel", "recurrent_kernel", "bias"):
                names.append(f"bidirectional/{side}_gru/gru_cell/{kind}:0")
                weights["bidirectional/" + names[-1]] = w[f"{side}_{kind}"]
        weights["bidirectional"].attrs["weight_names"] = [name.encode() for name in names]
        weights["dense/dense/kernel:0"] = kernel
        weights["dense/dense/bias:0"] = bias
        weights["dense"].attrs["weight_names"] = [b"dense/kernel:0", b"dense/bias:0"]
    expect("bidirectional-keras2.h5", array(data["x"]), array(data["output_last"]) @ kernel + bias)


# ---- PyTorch

class Storage:
    def __init__(self, key, values):
        self.key, self.values = key, values


class FloatStorage:
    pass


def _rebuild_tensor_v2(*arguments):
    raise NotImplementedError


FloatStorage.__module__, FloatStorage.__qualname__ = "torch", "FloatStorage"
_rebuild_tensor_v2.__module__ = "torch._utils"


class Tensor:
    def __init__(self, storage, offset, shape):
        self.storage, self.offset, self.shape = storage, offset, shape

    def __reduce__(self):
        stride, step = [], 1
        for extent in reversed(self.shape):
            stride.insert(0, step)
            step *= extent
        return _rebuild_tensor_v2, (self.storage, self.offset, self.shape, tuple(stride), False,
                                    collections.OrderedDict())


class TorchPickler(pickle._Pickler):
    def persistent_id(self, obj):
        if isinstance(obj, Storage):
            return "storage", FloatStorage, obj.key, "cpu", len(obj.values)
        return None

    def save_global(self, obj, name=None):
        if obj in (FloatStorage, _rebuild_tensor_v2):
            module, name = obj.__module__, obj.__qualname__
            self.write(b"c" + module.encode() + b"\n" + name.encode() + b"\n")
            self.memoize(obj)
        else:
            super().save_global(obj, name)

    dispatch = dict(pickle._Pickler.dispatch)
    dispatch[type] = save_global
    dispatch[type(_rebuild_tensor_v2)] = save_global


def torch_save(path, weights, wrapped=None, shared=False):
    """shared: one storage for all, as cuDNN flattens a module's weights."""
    state, entries = collections.OrderedDict(), []
    if shared:
        everything = Storage("0", np.concatenate([value.ravel() for value in weights.values()]))
        entries.append(everything)
    at = 0
    for name, value in weights.items():
        storage = everything if shared else Storage(str(len(entries)), value.ravel())
        if not shared:
            entries.append(storage)
        state[name] = Tensor(storage, at if shared else 0, value.shape)
        at += value.size
    out = io.BytesIO()
    TorchPickler(out, 2).dump({wrapped: state, "epoch": 3} if wrapped else state)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as file:
        file.writestr("archive/data.pkl", out.getvalue())
        file.writestr("archive/byteorder", "little")
        for storage in entries:
            file.writestr(f"archive/data/{storage.key}", storage.values.astype("<f4").tobytes())
        file.writestr("archive/version", "3\n")


def torch_files():
    data, w = vectors("fwd_torch_lstm_2layer")
    weight, bias = dense(4, 5)[0], dense(1, 4)[1]
    state = {"lstm." + name: value for name, value in w.items()}
    state.update({"fc.weight": weight, "fc.bias": bias})
    torch_save(HERE / "lstm-2layer.pt", state, wrapped="model_state_dict", shared=True)
    last = array(data["zero_state"]["output"])[:, -1]
    expect("lstm-2layer.pt", array(data["x"]), last @ weight.T + bias)

    data, w = vectors("fwd_torch_gru_2layer_bidirectional")
    torch_save(HERE / "gru-bidirectional.pth", {"gru." + name: value for name, value in w.items()})
    expect("gru-bidirectional.pth", array(data["x"]), array(data["zero_state"]["output"]))

    data, w = vectors("fwd_torch_rnn_tanh_2layer")
    header, body = {}, b""
    for name, value in sorted(("rnn." + name, value) for name, value in w.items()):
        raw = value.astype("<f4").tobytes()
        header[name] = {"dtype": "F32", "shape": list(value.shape), "data_offsets": [len(body), len(body) + len(raw)]}
        body += raw
    head = json.dumps(header).encode()
    (HERE / "rnn.safetensors").write_bytes(len(head).to_bytes(8, "little") + head + body)
    expect("rnn.safetensors", array(data["x"]), array(data["zero_state"]["output"])[:, -1])


# ---- ONNX

def onnx_save(name, opset, nodes, weights, shape, output, producer):
    graph = helper.make_graph(
        nodes, "main", [helper.make_tensor_value_info("x", TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info(nodes[-1].output[0], TensorProto.FLOAT, ["batch"] + output)],
        [numpy_helper.from_array(np.asarray(value), key) for key, value in weights.items()])
    model = helper.make_model(graph, producer_name=producer, producer_version="1.0",
                              opset_imports=[helper.make_opsetid("", opset)])
    model.ir_version = 7
    onnx.checker.check_model(model)
    onnx.save(model, HERE / name)


def swap(a, order, axis):
    parts = np.split(a, len(order), axis=axis)
    return np.concatenate([parts[i] for i in order], axis=axis)


def node(op, inputs, outputs, **attributes):
    return helper.make_node(op, inputs.split(","), outputs.split(","), outputs.split(",")[0], **attributes)


def torch_gru_bidirectional():
    """torch.onnx.export of a bidirectional GRU of two layers: states of zeros made from the batch, then head."""
    data, w = vectors("fwd_torch_gru_2layer_bidirectional")
    weights = {"zero_i": np.array(0, "int64"), "one_i": np.array(1, "int64"), "four": np.array([4], "int64"),
               "five": np.array([5], "int64"), "first": np.array([0], "int64"), "two": np.array([2], "int64"),
               "shape": np.array([0, 0, -1], "int64"), "minus": np.array(-1, "int64")}
    nodes = [node("Shape", "x", "dims"), node("Gather", "dims,zero_i", "batch", axis=0),
             node("Unsqueeze", "batch,first", "batches"), node("Concat", "four,batches,five", "states", axis=0),
             node("ConstantOfShape", "states", "zeros", value=helper.make_tensor("v", TensorProto.FLOAT, [1], [0.0])),
             node("Transpose", "x", "x_t", perm=[1, 0, 2])]
    value = "x_t"
    for layer in range(2):
        sides = ["", "_reverse"]
        weights[f"W{layer}"] = np.stack([swap(w[f"weight_ih_l{layer}{s}"], (1, 0, 2), 0) for s in sides])
        weights[f"R{layer}"] = np.stack([swap(w[f"weight_hh_l{layer}{s}"], (1, 0, 2), 0) for s in sides])
        weights[f"B{layer}"] = np.stack([np.concatenate([swap(w[f"bias_{k}_l{layer}{s}"], (1, 0, 2), 0)
                                                         for k in ("ih", "hh")]) for s in sides])
        weights[f"from{layer}"] = np.array([2 * layer], "int64")
        weights[f"to{layer}"] = np.array([2 * layer + 2], "int64")
        nodes += [node("Slice", f"zeros,from{layer},to{layer},first", f"h{layer}"),
                  node("GRU", f"{value},W{layer},R{layer},B{layer},,h{layer}", f"Y{layer},Yh{layer}",
                       hidden_size=5, linear_before_reset=1, direction="bidirectional"),
                  node("Transpose", f"Y{layer}", f"Yt{layer}", perm=[0, 2, 1, 3]),
                  node("Reshape", f"Yt{layer},shape", f"out{layer}")]
        value = f"out{layer}"
    nodes.append(node("Transpose", value, "y", perm=[1, 0, 2]))
    onnx_save("torch-gru-bidirectional.onnx", 17, nodes, weights, ["batch", 7, 3], [7, 10], "pytorch")
    expect("torch-gru-bidirectional.onnx", array(data["x"]), array(data["zero_state"]["output"]))

    nodes = nodes[:-3]
    weight, bias = dense(3, 10)[0], dense(1, 3)[1]
    weights = {**weights, "fc.weight": weight, "fc.bias": bias}
    nodes += [node("Gather", "Yh1,zero_i", "ahead", axis=0), node("Gather", "Yh1,minus", "behind", axis=0),
              node("Concat", "ahead,behind", "ends", axis=1),
              node("Gemm", "ends,fc.weight,fc.bias", "y", alpha=1.0, beta=1.0, transB=1)]
    onnx_save("torch-gru-ends.onnx", 14, nodes, weights, ["batch", 7, 3], [3], "pytorch")
    ends = array(data["zero_state"]["h_n"])
    expect("torch-gru-ends.onnx", array(data["x"]), np.concatenate([ends[2], ends[3]], axis=1) @ weight.T + bias)


def tf_gru():
    """tf2onnx of Keras' GRU(reset_after=False), axes as attributes."""
    data, w = vectors("fwd_keras_gru_reset_after_false")
    order = (0, 1, 2)
    kernel, bias = dense(5, 2)
    weights = {"W": swap(w["kernel"].T, order, 0)[None], "R": swap(w["recurrent_kernel"].T, order, 0)[None],
               "B": np.concatenate([w["bias"], np.zeros(15, "float32")])[None], "kernel": kernel, "bias": bias}
    nodes = [node("Transpose", "x", "x_t", perm=[1, 0, 2]),
             node("GRU", "x_t,W,R,B", "Y,Yh", hidden_size=5, linear_before_reset=0, direction="forward",
                  activations=["Sigmoid", "Tanh"]),
             node("Squeeze", "Yh", "h", axes=[0]), node("MatMul", "h,kernel", "p"), node("Add", "p,bias", "s"),
             node("Relu", "s", "y")]
    onnx_save("tf-gru.onnx", 11, nodes, weights, ["batch", 7, 3], [2], "tf2onnx")
    last = array(data["zero_state"]["output"])[:, -1] if "zero_state" in data else array(data["output"])[:, -1]
    expect("tf-gru.onnx", array(data["x"]), np.maximum(last @ kernel + bias, 0))


def tf_seq2seq():
    """tf2onnx of the weather network: two operators for the two directions, Tile, a dense layer on rows."""
    data, w = vectors("fwd_keras_seq2seq_bigru")
    weights = {"one": np.array([1], "int64"), "times": np.array([1, 18, 1], "int64"),
               "rows": np.array([-1, 64], "int64"), "steps": np.array([-1, 18, 1], "int64"),
               "kernel": w["dense_kernel"], "bias": w["dense_bias"], "zero": np.array([0], "int64")}
    nodes = []

    def directions(part, value):
        for side, direction in (("forward", "forward"), ("backward", "reverse")):
            key = part + side
            bias = w[f"{part}_{side}_bias"]
            weights["W" + key] = w[f"{part}_{side}_kernel"].T[None]
            weights["R" + key] = w[f"{part}_{side}_recurrent_kernel"].T[None]
            weights["B" + key] = np.concatenate([bias[0], bias[1]])[None]
            nodes.append(node("GRU", f"{value},W{key},R{key},B{key}", f"Y{key},H{key}", hidden_size=32,
                              linear_before_reset=1, direction=direction))

    nodes.append(node("Transpose", "x", "x_t", perm=[1, 0, 2]))
    directions("encoder", "x_t")
    nodes += [node("Squeeze", "Hencoderforward,zero", "ahead"), node("Squeeze", "Hencoderbackward,zero", "behind"),
              node("Concat", "ahead,behind", "context", axis=-1), node("Unsqueeze", "context,one", "once"),
              node("Tile", "once,times", "repeated"), node("Transpose", "repeated", "r_t", perm=[1, 0, 2])]
    directions("decoder", "r_t")
    nodes += [node("Squeeze", "Ydecoderforward,one", "a"), node("Squeeze", "Ydecoderbackward,one", "b"),
              node("Concat", "a,b", "both", axis=2), node("Transpose", "both", "back", perm=[1, 0, 2]),
              node("Reshape", "back,rows", "flat"), node("MatMul", "flat,kernel", "p"), node("Add", "p,bias", "s"),
              node("Reshape", "s,steps", "y")]
    onnx_save("tf-seq2seq.onnx", 13, nodes, weights, ["batch", 18, 1], [18, 1], "tf2onnx")
    expect("tf-seq2seq.onnx", array(data["x"]), array(data["output"]))


def torch_repeat():
    """torch.onnx.export of h.unsqueeze(1).expand(-1, 4, -1) into a second GRU, the shape made from the batch."""
    data, w = vectors("fwd_torch_gru_1layer")
    gates = {k: swap(v, (1, 0, 2), 0) for k, v in w.items()}
    bias = np.concatenate([gates["bias_ih_l0"], gates["bias_hh_l0"]])[None]
    second = {"W": gates["weight_hh_l0"], "R": gates["weight_hh_l0"]}
    weights = {"W": gates["weight_ih_l0"][None], "R": gates["weight_hh_l0"][None], "B": bias,
               "W2": second["W"][None], "R2": second["R"][None], "zero": np.array([0], "int64"),
               "one": np.array([1], "int64"), "four": np.array([4], "int64"), "zero_i": np.array(0, "int64"),
               "rest": np.array([5], "int64")}
    nodes = [node("Transpose", "x", "x_t", perm=[1, 0, 2]),
             node("GRU", "x_t,W,R,B", "Y,Yh", hidden_size=5, linear_before_reset=1),
             node("Squeeze", "Yh,zero", "h"), node("Unsqueeze", "h,one", "once"), node("Shape", "h", "dims"),
             node("Gather", "dims,zero_i", "batch", axis=0), node("Unsqueeze", "batch,zero", "batches"),
             node("Concat", "batches,four,rest", "shape", axis=0), node("Expand", "once,shape", "all"),
             node("Transpose", "all", "a_t", perm=[1, 0, 2]),
             node("GRU", "a_t,W2,R2,B", "Y2,Y2h", hidden_size=5, linear_before_reset=1),
             node("Squeeze", "Y2,one", "s"), node("Transpose", "s", "y", perm=[1, 0, 2])]
    onnx_save("torch-repeat.onnx", 13, nodes, weights, ["batch", 7, 3], [4, 5], "pytorch")
    h0 = array(data["zero_state"]["output"])[:, -1]
    wi, wh = w["weight_hh_l0"], w["weight_hh_l0"]
    bi, bh, h, steps = w["bias_ih_l0"], w["bias_hh_l0"], np.zeros_like(h0), []
    for _ in range(4):
        gi, gh = np.split(h0 @ wi.T + bi, 3, 1), np.split(h @ wh.T + bh, 3, 1)
        r, z = (1 / (1 + np.exp(-(a + b))) for a, b in zip(gi[:2], gh[:2]))
        h = (1 - z) * np.tanh(gi[2] + r * gh[2]) + z * h
        steps.append(h)
    expect("torch-repeat.onnx", array(data["x"]), np.stack(steps, axis=1))


def torch_lstm():
    """torch.onnx.export with the newest step of the output taken by Slice, and weights that are not folded."""
    data, w = vectors("fwd_torch_lstm_1layer")
    order = (0, 3, 1, 2)
    weight, bias = dense(2, 5)[0], dense(1, 2)[1]
    weights = {"w": swap(w["weight_ih_l0"], order, 0), "r": swap(w["weight_hh_l0"], order, 0),
               "bi": swap(w["bias_ih_l0"], order, 0), "bh": swap(w["bias_hh_l0"], order, 0),
               "zero": np.array([0], "int64"), "one": np.array([1], "int64"), "fc.weight": weight, "fc.bias": bias,
               "last": np.array([-1], "int64"), "end": np.array([9223372036854775807], "int64")}
    nodes = [node("Unsqueeze", "w,zero", "W"), node("Unsqueeze", "r,zero", "R"),
             node("Concat", "bi,bh", "b", axis=0), node("Unsqueeze", "b,zero", "B"),
             node("Transpose", "x", "x_t", perm=[1, 0, 2]),
             node("LSTM", "x_t,W,R,B", "Y,Yh,Yc", hidden_size=5), node("Squeeze", "Y,one", "s"),
             node("Transpose", "s", "out", perm=[1, 0, 2]), node("Slice", "out,last,end,one,one", "cut"),
             node("Squeeze", "cut,one", "h"), node("Transpose", "fc.weight", "t", perm=[1, 0]),
             node("MatMul", "h,t", "p"), node("Add", "fc.bias,p", "z"), node("Sigmoid", "z", "y")]
    onnx_save("torch-lstm.onnx", 18, nodes, weights, ["batch", "steps", 3], [2], "pytorch")
    last = array(data["zero_state"]["output"])[:, -1]
    expect("torch-lstm.onnx", array(data["x"]), 1 / (1 + np.exp(-(last @ weight.T + bias))))


if __name__ == "__main__":
    keras_files()
    torch_files()
    torch_gru_bidirectional()
    tf_gru()
    tf_seq2seq()
    torch_lstm()
    torch_repeat()
