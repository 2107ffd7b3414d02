/** With whom a camera is shared: what they may do, changed and ended by its owner. */
import { App, Button, Select } from "antd";
import { useTranslation } from "react-i18next";
import type { Share } from "@/api/types";
import { useTrouble } from "@/components/trouble";
import { type Terms, TERMS, useChangeShare, useEndShare, useShares } from "@/features/cameras/api/shares";
import { useCan } from "@/lib/me";
import { useText } from "@/lib/text";

export function CameraShares({ camera }: { camera: { id: string } }) {
  const { t } = useTranslation();
  const shares = useShares(camera.id);
  if (shares.length === 0) return null;
  return (
    <section className="section">
      <h2>{t("cameras.shares.title")}</h2>
      <ul className="plain-list camera-shares" aria-label={t("cameras.shares.title")}>
        {shares.map((share) => (
          <ShareLine key={share.id} share={share} />
        ))}
      </ul>
    </section>
  );
}

function ShareLine({ share }: { share: Share }) {
  const { t } = useTranslation();
  const text = useText();
  const can = useCan();
  const trouble = useTrouble();
  const { message, modal } = App.useApp();
  const save = useChangeShare(share);
  const end = useEndShare(share);
  const name = text(share.organization, "name");
  const onError = (error: unknown) => void message.error(trouble(error));
  const change = (terms: Terms) => save.mutateAsync(terms).then(() => void message.success(t("cameras.shares.changed", { terms: t(`cameras.shares.terms.${terms}`) })), onError);
  const narrow = () => void modal.confirm({ title: t("cameras.shares.seeAsk", { name }), content: t("cameras.shares.seeHint"), okText: t("cameras.shares.terms.see"), onOk: () => change("see") });
  const stop = () =>
    void modal.confirm({
      title: t("cameras.shares.endAsk", { name }),
      content: t("cameras.shares.endHint"),
      okText: t("cameras.shares.end"),
      okButtonProps: { danger: true },
      onOk: () => end.mutateAsync(undefined).then(() => void message.success(t("cameras.shares.ended", { name })), onError),
    });
  return (
    <li>
      <span className="clip" title={name}>
        {name}
      </span>
      <Select<Terms>
        size="small"
        aria-label={t("cameras.shares.change", { name })}
        value={share.terms}
        disabled={!can("share.update")}
        loading={save.isPending}
        popupMatchSelectWidth={false}
        options={TERMS.map((value) => ({ value, label: t(`cameras.shares.terms.${value}`) }))}
        onChange={(terms) => (terms === "see" ? narrow() : void change(terms))}
      />
      {can("share.delete") && (
        <Button size="small" danger loading={end.isPending} onClick={stop}>
          {t("cameras.shares.end")}
        </Button>
      )}
    </li>
  );
}
