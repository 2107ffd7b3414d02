/** The columns of the case list. */
import { BellOutlined, CameraOutlined, FileDoneOutlined, FlagOutlined, PhoneOutlined, QuestionCircleOutlined, StopOutlined } from "@ant-design/icons";
import { useTranslation } from "react-i18next";
import type { Case } from "@/api/types";
import type { Column } from "@/components/data-list";
import { StateTag } from "@/components/state-tag";
import { When } from "@/components/when";
import { DueTag } from "@/features/cases/components/case-clock";
import { useText } from "@/lib/text";

export function useCaseColumns(): Column<Case>[] {
  const { t } = useTranslation();
  const text = useText();
  return [
    {
      key: "number",
      title: t("cases.columns.number"),
      width: "184px",
      render: (row) => (
        <div className="two">
          <span className="strong">{row.number}</span>
          <span className="quiet">
            <SourceTag source={row.source} />
          </span>
        </div>
      ),
    },
    {
      key: "title",
      title: t("cases.columns.title"),
      width: "minmax(140px, 1.2fr)",
      render: (row) => (
        <div className="two">
          <span>{text(row, "title")}</span>
          <span className="quiet">{row.code ?? "–"}</span>
        </div>
      ),
    },
    {
      key: "place",
      title: t("cases.columns.place"),
      width: "minmax(140px, 2fr)",
      render: (row) => (
        <div className="two">
          <span>{row.place || "–"}</span>
          <span className="quiet">{row.camera !== null && text(row.camera, "name")}</span>
        </div>
      ),
    },
    {
      key: "state",
      title: t("cases.columns.state"),
      width: "minmax(132px, 1fr)",
      render: (row) => (
        <div className="two">
          <CaseState state={row.state} />
          <Marks row={row} />
        </div>
      ),
    },
    { key: "due", title: t("cases.columns.due"), width: "168px", render: (row) => <DueTag row={row} stacked /> },
    {
      key: "unit",
      title: t("cases.columns.unit"),
      width: "minmax(112px, 1fr)",
      render: (row) => (
        <div className="two">
          <UnitName row={row} />
          <span className="quiet">{row.handler}</span>
        </div>
      ),
    },
    { key: "reported", title: t("cases.columns.reported"), width: "150px", render: (row) => <When at={row.reported_at} stacked /> },
  ];
}

export function CaseState({ state }: { state: Case["state"] }) {
  const { t } = useTranslation();
  const over = state === "void" ? <StopOutlined /> : <FileDoneOutlined />;
  return (
    <StateTag tone={state === "closed" ? "good" : state === "void" ? "off" : "plain"} icon={over}>
      {t(`cases.state.${state}`)}
    </StateTag>
  );
}

export function UnitName({ row }: { row: Case }) {
  const { t } = useTranslation();
  const text = useText();
  if (row.unit === null) return <span className="quiet">{t("cases.nobody")}</span>;
  if (row.unit.active) return <span>{text(row.unit, "name")}</span>;
  return (
    <StateTag tone="act" icon={<StopOutlined />}>
      {t("cases.unitStopped", { name: text(row.unit, "name") })}
    </StateTag>
  );
}

function SourceTag({ source }: { source: Case["source"] }) {
  const { t } = useTranslation();
  return (
    <>
      <span aria-hidden="true">{source === "camera" ? <CameraOutlined /> : <PhoneOutlined />}</span> {t(`cases.source.${source}`)}
    </>
  );
}

/** What asks for an eye besides the clock. */
function Marks({ row }: { row: Case }) {
  const { t } = useTranslation();
  if (row.asked !== null) {
    return (
      <StateTag tone="risk" icon={<QuestionCircleOutlined />}>
        {t(`cases.action.${row.asked.action}`)}
      </StateTag>
    );
  }
  if (row.checked !== null && row.state === "handled") return <span className="quiet">{t(`cases.checked.${row.checked.found}`)}</span>;
  if (row.supervised_at !== null) {
    return (
      <StateTag tone="act" icon={<FlagOutlined />}>
        {t("cases.action.supervise")}
      </StateTag>
    );
  }
  if (row.urged > 0) {
    return (
      <StateTag tone="risk" icon={<BellOutlined />}>
        {t("cases.urged", { count: row.urged })}
      </StateTag>
    );
  }
  return row.reworks > 0 ? <span className="quiet">{t("cases.reworks", { count: row.reworks })}</span> : null;
}
