/** The way in through the city's identity provider, and why it was closed the last time. */
import { Alert, Button } from "antd";
import { useTranslation } from "react-i18next";
import { useProvider } from "@/features/session/api/provider";
import { useWords } from "@/lib/text";

export function ProviderTrouble() {
  const { offer } = useProvider();
  const words = useWords();
  return offer?.trouble ? <Alert type="error" showIcon description={words(offer.trouble)} /> : null;
}

export function ProviderButton() {
  const { t } = useTranslation();
  const { offer, start } = useProvider();
  if (offer?.offered !== true) return null;
  return (
    <Button className="provider" href={start} size="large" block>
      {t("session.provider", { label: offer.label })}
    </Button>
  );
}
