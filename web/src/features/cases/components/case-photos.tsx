/** Photos of the work, before and after, side by side; whoever works on it adds some. */
import { CameraOutlined, DeleteOutlined } from "@ant-design/icons";
import { App, Button } from "antd";
import { type ChangeEvent, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { CaseDetail, CasePhoto } from "@/api/types";
import { NoPicture } from "@/components/picture";
import { useTrouble } from "@/components/trouble";
import { When } from "@/components/when";
import { useAddPhoto, usePhoto, useRemovePhoto } from "@/features/cases/api/photos";

const KINDS = ["before", "after"] as const;

export function CasePhotos({ found, adds = false }: { found: CaseDetail; adds?: boolean }) {
  const { t } = useTranslation();
  return (
    <div className="case-photos">
      {KINDS.map((kind) => {
        const photos = found.photos.filter((photo) => photo.kind === kind);
        return (
          <section key={kind} aria-label={t(`cases.photos.${kind}`)}>
            <h3 className="quiet">{t(`cases.photos.${kind}`)}</h3>
            <div className="case-photo-list">
              {photos.map((photo) => (
                <Photo key={photo.id} caseId={found.id} photo={photo} removable={adds && photo.step_id === null} />
              ))}
              {adds && <AddPhoto caseId={found.id} kind={kind} />}
              {photos.length === 0 && !adds && <span className="quiet">{t("cases.photos.none")}</span>}
            </div>
          </section>
        );
      })}
    </div>
  );
}

function Photo({ caseId, photo, removable }: { caseId: string; photo: CasePhoto; removable: boolean }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const trouble = useTrouble();
  const { data, error } = usePhoto(caseId, photo.id);
  const remove = useRemovePhoto(caseId);
  return (
    <figure className="case-photo">
      {data !== undefined && (
        <a href={data.url} target="_blank" rel="noreferrer">
          <img src={data.url} alt={t(`cases.photos.${photo.kind}`)} width={photo.width} height={photo.height} />
        </a>
      )}
      {error !== null && <NoPicture />}
      <figcaption className="quiet">
        <When at={photo.at} stacked />
        {removable && (
          <Button
            size="small"
            type="text"
            icon={<DeleteOutlined />}
            aria-label={t("cases.photos.remove")}
            loading={remove.isPending}
            onClick={() => remove.mutate(photo.id, { onError: (failure) => void message.error(trouble(failure)) })}
          />
        )}
      </figcaption>
    </figure>
  );
}

function AddPhoto({ caseId, kind }: { caseId: string; kind: CasePhoto["kind"] }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const trouble = useTrouble();
  const input = useRef<HTMLInputElement>(null);
  const add = useAddPhoto(caseId);
  const send = (event: ChangeEvent<HTMLInputElement>) => {
    const file = event.target.files?.[0];
    event.target.value = "";
    if (file !== undefined) add.mutate({ kind, file }, { onError: (error) => void message.error(trouble(error)) });
  };
  return (
    <>
      <input ref={input} className="case-photo-file" type="file" accept="image/jpeg,image/png" aria-label={t(`cases.photos.add.${kind}`)} tabIndex={-1} onChange={send} />
      <Button className="case-photo-add" icon={<CameraOutlined />} loading={add.isPending} onClick={() => input.current?.click()}>
        {t(`cases.photos.add.${kind}`)}
      </Button>
    </>
  );
}
