"""A pair of networks with Moonshine's inputs and outputs that reads tokens off the loudness of frames."""

import numpy as np
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

STRIDE = 384  # samples a frame
TOKENS = [b"<unk>", b"<s>", b"</s>", b"\xc3", b"\xa9", "▁Hello".encode(), b",", "▁wor".encode(), b"ld", b".",
          b"<<ST_7>>", "▁no".encode(), "▁".encode() + 130 * b"a"]  # fmt: skip
UNIT = 0.01  # of full scale: frame p of amplitude n * UNIT says that token p is n
SHARP = 5.0  # logit of token v is -SHARP * |v - n|
HEADS, WIDTH = 2, 3

FLOAT, INT64, BOOL = TensorProto.FLOAT, TensorProto.INT64, TensorProto.BOOL
PAST = [f"past_key_values.0.{side}.{kind}" for side in ("decoder", "encoder") for kind in ("key", "value")]


def spoken(*tokens, frames=0):
    """Samples that say tokens and then the end, ``frames`` long at least."""
    said = [*tokens, 2]
    said += [2] * (frames - len(said))
    return np.repeat(np.array(said, np.float32) * UNIT, STRIDE)


def log_prob(token):
    """What the decoder gives a token that is said."""
    logits = -SHARP * np.abs(np.arange(len(TOKENS)) - token)
    return -np.log(np.exp(logits).sum())


def table_bytes(tokens=TOKENS):
    """``tokenizer.bin``"""
    lengths = [
        bytes([len(t)]) if len(t) < 128 else bytes([len(t) % 128 + 128, len(t) // 128]) for t in tokens
    ]
    return b"".join(length + token for length, token in zip(lengths, tokens, strict=True))


def write(folder, wrapped=False):
    """Write the three files; wrapped: every loudness says one of ten tokens that are not the end."""
    _save(_encoder(wrapped), folder / "encoder_model.ort")
    _save(_decoder(), folder / "decoder_model_merged.ort")
    (folder / "tokenizer.bin").write_bytes(table_bytes())
    return folder


def _save(graph, path):
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=10)
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    options.optimized_model_filepath = str(path)
    options.add_session_config_entry("session.save_model_format", "ORT")
    onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])


def _encoder(wrapped):
    last = "loud" if wrapped else "last_hidden_state"
    nodes = [
        _node("Abs", ["input_values"], "positive"),
        _node("Unsqueeze", ["positive", "one"], "channel"),
        _node("AveragePool", ["channel"], "pooled", kernel_shape=[STRIDE], strides=[STRIDE]),
        _node("Transpose", ["pooled"], last, perm=[0, 2, 1]),
    ]
    if wrapped:
        nodes += [
            _node("Mul", ["loud", "fine"], "louder"),
            _node("Mod", ["louder", "ten"], "digit", fmod=1),
            _node("Add", ["digit", "three"], "last_hidden_state"),
        ]
    given = [_info("input_values", FLOAT, ["B", "N"]), _info("attention_mask", INT64, ["B", "N"])]
    made = [_info("last_hidden_state", FLOAT, ["B", "T", 1])]
    constants = [
        _constant("one", [1], np.int64), _constant("fine", 50.0), _constant("ten", 10 * UNIT),
        _constant("three", 3 * UNIT),
    ]  # fmt: skip
    return helper.make_graph(nodes, "encoder", given, made, constants)


def _decoder():
    """Logits of the frame that as many tokens came before; the mask has to be as long as the samples."""
    nodes = [
        _node("Slice", ["encoder_attention_mask", "zero", "last", "one", "stride"], "strided"),
        _node("Cast", ["strided"], "mask", to=FLOAT),
        _node("Squeeze", ["encoder_hidden_states", "two"], "said"),
        _node("Mul", ["mask", "said"], "masked"),  # fails where the mask is of another length
        _node("Shape", ["past_key_values.0.decoder.key"], "shape"),
        _node("Gather", ["shape", "two"], "place"),
        helper.make_node(
            "If", ["use_cache_branch"], ["codes", "present.0.encoder.key", "present.0.encoder.value"],
            then_branch=_cached(), else_branch=_first(),
        ),
        _node("Gather", ["codes", "place"], "code", axis=1),
        _node("Div", ["code", "unit"], "token"),
        _node("Sub", ["numbers", "token"], "off"),
        _node("Abs", ["off"], "away"),
        _node("Mul", ["away", "sharp"], "flat"),
        _node("Unsqueeze", ["flat", "zero"], "logits"),
        _node("Concat", ["past_key_values.0.decoder.key", "new"], "present.0.decoder.key", axis=2),
        _node("Concat", ["past_key_values.0.decoder.value", "new"], "present.0.decoder.value", axis=2),
    ]  # fmt: skip
    constants = [
        _constant("zero", [0], np.int64), _constant("one", [1], np.int64), _constant("two", [2], np.int64),
        _constant("last", [2**31], np.int64), _constant("stride", [STRIDE], np.int64),
        _constant("unit", [[UNIT]]), _constant("sharp", [[-SHARP]]),
        _constant("numbers", [list(range(len(TOKENS)))]), _constant("new", np.zeros((1, HEADS, 1, WIDTH))),
    ]  # fmt: skip
    cache = [_info(name, FLOAT, ["B", HEADS, "P", WIDTH]) for name in PAST]
    given = [
        _info("encoder_attention_mask", INT64, ["B", "N"]), _info("input_ids", INT64, ["B", "S"]),
        _info("encoder_hidden_states", FLOAT, ["B", "T", 1]), *cache, _info("use_cache_branch", BOOL, [1]),
    ]  # fmt: skip
    made = [_info("logits", FLOAT, ["B", "S", len(TOKENS)])]
    made += [_info(name.replace("past_key_values", "present"), FLOAT, None) for name in PAST]
    return helper.make_graph(nodes, "decoder", given, made, constants)


def _first():
    """The first step computes keys and values of the encoder's frames, which hold the codes."""
    nodes = [
        _node("Identity", ["masked"], "first_codes"),
        _node("Unsqueeze", ["masked", "axes"], "four"),
        _node("Expand", ["four", "heads"], "first_key"),
        _node("Identity", ["first_key"], "first_value"),
    ]
    constants = [_constant("axes", [1, 3], np.int64), _constant("heads", [1, HEADS, 1, WIDTH], np.int64)]
    return helper.make_graph(nodes, "first", [], _branch("first"), constants)


def _cached():
    """Later steps take the codes from the keys that the first one made, and return nothing for them."""
    nodes = [
        _node("Slice", ["past_key_values.0.encoder.key", "from", "to", "which"], "one_head"),
        _node("Squeeze", ["one_head", "which"], "later_codes"),
        _node("ConstantOfShape", ["empty"], "later_key"),
        _node("ConstantOfShape", ["empty"], "later_value"),
    ]
    constants = [
        _constant("from", [0, 0], np.int64), _constant("to", [1, 1], np.int64),
        _constant("which", [1, 3], np.int64), _constant("empty", [0, HEADS, 0, WIDTH], np.int64),
    ]  # fmt: skip
    return helper.make_graph(nodes, "later", [], _branch("later"), constants)


def _branch(name):
    return [_info(f"{name}_{made}", FLOAT, None) for made in ("codes", "key", "value")]


def _node(kind, given, made, **attributes):
    return helper.make_node(kind, given, [made], **attributes)


def _info(name, kind, shape):
    return helper.make_tensor_value_info(name, kind, shape)


def _constant(name, values, kind=np.float32):
    return numpy_helper.from_array(np.array(values, kind), name)
