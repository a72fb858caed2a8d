import "server-only";
import { z } from "zod";
import { DomainError } from "@/lib/domain/errors";

export interface SuperOfficeServer {
  /** The address with its customer, such as `https://crm.example/Cust1`. */
  readonly url: string;
  /** The whole header: `Basic …`, `Bearer …` or `SOTicket …`. */
  readonly authorization: string;
  readonly appToken?: string;
}

export interface SuperOfficeUser {
  readonly associateId: number;
  readonly name: string;
  readonly fullName: string;
  readonly isRetired: boolean;
  /** Active Directory credentials: the SID, and the login it belongs to. */
  readonly credentials: readonly { readonly sid: string; readonly login: string }[];
}

const archivePage = z.object({
  value: z.array(z.object({ associateDbId: z.coerce.number().int().min(1).max(2_147_483_647) })).max(10_000),
  "odata.nextLink": z.string().max(4_000).nullish(),
});
const SID = /^S-1-[0-9-]{1,180}$/i;
const userEntity = z.object({
  AssociateId: z.number().int(),
  Name: z.string().max(256).nullish(),
  FullName: z.string().max(256).nullish(),
  Deleted: z.boolean().nullish(),
  IsPersonRetired: z.boolean().nullish(),
  Credentials: z
    .array(z.object({ Value: z.string().max(400).nullish(), DisplayValue: z.string().max(400).nullish() }))
    .max(50)
    .nullish(),
});

export interface ClientOptions {
  readonly timeoutMs?: number;
  readonly attempts?: number;
  readonly waitMs?: (attempt: number) => number;
  /** How a request leaves; a DomainError of it is final. */
  readonly send?: SendRequest;
}

export type SendRequest = (
  url: URL,
  request: RequestInit & { readonly signal: AbortSignal },
) => Promise<Response>;

const MOST_PAGES = 1_000;
const MOST_BYTES = 8 * 1024 * 1024;
const TOP = 200;

/** Calls one SuperOffice server. A client of its own: the official one, asked for two servers, sends one the other's ticket. */
export class SuperOfficeClient {
  readonly #server: SuperOfficeServer;
  readonly #base: URL;
  readonly #options: Required<ClientOptions>;

  constructor(server: SuperOfficeServer, options: ClientOptions = {}) {
    this.#server = server;
    this.#base = baseOf(server.url);
    this.#options = { timeoutMs: 15_000, attempts: 4, waitMs: (n) => 250 * 2 ** n, send: fetch, ...options };
  }

