/** One algorithm: what it is for, what it raises, its versions. */
import { LinkOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import Markdown from "react-markdown";
import { Link, useNavigate } from "react-router";
import remarkGfm from "remark-gfm";
import type { AlgorithmDetail } from "@/api/types";
import { GateReport } from "@/components/gate-report";
import { SidePanel } from "@/components/side-panel";
import { Trouble } from "@/components/trouble";
import { At } from "@/components/when";
import { useAlgorithm } from "@/features/algorithms/api/algorithms";
import "@/features/algorithms/components/algorithms.css";
import { VersionState } from "@/features/algorithms/components/version-state";
import { useCan } from "@/lib/me";
import { useText } from "@/lib/text";

export function AlgorithmDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation();
  const text = useText();
  const can = useCan();
  const navigate = useNavigate();
  const { data, error, refetch } = useAlgorithm(id);
  const subscribe = data?.stable && can("subscription.create") && (
    <Button type="primary" icon={<LinkOutlined />} onClick={() => void navigate(`/subscriptions?new=1&algorithm=${id}`)}>
      {t("algorithms.subscribe")}
    </Button>
  );
  return (
    <SidePanel label={t("algorithms.title")} medium head={data && <h2>{text(data, "title")}</h2>} foot={subscribe || undefined} onClose={onClose}>
      {error !== null && <Trouble error={error} onRetry={() => void refetch()} />}
      {data !== undefined && <About algorithm={data} />}
    </SidePanel>
  );
}

function About({ algorithm }: { algorithm: AlgorithmDetail }) {
  const { t } = useTranslation();
  const text = useText();
  return (
    <>
      <p>{text(algorithm, "summary")}</p>
      <section className="section">
        <h2>{t("algorithms.events")}</h2>
        <ul className="plain-list">
          {algorithm.events.map((event) => (
            <li key={event.event_type} className="algorithm-event">
              <span className="strong">{text(event, "title")}</span>
              <span>{t(`events.severity.${event.severity}`)}</span>
              <span className="quiet">{t("algorithms.threshold", { value: event.threshold })}</span>
            </li>
          ))}
        </ul>
      </section>
      <section className="section">
        <h2>{t("algorithms.about")}</h2>
        <div className="readme">
          <Markdown remarkPlugins={[remarkGfm]} disallowedElements={["img"]}>
            {algorithm.readme}
          </Markdown>
        </div>
      </section>
      <section className="section">
        <h2>{t("algorithms.versions")}</h2>
        <ul className="plain-list">
          {algorithm.versions.map((version) => (
            <li key={version.id} className="algorithm-version">
              <Link className="strong" to={`/versions/${version.id}`} title={t("algorithms.toFigures")}>
                {version.version}
              </Link>
              <VersionState state={version.state} />
              <span className="quiet">{version.published_at === null ? "–" : <At at={version.published_at} />}</span>
              <span className="end">{(version.size / 1e6).toFixed(1)} MB</span>
              <code className="quiet algorithm-digest">{version.digest}</code>
              <details className="algorithm-digest" open={version.gate.passed === false}>
                <summary>{t("gate.title")}</summary>
                <GateReport report={version.gate} />
              </details>
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}
