"""What a decoder does not accept from a model."""

from core.errors import AlgomartError
from core.text import Text


class DecoderError(AlgomartError):
    """The model's output is not what its manifest declares."""

    code, status = "output_misshapen", 502
    title = Text("模型输出不符合声明", "The model's output is not what its manifest declares")
    detail = Text(
        "解码器 {kind} 需要 {wanted}，模型给出 {given}。请核对 algorithm.yaml 中的 decoder。",
        "Decoder {kind} needs {wanted}; the model gave {given}. Check `decoder` in algorithm.yaml.",
    )
