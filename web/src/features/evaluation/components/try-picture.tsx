/** A picture of one's own, and what each version finds in it: the overlays stand beside each other. */
import { UploadOutlined } from "@ant-design/icons";
import { Button, Upload } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Found } from "@/api/types";
import { Loading } from "@/components/loading";
import { Trouble } from "@/components/trouble";
import { type Tried, useTry } from "@/features/evaluation/api/compare";
import { useText } from "@/lib/text";

const KINDS = ["image/jpeg", "image/png"];

export function TryPicture({ versions }: { versions: readonly Tried[] }) {
  const { t } = useTranslation();
  const [file, setFile] = useState<File>();
  const [wrong, setWrong] = useState(false);
  const choose = (chosen: File) => {
    setWrong(!KINDS.includes(chosen.type));
    if (KINDS.includes(chosen.type)) setFile(chosen);
    return false;
  };
  return (
    <>
      <p className="quiet">{t("compare.tryHint")}</p>
      <div className="try-bar">
        <Upload accept={KINDS.join(",")} showUploadList={false} beforeUpload={choose}>
          <Button icon={<UploadOutlined />}>{t(file === undefined ? "compare.choosePicture" : "compare.anotherPicture")}</Button>
        </Upload>
        <span className="quiet" role="status">
          {wrong ? t("compare.wrongKind") : file?.name}
        </span>
      </div>
      {file !== undefined && (
        <div className="try-both" data-alone={versions.length === 1}>
          {versions.map((version) => (
            <Side key={`${version.version_id} ${file.name} ${file.lastModified}`} version={version} file={file} />
          ))}
        </div>
      )}
    </>
  );
}

function Side({ version, file }: { version: Tried; file: File }) {
  const { t } = useTranslation();
  const text = useText();
  const { data, error, isPending, refetch } = useTry(version, file);
  const name = `${text(version, "title")} ${version.version}`;
  return (
    <figure className="try-side">
      <figcaption className="strong">{name}</figcaption>
      {isPending && <Loading />}
      {error !== null && <Trouble error={error} onRetry={() => void refetch()} />}
      {data !== undefined && <Seen found={data} name={name} />}
      {data !== undefined && <p className="quiet">{t("compare.tryNote")}</p>}
    </figure>
  );
}

function Seen({ found, name }: { found: Found; name: string }) {
  const { t } = useTranslation();
  const counted = found.detections.filter(({ counts }) => counts);
  const below = found.detections.length - counted.length;
  return (
    <>
      {found.picture !== null && <img src={`data:image/jpeg;base64,${found.picture}`} alt={t("compare.overlay", { name })} width={found.width} height={found.height} />}
      <ul className="plain-list">
        {counted.map(({ label, score, box }) => (
          <li key={`${label} ${score} ${String(box)}`}>
            <span>{label}</span> <span className="quiet">{(score * 100).toFixed(0)} %</span>
          </li>
        ))}
        {counted.length === 0 && <li>{t("compare.nothingCounts")}</li>}
        {below > 0 && <li className="quiet">{t("compare.below", { count: below })}</li>}
      </ul>
    </>
  );
}
