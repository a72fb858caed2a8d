/** A place with hours of its own. Three of them keep somebody at work around the clock. */
export interface Site {
  readonly name: "Oslo" | "Manila" | "Toronto";
  readonly timeZone: string;
  /** First two parts of its addresses. */
  readonly network: string;
  /** Month and day. */
  readonly holidays: readonly string[];
}

export const SITES: readonly Site[] = [
  {
    name: "Oslo",
    timeZone: "Europe/Oslo",
    network: "10.21",
    holidays: ["01-01", "05-01", "05-17", "12-24", "12-25", "12-26"],
  },
  {
    name: "Manila",
    timeZone: "Asia/Manila",
    network: "10.63",
    holidays: ["01-01", "05-01", "06-12", "11-01", "11-30", "12-25", "12-30"],
  },
  {
    name: "Toronto",
    timeZone: "America/Toronto",
    network: "10.14",
    holidays: ["01-01", "07-01", "11-11", "12-25", "12-26"],
  },
];

export type SiteName = Site["name"];

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

export function siteNamed(name: SiteName): Site {
  const site = SITES.find((candidate) => candidate.name === name);
  if (!site) throw new Error(`there is no site ${name}`);
  return site;
}

/** The instant at which the site's clocks show this minute of this day; minutes past 1440 fall on the next day. */
export function instantAt(site: Site, isoDay: string, minuteOfDay: number): number {
  const midnight = Date.parse(`${isoDay}T00:00:00Z`);
  return midnight + Math.round(minuteOfDay * MINUTE_MS) - offsetMs(site.timeZone, midnight);
}

/** The day that the site's calendar shows. */
export function dayAt(site: Site, at: number): string {
  const today = isoDayOf(at);
  const candidates = [addDays(today, 1), today, addDays(today, -1)];
  return candidates.find((day) => instantAt(site, day, 0) <= at) ?? today;
}

export function addDays(isoDay: string, days: number): string {
  return isoDayOf(Date.parse(`${isoDay}T00:00:00Z`) + days * DAY_MS);
}

/** Whole days since 1 January 1970, which was a Thursday. */
export function dayNumber(isoDay: string): number {
  return Math.round(Date.parse(`${isoDay}T00:00:00Z`) / DAY_MS);
}

/** 0 is Monday, 6 is Sunday. */
export function weekday(isoDay: string): number {
  return (dayNumber(isoDay) + 3) % 7;
}

export function isHoliday(site: Site, isoDay: string): boolean {
  return site.holidays.includes(isoDay.slice(5));
}

function isoDayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

const offsets = new Map<string, number>();

/** One offset for the whole day, taken at noon: the hours around a change of summer time do not matter here. */
function offsetMs(timeZone: string, midnight: number): number {
  const key = `${timeZone} ${midnight}`;
  let offset = offsets.get(key);
  if (offset === undefined) {
    offset = readOffsetMs(timeZone, midnight + DAY_MS / 2);
    offsets.set(key, offset);
  }
  return offset;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function readOffsetMs(timeZone: string, at: number): number {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName: "longOffset" });
    formats.set(timeZone, format);
  }
  const name = format.formatToParts(at).find((part) => part.type === "timeZoneName")?.value ?? "";
  const match = /^GMT(?:([+-])(\d{2}):(\d{2}))?$/.exec(name);
  if (!match) throw new Error(`the offset of ${timeZone} cannot be read from ${name}`);
  const minutes = Number(match[2] ?? 0) * 60 + Number(match[3] ?? 0);
  return (match[1] === "-" ? -minutes : minutes) * MINUTE_MS;
}
