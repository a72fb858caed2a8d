import Link from "next/link";

export type SettingsSection = "account" | "operators" | "orders" | "superoffice" | "display";

const SECTIONS: readonly (readonly [SettingsSection, string])[] = [
  ["account", "Your account"],
  ["operators", "Operators"],
  ["orders", "Orders"],
  ["superoffice", "SuperOffice"],
  ["display", "Display"],
];

interface SettingsTabsProps {
  readonly current: SettingsSection;
  /** Sections that this operator may open: the others are not drawn. */
  readonly allowed: readonly SettingsSection[];
}

export function SettingsTabs({ current, allowed }: SettingsTabsProps) {
  return (
    <nav className="set-tabs" aria-label="Settings">
      <div className="tabs">
        {SECTIONS.filter(([section]) => allowed.includes(section)).map(([section, word]) => (
          <Link
            key={section}
            className="tab"
            href={`/settings/${section}`}
            aria-current={section === current ? "page" : undefined}
          >
            {word}
          </Link>
        ))}
      </div>
    </nav>
  );
}
