/** The working calendar of a city, year by year: what rules mean by workdays and rest days. */
import { LeftOutlined, RightOutlined } from "@ant-design/icons";
import { App, Button } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { SpecialDay, WorkingYear } from "@/api/types";
import { Empty } from "@/components/empty";
import { Loading } from "@/components/loading";
import { OrganizationSelect } from "@/components/organization-select";
import { Page } from "@/components/page";
import { Trouble } from "@/components/trouble";
import { useSaveYear, useWorkingYear } from "@/features/calendar/api/calendar";
import { turned } from "@/features/calendar/api/days";
import "@/features/calendar/components/calendar.css";
import { CsvExport, CsvImport } from "@/features/calendar/components/csv";
import { SpecialDays } from "@/features/calendar/components/special-days";
import { YearView } from "@/features/calendar/components/year-view";
import { useAddress } from "@/lib/address";
import { useCity } from "@/lib/city";
import { useNow } from "@/lib/clock";
import { useCan, useZone } from "@/lib/me";
import { dayOf } from "@/lib/time";
import { useUnsaved } from "@/lib/unsaved";

const [FIRST, LAST] = [2000, 2100];

export function CalendarPage() {
  const { t } = useTranslation();
  const { params, change } = useAddress();
  const { organization_id, offered, pending } = useCity(params.get("city"));
  const now = Number(dayOf(useNow(), useZone()).slice(0, 4));
  const year = Math.min(LAST, Math.max(FIRST, Number(params.get("year")) || now));
  const { data, error, refetch } = useWorkingYear({ organization_id, year });
  const filters = (
    <>
      {offered > 1 && <OrganizationSelect className="filter filter-wide" value={organization_id} fits={({ kind }) => kind === "city"} onChange={(city) => change({ city })} />}
      <YearChoice year={year} onYear={(next) => change({ year: String(next) })} />
    </>
  );
  if (data !== undefined) return <YearPage key={`${data.city_id} ${year} ${data.revision}`} organization_id={organization_id} base={data} filters={filters} />;
  const homeless = organization_id === "" && !pending;
  return (
    <Page title={t("calendar.title")} filters={filters}>
      <div className="page-body" aria-busy={error === null && !homeless}>
        {homeless && <Empty title={t("calendar.noCity")} />}
        {error === null && !homeless && <Loading />}
        {error !== null && <Trouble error={error} onRetry={() => void refetch()} />}
      </div>
    </Page>
  );
}

function YearChoice({ year, onYear }: { year: number; onYear: (year: number) => void }) {
  const { t } = useTranslation();
  return (
    <div className="calendar-year" role="group" aria-label={t("calendar.year")}>
      <Button type="text" icon={<LeftOutlined />} aria-label={t("calendar.previous")} disabled={year <= FIRST} onClick={() => onYear(year - 1)} />
      <strong>{year}</strong>
      <Button type="text" icon={<RightOutlined />} aria-label={t("calendar.next")} disabled={year >= LAST} onClick={() => onYear(year + 1)} />
    </div>
  );
}

type Props = { organization_id: string; base: WorkingYear; filters: ReactNode };

function YearPage({ organization_id, base, filters }: Props) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const edits = useCan()("calendar.update") && base.city_id !== null;
  const [days, setDays] = useState<SpecialDay[]>(base.days);
  const { year } = base;
  // Only a city itself is written to, even where one of its departments was asked for.
  const save = useSaveYear({ organization_id: base.city_id ?? organization_id, year });
  const changed = JSON.stringify(days) !== JSON.stringify(base.days);
  useUnsaved(() => changed, ["city", "year"]);
  const actions = (
    <div className="actions">
      {edits && <CsvImport year={year} onDays={setDays} />}
      <CsvExport year={year} days={days} />
      {edits && (
        <>
          <Button disabled={!changed} onClick={() => setDays(base.days)}>
            {t("rules.discard")}
          </Button>
          <Button type="primary" disabled={!changed} loading={save.isPending} onClick={() => save.mutate({ base, days }, { onSuccess: () => void message.success(t("calendar.saved")) })}>
            {t("common.save")}
          </Button>
        </>
      )}
    </div>
  );
  return (
    <Page title={t("calendar.title")} note={t("calendar.intro")} filters={filters} actions={actions}>
      <div className="calendar">
        {save.error !== null && <Trouble error={save.error} />}
        <YearView year={year} days={days} edits={edits} onTurn={(date) => setDays(turned(days, date))} />
        <SpecialDays days={days} edits={edits} onDays={setDays} />
      </div>
    </Page>
  );
}
