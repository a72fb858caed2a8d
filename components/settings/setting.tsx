import type { ReactNode } from "react";

interface SettingProps {
  readonly id: string;
  readonly title: string;
  readonly lead: ReactNode;
  readonly children: ReactNode;
}

/** What it is about at the left, what one does about it at the right. */
export function Setting({ id, title, lead, children }: SettingProps) {
  return (
    <section className="section setting" aria-labelledby={id}>
      <div className="about">
        <h2 id={id}>{title}</h2>
        <p>{lead}</p>
      </div>
      <div className="does">{children}</div>
    </section>
  );
}
