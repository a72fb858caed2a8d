import type { IconName } from "@/components/ui/icon-shapes";

export interface PageEntry {
  readonly href: string;
  readonly label: string;
  readonly icon: IconName;
  /** Pressed after g. */
  readonly key: string;
  readonly group: "" | "Record" | "Setup";
}

/** What the navigation, the go-to keys and the palette lead to. */
export const CONSOLE_PAGES: readonly PageEntry[] = [
  { href: "/sessions", label: "Sessions", icon: "sessions", key: "s", group: "" },
  { href: "/associates", label: "Associates", icon: "associates", key: "a", group: "" },
  { href: "/hosts", label: "Hosts", icon: "hosts", key: "h", group: "" },
  { href: "/orders", label: "Orders", icon: "orders", key: "o", group: "" },
  { href: "/history", label: "History", icon: "history", key: "y", group: "Record" },
  { href: "/reports", label: "Reports", icon: "reports", key: "r", group: "Record" },
  { href: "/trail", label: "Trail", icon: "trail", key: "t", group: "Record" },
  { href: "/imports", label: "Import", icon: "import", key: "i", group: "Record" },
  { href: "/enrolment", label: "Enrolment", icon: "enrolment", key: "e", group: "Setup" },
  { href: "/policies", label: "Policies", icon: "policy", key: "p", group: "Setup" },
  { href: "/alerts", label: "Alerts", icon: "bell", key: "n", group: "Setup" },
  { href: "/hooks", label: "Hooks", icon: "link", key: "j", group: "Setup" },
  { href: "/tokens", label: "API tokens", icon: "key", key: "k", group: "Setup" },
  { href: "/settings", label: "Settings", icon: "settings", key: ",", group: "Setup" },
];
