"""What can be wrong with the database, said so that an operator can mend it."""

from core.errors import Misconfigured
from core.text import Text


class DatabaseStartFailed(Misconfigured):
    """The embedded PostgreSQL did not start."""

    code = "database_start_failed"
    detail = Text(
        "内置数据库未能启动：{reason}。日志见 {log}。",
        "The embedded database did not start: {reason}. Its log is {log}.",
    )


class DatabaseOutOfReach(Misconfigured):
    """Started as root, PostgreSQL runs as another account, and that account cannot reach its data."""

    code = "database_out_of_reach"
    detail = Text(
        "数据库以账户 {account} 运行，但它无法进入 {folder}。请执行 chmod o+x {folder}，"
        "或用 ALGOMART_HOME 指定它能进入的目录（如 /var/lib/algomart）。",
        "The database runs as the account {account}, which cannot pass through {folder}. "
        "Run chmod o+x {folder}, or name a folder it can reach in ALGOMART_HOME "
        "(such as /var/lib/algomart).",
    )


class DatabaseUnreachable(Misconfigured):
    """The PostgreSQL server of the settings does not answer."""

    code = "database_unreachable"
    detail = Text(
        "无法连接数据库：{reason}。请检查 ALGOMART_DATABASE_URL 与数据库服务。",
        "The database does not answer: {reason}. Check ALGOMART_DATABASE_URL and the server.",
    )


class DatabaseUrlInvalid(Misconfigured):
    """The configured address of the database is malformed; the message repeats none of it."""

    code = "database_url_invalid"
    detail = Text(
        "ALGOMART_DATABASE_URL 格式有误，应为 postgresql://用户:密码@主机:端口/数据库。"
        "密码中的特殊字符须按百分号编码（如 @ 写作 %40）。",
        "ALGOMART_DATABASE_URL is malformed; it looks like postgresql://user:password@host:port/name. "
        "Odd characters of the password are percent-encoded (@ is %40).",
    )


class DatabaseVersion(Misconfigured):
    """The data, or the server, is of a PostgreSQL version this release does not work with."""

    code = "database_version"
    detail = Text(
        "PostgreSQL 版本为 {found}，本版本需要 {needed}。",
        "The PostgreSQL version is {found}; this release needs {needed}.",
    )


class SchemaDiffers(Misconfigured):
    """A node of another release than the head: it may read the database, not change it."""

    code = "schema_differs"
    detail = Text(
        "数据库结构为 {found}，本节点的版本需要 {needed}。请在所有节点安装同一版本，先启动主节点。",
        "The database's schema is {found}, this node's release needs {needed}. "
        "Install one release on all nodes and start the head first.",
    )


class SchemaUnknown(Misconfigured):
    """The database was migrated by a newer release."""

    code = "schema_unknown"
    detail = Text(
        "数据库的结构版本不属于本版本（{reason}）。请使用更新的 algomart，或恢复备份。",
        "The database's schema is not of this release ({reason}). "
        "Use the newer algomart, or restore a backup.",
    )
