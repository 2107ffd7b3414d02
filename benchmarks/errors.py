"""What stops a benchmark before it can print a figure.

* BenchmarkFailed      a part of the run did not do what the figure needs
  * AnswerMissing      a model gave no answer
  * ModelMissing       no ONNX file to measure with
  * PartDied           a process of the run ended early
  * PartSilent         a process of the run did not get ready in time
"""

from core.errors import AlgomartError
from core.text import Text


class BenchmarkFailed(AlgomartError):
    """A part of the run did not do what the figure needs."""

    code = "benchmark_failed"
    title = Text("测量没有完成", "The measurement did not finish")


class AnswerMissing(BenchmarkFailed):
    """A model gave no answer."""

    code = "benchmark_answer_missing"
    title = Text("模型没有应答", "A model gave no answer")
    detail = Text(
        "版本 {version} 没有应答。请查看上方日志，关闭其他程序后重试。",
        "Version {version} gave no answer. See the log above, stop other programs and try again.",
    )


class ModelMissing(BenchmarkFailed):
    """No ONNX file to measure with."""

    code = "benchmark_model_missing"
    title = Text("缺少模型文件", "There is no model file")
    detail = Text(
        "找不到模型 {path}。请用 --model 指定一个 ONNX 文件。",
        "There is no model at {path}. Name an ONNX file with --model.",
    )


class PartDied(BenchmarkFailed):
    """A process of the run ended early."""

    code = "benchmark_part_died"
    title = Text("测量中的进程提前退出", "A process of the run ended early")
    detail = Text(
        "{part} 以状态 {status} 退出。最后的输出：\n{output}",
        "{part} ended with status {status}. Its last output:\n{output}",
    )


class PartSilent(BenchmarkFailed):
    """A process of the run did not get ready in time."""

    code = "benchmark_part_silent"
    title = Text("测量中的进程没有就绪", "A process of the run did not get ready")
    detail = Text(
        "{part} 在 {seconds:.0f} 秒内没有就绪。请减少摄像机数量，或关闭其他程序后重试。",
        "{part} was not ready after {seconds:.0f} s. Use fewer cameras, or stop other programs.",
    )
