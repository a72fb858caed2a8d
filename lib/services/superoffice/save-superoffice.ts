import "server-only";
import { z } from "zod";
import { DomainError } from "@/lib/domain/errors";
import { appendTrail } from "@/lib/storage/append-trail";
import type { Tx } from "@/lib/storage/database";
import { notify } from "@/lib/storage/notifications";
import type { Context } from "../context";
import { parseInput } from "../parse-input";
import { plainText } from "../plain-text";
import { requirePermission } from "../require-permission";
import { appTokenPurpose, authorizationPurpose } from "./connection-secret";
import { sealSecret } from "./sealed-secret";
import { readSealingKey } from "./sealing-key";
import { serverNameOf } from "./superoffice-client";

const HEADER = /^[\x21-\x7e]+( [\x21-\x7e]+)*$/;
const secret = z
  .string()
  .trim()
  .max(4_000)
  .refine((text) => text === "" || HEADER.test(text), "It is one line of plain characters.");

export const saveSuperOfficeInput = z
  .object({
    url: plainText(1_000).min(1, "Give the server's address, such as https://crm.example/Cust1."),
    /** Empty: as it is kept. */
    authorization: secret.refine(
      (text) => text === "" || /^(Basic|Bearer|SOTicket) \S/i.test(text),
      "Begin with Basic, Bearer or SOTicket, and a space: it is the whole header.",
    ),
    /** Empty: as it is kept, which may be none. */
    appToken: secret,
    /** The version that was seen; 0 where there was no connection. */
    version: z.number().int().min(0).max(2_147_483_647),
  })
  .superRefine(({ url }, ctx) => {
    const fault = faultOf(url);
    if (fault) ctx.addIssue({ code: "custom", path: ["url"], message: fault });
  });

function faultOf(text: string): string | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !/^https?:$/.test(url.protocol)) {
    return "Give the server's address, such as https://crm.example/Cust1.";
  }
  if (url.username !== "" || url.password !== "") return "Leave name and password out of the address.";
  return url.search === "" && url.hash === "" ? null : "Leave out what follows ? or #.";
}

/** Sets the server and what proves to it who asks. A secret is sealed for the gateway here and read on no page again. */
export async function saveSuperOffice(ctx: Context, input: unknown): Promise<{ readonly version: number }> {
  requirePermission(ctx.actor, "settings.write");
  const { url, authorization, appToken, version } = parseInput(saveSuperOfficeInput, input);
  return ctx.db.prisma.$transaction(async (tx) => {
    const before = await tx.superOfficeConnection.findUnique({ where: { id: 1 } });
    const sealed = await seal(tx, url, { authorization, appToken });
    // Whoever could move a kept secret to an address of their own would read it there.
    const isMoved = before?.url !== url;
    if (isMoved && !sealed.authorization) {
      throw new DomainError(
        "invalid_input",
        before
          ? "For another address, give the authorization again."
          : "Give the whole Authorization header.",
        "authorization",
      );
    }
    const facts = { url, changedBy: { ...ctx.actor }, changedAt: ctx.now };
    const secrets = {
      ...(sealed.authorization ? { authorization: sealed.authorization } : {}),
      ...(sealed.appToken || isMoved ? { appToken: sealed.appToken } : {}),
    };
    const isWritten =
      version === 0
        ? await createOnce(tx, {
            ...facts,
            authorization: sealed.authorization ?? "",
            appToken: sealed.appToken,
          })
        : await tx.superOfficeConnection
            .updateMany({
              where: { id: 1, version },
              data: { ...facts, ...secrets, version: { increment: 1 } },
            })
            .then(({ count }) => count === 1);
    if (!isWritten) {
      throw new DomainError(
        "conflict",
        "Somebody else has changed the connection meanwhile. Look at it again.",
      );
    }
    await appendTrail(tx, ctx.now, {
      name: before ? "superoffice.change" : "superoffice.connect",
      actor: ctx.actor,
      subject: `superoffice:${serverNameOf(url)}`,
      detail: {
        url,
        ...(before ? { urlBefore: before.url } : {}),
        isAuthorizationNew: authorization !== "",
        isAppTokenNew: appToken !== "",
      },
    });
    await notify(tx, { kind: "superoffice" });
    await notify(tx, { kind: "trail" });
    return { version: version + 1 };
  });
}

/** False where somebody else was first. */
async function createOnce(
  tx: Tx,
  data: {
    readonly url: string;
    readonly authorization: string;
    readonly appToken: string | null;
    readonly changedBy: object;
    readonly changedAt: Date;
  },
): Promise<boolean> {
  const made = await tx.superOfficeConnection.createMany({
    data: [{ id: 1, ...data }],
    skipDuplicates: true,
  });
  return made.count === 1;
}

async function seal(
  tx: Tx,
  url: string,
  { authorization, appToken }: Record<"authorization" | "appToken", string>,
) {
  if (authorization === "" && appToken === "") return { authorization: null, appToken: null };
  const key = await readSealingKey(tx);
  if (!key) {
    throw new DomainError(
      "unavailable",
      "The gateway has not run yet, and only it may read the secret. Start it, then save again.",
    );
  }
  return {
    authorization: authorization && sealSecret(key, authorization, authorizationPurpose(url)),
    appToken: appToken ? sealSecret(key, appToken, appTokenPurpose(url)) : null,
  };
}
