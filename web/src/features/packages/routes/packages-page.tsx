/** A vendor's packages: hand one in, and see what the gate said. */
import { CloudServerOutlined, KeyOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import type { PackageUpload } from "@/api/types";
import type { Column } from "@/components/data-list";
import { Empty } from "@/components/empty";
import { ListPage } from "@/components/list-page";
import { When } from "@/components/when";
import { usePackages } from "@/features/packages/api/packages";
import { PackageIntake } from "@/features/packages/components/package-intake";
import { PackagePanel } from "@/features/packages/components/package-panel";
import { PackageState } from "@/features/packages/components/package-state";
import { SigningPanel } from "@/features/packages/components/signing-panel";
import { useAddress } from "@/lib/address";

const ROW_PX = 48;

export function PackagesPage() {
  const { t } = useTranslation();
  const { params, change } = useAddress();
  const opened = params.get("package");
  const signing = params.has("keys");
  const list = usePackages();
  const navigate = useNavigate();
  return (
    <ListPage
      title={t("packages.title")}
      list={list}
      columns={useColumns()}
      rowHeight={ROW_PX}
      chosen={opened}
      onOpen={({ id }) => change({ package: id, keys: null })}
      above={<PackageIntake rows={list.rows} onSent={(id) => change({ package: id, keys: null })} />}
      actions={
        <div className="actions">
          <Button icon={<CloudServerOutlined />} onClick={() => void navigate("/remote-endpoints")}>
            {t("remote.title")}
          </Button>
          <Button icon={<KeyOutlined />} onClick={() => change({ keys: "open", package: null })}>
            {t("signing.title")}
          </Button>
        </div>
      }
      empty={<Empty title={t("packages.empty")} hint={t("packages.emptyHint")} />}
    >
      {opened !== null && <PackagePanel key={opened} id={opened} onClose={() => change({ package: null })} />}
      {signing && <SigningPanel onClose={() => change({ keys: null })} />}
    </ListPage>
  );
}

function useColumns(): Column<PackageUpload>[] {
  const { t } = useTranslation();
  return [
    { key: "file", title: t("packages.columns.file"), width: "minmax(160px, 3fr)", render: (row) => <span className="strong clip">{row.filename}</span> },
    { key: "state", title: t("packages.columns.state"), width: "minmax(120px, 1fr)", render: (row) => <PackageState state={row.state} /> },
    { key: "size", title: t("packages.columns.size"), width: "168px", end: true, render: sizeOf },
    { key: "sent", title: t("packages.columns.sent"), width: "minmax(160px, 1fr)", render: (row) => <When at={row.created_at} /> },
  ];
}

/** How much of how much while it arrives, else how much. */
function sizeOf({ state, received, size }: PackageUpload): string {
  const whole = `${(size / 1e6).toFixed(1)} MB`;
  return state === "receiving" ? `${(received / 1e6).toFixed(1)} / ${whole}` : whole;
}