  /** The ids of all users, or of those who are logged on to the Windows client. */
  async listAssociateIds(entity: "associate" | "loggedOnWin"): Promise<number[]> {
    const query = `$select=associateDbId,fullName,userName&$entities=${entity}&$top=${TOP}`;
    let next: URL | null = new URL(`v1/Archive/InternalUsers?${query}`, this.#base);
    const ids = new Set<number>();
    for (let page = 0; next !== null; page++) {
      if (page === MOST_PAGES) throw unavailable("its list of users does not end");
      const answer: unknown = await this.#call(next, "GET");
      const read = archivePage.safeParse(answer);
      if (!read.success) throw unavailable("its list of users is not understood");
      for (const row of read.data.value) ids.add(row.associateDbId);
      next = this.#ownLink(read.data["odata.nextLink"], next);
    }
    return [...ids].sort((a, b) => a - b);
  }

  async getUser(associateId: number): Promise<SuperOfficeUser> {
    const answer = await this.#call(
      new URL(`v1/Agents/User/GetUser?userId=${associateId}`, this.#base),
      "POST",
      null,
    );
    const read = userEntity.safeParse(answer);
    if (!read.success || read.data.AssociateId !== associateId) {
      throw unavailable(`its answer about user ${associateId} is not understood`);
    }
    const { Name, FullName, Deleted, IsPersonRetired, Credentials } = read.data;
    return {
      associateId,
      name: Name || FullName || `associate ${associateId}`,
      fullName: FullName || Name || `associate ${associateId}`,
      isRetired: Boolean(Deleted || IsPersonRetired),
      credentials: (Credentials ?? []).flatMap(({ Value, DisplayValue }) =>
        Value && SID.test(Value) ? [{ sid: Value.toUpperCase(), login: DisplayValue ?? "" }] : [],
      ),
    };
  }

  /** Answers nothing, and on newer servers does nothing: whoever calls it lists again afterwards. Never sent twice. */
  async logOffWindowsUsers(associateIds: readonly number[]): Promise<void> {
    const url = new URL("v1/Agents/Associate/LogOffWindowsUsers", this.#base);
    await this.#call(url, "POST", { associateIds }, 1);
  }

  /** A page's next link may not lead the ticket to another server. */
  #ownLink(link: string | null | undefined, from: URL): URL | null {
    if (!link) return null;
    const next = new URL(link, from);
    if (next.origin !== this.#base.origin) throw unavailable("its list goes on at another server");
    if (next.href === from.href) throw unavailable("its list of users does not end");
    return next;
  }

  async #call(
    url: URL,
    method: "GET" | "POST",
    body?: unknown,
    attempts = this.#options.attempts,
  ): Promise<unknown> {
    for (let attempt = 0; ; attempt++) {
      const outcome = await this.#once(url, method, body);
      if (outcome.kind === "done") return outcome.body;
      if (attempt + 1 >= attempts) throw unavailable(outcome.why);
      const waitMs = Math.min(30_000, outcome.waitMs ?? this.#options.waitMs(attempt));
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
  }

  async #once(url: URL, method: "GET" | "POST", body: unknown): Promise<Outcome> {
    let response: Response;
    try {
      response = await this.#options.send(url, {
        method,
        headers: this.#headers(body !== undefined),
        // What is sent on to another address would take the ticket there.
        redirect: "manual",
        signal: AbortSignal.timeout(this.#options.timeoutMs),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      if (response.status === 204) return { kind: "done", body: null };
      const text = await boundedText(response);
      if (response.ok) return { kind: "done", body: parse(text) };
      if (response.status === 429 || response.status >= 500) {
        const seconds = Number(response.headers.get("retry-after"));
        const waitMs = seconds > 0 ? seconds * 1000 : null;
        return { kind: "again", why: `it answers ${response.status}`, waitMs };
      }
    } catch (error) {
      if (error instanceof DomainError) throw error;
      const cause =
        error instanceof Error ? (error.cause instanceof Error ? error.cause.message : error.message) : "";
      return { kind: "again", why: `it does not answer (${cause})`, waitMs: null };
    }
    if (response.status === 401 || response.status === 403) {
      throw new DomainError(
        "forbidden",
        "The SuperOffice server refuses this authorization.",
        "authorization",
      );
    }
    throw unavailable(`it answers ${response.status} to ${url.pathname}`);
  }

  #headers(hasBody: boolean): Record<string, string> {
    const { authorization, appToken } = this.#server;
    return {
      accept: "application/json",
      authorization,
      ...(hasBody ? { "content-type": "application/json" } : {}),
      ...(appToken ? { "so-apptoken": appToken } : {}),
    };
  }
}

type Outcome =
  | { readonly kind: "done"; readonly body: unknown }
  | { readonly kind: "again"; readonly why: string; readonly waitMs: number | null };

/** What the server is called on the trail and in links: its host and customer. */
export function serverNameOf(url: string): string {
  const { host, pathname } = new URL(url);
  return host + pathname.replace(/\/(api)?\/?$/, "");
}

/** `https://crm.example`, with `/api` or a customer behind it: all are `…/api/` in the end. */
function baseOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== "" || url.password !== "") {
    throw new DomainError(
      "invalid_input",
      "Give the server's address, such as https://crm.example/Cust1.",
      "url",
    );
  }
  url.search = "";
  url.hash = "";
  url.pathname = `${url.pathname.replace(/\/+$/, "").replace(/\/api$/i, "")}/api/`;
  return url;
}

async function boundedText(response: Response): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > MOST_BYTES) throw unavailable("its answer is too large");
    chunks.push(Buffer.from(chunk));
  }
  return Buffer.concat(chunks).toString("utf8");
}

function parse(text: string): unknown {
  try {
    return text === "" ? null : JSON.parse(text);
  } catch {
    throw unavailable("its answer is not JSON");
  }
}

function unavailable(why: string): DomainError {
  return new DomainError("unavailable", `The SuperOffice server cannot be read: ${why}.`);
}
