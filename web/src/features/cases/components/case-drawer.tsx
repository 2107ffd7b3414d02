/** One case beside the list: what it is, how far it is, what may be done now. */
import { ExportOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { Loading } from "@/components/loading";
import { SidePanel } from "@/components/side-panel";
import { Trouble } from "@/components/trouble";
import { useCase } from "@/features/cases/api/cases";
import { CaseActions } from "@/features/cases/components/case-actions";
import { CaseState } from "@/features/cases/components/case-columns";
import { CaseView } from "@/features/cases/components/case-view";

export function CaseDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useCase(id);
  const head = data && (
    <div className="case-head">
      <h2>{data.number}</h2>
      <CaseState state={data.state} />
    </div>
  );
  const full = (
    <Link to={`/cases/${id}`} aria-label={t("common.openFull")} title={t("common.openFull")}>
      <Button type="text" icon={<ExportOutlined />} tabIndex={-1} aria-hidden="true" />
    </Link>
  );
  const foot = data !== undefined && data.actions.length > 0 ? <CaseActions found={data} /> : undefined;
  return (
    <SidePanel label={t("cases.what")} medium head={head} actions={full} foot={foot} onClose={onClose}>
      {data === undefined && error === null && <Loading />}
      {error !== null && <Trouble error={error} onRetry={() => void refetch()} />}
      {data !== undefined && <CaseView found={data} />}
    </SidePanel>
  );
}
