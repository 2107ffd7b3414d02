/** How a sink is: off, well, failing, or left alone until its receiver is back. */
import { ApiOutlined, ExclamationCircleFilled, PauseCircleOutlined, StopOutlined } from "@ant-design/icons";
import { useTranslation } from "react-i18next";
import type { Sink } from "@/api/types";
import { StateTag } from "@/components/state-tag";
import { When } from "@/components/when";
import { useWords } from "@/lib/text";

export function SinkState({ sink, detailed = false }: { sink: Sink; detailed?: boolean }) {
  const { t } = useTranslation();
  const words = useWords();
  const trouble = sink.breaker !== "closed";
  if (!sink.enabled) {
    return (
      <div className="two">
        <StateTag tone={sink.disabled_reason === null ? "off" : "act"} icon={sink.disabled_reason === null ? <PauseCircleOutlined /> : <StopOutlined />}>
          {t("sinks.disabled")}
        </StateTag>
        {sink.disabled_reason !== null && <span className="quiet">{words(sink.disabled_reason)}</span>}
      </div>
    );
  }
  return (
    <div className="two">
      <StateTag tone={trouble ? "risk" : "good"} icon={trouble ? <ExclamationCircleFilled /> : <ApiOutlined />}>
        {t(`sinks.breaker.${sink.breaker}`)}
      </StateTag>
      {trouble && (
        <span className="quiet">
          {t("sinks.failures", { count: sink.failures })}
          {detailed && sink.rests_until !== null && (
            <>
              {t("sinks.restsUntil")} <When at={sink.rests_until} />
            </>
          )}
        </span>
      )}
    </div>
  );
}
