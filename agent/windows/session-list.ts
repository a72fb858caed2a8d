import type { ReportedSession } from "@/lib/protocol/messages";
import type { LibraryFiles } from "./libraries";
import type { Koffi } from "./load-koffi";
import type { LogonSession } from "./logon-layout";
import { Logons } from "./logons";
import { type MatchedLogon, matchLogon } from "./match-logon";
import { Tokens } from "./tokens";
import { WindowsError } from "./windows-error";
import { isOfSomebody, toReportedSession } from "./windows-session";
import type { Station, Wts } from "./wts";

interface Options {
  readonly wts: Wts;
  readonly koffi: Koffi;
  readonly libraries: LibraryFiles;
  readonly machineId: string;
  readonly log: (line: string) => void;
}

/** Who is on, put together from what three libraries say; and whether that has changed. */
export class SessionList {
  readonly #options: Options;
  readonly #logons: Logons;
  readonly #tokens: Tokens;
  #sessions: readonly ReportedSession[] = [];
  #print = "";
  #trouble = "";

  constructor(options: Options) {
    this.#options = options;
    this.#logons = new Logons(options.koffi, options.libraries.logons);
    this.#tokens = new Tokens(options.koffi);
  }

  async read(): Promise<ReportedSession[]> {
    const { wts } = this.#options;
    const stations = await wts.list();
    const people = stations.filter(isOfSomebody);
    const logons = people.length > 0 ? await this.#readLogons() : [];
    const read = await Promise.all(people.map((station) => this.#readSession(station, logons)));
    const sessions = read
      .filter((session) => session !== null)
      .sort((a, b) => a.loggedOnAt - b.loggedOnAt || Number(a.sessionId) - Number(b.sessionId));
    this.#sessions = sessions;
    return sessions;
  }

  /** Since it was asked last, by what costs one question: who is where, and connected or not. A lock shows when the whole list is read. */
  async hasChanged(): Promise<boolean> {
    const print = printOf(await this.#options.wts.list());
    const isOther = print !== this.#print;
    this.#print = print;
    return isOther;
  }

  lastSeen(sessionId: number | null): ReportedSession | null {
    return this.#sessions.find((session) => session.sessionId === String(sessionId)) ?? null;
  }

  async #readSession(station: Station, logons: readonly LogonSession[]): Promise<ReportedSession | null> {
    const { wts, machineId } = this.#options;
    const { sessionId } = station;
    try {
      const [details, clientName, clientAddress] = await Promise.all([
        wts.details(sessionId),
        wts.clientName(sessionId),
        wts.clientAddress(sessionId),
      ]);
      if (!details) return null;
      const logon = matchLogon(station, details.loggedOnAt, logons);
      const logonId = logon && (await this.#logonId(sessionId, logon));
      return toReportedSession({ station, details, logon, logonId, clientName, clientAddress }, machineId);
    } catch (error) {
      // Windows has many errors for a session that ends while it is asked about.
      if (error instanceof WindowsError && !(await this.#isThere(sessionId))) return null;
      throw error;
    }
  }

  async #isThere(sessionId: number): Promise<boolean> {
    return (await this.#options.wts.list()).some((station) => station.sessionId === sessionId);
  }

  /** Of the two logons of a split token, the session is the one that its user's own token names. */
  async #logonId(sessionId: number, { logonIds }: MatchedLogon): Promise<string | null> {
    if (logonIds.length < 2) return logonIds[0] ?? null;
    const token = await this.#options.wts.userToken(sessionId);
    const own = token && (await this.#tokens.logonIdOf(token));
    return logonIds.find((logonId) => logonId === own) ?? null;
  }

  async #readLogons(): Promise<LogonSession[]> {
    try {
      const logons = await this.#logons.list();
      this.#trouble = "";
      return logons;
    } catch (error) {
      const words = error instanceof Error ? error.message : String(error);
      if (words !== this.#trouble) this.#options.log(`accounts are known by their names alone: ${words}`);
      this.#trouble = words;
      return [];
    }
  }
}

function printOf(stations: readonly Station[]): string {
  return stations
    .map((one) => `${one.sessionId} ${one.state} ${one.station} ${one.domain}\\${one.userName}`)
    .join("\n");
}
