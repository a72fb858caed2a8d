"use client";

import type { ComponentProps } from "react";

interface ButtonProps extends Omit<ComponentProps<"button">, "disabled"> {
  readonly look?: "plain" | "primary" | "ghost" | "danger" | "danger-solid";
  readonly isSmall?: boolean;
  /** A disabled button keeps its place, stays reachable and says why. */
  readonly disabledBecause?: string | null;
  readonly isPending?: boolean;
  /** Where more can be said of why not than the reason beside it, such as which field to fill. */
  readonly onPressWhileDisabled?: () => void;
}

export function Button(props: ButtonProps) {
  const { look = "plain", isSmall = false, disabledBecause, isPending = false, className, ...others } = props;
  const { onPressWhileDisabled, ...rest } = others;
  const isOff = isPending || (disabledBecause !== undefined && disabledBecause !== null);
  const classes = ["btn", look === "plain" ? "" : look, isSmall ? "sm" : "", className ?? ""];
  return (
    <button
      type="button"
      {...rest}
      className={classes.filter(Boolean).join(" ")}
      aria-disabled={isOff || undefined}
      aria-busy={isPending || undefined}
      title={disabledBecause ?? rest.title}
      onClick={(event) => {
        if (isOff) {
          event.preventDefault();
          if (!isPending) onPressWhileDisabled?.();
        } else rest.onClick?.(event);
      }}
    />
  );
}
