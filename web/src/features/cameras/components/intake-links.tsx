/** The ways cameras come in by the hundred: files and platforms. */
import { ClusterOutlined, UploadOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { useCan } from "@/lib/me";

export function IntakeLinks() {
  const { t } = useTranslation();
  const can = useCan();
  const go = useNavigate();
  return (
    <>
      {can("camera.import") && (
        <Button icon={<UploadOutlined />} onClick={() => void go("/cameras/import")}>
          {t("intake.imports.go")}
        </Button>
      )}
      {can("source.read") && (
        <Button icon={<ClusterOutlined />} onClick={() => void go("/cameras/sources")}>
          {t("intake.sources.go")}
        </Button>
      )}
    </>
  );
}
