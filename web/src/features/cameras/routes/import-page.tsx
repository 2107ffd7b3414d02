/** Bringing cameras in from a file, one import at a time; the earlier ones below. */
import { ArrowLeftOutlined, DownloadOutlined } from "@ant-design/icons";
import { App, Button } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { DataList } from "@/components/data-list";
import { Page } from "@/components/page";
import { Trouble, useTrouble } from "@/components/trouble";
import { saveTemplate, useImportList } from "@/features/cameras/api/imports";
import { useImportColumns } from "@/features/cameras/components/import-columns";
import { ImportIntake } from "@/features/cameras/components/import-intake";
import { ImportView } from "@/features/cameras/components/import-view";
import "@/features/cameras/components/intake.css";
import { useAddress } from "@/lib/address";

const ROW_PX = 56;

export function ImportPage() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const trouble = useTrouble();
  const { params, change } = useAddress();
  const opened = params.get("import");
  const template = (
    <Button icon={<DownloadOutlined />} onClick={() => void saveTemplate().catch((error: unknown) => message.error(trouble(error)))}>
      {t("intake.imports.template")}
    </Button>
  );
  const back =
    opened === null ? (
      <Link to="/cameras">
        <ArrowLeftOutlined /> {t("cameras.title")}
      </Link>
    ) : (
      <Button type="link" size="small" icon={<ArrowLeftOutlined />} onClick={() => change({ import: null })}>
        {t("intake.imports.all")}
      </Button>
    );
  return (
    <Page title={t("intake.imports.title")} note={back} actions={template}>
      {opened === null ? (
        <>
          <ImportIntake onUploaded={(id) => change({ import: id })} />
          <Earlier onOpen={(id) => change({ import: id })} />
        </>
      ) : (
        <ImportView key={opened} id={opened} />
      )}
    </Page>
  );
}

function Earlier({ onOpen }: { onOpen: (id: string) => void }) {
  const { t } = useTranslation();
  const list = useImportList();
  const columns = useImportColumns();
  return (
    <section className="intake-earlier">
      <h2>{t("intake.imports.earlier")}</h2>
      {list.error !== null && list.rows.length === 0 ? (
        <Trouble error={list.error} onRetry={list.retry} />
      ) : (
        <DataList
          label={t("intake.imports.earlier")}
          rows={list.rows}
          columns={columns}
          rowHeight={ROW_PX}
          total={list.total?.count}
          hasMore={list.hasMore}
          onMore={list.loadMore}
          onScrolled={list.hold}
          onRange={list.see}
          onOpen={({ id }) => onOpen(id)}
          pending={list.pending}
          empty={<span className="quiet">{t("intake.imports.none")}</span>}
        />
      )}
    </section>
  );
}
