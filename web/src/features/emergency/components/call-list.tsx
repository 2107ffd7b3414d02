/** Who was told, how far the message is, and who has answered what. */
import { CheckCircleFilled, ClockCircleOutlined, CloseCircleFilled, PhoneOutlined } from "@ant-design/icons";
import { Button, Dropdown } from "antd";
import { useTranslation } from "react-i18next";
import type { Emergency, EmergencyCall } from "@/api/types";
import { DeliveryTag } from "@/components/delivery-tag";
import { StateTag } from "@/components/state-tag";
import { useTold } from "@/components/told";
import { Ago } from "@/components/when";
import { answersTo, parties, type Party, reached } from "@/features/emergency/api/calls";
import { useReceipt } from "@/features/emergency/api/emergency";
import { useCan } from "@/lib/me";

export function CallList({ emergency }: { emergency: Emergency }) {
  const { t } = useTranslation();
  const told = parties(emergency.calls);
  return (
    <section className="section">
      <h2>{t("emergency.told")}</h2>
      {told.length === 0 && <p className="quiet">{t("emergency.nobodyToldHint")}</p>}
      <ul className="calls">
        {told.map((party) => (
          <PartyLine key={party.key} emergency={emergency} party={party} />
        ))}
      </ul>
    </section>
  );
}

function PartyLine({ emergency, party }: { emergency: Emergency; party: Party }) {
  const { t } = useTranslation();
  const { last, answered } = party;
  const way = reached(last);
  return (
    <li>
      <div className="call-line">
        <span className="strong">{party.name || t(`emergency.audience.${party.audience}`)}</span>
        <span>{t(`emergency.why.${last.why}`)}</span>
        <span className="quiet">
          <Ago at={last.at} /> · {last.is_by_rules ? t("emergency.byRules") : t("emergency.byHand")}
        </span>
      </div>
      <div className="call-line">
        {way === null ? (
          <StateTag tone="risk" icon={<PhoneOutlined />}>
            {t("emergency.noWay")}
          </StateTag>
        ) : (
          <DeliveryTag state={way} />
        )}
        <ReceiptTag call={answered ?? last} />
        <Answer emergency={emergency} call={answered ?? last} />
      </div>
      {last.note !== "" && <div>{last.note}</div>}
    </li>
  );
}

function ReceiptTag({ call }: { call: EmergencyCall }) {
  const { t } = useTranslation();
  if (call.receipt === null || call.receipt_at === null) {
    return (
      <StateTag tone="risk" icon={<ClockCircleOutlined />}>
        {t("emergency.receipt.none")}
      </StateTag>
    );
  }
  const declined = call.receipt === "declined";
  return (
    <>
      <StateTag tone={declined ? "act" : "good"} icon={declined ? <CloseCircleFilled /> : <CheckCircleFilled />}>
        {t(`emergency.receipt.${call.receipt}`)}
      </StateTag>
      <span className="quiet">
        <Ago at={call.receipt_at} />
      </span>
    </>
  );
}

function Answer({ emergency, call }: { emergency: Emergency; call: EmergencyCall }) {
  const { t } = useTranslation();
  const may = useCan()("emergency.receipt");
  const give = useReceipt(emergency.id, call.id);
  const told = useTold(t("emergency.receiptNoted"));
  const items = answersTo(call).map((key) => ({ key, label: t(`emergency.receipt.${key}`), onClick: () => give.mutate(key, told) }));
  if (!may || items.length === 0) return null;
  return (
    <Dropdown menu={{ items }} trigger={["click"]}>
      <Button size="small" loading={give.isPending}>
        {t("emergency.noteReceipt")}
      </Button>
    </Dropdown>
  );
}
