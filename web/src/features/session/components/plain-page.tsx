/** The quiet frame of the pages before the console: sign in and first setup. */
import { Select } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import "@/features/session/components/session.css";
import { useTitle } from "@/components/page";
import { speak } from "@/i18n";
import type { Language } from "@/lib/preferences";

export function PlainPage({ title, children }: { title: string; children: ReactNode }) {
  const { t, i18n } = useTranslation();
  useTitle(title);
  return (
    <main className="plain">
      <div className="plain-box">
        <header className="plain-head">
          <img src="/icon.svg" alt="" width={28} height={28} />
          <span className="plain-brand">{t("brand")}</span>
          <Select<Language>
            aria-label={t("top.language")}
            variant="borderless"
            value={i18n.language as Language}
            options={[
              { value: "zh-CN", label: "中文" },
              { value: "en", label: "English" },
            ]}
            onChange={(language) => void speak(language)}
          />
        </header>
        <h1>{title}</h1>
        {children}
      </div>
    </main>
  );
}
