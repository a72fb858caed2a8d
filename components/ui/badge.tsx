import type { ReactNode } from "react";

interface BadgeProps {
  readonly look?: "plain" | "solid" | "dashed" | "danger";
  readonly title?: string;
  readonly children: ReactNode;
}

export function Badge({ look = "plain", title, children }: BadgeProps) {
  return (
    <span className={look === "plain" ? "badge" : `badge ${look}`} title={title}>
      {children}
    </span>
  );
}
