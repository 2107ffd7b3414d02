/** One emergency: how grave, what was measured, who is to be sent, who was told and has answered. */
import { App, Button, Input } from "antd";
import { Fragment, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Emergency } from "@/api/types";
import { EmergencyLevel } from "@/components/emergency-level";
import { SidePanel } from "@/components/side-panel";
import { Trouble, useTrouble } from "@/components/trouble";
import { WaterDepth } from "@/components/water-depth";
import { Lasted, When } from "@/components/when";
import { useAffected, useEmergency, useEnd } from "@/features/emergency/api/emergency";
import { CallList } from "@/features/emergency/components/call-list";
import { ChangeForm } from "@/features/emergency/components/change-form";
import { DispatchForm } from "@/features/emergency/components/dispatch-form";
import "@/features/emergency/components/emergency.css";
import { useCan } from "@/lib/me";
import { useText } from "@/lib/text";

/** So many names of places are shown at once. */
const NAMES_FEW = 12;

export function EmergencyDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation();
  const can = useCan();
  const { data, error, refetch } = useEmergency(id);
  const [changing, setChanging] = useState(false);
  const head = data && (
    <div>
      <h2>
        {t(`emergency.kind.${data.kind}`)} · {data.place || t("emergency.noPlace")}
      </h2>
      <div className="emergency-tags">
        <EmergencyLevel {...data} />
        <span className="quiet">{t(`emergency.state.${data.state}`)}</span>
      </div>
    </div>
  );
  const goesOn = data !== undefined && data.state !== "ended";
  const actions = goesOn && can("emergency.update") && (
    <>
      <Button onClick={() => setChanging(true)}>{t("emergency.change")}</Button>
      <End emergency={data} />
    </>
  );
  return (
    <SidePanel label={t("emergency.what")} medium head={head} actions={actions} onClose={onClose}>
      {error !== null && <Trouble error={error} onRetry={() => void refetch()} />}
      {data !== undefined && (
        <>
          <Facts emergency={data} />
          <CallList emergency={data} />
          {goesOn && can("emergency.dispatch") && <DispatchForm emergency={data} />}
          {changing && <ChangeForm emergency={data} onClose={() => setChanging(false)} />}
        </>
      )}
    </SidePanel>
  );
}

function Facts({ emergency }: { emergency: Emergency }) {
  const { t } = useTranslation();
  const entered = Object.entries(emergency.entered) as [keyof typeof emergency.entered & "deaths", number][];
  return (
    <>
      <div className="emergency-figures">
        {emergency.kind === "waterlogging" && <WaterDepth depth={emergency.measures.depth_cm} trend={emergency.trend} />}
        {emergency.area_m2 > 0 && <span>{t(emergency.area_drawn ? "emergency.areaDrawn" : "emergency.area", { value: Math.round(emergency.area_m2).toLocaleString() })}</span>}
        {entered.map(([name, value]) => (
          <span key={name}>
            {t(`emergency.measure.${name}`)} {value}
          </span>
        ))}
      </div>
      <dl className="facts">
        <dt>{t("emergency.openedAt")}</dt>
        <dd>
          <When at={emergency.opened_at} />
        </dd>
        <dt>{t("emergency.lasts")}</dt>
        <dd>
          <Lasted from={emergency.opened_at} to={emergency.ended_at} />
        </dd>
        {emergency.over_at !== null && (
          <>
            <dt>{t("emergency.state.over")}</dt>
            <dd>
              <When at={emergency.over_at} />
            </dd>
          </>
        )}
        <Affected id={emergency.id} />
        <dt>{t("emergency.cause")}</dt>
        <dd>
          {emergency.point_id !== null && <Link to={`/water?point=${emergency.point_id}`}>{t("emergency.openPoint")}</Link>}
          {emergency.case_id !== null && <Link to={`/cases?case=${emergency.case_id}`}>{t("emergency.openCase")}</Link>}
        </dd>
      </dl>
    </>
  );
}

/** The places its area touches: the names of streets and districts, and the codes of cells. */
function Affected({ id }: { id: string }) {
  const { t } = useTranslation();
  const text = useText();
  const { data = [] } = useAffected(id);
  const kinds = (["district", "street", "cell"] as const).map((kind) => ({ kind, found: data.filter((place) => place.kind === kind) }));
  return kinds
    .filter(({ found }) => found.length > 0)
    .map(({ kind, found }) => (
      <Fragment key={kind}>
        <dt>{t(`emergency.affected.${kind}`, { count: found.length })}</dt>
        <dd>
          <Names names={found.map((place) => text(place, "name") || place.code)} />
        </dd>
      </Fragment>
    ));
}

/** The first of many names; all of them where somebody asks. */
function Names({ names }: { names: readonly string[] }) {
  const { t } = useTranslation();
  const [all, setAll] = useState(false);
  const shown = all ? names : names.slice(0, NAMES_FEW);
  return (
    <>
      {shown.join(t("emergency.affected.between"))}
      {names.length > NAMES_FEW && (
        <Button type="link" size="small" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? t("emergency.affected.fewer") : t("emergency.affected.more", { count: names.length - NAMES_FEW })}
        </Button>
      )}
    </>
  );
}

function End({ emergency }: { emergency: Emergency }) {
  const { t } = useTranslation();
  const { message, modal } = App.useApp();
  const trouble = useTrouble();
  const end = useEnd(emergency.id);
  const ask = () => {
    let reason = "";
    modal.confirm({
      title: t("emergency.endAsk"),
      content: <Input.TextArea className="grow" aria-label={t("emergency.endReason")} placeholder={t("emergency.endReason")} onChange={({ target }) => (reason = target.value)} />,
      okText: t("emergency.end"),
      onOk: () => end.mutateAsync(reason).then(() => void message.success(t("emergency.ended")), (error: unknown) => {
        void message.error(trouble(error));
        throw error;
      }),
    });
  };
  return (
    <Button danger onClick={ask}>
      {t("emergency.end")}
    </Button>
  );
}
