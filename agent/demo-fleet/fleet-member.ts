import type { Clock } from "../clock";
import type { Platform } from "../platform";
import type { SimulatedAccount } from "../simulated/simulated-session";
import { type FleetAssociate, placesOf } from "./associate";
import { buildMachine } from "./build-machine";
import { chance } from "./chance";
import type { FleetHost } from "./fleet-host";
import { HostClock } from "./host-clock";
import type { Machine } from "./machine";
import type { OutsideAct, OutsideActs } from "./outside-acts";
import { planDay, type StepKind } from "./plan-day";
import { type HostStepKind, planHost } from "./plan-host";
import { addDays, dayAt, instantAt, type Site, siteNamed } from "./site";

interface Options {
  readonly seed: number;
  readonly spec: FleetHost;
  /** Everybody who may log on to it. */
  readonly associates: readonly FleetAssociate[];
  /** When its known past begins. */
  readonly originAt: number;
  readonly wall: Clock;
  readonly acts: Pick<OutsideActs, "append" | "list">;
}

interface Seat {
  readonly sessionId: string;
  state: "active" | "idle" | "locked" | "disconnected";
}

const MINUTE = 60_000;

/** One host of the fleet: a simulated machine whose people follow their day plans. */
export class FleetMember {
  readonly spec: FleetHost;
  readonly machine: Machine;
  /** What an agent on it sees. A logoff through it is remembered, so that a restart leads to the same present. */
  readonly platform: Platform;
  readonly #seed: number;
  readonly #clock: HostClock;
  readonly #originAt: number;
  readonly #associates: ReadonlyMap<string, FleetAssociate>;
  /** By associate. Kept here because asking the machine copies all of its sessions. */
  readonly #seats = new Map<string, Seat>();
  /** Who was at work when the power went. */
  #interrupted: string[] = [];

