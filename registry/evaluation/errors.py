"""What cannot be evaluated."""

from core.errors import Invalid
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
