"use client";

import { useState } from "react";
import { Icon } from "@/components/ui/icon";
import { keepPreference } from "./preferences";
import { useShell } from "./shell-context";

/** Two icons, one shown by the style sheet: the server need not know which scheme the system has. */
export function ThemeToggle() {
  const { theme } = useShell();
  const [said, setSaid] = useState("");
  const toggle = () => {
    const root = document.documentElement;
    const shown =
      root.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
    const next = shown === "dark" ? "light" : "dark";
    root.dataset.theme = next;
    keepPreference("theme", next);
    setSaid(`${next} theme`);
  };
  return (
    <button
      type="button"
      className="btn ghost icon theme-toggle"
      onClick={toggle}
      aria-label="Light or dark"
      title={theme === "system" ? "Light or dark: follows the system" : "Light or dark"}
    >
      <Icon name="sun" />
      <Icon name="moon" />
      <span className="vh" aria-live="polite">
        {said}
      </span>
    </button>
  );
}
