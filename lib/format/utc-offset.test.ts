import { expect, test } from "vitest";
import { utcOffset } from "./utc-offset";

const WINTER = Date.UTC(2026, 0, 15);
const SUMMER = Date.UTC(2026, 6, 15);

test.each([
  [WINTER, "UTC", "UTC+00:00"],
  [WINTER, "Europe/London", "UTC+00:00"],
  [SUMMER, "Europe/London", "UTC+01:00"],
  [WINTER, "Asia/Kathmandu", "UTC+05:45"],
  [WINTER, "America/St_Johns", "UTC−03:30"],
])("at %i in %s", (at, timeZone, offset) => expect(utcOffset(at, timeZone)).toBe(offset));
