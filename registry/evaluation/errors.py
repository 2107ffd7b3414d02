"""What cannot be evaluated."""

from core.errors import Conflict, Invalid, Unavailable
from core.text import Text


class DatasetInvalid(Invalid):
    """The folder is not a data set in YOLO's layout."""

    code = "dataset_invalid"
    title = Text("数据集无法读取", "The data set cannot be read")
    detail = Text(
        "数据集 {folder}：{zh}。需要 images/、labels/ 与 classes.txt。",
        "Data set {folder}: {en}. It needs images/, labels/ and classes.txt.",
    )


class NothingToMeasure(Invalid):
    """The data set is labelled with nothing the algorithm looks for."""

    code = "nothing_to_measure"
    title = Text("没有可评测的事件", "Nothing to measure")
    detail = Text(
        "数据集的类别（{classes}）与该算法事件的标签（{labels}）没有交集，请核对 classes.txt。",
        "The data set's classes ({classes}) share nothing with the labels of the algorithm's events "
        "({labels}). Check classes.txt.",
    )


class NotCovered(Conflict):
    """The test set covers none of the events that the version raises."""

    code = "not_covered"
    title = Text("测试集不适用", "The test set does not fit")
    detail = Text(
        "“{name}”覆盖的事件（{covers}）与该版本的事件（{events}）没有交集，请选择其他测试集。",
        "“{name}” covers {covers}, and the version raises {events}: choose another test set.",
    )


class NotMeasurable(Conflict):
    """A version in this state is not measured."""

    code = "not_measurable"
    title = Text("该版本不能评测", "The version is not measured")
    detail = Text(
        "版本 {version} 当前状态为 {state}；通过准入检查且未下架的版本才能评测。",
        "Version {version} is {state}; only one that passed the gate and was not taken back is measured.",
    )


class MeasuredAlready(Conflict):
    """The version has figures on this set under the present runtime, or is about to get them."""

    code = "measured_already"
    title = Text("已评测", "Measured already")
    detail = Text(
        "该版本在“{name}”上的评测已完成或正在进行，结果对同一模型、测试集与运行环境是确定的。",
        "It was measured on “{name}”, or is just now; the same model, set and runtime give the same figures.",
    )


class EvaluationOver(Conflict):
    """What is over cannot be cancelled."""

    code = "evaluation_over"
    title = Text("评测已结束", "The evaluation is over")
    detail = Text("该评测已结束，不能取消。", "It is over and cannot be cancelled.")


class EvaluationStuck(Unavailable):
    """The evaluation began several times and never came to an end."""

    code = "evaluation_stuck"
    title = Text("评测未能完成", "The evaluation did not come to an end")
    detail = Text(
        "已尝试 {attempts} 次。请系统管理员查看日志后重新开始。",
        "It was tried {attempts} times. Have a system administrator read the log, then start it anew.",
    )


class EvaluationTooLong(Unavailable):
    """The version took more time for the set than an evaluation may."""

    code = "evaluation_too_long"
    title = Text("评测超时", "The evaluation took too long")
    detail = Text(
        "{looked} 张图片已用去 {minutes} 分钟，超过上限。请缩小模型或测试集。",
        "{looked} pictures took {minutes} minutes, more than it may. Use a smaller model or a smaller set.",
    )


class PictureLost(Unavailable):
    """A picture of the set cannot be had; which one is nobody's business but the log's."""

    code = "picture_lost"
    title = Text("测试集图片无法读取", "A picture of the set cannot be read")
    detail = Text(
        "测试集第 {number} 张图片无法读取。请系统管理员检查存储后重新开始。",
        "Picture {number} of the set cannot be read. Have a system administrator check the store, then "
        "start it anew.",
    )


class ManifestOutdated(Conflict):
    """The version's manifest is none to this release."""

    code = "manifest_outdated"
    title = Text("描述文件不符合当前规范", "The manifest is outdated")
    detail = Text(
        "该版本的 algorithm.yaml 不符合当前版本的规范，请厂商提交新版本。",
        "Its algorithm.yaml is none to this release; its vendor has to hand in a new version.",
    )
