"""What is refused of test sets."""

from core.errors import Conflict, Forbidden
from core.text import Text


class NotTheOperator(Forbidden):
    """Test sets are the operator's: a department's would be measured on by nobody else."""

    code = "not_the_operator"
    detail = Text(
        "城市测试集由运营方的系统管理员管理。请联系运营方。",
        "City test sets are managed by the operator's system administrators; ask them.",
    )


class TestSetKnown(Conflict):
    """The same pictures with the same labels are a test set already."""

    code = "test_set_known"
    title = Text("测试集已存在", "The test set is known")
    detail = Text(
        "内容与“{name}”第 {version} 版完全相同，无需再次上传。",
        "It is the same as “{name}”, version {version}; there is no need to upload it again.",
    )


class TestSetRetired(Conflict):
    """A retired test set is neither retired again nor measured on."""

    code = "test_set_retired"
    title = Text("测试集已停用", "The test set is retired")
    detail = Text(
        "“{name}”第 {version} 版已停用，请使用仍在用的版本。",
        "“{name}”, version {version}, is retired; use one that is not.",
    )
