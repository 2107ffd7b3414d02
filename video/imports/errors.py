"""What is refused about a file of cameras as a whole; what is wrong with single rows is in `faults`."""

from core.errors import Conflict, Invalid, NotFound, TooLarge
from core.text import Text


class ImportFileTooLarge(TooLarge):
    """The file is over the limit."""

    code = "import_file_too_large"
    title = Text("文件过大", "The file is too large")
    detail = Text(
        "文件超过 {limit_mb} MB（ALGOMART_IMPORT_MAX_MB）。请拆分后分批导入。",
        "The file is over {limit_mb} MB (ALGOMART_IMPORT_MAX_MB). Import it in parts.",
    )


class ImportFileKind(Invalid):
    """The file is neither CSV nor XLSX."""

    code = "import_file_kind"
    title = Text("文件格式不支持", "This kind of file is not supported")
    detail = Text(
        "只支持 CSV 和 XLSX。旧版 XLS 请另存为 XLSX。",
        "Only CSV and XLSX are supported. Save an old XLS as XLSX.",
    )


class ImportEncoding(Invalid):
    """The text is in an encoding that is not read."""

    code = "import_encoding"
    title = Text("文件编码无法识别", "The encoding of the file is not known")
    detail = Text(
        "CSV 须为 UTF-8 或 GB18030（GBK）编码，请另存后重新上传。",
        "A CSV must be UTF-8 or GB18030 (GBK). Save it so and upload it again.",
    )


class ImportSheetUnreadable(Invalid):
    """The workbook is damaged, or takes more memory or time than a list of cameras does."""

    code = "import_sheet_unreadable"
    title = Text("工作簿无法读取", "The workbook cannot be read")
    detail = Text(
        "XLSX 已损坏，或解压后超出限制。请另存为 CSV 后重新上传。",
        "The XLSX is damaged, or unpacks to more than is read. Save it as CSV and upload that.",
    )


class ImportEmpty(Invalid):
    """The file has no header, or no row below it."""

    code = "import_empty"
    title = Text("文件中没有数据", "There is nothing in the file")
    detail = Text(
        "第一行须为表头，其下至少一行数据。",
        "The first row must be the header, with at least one row below it.",
    )


class ImportFileGone(NotFound):
    """The uploaded file was deleted after its time, or was never uploaded."""

    code = "import_file_gone"
    title = Text("没有可用的文件", "There is no file")
    detail = Text(
        "尚未上传文件，或文件已过期删除。请上传文件。",
        "No file was uploaded, or it was deleted after its time. Upload it.",
    )


class ImportMappingInvalid(Invalid):
    """A column is not in the file, or nothing tells one camera from another."""

    code = "import_mapping_invalid"
    title = Text("列对应关系无效", "The columns are not assigned well")
    detail = Text(
        "至少要指定国标编码、来源编号或地址之一，且列号须在文件范围内、不得重复。",
        "Assign at least one of device id, source id and address; each column must be in the file, "
        "and be used once.",
    )


class ImportNotReady(Conflict):
    """The import's state does not allow it."""

    code = "import_not_ready"
    title = Text("导入状态不允许此操作", "The import's state does not allow this")
    detail = Text(
        "导入当前状态为“{state}”，不能执行此操作。",
        "The import is “{state}”; this cannot be done now.",
    )


class ImportStuck(Conflict):
    """The import failed again and again at the same place."""

    code = "import_stuck"
    title = Text("导入反复中断", "The import broke off again and again")
    detail = Text(
        "导入在同一位置中断了 {attempts} 次，已停止；此前的行已生效。请查看日志后重新开始。",
        "The import broke off {attempts} times at the same place and was stopped; the rows before it "
        "are applied. See the log, then start it again.",
    )
