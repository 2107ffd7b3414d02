/** A search field; `/` goes there, and the search follows the typing. */
import { SearchOutlined } from "@ant-design/icons";
import { Input, type InputRef } from "antd";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useShortcuts } from "@/lib/keyboard";

const PAUSE_MS = 250;
type Props = { value: string | null; placeholder: string; onSearch: (text: string | null) => void };

export function SearchField({ value, placeholder, onSearch }: Props) {
  const { t } = useTranslation();
  const input = useRef<InputRef>(null);
  const [text, setText] = useState(value ?? "");
  useShortcuts({ "/": () => input.current?.focus() });
  const search = useEffectEvent(() => {
    if (text.trim() !== (value ?? "")) onSearch(text.trim() || null);
  });
  useEffect(() => {
    const timer = setTimeout(() => search(), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <Input
      ref={input}
      className="search"
      aria-label={t("common.search")}
      allowClear
      prefix={<SearchOutlined />}
      placeholder={placeholder}
      value={text}
      onChange={(event) => setText(event.target.value)}
      onKeyDown={(event) => {
        if (event.key === "Escape") event.currentTarget.blur();
      }}
    />
  );
}
