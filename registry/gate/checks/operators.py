"""Which operators, of which version of the standard, may a model use?"""

from collections import Counter
from typing import Any

from core.text import Text
from registry.gate.checks import walk
from registry.gate.checks.subject import Subject
from registry.gate.findings import Finding, Findings

OPSETS = range(9, 27)
"""Versions of ai.onnx that the runtime of this release runs as published."""
IR_VERSIONS = range(3, 14)

ALLOWED = frozenset(
    """
    Abs Acos Acosh Add AffineGrid And ArgMax ArgMin Asin Asinh Atan Atanh Attention AveragePool
    BatchNormalization BitCast BitShift BitwiseAnd BitwiseNot BitwiseOr BitwiseXor Cast CastLike Ceil
    Celu CenterCropPad Clip Col2Im Compress Concat Constant ConstantOfShape Conv ConvInteger
    ConvTranspose Cos Cosh CumSum DeformConv DepthToSpace DequantizeLinear Det Div Dropout
    DynamicQuantizeLinear Einsum Elu Equal Erf Exp Expand EyeLike Flatten Floor GRU Gather
    GatherElements GatherND Gelu Gemm GlobalAveragePool GlobalLpPool GlobalMaxPool Greater
    GreaterOrEqual GridSample GroupNormalization HardSigmoid HardSwish Hardmax Identity If
    InstanceNormalization IsInf IsNaN LRN LSTM LayerNormalization LeakyRelu Less LessOrEqual Log
    LogSoftmax LpNormalization LpPool MatMul MatMulInteger Max MaxPool MaxRoiPool MaxUnpool Mean
    MeanVarianceNormalization Min Mish Mod Mul Neg NonMaxSuppression NonZero Not OneHot Or PRelu Pad
    Pow QLinearConv QLinearMatMul QuantizeLinear RMSNormalization RNN Range Reciprocal ReduceL1
    ReduceL2 ReduceLogSum ReduceLogSumExp ReduceMax ReduceMean ReduceMin ReduceProd ReduceSum
    ReduceSumSquare Relu Reshape Resize ReverseSequence RoiAlign RotaryEmbedding Round Scatter
    ScatterElements ScatterND Selu Shape Shrink Sigmoid Sign Sin Sinh Size Slice Softmax Softplus
    Softsign SpaceToDepth Split Sqrt Squeeze Sub Sum Swish Tan Tanh ThresholdedRelu Tile TopK
    Transpose Trilu Unique Unsqueeze Upsample Where Xor
    """.split()  # noqa: SIM905 - a list one can read
)
"""Operators of ai.onnx. Not among them: loops, sequences, texts, chance, pictures from bytes, training."""
NOTED = frozenset({"If"})
"""Exports of detectors have branches; they are also where a trigger would hide."""
_STANDARD = ("", "ai.onnx")
_MOST = 20


def versions(subject: Subject) -> Findings:
    """Refuse versions of the format and of the standard that the runtime does not run."""
    model = subject.model
    yield from _one_version("IR", model.ir_version, IR_VERSIONS)
    imported = [one.version for one in model.opset_import if one.domain in _STANDARD]
    for function in model.functions:
        imported += [one.version for one in function.opset_import if one.domain in _STANDARD]
    for version in sorted(set(imported)):
        yield from _one_version("opset", version, OPSETS)


def _one_version(kind: str, version: int, wanted: range) -> Findings:
    if version not in wanted:
        yield Finding(
            Text(f"{kind} 版本为 {version}。", f"Its {kind} version is {version}."),
            Text(
                f"请导出为 {kind} {wanted[0]} 到 {wanted[-1]} 之间的版本。",
                f"Export it for {kind} {wanted[0]} to {wanted[-1]}.",
            ),
        )


def operators(subject: Subject) -> Findings:
    """Refuse operators that are not on the list; functions of the model's own are looked into."""
    own = {(function.domain, function.name) for function in subject.model.functions}
    used = Counter(
        _full_name(node)
        for body in walk.bodies(subject.model)
        for node in body.nodes
        if (node.domain, node.op_type) not in own
    )
    strange = sorted(name for name in used if name not in ALLOWED)
    for name in strange[:_MOST]:
        yield Finding(
            Text(
                f"使用了不允许的算子 {name}（{used[name]} 处）。",
                f"It uses the operator {name} ({used[name]} times), which is not allowed.",
            ),
            Text(
                "请换用标准算子（见厂商文档的算子清单），或改写模型结构。",
                "Use operators of the list in the vendors' guide, or change the model.",
            ),
        )
    if len(strange) > _MOST:
        more = len(strange) - _MOST
        yield Finding(
            Text(f"另有 {more} 种不允许的算子。", f"So are {more} more operators."),
            Text("请对照算子清单。", "Compare with the list of operators."),
        )
    yield from _branches(used)


def _branches(used: Counter[str]) -> Findings:
    for name in sorted(NOTED & used.keys()):
        yield Finding(
            Text(
                f"模型含有分支（{name}，{used[name]} 处）。",
                f"It branches ({name}, {used[name]} times).",
            ),
            Text(
                "无需修改；审批人应查看这些分支的条件。",
                "Nothing to mend; whoever approves should look at what decides the branches.",
            ),
            refuses=False,
        )


def _full_name(node: Any) -> str:
    return node.op_type if node.domain in _STANDARD else f"{node.domain}.{node.op_type}"
