/** One platform: how its last run went, what it lists no more, and what can be done with it. */
import { DeleteOutlined, EditOutlined, PauseOutlined, PlayCircleOutlined, SyncOutlined } from "@ant-design/icons";
import { Alert, App, Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { CameraSource } from "@/api/types";
import { SidePanel } from "@/components/side-panel";
import { useTold } from "@/components/told";
import { Trouble, useTrouble } from "@/components/trouble";
import { When } from "@/components/when";
import { told } from "@/features/cameras/api/source-state";
import { useChangeSource, useDropSource, useSynchronize, useVanished } from "@/features/cameras/api/sources";
import { EditSource } from "@/features/cameras/components/source-form";
import { SourceState } from "@/features/cameras/components/source-state";
import { useCan } from "@/lib/me";
import { useOrganizationNames } from "@/lib/organizations";
import { capital, useWords } from "@/lib/text";

export function SourceDrawer({ source, onClose }: { source: CameraSource; onClose: () => void }) {
  const { t } = useTranslation();
  const [editing, setEditing] = useState(false);
  const head = (
    <div className="panel-heading">
      <h2 className="clip">{source.name}</h2>
      <SourceState source={source} filled />
    </div>
  );
  return (
    <SidePanel label={t("intake.sources.title")} head={head} foot={<Actions source={source} onEdit={() => setEditing(true)} onGone={onClose} />} onClose={onClose}>
      <LastRun source={source} />
      <Facts source={source} />
      {source.finished_at !== null && <Vanished source={source} />}
      {editing && <EditSource source={source} onClose={() => setEditing(false)} />}
    </SidePanel>
  );
}

function LastRun({ source: { error, counts, started_at, finished_at, due_at, enabled } }: { source: CameraSource }) {
  const { t, i18n } = useTranslation();
  const words = useWords();
  return (
    <section className="section">
      <h2>{t("intake.sources.lastRun")}</h2>
      {error !== null && <Alert type="error" showIcon title={capital(words(error))} />}
      <dl className="facts">
        <dt>{t("intake.sources.began")}</dt>
        <dd>{started_at === null ? t("common.never") : <When at={started_at} />}</dd>
        {finished_at !== null && (
          <>
            <dt>{t("intake.sources.ended")}</dt>
            <dd>
              <When at={finished_at} />
            </dd>
            <dt>{t("intake.sources.count.read")}</dt>
            <dd>{(counts.read ?? 0).toLocaleString(i18n.language)}</dd>
            {told(counts).map(({ name, count }) => (
              <Figure key={name} word={t(`intake.sources.count.${name}`)} hint={name === "skipped" ? t("intake.sources.skippedHint") : undefined} value={count.toLocaleString(i18n.language)} />
            ))}
          </>
        )}
        {enabled && (
          <>
            <dt>{t("intake.sources.next")}</dt>
            <dd>
              <When at={due_at} />
            </dd>
          </>
        )}
      </dl>
    </section>
  );
}

function Figure({ word, value, hint }: { word: string; value: string; hint: string | undefined }) {
  return (
    <>
      <dt>{word}</dt>
      <dd>
        {value} {hint !== undefined && <span className="quiet">{hint}</span>}
      </dd>
    </>
  );
}

function Facts({ source }: { source: CameraSource }) {
  const { t } = useTranslation();
  const { nameOf } = useOrganizationNames();
  return (
    <section className="section">
      <h2>{t("intake.sources.access")}</h2>
      <dl className="facts">
        <dt>{t("cameras.columns.owner")}</dt>
        <dd>{nameOf(source.owner_id)}</dd>
        <dt>{t("intake.sources.form.address")}</dt>
        <dd>
          <code>{source.base_url}</code>
        </dd>
        <dt>{t("intake.sources.form.signIn")}</dt>
        <dd>{source.sign_in === "token" ? t("intake.sources.form.token") : `${source.account} / ***`}</dd>
        <dt>{t("intake.sources.form.stream")}</dt>
        <dd>
          <code>{source.stream_url}</code>
        </dd>
        <dt>{t("intake.sources.form.every")}</dt>
        <dd>{t("intake.sources.everyMinutes", { count: source.every_minutes })}</dd>
      </dl>
    </section>
  );
}

function Vanished({ source }: { source: CameraSource }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useVanished(source.id, source.finished_at);
  if (error !== null) return <Trouble error={error} onRetry={() => void refetch()} />;
  if (data === undefined || data.count === 0) return null;
  return (
    <section className="section">
      <h2>{t("intake.sources.vanished", { count: data.count })}</h2>
      <p className="quiet">{t("intake.sources.vanishedHint")}</p>
      <ul className="gaps">
        {data.items.map((channel) => (
          <li key={channel.id}>
            <Link to={`/cameras?camera=${channel.camera_id}`}>{nameIn(channel.facts) ?? channel.channel_id}</Link>
            <span className="quiet">
              <When at={channel.vanished_at ?? channel.seen_at} />
            </span>
          </li>
        ))}
      </ul>
      {data.next_cursor !== null && <p className="quiet">{t("intake.sources.vanishedMore", { count: data.items.length })}</p>}
    </section>
  );
}

function nameIn({ name }: Record<string, unknown>): string | undefined {
  return typeof name === "string" && name !== "" ? name : undefined;
}

function Actions({ source, onEdit, onGone }: { source: CameraSource; onEdit: () => void; onGone: () => void }) {
  const { t } = useTranslation();
  const can = useCan();
  const { message, modal } = App.useApp();
  const trouble = useTrouble();
  const synchronize = useSynchronize();
  const change = useChangeSource(source);
  const drop = useDropSource();
  const asked = useTold(t("intake.sources.asked"));
  const switched = useTold(t("common.saved"));
  const ask = () =>
    modal.confirm({
      title: t("intake.sources.deleteAsk", { name: source.name }),
      content: t("intake.sources.deleteHint"),
      okText: t("common.delete"),
      okButtonProps: { danger: true },
      onOk: () =>
        drop.mutateAsync(source).then(
          () => {
            void message.success(t("intake.sources.deleted", { name: source.name }));
            onGone();
          },
          (error: unknown) => void message.error(trouble(error)),
        ),
    });
  return (
    <div className="actions">
      {can("source.synchronize") && (
        <Button type="primary" icon={<SyncOutlined />} disabled={!source.enabled || source.running} loading={synchronize.isPending} onClick={() => synchronize.mutate(source, asked)}>
          {t("intake.sources.now")}
        </Button>
      )}
      {can("source.update") && (
        <>
          <Button icon={<EditOutlined />} onClick={onEdit}>
            {t("common.edit")}
          </Button>
          <Button
            icon={source.enabled ? <PauseOutlined /> : <PlayCircleOutlined />}
            loading={change.isPending}
            onClick={() => change.mutate({ enabled: !source.enabled }, switched)}
          >
            {source.enabled ? t("cameras.disable") : t("cameras.enable")}
          </Button>
        </>
      )}
      {can("source.delete") && (
        <Button danger icon={<DeleteOutlined />} onClick={ask}>
          {t("common.delete")}
        </Button>
      )}
    </div>
  );
}
