"""Every check that runs nothing, in order; one of them listed here is a check of the gate.

A check's version is raised with its meaning, so that a report says what exactly was looked for.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from algorithms.contract.manifest import Manifest
from core.text import Text
from registry.gate.checks.contract import gives_what_it_says, takes_what_it_says
from registry.gate.checks.external import no_external_data
from registry.gate.checks.files import sample_files
from registry.gate.checks.format import really_onnx
from registry.gate.checks.licence import licences
from registry.gate.checks.operators import operators, versions
from registry.gate.checks.signature import signature
from registry.gate.checks.structure import structure
from registry.gate.checks.subject import Subject
from registry.gate.checks.weights import weights
from registry.gate.checks.well_formed import well_formed
from registry.gate.findings import Findings, Result, state_of


@dataclass(frozen=True, slots=True)
class Check:
    """One check: what it is called, what it needs to have passed before, and the function."""

    name: str
    version: int
    title: Text
    look: Callable[[Subject], Findings]
    needs: tuple[str, ...] = ()

    def result(self, subject: Subject) -> Result:
        """Look, and return what was found."""
        findings = tuple(self.look(subject))
        return Result(self.name, self.version, self.title, state_of(findings), findings)

    def not_reached(self) -> Result:
        """Return that it was not come to."""
        return Result(self.name, self.version, self.title, "not_reached")


_PARSED = ("format",)
_SAFE = ("format", "external_data", "versions", "operators", "structure")

CHECKS = (
    Check("signature", 1, Text("签名", "Signature"), signature),
    Check("licence", 1, Text("许可", "Licences"), licences),
    Check("sample_files", 1, Text("样例文件", "Sample files"), sample_files),
    Check("format", 1, Text("文件格式", "File format"), really_onnx),
    Check("external_data", 1, Text("外部数据", "External data"), no_external_data, _PARSED),
    Check("versions", 1, Text("格式与算子集版本", "Format and opset"), versions, _PARSED),
    Check("operators", 1, Text("算子", "Operators"), operators, _PARSED),
    Check("structure", 1, Text("结构规模", "Structure"), structure, _PARSED),
    Check("well_formed", 1, Text("ONNX 规范检查", "ONNX's own checker"), well_formed, _SAFE),
    Check("inputs", 1, Text("输入与清单一致", "Inputs as declared"), takes_what_it_says, _PARSED),
    Check(
        "outputs", 1, Text("输出与清单一致", "Outputs as declared"), gives_what_it_says, ("well_formed",)
    ),
    Check("weights", 1, Text("权重", "Weights"), weights, ("external_data", "structure")),
)  # fmt: skip
_WITHOUT_A_MODEL = tuple(
    one for one in CHECKS if one.name in ("signature", "licence", "sample_files")
)


def checks_of(manifest: Manifest) -> tuple[Check, ...]:
    """Return the checks of a package; where the model stays with its vendor, those that look at none."""
    return CHECKS if manifest.remote is None else _WITHOUT_A_MODEL


def examine(subject: Subject, begins: Callable[[str], None] = lambda _: None) -> Iterator[Result]:
    """Yield what became of each check; `begins` is told its name before, should it be the last word."""
    passed: set[str] = set()
    for check in checks_of(subject.manifest):
        if not passed.issuperset(check.needs):
            yield check.not_reached()
            continue
        begins(check.name)
        result = check.result(subject)
        if result.state != "failed":
            passed.add(check.name)
        yield result
