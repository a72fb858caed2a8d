import { redirect } from "next/navigation";
import { requireSignedIn } from "@/app/_edge/require-context";
import { settingsSections } from "@/app/_edge/settings-sections";

export default async function SettingsPage() {
  const { actor } = await requireSignedIn();
  redirect(settingsSections(actor).includes("operators") ? "/settings/operators" : "/settings/account");
}
