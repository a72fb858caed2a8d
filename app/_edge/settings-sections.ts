import "server-only";
import type { SettingsSection } from "@/components/settings/settings-tabs";
import type { Actor } from "@/lib/domain/actor";
import { can } from "@/lib/domain/permission";
import { PAGES } from "./registry";

const SECTIONS: readonly SettingsSection[] = ["account", "operators", "orders", "superoffice", "display"];

/** The sections of Settings that this actor may open. */
export function settingsSections(actor: Actor): readonly SettingsSection[] {
  return SECTIONS.filter((section) => {
    const gate = PAGES[`/settings/${section}`];
    return gate === "signed-in" || can(actor, gate);
  });
}
