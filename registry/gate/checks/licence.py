"""Does the manifest say under which licences the goods come, and do the licences agree?"""

from core.text import Text
from registry.gate.checks.subject import Subject
from registry.gate.findings import Finding, Findings

_EMPTY = {
    "unknown",
    "none",
    "n/a",
    "na",
    "tbd",
    "todo",
    "-",
    "?",
    "unlicensed",
    "无",
    "未知",
    "待定",
}
_COPYLEFT = ("AGPL", "GPL")


def licences(subject: Subject) -> Findings:
    """Refuse fields that say nothing; note weights that are freer than what they were made of."""
    manifest = subject.manifest
    fields = {
        "license.code": manifest.license.code,
        "license.weights": manifest.license.weights,
        "provenance.base_license": manifest.provenance.base_license,
    }
    if manifest.provenance.base_model.strip().lower() in _EMPTY:
        del fields["provenance.base_license"]
    for path, said in fields.items():
        if said.strip().lower() in _EMPTY:
            yield Finding(
                Text(
                    f"{path} 为“{said}”，没有说明许可。",
                    f"{path} is “{said}”, which names no licence.",
                ),
                Text(
                    "请填写 SPDX 标识（如 Apache-2.0），或协议名称。",
                    "Give an SPDX identifier, such as Apache-2.0, or the name of the agreement.",
                ),
            )
    base, own = manifest.provenance.base_license, manifest.license.weights
    if _strict(base) and not _strict(own):
        yield Finding(
            Text(
                f"权重许可为 {own}，但其基础模型为 {base}。",
                f"The weights come under {own}, their base model under {base}.",
            ),
            Text(
                "请确认有权如此授权（如已购商业许可），或改为与基础模型相同的许可。",
                "Make sure you may license them so (a commercial licence?), or use the base model's licence.",
            ),
            refuses=False,
        )


def _strict(licence: str) -> bool:
    return licence.strip().upper().startswith(_COPYLEFT)
