import { systemActor } from "@/lib/auth/system-actor";
import { writeAlertWays } from "@/lib/services/alert-ways";
import { deliverAlerts } from "@/lib/services/deliver-alerts";
import { watchForAlerts } from "@/lib/services/watch-for-alerts";
import { again } from "../again";
import type { Gateway } from "../gateway";
import { parseNetworks } from "./reachable-address";
import { type MailSettings, mailSender, mailServer } from "./send-mail";
import { webhookSender } from "./send-webhook";

export interface AlertOptions {
  /** The address people use: links lead there. */
  readonly origin: string;
  readonly mail: MailSettings | null;
  /** Networks of one's own to which webhooks may go. */
  readonly networks: string | undefined;
}

const LOOK_EVERY_MS = 5_000;
const SEND_EVERY_MS = 1_000;
const MOST = 8;

/** Looks for what people want to be told about, and tells them; two rhythms, one at a time each. */
export function tendAlerts(gateway: Gateway, options: AlertOptions): () => Promise<void> {
  const { db, alertKey } = gateway;
  const now = () => new Date();
  const upSince = now();
  const mail = mailSender(options.mail);
  const senders = {
    webhook: webhookSender({
      privateKey: alertKey.privateKey,
      allowed: parseNetworks(options.networks),
      now,
    }),
    mail: mail.send,
  };
  const ways = {
    webhookKey: alertKey.publicKey,
    mail: options.mail && { server: mailServer(options.mail), from: options.mail.from },
  };
  let areToldWays = false;
  const stops = [
    again(gateway, "looking for alerts", LOOK_EVERY_MS, async () => {
      if (!areToldWays) await writeAlertWays(db, ways);
      areToldWays = true;
      await watchForAlerts({ actor: systemActor("gateway"), now: now(), db }, upSince);
    }),
    again(gateway, "sending alerts", SEND_EVERY_MS, async () => {
      // As long as there is a full load, there may be more.
      while ((await deliverAlerts(db, { origin: options.origin, now, senders, most: MOST })) === MOST);
    }),
  ];
  return async () => {
    await Promise.all(stops.map((stop) => stop()));
    mail.close();
  };
}
