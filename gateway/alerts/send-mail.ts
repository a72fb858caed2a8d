import { createTransport } from "nodemailer";
import type { SendAlert } from "@/lib/services/deliver-alerts";

export interface MailSettings {
  /** `smtp://name:password@host:587` or `smtps://…`. */
  readonly url: string;
  readonly from: string;
}

/** Null where no mail server is set. */
export function mailSettings(env: Readonly<Record<string, string | undefined>>): MailSettings | null {
  const url = env.CURFEW_SMTP_URL ?? "";
  if (url === "") return null;
  if (!URL.canParse(url) || !/^smtps?:$/.test(new URL(url).protocol)) {
    throw new Error("CURFEW_SMTP_URL must look like smtps://name:password@mail.example:465.");
  }
  const from = env.CURFEW_MAIL_FROM ?? "";
  if (from === "") throw new Error("CURFEW_MAIL_FROM is missing: the address that mail comes from.");
  return { url, from };
}

/** Where mail goes out, without what is secret. */
export function mailServer({ url }: MailSettings): string {
  return new URL(url).host;
}

export function mailSender(settings: MailSettings | null): { send: SendAlert; close(): void } {
  if (settings === null) {
    const answer = "No mail server is set: whoever runs Curfew sets CURFEW_SMTP_URL and CURFEW_MAIL_FROM.";
    return { send: async () => ({ ok: false, answer }), close: () => {} };
  }
  const transport = createTransport(settings.url, {
    from: settings.from,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    async send(address, alert) {
      const sent = await transport.sendMail({
        to: address.split("\n"),
        subject: `Curfew: ${alert.title}`.replace(/\s+/g, " "),
        text: `${alert.text}\n\n${alert.url}\n\n${alert.at.toISOString()}\n`,
        messageId: `<${alert.id}.${alert.at.getTime()}@curfew>`,
        headers: { "Auto-Submitted": "auto-generated" },
      });
      const refused = sent.rejected.map(String);
      if (refused.length === 0) return { ok: true, answer: sent.response };
      // Those who took it must not get it again.
      return { ok: false, isFinal: true, answer: `refused for ${refused.join(", ")}: ${sent.response}` };
    },
    close: () => transport.close(),
  };
}
