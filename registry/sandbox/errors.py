"""What can go wrong with a model in its child process; after any of these the child is gone.

* ChildFailed             the model of one child could not be used
  * ModelRefused     400  the file is not a model this release can load, or loading it killed the child
  * ChildDied        503  the child ended in the middle of a batch
  * ChildTimedOut    503  no answer in time; the child was killed
  * RunFailed        503  the engine gave up on the batch with a message
  * OutputRejected   503  the answer breaks a bound or holds numbers that are not finite
"""

from core.errors import AlgomartError
from core.text import Text


class ChildFailed(AlgomartError):
    """The model of one child could not be used; the child has been closed."""

    code, status = "model_failed", 503
    title = Text("模型运行失败", "The model failed")


class ModelRefused(ChildFailed):
    """The file is not a model that this release can load."""

    code, status = "model_refused", 400
    title = Text("模型文件无法加载", "The model file was refused")
    detail = Text(
        "模型文件无法加载：{reason}。请厂商检查后重新导出。",
        "The model file cannot be loaded: {reason}. The vendor has to mend and export it again.",
    )


class ChildDied(ChildFailed):
    """The child ended in the middle of a batch."""

    code = "model_died"
    detail = Text(
        "模型进程在处理画面时退出（{reason}），将重新启动。",
        "The model's process ended in the middle of a batch ({reason}); it will be started again.",
    )


class ChildTimedOut(ChildFailed):
    """No answer in time; the child was killed."""

    code = "model_timed_out"
    detail = Text(
        "模型在 {timeout_s} 秒内没有返回结果，已终止其进程。",
        "The model gave no answer within {timeout_s} s; its process was killed.",
    )


class RunFailed(ChildFailed):
    """The engine gave up on the batch with a message."""

    code = "model_run_failed"
    detail = Text("模型推理出错：{reason}。", "The model could not process the batch: {reason}.")


class OutputRejected(ChildFailed):
    """The answer breaks a bound or holds numbers that are not finite."""

    code = "model_output_rejected"
    detail = Text("模型输出无效：{reason}。", "The model's output was rejected: {reason}.")
