/** A new password, typed twice, and what it must be like. */
import { Form, Input } from "antd";
import { useTranslation } from "react-i18next";
import type { Me } from "@/api/types";

export type PasswordPolicy = Pick<Me["settings"], "password_min_length" | "password_min_kinds">;

/** A password of so many characters needs no variety. */
const LONG = 16;

type Props = { name?: string; label: string; policy: PasswordPolicy | undefined };

export function NewPassword({ name = "password", label, policy }: Props) {
  const { t } = useTranslation();
  const hint = usePasswordHint(policy);
  const required = { required: true, message: t("common.required") };
  return (
    <>
      <Form.Item name={name} label={label} extra={hint} rules={[required]}>
        <Input.Password autoComplete="new-password" />
      </Form.Item>
      <Form.Item
        name="again"
        label={t("password.again")}
        dependencies={[name]}
        rules={[
          required,
          ({ getFieldValue }) => ({
            validator: (_, value) => (!value || value === getFieldValue(name) ? Promise.resolve() : Promise.reject(new Error(t("password.mismatch")))),
          }),
        ]}
      >
        <Input.Password autoComplete="new-password" />
      </Form.Item>
    </>
  );
}

/** What a password must be like, in words; nothing while it is not known. */
export function usePasswordHint(policy: PasswordPolicy | undefined): string | undefined {
  const { t } = useTranslation();
  if (policy === undefined) return undefined;
  const { password_min_length: length, password_min_kinds: kinds } = policy;
  return length >= LONG ? t("password.hintLong", { length }) : t("password.hint", { length, kinds, long: LONG });
}
