"use client";

import { useRouter } from "next/navigation";
import { useMemo } from "react";
import { useToast } from "@/components/ui/toasts";
import type { FrameAction } from "./palette-choices";
import { keepPreference } from "./preferences";
import { useShell } from "./shell-context";

/** What the palette can do on any page. */
export function useFrameActions(toggleNav: () => void): readonly FrameAction[] {
  const router = useRouter();
  const say = useToast();
  const { openHelp } = useShell();
  return useMemo(() => {
    const dress = (theme: "light" | "dark") => () => {
      document.documentElement.dataset.theme = theme;
      keepPreference("theme", theme);
    };
    const showTimes = (kind: "utc" | "site" | "mine") => () => {
      if (kind === "mine") keepPreference("mine", Intl.DateTimeFormat().resolvedOptions().timeZone);
      keepPreference("zone", kind);
      router.refresh();
    };
    const followSystem = () => {
      delete document.documentElement.dataset.theme;
      keepPreference("theme", "system");
    };
    const copyAddress = async () => {
      // Browsers give the clipboard to protected pages alone.
      const isCopied = await navigator.clipboard?.writeText(location.href).then(
        () => true,
        () => false,
      );
      say(isCopied ? "The address of this page is copied." : `This browser does not copy: ${location.href}`);
    };
    return [
      {
        label: "Sessions idle over 2 h",
        note: "filter",
        icon: "sessions",
        run: () => router.push("/sessions?q=idle:>2h"),
      },
      {
        label: "Sessions that are disconnected",
        note: "filter",
        icon: "sessions",
        run: () => router.push("/sessions?q=state:disconnected"),
      },
      {
        label: "Ghosts: where list and log disagree",
        note: "",
        icon: "sessions",
        run: () => router.push("/sessions/ghosts"),
      },
      { label: "Copy the address of this page", note: "", icon: "copy", run: () => void copyAddress() },
      { label: "Light theme", note: "", icon: "sun", run: dress("light") },
      { label: "Dark theme", note: "", icon: "moon", run: dress("dark") },
      { label: "Theme of the system", note: "", icon: "sun", run: followSystem },
      { label: "Times in UTC", note: "", icon: "clock", run: showTimes("utc") },
      { label: "Times where Curfew runs", note: "", icon: "clock", run: showTimes("site") },
      { label: "Times of this browser", note: "", icon: "clock", run: showTimes("mine") },
      { label: "Collapse or open the navigation", note: "[", icon: "sidebar", run: toggleNav },
      { label: "All keys", note: "?", icon: "help", run: openHelp },
    ];
  }, [router, say, openHelp, toggleNav]);
}
