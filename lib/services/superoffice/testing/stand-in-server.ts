import http from "node:http";
import type { AddressInfo } from "node:net";

export interface StandInUser {
  readonly id: number;
  readonly name: string;
  readonly sid?: string;
  readonly moreSids?: readonly string[];
  readonly isRetired?: boolean;
  isLoggedOn: boolean;
}

type Fault = (response: http.ServerResponse) => void;

/** A SuperOffice server as small as can be: an archive in pages, users, and LogOffWindowsUsers. */
export class StandInServer {
  readonly users: StandInUser[];
  /** Each is used up by one request. */
  readonly faults: Fault[] = [];
  readonly requests: { readonly line: string; readonly authorization: string | undefined }[] = [];
  /** As newer installations: a 204 that does nothing. */
  doesNothing = false;
  readonly #server: http.Server;

  private constructor(users: StandInUser[]) {
    this.users = users;
    this.#server = http.createServer((request, response) => this.#answer(request, response));
  }

  static async start(users: StandInUser[]): Promise<StandInServer> {
    const server = new StandInServer(users);
    await new Promise<void>((resolve) => server.#server.listen(0, "127.0.0.1", resolve));
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/Cust1`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const { method, headers } = request;
    const url = new URL(request.url ?? "/", "http://server");
    this.requests.push({ line: `${method} ${url.pathname}`, authorization: headers.authorization });
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const fault = this.faults.shift();
    if (fault) return fault(response);
    if (headers.authorization !== "SOTicket right") return send(response, 401, { Error: true });
    if (url.pathname === "/Cust1/api/v1/Archive/InternalUsers")
      return send(response, 200, this.#archive(url));
    if (url.pathname === "/Cust1/api/v1/Agents/User/GetUser") {
      const user = this.users.find(({ id }) => id === Number(url.searchParams.get("userId")));
      return user ? send(response, 200, userEntity(user)) : send(response, 404, { Error: true });
    }
    if (url.pathname === "/Cust1/api/v1/Agents/Associate/LogOffWindowsUsers") {
      const { associateIds } = JSON.parse(Buffer.concat(chunks).toString("utf8"));
      for (const user of this.users) {
        if (!this.doesNothing && associateIds.includes(user.id)) user.isLoggedOn = false;
      }
      response.writeHead(204).end();
      return;
    }
    send(response, 404, { Error: true });
  }

  #archive(url: URL) {
    const isWin = url.searchParams.get("$entities") === "loggedOnWin";
    const skip = Number(url.searchParams.get("$skip") ?? 0);
    const rows = this.users.filter((user) => !isWin || user.isLoggedOn);
    const next = new URL(url);
    next.searchParams.set("$skip", String(skip + 2));
    return {
      "odata.metadata": "…",
      "odata.nextLink": skip + 2 < rows.length ? `${next.pathname}${next.search}` : null,
      value: rows.slice(skip, skip + 2).map(({ id, name }) => ({ associateDbId: id, fullName: name })),
    };
  }
}

export function send(response: http.ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

function userEntity({ id, name, sid, moreSids = [], isRetired = false }: StandInUser) {
  return {
    AssociateId: id,
    Name: name,
    FullName: `${name} in full`,
    Deleted: false,
    IsPersonRetired: isRetired,
    Credentials: [sid ?? [], moreSids]
      .flat()
      .map((value) => ({ Type: "ActiveDirectory", Value: value, DisplayValue: `CORP\\${name}` })),
  };
}
