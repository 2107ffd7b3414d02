"""Why there is no clip."""

from core.errors import AlgomartError
from core.text import Text


class ClipUncuttable(AlgomartError):
    """What was recorded makes no film; `why` is a code of `cases.evidence.reasons`."""

    code = "clip_uncuttable"
    detail = Text("无法生成录像片段：{why}。", "No clip can be made: {why}.")

    @property
    def why(self) -> str:
        """The code of the reason."""
        return str(self.fields["why"])
