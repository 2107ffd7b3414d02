"""What is refused about remote algorithms, and why an endpoint gave nothing.

* RemoteOff               409  this installation has no remote algorithms
* EndpointUrlRefused      400  the URL is none an endpoint may be at
* EndpointNameTaken       409  the vendor has an endpoint of that name
* EndpointNotApproved     409  security has not let the endpoint in
* EndpointNotAgreed       409  the department has not agreed that its pictures go there
* EndpointFailed               (as a model's child fails: `registry.sandbox.errors`)
  * EndpointResting       503  it did not answer for long and is left alone for a while
"""

from core.errors import Conflict, Invalid
from core.text import Text
from registry.remote.reasons import words
from registry.sandbox.errors import ChildFailed


class EndpointFailed(ChildFailed):
    """The endpoint gave nothing that can be used: it was not reached, refused, or answered in another way.

    `trouble` is a code of `registry.remote.reasons`.
    """

    code = "endpoint_failed"
    title = Text("远程算法没有应答", "The remote algorithm gave no answer")
    detail = Text("厂商的远程服务：{why}。", "The vendor's endpoint: {why}.")

    def __init__(self, trouble: str) -> None:
        self.trouble = trouble
        super().__init__(trouble=trouble, why=words(trouble))

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.trouble,)


class EndpointResting(EndpointFailed):
    """It failed too often in a row: nothing is sent there for a while."""

    code = "endpoint_resting"

    def __init__(self, trouble: str = "resting") -> None:
        super().__init__(trouble)


class RemoteOff(Conflict):
    """This installation has no remote algorithms."""

    code = "remote_off"
    title = Text("未启用远程算法", "Remote algorithms are off")
    detail = Text(
        "本平台未启用远程算法。请系统管理员在 ALGOMART_REMOTE_HOSTS 中列出允许的主机。",
        "This installation has no remote algorithms. A system administrator lists the hosts they may "
        "be at in ALGOMART_REMOTE_HOSTS.",
    )


class EndpointUrlRefused(Invalid):
    """The URL is none an endpoint may be at; the message never repeats it whole."""

    code = "endpoint_url_refused"
    title = Text("远程服务地址无效", "The endpoint's address is refused")
    detail = Text("远程服务的地址无效：{why}。", "The endpoint's address is refused: {why}.")


class EndpointNameTaken(Conflict):
    """The vendor has an endpoint of that name."""

    code = "endpoint_name_taken"
    title = Text("名称已被使用", "The name is taken")
    detail = Text(
        "已有名为 {name} 的远程服务，请换一个名称，或修改已有的。",
        "There is an endpoint {name} already; choose another name, or change that one.",
    )


class EndpointNotApproved(Conflict):
    """Security has not let the endpoint in, or there is none of that name."""

    code = "endpoint_not_approved"
    title = Text("远程服务未获批准", "The endpoint is not approved")
    detail = Text(
        "厂商的远程服务 {name} 尚未登记，或未经安全管理员批准。",
        "The vendor's endpoint {name} is not registered, or no security administrator has approved it.",
    )


class EndpointNotAgreed(Conflict):
    """The department has not agreed that its pictures go there."""

    code = "endpoint_not_agreed"
    title = Text("本部门尚未同意", "The department has not agreed")
    detail = Text(
        "该算法在厂商的远程服务 {name} 上运行，画面会发送到平台之外。须由本部门订阅员先同意："
        "在控制台该算法的页面上，或 PUT /api/v1/remote-endpoints/{id}/agreement。",
        "The algorithm runs at its vendor's endpoint {name}: pictures leave the platform. A subscriber "
        "of the department agrees first: on the algorithm's page in the console, or by "
        "PUT /api/v1/remote-endpoints/{id}/agreement.",
    )
