import type { BlockList } from "node:net";
import { systemActor } from "@/lib/auth/system-actor";
import { carryOutSuperOffice } from "@/lib/services/superoffice/carry-out-superoffice";
import { writeSealingKey } from "@/lib/services/superoffice/sealing-key";
import { again } from "../again";
import type { Gateway } from "../gateway";
import { pinnedSend } from "./pinned-send";

const LOOK_EVERY_MS = 1_000;

interface SuperOfficeOptions {
  readonly sealingKey: { readonly privateKey: string; readonly publicKey: string };
  /** Networks of one's own in which the server may be. */
  readonly allowed: BlockList;
}

/** Does what pages ask of the SuperOffice server: web calls nobody. */
export function tendSuperOffice(gateway: Gateway, options: SuperOfficeOptions): () => Promise<void> {
  const { db } = gateway;
  const carryOut = {
    privateKey: options.sealingKey.privateKey,
    actor: systemActor("gateway"),
    now: () => new Date(),
    client: { send: pinnedSend(options.allowed) },
  };
  let isKeyTold = false;
  return again(gateway, "asking the SuperOffice server", LOOK_EVERY_MS, async () => {
    if (!isKeyTold) await writeSealingKey(db, options.sealingKey.publicKey);
    isKeyTold = true;
    await carryOutSuperOffice(db, carryOut);
  });
}
