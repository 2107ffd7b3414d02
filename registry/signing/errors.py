"""What is refused of signing keys."""

from core.errors import Conflict
from core.text import Text


class SigningKeyKnown(Conflict):
    """The vendor has this key already, in use or retired."""

    code = "signing_key_known"
    title = Text("密钥已登记", "The key is registered")
    detail = Text(
        "该公钥已登记为“{name}”{state}。请登记另一对密钥的公钥。",
        "This public key is registered as “{name}”{state}. Register that of another pair.",
    )


class SigningKeyRetired(Conflict):
    """A key is retired once and stays so."""

    code = "signing_key_retired"
    title = Text("密钥已停用", "The key is retired")
    detail = Text(
        "“{name}”已停用，且不能恢复。请登记新的密钥。",
        "“{name}” is retired for good. Register a new key.",
    )


class TooManySigningKeys(Conflict):
    """More keys are in use than a vendor may have."""

    code = "too_many_signing_keys"
    title = Text("密钥过多", "Too many keys")
    detail = Text(
        "最多同时使用 {most} 个密钥。请先停用不再使用的。",
        "At most {most} keys may be in use. Retire those that are not needed first.",
    )


class NoKeyToSignWith(Conflict):
    """Signatures are required where no key is in use: nothing could be handed in any more."""

    code = "no_key_to_sign_with"
    title = Text("没有可用的密钥", "There is no key in use")
    detail = Text(
        "要求签名后将无法提交任何算法包。请先登记密钥。",
        "No package could be handed in any more. Register a key before you require signatures.",
    )


class NotAVendor(Conflict):
    """Only vendors hand packages in."""

    code = "not_a_vendor"
    title = Text("不是厂商", "Not a vendor")
    detail = Text(
        "只有厂商需要签名算法包，{name} 不是厂商。请选择厂商。",
        "Only vendors sign packages, and {name} is none. Choose a vendor.",
    )
