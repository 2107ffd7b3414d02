/** A city's table of emergency levels: seen by all who deal with emergencies, changed by its system administrator. */
import { App, Button } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { LevelTable } from "@/api/types";
import { Empty } from "@/components/empty";
import { Loading } from "@/components/loading";
import { OrganizationSelect } from "@/components/organization-select";
import { Page } from "@/components/page";
import { Trouble } from "@/components/trouble";
import { askable, type Draft, faultOf, type Kind, KINDS, type Measured, useLevelPreview, useLevels, useSaveLevels } from "@/features/emergency/api/levels";
import { LevelPreview } from "@/features/emergency/components/level-preview";
import { LevelRules } from "@/features/emergency/components/level-rules";
import { LevelTells } from "@/features/emergency/components/level-tells";
import "@/features/emergency/components/emergency.css";
import "@/features/emergency/components/levels.css";
import { useAddress } from "@/lib/address";
import { useCity } from "@/lib/city";
import { useCan } from "@/lib/me";
import { useUnsaved } from "@/lib/unsaved";

export function LevelsPage() {
  const { t } = useTranslation();
  const { params, change } = useAddress();
  const { organization_id, offered, pending, isCity } = useCity(params.get("city"));
  const { data, error, refetch } = useLevels(organization_id);
  const city = offered > 1 && <OrganizationSelect className="filter filter-wide" value={organization_id} fits={({ kind }) => kind === "city"} onChange={(id) => change({ city: id })} />;
  if (data !== undefined) return <Levels key={`${organization_id} ${data.revision}`} organization_id={organization_id} base={data} isCity={isCity} city={city} />;
  const homeless = organization_id === "" && !pending;
  return (
    <Page title={t("levels.title")} filters={city}>
      <div className="page-body" aria-busy={error === null && !homeless}>
        {homeless && <Empty title={t("levels.noCity")} />}
        {error === null && !homeless && <Loading />}
        {error !== null && <Trouble error={error} onRetry={() => void refetch()} />}
      </div>
    </Page>
  );
}

type Props = { organization_id: string; base: LevelTable; isCity: boolean; city: ReactNode };

function Levels({ organization_id, base, isCity, city }: Props) {
  const { t } = useTranslation();
  const edits = useCan()("emergency_rules.update") && isCity;
  const [rules, setRules] = useState<Draft[]>(base.rules);
  const [tells, setTells] = useState(base.tells);
  const [kind, setKind] = useState<Kind>("waterlogging");
  const [measures, setMeasures] = useState<Measured>({});
  const { table, places } = askable(rules, tells);
  const preview = useLevelPreview(organization_id, kind, measures, table);
  const found = Object.keys(measures).length > 0 ? preview.data : undefined;
  const reached = new Set(found?.rules.map((place) => places[place] ?? -1));
  const changed = JSON.stringify([rules, tells]) !== JSON.stringify([base.rules, base.tells]);
  const discard = () => {
    setRules(base.rules);
    setTells(base.tells);
  };
  const save = useSaveLevels(organization_id);
  useUnsaved(() => changed, ["city"]);
  const actions = edits && <Actions changed={changed} whole={rules.every((rule) => faultOf(rule) === null)} pending={save.isPending} onDiscard={discard} onSave={(onSuccess) => save.mutate({ base, body: table }, { onSuccess })} />;
  return (
    <Page title={t("levels.title")} note={base.revision === 0 ? t("levels.example") : t("levels.intro")} filters={city} actions={actions}>
      <div className="levels-page">
        {save.error !== null && <Trouble error={save.error} />}
        <div className="levels-tables">
          {KINDS.map((each) => (
            <LevelRules key={each} kind={each} rules={rules} reached={reached} edits={edits} onRules={setRules} />
          ))}
          <LevelTells tells={tells} edits={edits} onTells={setTells} />
        </div>
        <LevelPreview
          kind={kind}
          onKind={(next) => {
            setKind(next);
            setMeasures({});
          }}
          measures={measures}
          onMeasures={setMeasures}
          found={found}
          error={preview.error}
        />
      </div>
    </Page>
  );
}

function Actions({ changed, whole, pending, onDiscard, onSave }: { changed: boolean; whole: boolean; pending: boolean; onDiscard: () => void; onSave: (done: () => void) => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  return (
    <div className="actions">
      {!whole && <span className="quiet">{t("levels.unfinished")}</span>}
      <Button disabled={!changed} onClick={onDiscard}>
        {t("rules.discard")}
      </Button>
      <Button type="primary" disabled={!changed || !whole} loading={pending} onClick={() => onSave(() => void message.success(t("levels.saved")))}>
        {t("common.save")}
      </Button>
    </div>
  );
}
