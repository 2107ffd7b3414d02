/** One click sends for everybody who is ticked: audiences, and resources near by. */
import { SendOutlined } from "@ant-design/icons";
import { Button, Checkbox, Input, Select, Spin } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Emergency, NearResource } from "@/api/types";
import { useTold } from "@/components/told";
import { Trouble } from "@/components/trouble";
import { AUDIENCES, type Audience } from "@/features/emergency/api/calls";
import { useDispatch, useNear } from "@/features/emergency/api/emergency";

const REACHES_KM = [1, 3, 5, 10, 30];
const USUAL: readonly Audience[] = ["street", "community", "transport", "traffic_police"];

export function DispatchForm({ emergency }: { emergency: Emergency }) {
  const { t } = useTranslation();
  const [audiences, setAudiences] = useState<readonly Audience[]>(USUAL);
  const [ids, setIds] = useState<readonly string[]>([]);
  const [note, setNote] = useState("");
  const send = useDispatch(emergency.id);
  const told = useTold(t("emergency.sent"));
  const submit = () =>
    send.mutate(
      { audiences: [...audiences], resource_ids: [...ids], note },
      {
        ...told,
        onSuccess: () => {
          told.onSuccess();
          setIds([]);
          setNote("");
        },
      },
    );
  return (
    <section className="section" aria-label={t("emergency.dispatch")}>
      <h2>{t("emergency.dispatch")}</h2>
      <Checkbox.Group value={[...audiences]} options={AUDIENCES.map((value) => ({ value, label: t(`emergency.audience.${value}`) }))} onChange={setAudiences} />
      <Near emergency={emergency} chosen={ids} onChosen={setIds} />
      <Input.TextArea className="grow" value={note} maxLength={2000} placeholder={t("emergency.note")} aria-label={t("emergency.note")} onChange={({ target }) => setNote(target.value)} />
      <div className="actions">
        <Button type="primary" icon={<SendOutlined />} loading={send.isPending} disabled={audiences.length + ids.length === 0} onClick={submit}>
          {t("emergency.sendTo", { count: audiences.length + ids.length })}
        </Button>
      </div>
    </section>
  );
}

function Near({ emergency, chosen, onChosen }: { emergency: Emergency; chosen: readonly string[]; onChosen: (ids: readonly string[]) => void }) {
  const { t } = useTranslation();
  const [within, setWithin] = useState(5);
  const { data, error, refetch } = useNear(emergency.id, within);
  const turn = (id: string, on: boolean) => onChosen(on ? [...chosen, id] : chosen.filter((each) => each !== id));
  return (
    <>
      <div className="call-line">
        <span className="strong">{t("emergency.near")}</span>
        <Select size="small" value={within} aria-label={t("emergency.within")} options={REACHES_KM.map((value) => ({ value, label: t("emergency.withinKm", { value }) }))} onChange={setWithin} />
      </div>
      {error !== null && <Trouble error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Spin size="small" />}
      {data?.length === 0 && <p className="quiet">{t("emergency.noneNear")}</p>}
      <ul className="near">
        {data?.map((resource) => (
          <li key={resource.id}>
            <Checkbox checked={chosen.includes(resource.id)} onChange={({ target }) => turn(resource.id, target.checked)}>
              <NearWords resource={resource} />
            </Checkbox>
          </li>
        ))}
      </ul>
    </>
  );
}

function NearWords({ resource }: { resource: NearResource }) {
  const { t } = useTranslation();
  const away = resource.metres < 1000 ? `${resource.metres} m` : `${(resource.metres / 1000).toFixed(1)} km`;
  return (
    <>
      <span className="strong">{resource.name}</span> {t(`resources.kind.${resource.kind}`)} {resource.quantity} {resource.unit} · {away}{" "}
      <span className="quiet">
        {resource.contact} {resource.phone}
      </span>{" "}
      {resource.is_called && <span className="quiet">{t("emergency.isCalled")}</span>}
    </>
  );
}
