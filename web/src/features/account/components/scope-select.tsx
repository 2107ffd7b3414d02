/** Choosing actions in words, by family; a family is chosen at one click. */
import { Checkbox } from "antd";
import { useTranslation } from "react-i18next";
import { type Offer, offersOf } from "@/features/account/api/scopes";
import "@/features/account/components/account.css";
import { useMe } from "@/lib/me";
import { useRoles } from "@/lib/roles";
import { capital, useText } from "@/lib/text";

type Props = { id?: string; value?: string[]; onChange?: (actions: string[]) => void };

export function ScopeSelect({ id, value = [], onChange }: Props) {
  const { t } = useTranslation();
  const me = useMe();
  const text = useText();
  const { roles } = useRoles();
  const choose = (rows: readonly Offer[], on: boolean) => {
    const meant = new Set(rows.map(({ action }) => action));
    const others = value.filter((action) => !meant.has(action));
    onChange?.(on ? [...others, ...meant] : others);
  };
  return (
    <div className="scopes" id={id} role="group" aria-label={t("account.tokens.scopes")}>
      {offersOf(me, roles).map(({ family, rows }) => {
        const chosen = rows.filter(({ action }) => value.includes(action)).length;
        return (
          <fieldset key={family}>
            <legend className="visually-hidden">{t(`roles.family.${family}`)}</legend>
            <Checkbox
              className="strong"
              checked={chosen === rows.length}
              indeterminate={chosen > 0 && chosen < rows.length}
              onChange={(event) => choose(rows, event.target.checked)}
            >
              {t(`roles.family.${family}`)}
            </Checkbox>
            {rows.map((row) => (
              <Checkbox key={row.action} checked={value.includes(row.action)} onChange={(event) => choose([row], event.target.checked)}>
                {capital(text(row, "title"))}
              </Checkbox>
            ))}
          </fieldset>
        );
      })}
    </div>
  );
}
