/** One algorithm: what it is for, what it raises, its versions. */
import { DiffOutlined, LinkOutlined, PictureOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import Markdown from "react-markdown";
import { useNavigate } from "react-router";
import remarkGfm from "remark-gfm";
import type { AlgorithmDetail } from "@/api/types";
import { AliasesLeave } from "@/components/leaves-platform";
import { RemoteTag } from "@/components/remote-tag";
import { SidePanel } from "@/components/side-panel";
import { Trouble } from "@/components/trouble";
import { useAlgorithm } from "@/features/algorithms/api/algorithms";
import { AliasSection } from "@/features/algorithms/components/alias-section";
import "@/features/algorithms/components/algorithms.css";
import { AutoConfirmSection } from "@/features/algorithms/components/auto-confirm";
import { CallIt } from "@/features/algorithms/components/call-it";
import { RolloutSection } from "@/features/algorithms/components/rollout-section";
import { VersionCard } from "@/features/algorithms/components/version-card";
import { useCan } from "@/lib/me";
import { useText } from "@/lib/text";

export function AlgorithmDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation();
  const can = useCan();
  const navigate = useNavigate();
  const { data, error, refetch } = useAlgorithm(id);
  const subscribe = data?.stable && can("subscription.create") && (
    <Button type="primary" icon={<LinkOutlined />} onClick={() => void navigate(`/subscriptions/new?algorithm=${id}`)}>
      {t("algorithms.subscribe")}
    </Button>
  );
  const foot = data?.stable && (
    <div className="actions">
      {subscribe}
      <Button icon={<DiffOutlined />} onClick={() => void navigate(`/compare?${new URLSearchParams({ event: data.events[0]?.event_type ?? "", left: data.stable?.version_id ?? "" }).toString()}`)}>
        {t("compare.toCompare")}
      </Button>
      {data.remote === null && can("algorithm.infer") && <Button icon={<PictureOutlined />} onClick={() => void navigate(`/versions/${data.stable?.version_id ?? ""}`)}>{t("compare.tryOne")}</Button>}
    </div>
  );
  return (
    <SidePanel label={t("algorithms.title")} medium head={data && <Head algorithm={data} />} foot={foot ?? undefined} onClose={onClose}>
      {error !== null && <Trouble error={error} onRetry={() => void refetch()} />}
      {data !== undefined && <About algorithm={data} />}
    </SidePanel>
  );
}

function Head({ algorithm }: { algorithm: AlgorithmDetail }) {
  const text = useText();
  return (
    <div className="panel-heading">
      <h2 className="clip">{text(algorithm, "title")}</h2>
      <RemoteTag remote={algorithm.stable?.remote ?? null} />
    </div>
  );
}

function About({ algorithm }: { algorithm: AlgorithmDetail }) {
  const { t } = useTranslation();
  const text = useText();
  const can = useCan();
  return (
    <>
      <p>{text(algorithm, "summary")}</p>
      <AliasesLeave algorithm={algorithm} />
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
      <AliasSection algorithm={algorithm} />
      <AutoConfirmSection algorithm={algorithm.id} />
      {can("rollout.read") && <RolloutSection algorithm={algorithm} />}
      <section className="section">
        <h2>{t("algorithms.versions")}</h2>
        <ul className="plain-list">
          {algorithm.versions.map((version) => (
            <VersionCard key={version.id} version={version} aliases={algorithm.aliases} />
          ))}
        </ul>
      </section>
      <CallIt algorithm={algorithm} />
    </>
  );
}
