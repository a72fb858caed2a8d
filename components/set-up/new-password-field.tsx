import type { ComponentProps } from "react";
import { Field } from "@/components/ui/field";
import { PasswordLength } from "./password-length";

interface NewPasswordFieldProps extends Pick<ComponentProps<"input">, "autoFocus" | "name" | "required"> {
  readonly label: string;
  readonly value: string;
  readonly error: string | null;
  readonly onValue: (value: string) => void;
}

/** A password that is chosen here, with how long it is by now. */
export function NewPasswordField({ label, value, error, onValue, ...rest }: NewPasswordFieldProps) {
  return (
    <Field label={label} error={error} hint={<PasswordLength length={[...value].length} />}>
      {(control) => (
        <input
          {...control}
          {...rest}
          className="input"
          type="password"
          autoComplete="new-password"
          value={value}
          onChange={(event) => onValue(event.target.value)}
        />
      )}
    </Field>
  );
}