  constructor({ seed, spec, associates, originAt, wall, acts }: Options) {
    this.spec = spec;
    this.#seed = seed;
    this.#originAt = originAt;
    this.#clock = new HostClock(originAt, wall);
    this.#associates = new Map(associates.map((associate) => [associate.name, associate]));
    const { machine, platform } = buildMachine(seed, spec, this.#clock);
    this.machine = machine;
    this.platform = {
      ...platform,
      logOff: (fence, force) =>
        this.#clock.actNow(async (at) => {
          const before = this.#stateOf(fence.sessionId);
          const answering = platform.logOff(fence, force);
          // Read before the answer is awaited: this instant is the one that is remembered.
          const isDone = before !== "closing" && this.#stateOf(fence.sessionId) === "closing";
          if (isDone) {
            acts.append({ at, sessionId: fence.sessionId });
            this.#thrownOut(fence.sessionId, at, before !== "disconnected");
          }
          return answering;
        }),
    };
    this.#schedule(acts.list());
  }

  /** Lives its past up to now, at speed. */
  catchUp(until: number): void {
    this.#clock.runUntil(until);
  }

  goLive(): void {
    this.#clock.goLive();
  }

  stop(): void {
    this.#clock.stop();
  }

  /** A small change of mind outside any plan; it leaves no record. */
  fidget(sessionId: string): void {
    this.#clock.actNow(() => {
      const seat = [...this.#seats.values()].find((one) => one.sessionId === sessionId);
      if (seat?.state === "active") this.#turn(seat, "idle");
      else if (seat?.state === "idle") this.#turn(seat, "wake");
    });
  }

  #schedule(acts: readonly OutsideAct[]): void {
    this.#clock.at(
      this.#originAt + chance(this.#seed, "first boot", this.spec.name).between(0, 9 * MINUTE),
      () => this.#turnHost("boot"),
    );
    const sites = new Map<Site, FleetAssociate[]>();
    for (const associate of this.#associates.values()) {
      const site = siteNamed(associate.site);
      sites.set(site, [...(sites.get(site) ?? []), associate]);
    }
    for (const [site, people] of sites) {
      this.#everyDay(site, (isoDay) => {
        for (const associate of people) {
          for (const step of planDay(this.#seed, associate, isoDay)) {
            if (step.host !== this.spec.name || step.at < this.#originAt) continue;
            this.#clock.at(step.at, () => this.#take(associate, step.kind));
          }
        }
      });
    }
    this.#everyDay(siteNamed(this.spec.site), (isoDay) => {
      for (const { at, kind } of planHost(this.#seed, this.spec, isoDay)) {
        if (at >= this.#originAt) this.#clock.at(at, () => this.#turnHost(kind));
      }
    });
    for (const { at, sessionId } of acts) this.#clock.outsideAt(at, () => this.#repeat(sessionId, at));
  }

  /** From the day before the origin, whose night may still be going on. */
  #everyDay(site: Site, plan: (isoDay: string) => void): void {
    const next = (isoDay: string) => {
      plan(isoDay);
      const tomorrow = addDays(isoDay, 1);
      this.#clock.at(instantAt(site, tomorrow, 0), () => next(tomorrow));
    };
    const first = addDays(dayAt(site, this.#originAt), -1);
    this.#clock.at(this.#originAt, () => next(first));
  }

  #turnHost(kind: HostStepKind): void {
    switch (kind) {
      case "loses_records":
      case "keeps_records":
        this.machine.faults.losesLogoffs = kind === "loses_records";
        return;
      case "crash":
        this.#interrupted = [...this.#seats].flatMap(([name, { state }]) => (isAtWork(state) ? [name] : []));
        this.#seats.clear();
        this.machine.crash();
        return;
      case "shut_down":
        this.#seats.clear();
        this.machine.shutDown("Operating System: Service pack (Planned)");
        return;
      case "boot":
        if (this.machine.isOn) return;
        this.machine.boot();
        this.#comeBack();
    }
  }

  #comeBack(): void {
    const now = this.#clock.now();
    const random = chance(this.#seed, "come back", this.spec.name, now);
    const services = [...this.#associates.values()].filter(({ pattern }) => pattern.kind === "service");
    for (const service of services) this.#clock.at(now + 40_000, () => this.#take(service, "log_on"));
    for (const name of this.#interrupted.splice(0)) {
      const associate = this.#associates.get(name);
      if (!associate || associate.pattern.kind === "service" || random.next() >= 0.9) continue;
      this.#clock.at(now + random.between(1, 9 * MINUTE), () => this.#take(associate, "log_on"));
    }
  }

  /** Whoever was thrown out while at work may try again a little later, as people do; a program surely does. */
  #thrownOut(sessionId: string, at: number, wasThere: boolean): void {
    const associate = [...this.#associates.values()].find(
      ({ name }) => this.#seats.get(name)?.sessionId === sessionId,
    );
    if (!associate) return;
    // The number will soon be somebody else's.
    this.#seats.delete(associate.name);
    const random = chance(this.#seed, "return", this.spec.name, associate.name, at);
    const isProgram = associate.pattern.kind === "service";
    if (!isProgram && (!wasThere || random.next() >= 0.4)) return;
    const delay = isProgram ? MINUTE : random.between(4 * MINUTE, 20 * MINUTE);
    this.#clock.at(at + delay, () => this.#take(associate, "wake"));
  }

  #repeat(sessionId: string, at: number): void {
    const state = this.#stateOf(sessionId);
    if (state === null || state === "closing") return;
    this.machine.logOff(sessionId);
    this.#thrownOut(sessionId, at, state !== "disconnected");
  }

  /** The plan says what a person wants; the machine may meanwhile have thrown them out. */
  #take(associate: FleetAssociate, kind: StepKind): void {
    if (!this.machine.isOn) return;
    const seat = this.#seats.get(associate.name);
    if (!seat) {
      if (COMES.has(kind)) this.#logOn(associate);
      return;
    }
    if (COMES.has(kind) && seat.state === "disconnected") {
      this.machine.reconnect(seat.sessionId, clientOf(associate, this.spec.name));
      seat.state = "active";
      return;
    }
    if (kind === "log_off") {
      this.#seats.delete(associate.name);
      this.machine.logOff(seat.sessionId);
      return;
    }
    this.#turn(seat, kind);
  }

  #turn(seat: Seat, kind: StepKind): void {
    const { machine } = this;
    const { sessionId, state } = seat;
    if (COMES.has(kind) && state === "locked") {
      machine.unlock(sessionId);
      seat.state = "active";
    } else if (COMES.has(kind) && state === "idle") {
      machine.wake(sessionId);
      seat.state = "active";
    } else if (kind === "lock" && isAtWork(state)) {
      machine.lock(sessionId);
      seat.state = "locked";
    } else if (kind === "idle" && state === "active") {
      machine.goIdle(sessionId);
      seat.state = "idle";
    } else if (kind === "disconnect" && state !== "disconnected") {
      machine.disconnect(sessionId);
      seat.state = "disconnected";
    }
  }

  #logOn(associate: FleetAssociate): void {
    const sessionId = this.machine.logOn(accountOf(associate), clientOf(associate, this.spec.name));
    this.#seats.set(associate.name, { sessionId, state: "active" });
  }

  #stateOf(sessionId: string) {
    if (!this.machine.isOn) return null;
    return this.machine.sessions().find((session) => session.sessionId === sessionId)?.state ?? null;
  }
}

const COMES: ReadonlySet<StepKind> = new Set(["log_on", "unlock", "wake", "reconnect"]);

function isAtWork(state: Seat["state"]): boolean {
  return state === "active" || state === "idle";
}

export function accountOf(associate: FleetAssociate): SimulatedAccount {
  const { name, fullName, rid, isAdministrator } = associate;
  return { name, displayName: fullName, rid, isAdministrator };
}

function clientOf(associate: FleetAssociate, hostName: string) {
  const place = placesOf(associate).find(({ host }) => host === hostName) ?? associate.home;
  const { kind, clientName, clientAddress } = place;
  return { kind, clientName, clientAddress };
}
