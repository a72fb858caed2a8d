"use server";

import { runAction } from "@/app/_edge/run-action";
import { setSiteZone } from "@/lib/services/site-zone";

export async function setSiteZoneAction(input: unknown) {
  return runAction("settings.site-zone", setSiteZone, input);
}
