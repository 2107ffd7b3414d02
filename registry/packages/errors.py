"""What a package is refused for before anything in it is looked at closely."""

from core.errors import Conflict, Invalid, TooLarge
from core.text import Text


class PackageInvalid(Invalid):
    """A file of the package is not what it should be."""

    code = "package_invalid"
    title = Text("算法包无效", "The package is not valid")
    detail = Text(
        "算法包中的 {name} 无效：{zh}。请改正后重新打包。",
        "{name} in the package is not valid: {en}. Correct it and pack again.",
    )


class PackageTooLarge(TooLarge):
    """A file, or the whole package, is over its limit."""

    code = "package_too_large"
    detail = Text(
        "{name} 为 {size_mb} MB，超过上限 {limit_mb} MB。",
        "{name} is {size_mb} MB, over the limit of {limit_mb} MB.",
    )


class KeyInvalid(Invalid):
    """What should be a key to sign with is none that is taken."""

    code = "key_invalid"
    title = Text("密钥无效", "The key is not valid")
    detail = Text("{what}{remedy}", "{what} {remedy}")


class SignatureInvalid(Invalid):
    """The signature of a package cannot be read."""

    code = "signature_invalid"
    title = Text("签名无效", "The signature is not valid")
    detail = Text("{what}{remedy}", "{what} {remedy}")


class ModelElsewhere(Conflict):
    """The algorithm's model stays with its vendor, and what was asked for needs it here."""

    code = "model_elsewhere"
    title = Text("模型不在本平台", "The model is not here")
    detail = Text(
        "该算法的模型在厂商处运行，{zh}。",
        "The algorithm's model runs at its vendor's; {en}.",
    )


class NotServed(Conflict):
    """The package follows the contract but asks for what this release cannot run."""

    code = "not_served"
    title = Text("当前版本尚不支持", "Not served by this release")
    detail = Text(
        "当前版本尚不支持多阶段算法（该包有 {stages} 个模型阶段）。请先提供单模型版本。",
        "This release does not serve algorithms of several stages (the package has {stages} model "
        "stages). Hand in a version with one model.",
    )
