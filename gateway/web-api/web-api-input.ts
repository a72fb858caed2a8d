import { z } from "zod";
import type { DomainError } from "@/lib/domain/errors";

/** What was wrong, in SuperOffice's own two sentences. */
export class InvalidRequest extends Error {
  override readonly name = "InvalidRequest";

  constructor(readonly detail: string) {
    super(detail);
  }
}

export function webApiBody(bytes: Buffer): unknown {
  if (bytes.length === 0) return null;
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch {
    throw new InvalidRequest("The body is not JSON.");
  }
}

/** The client writes `associateIds`, the documents `AssociateIds`: names match whatever their case. */
export function fieldOf(body: unknown, name: string): unknown {
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    throw new InvalidRequest(`The body must be an object with ${name}.`);
  }
  const wanted = name.toLowerCase();
  const keys = Object.keys(body).filter((key) => key.toLowerCase() === wanted);
  if (keys.length > 1) throw new InvalidRequest(`${name} stands more than once in the body.`);
  const [key] = keys;
  if (key === undefined) throw new InvalidRequest(`${name} is missing from the body.`);
  return (body as Record<string, unknown>)[key];
}

const id = z.int().min(1).max(2_147_483_647);

export function requireId(value: unknown, name: string): number {
  const parsed = id.safeParse(typeof value === "string" && /^\d{1,10}$/.test(value) ? Number(value) : value);
  if (parsed.success) return parsed.data;
  throw new InvalidRequest(`${name} must be a whole number of 1 or more.`);
}

export function requireIds(value: unknown, name: string, most: number): number[] {
  if (!Array.isArray(value)) throw new InvalidRequest(`${name} must be an array of numbers.`);
  if (value.length > most) throw new InvalidRequest(`At most ${most} ids at once.`);
  return value.map((item, i) => {
    const parsed = id.safeParse(item);
    if (!parsed.success) throw new InvalidRequest(`${name}[${i}] must be a whole number of 1 or more.`);
    return parsed.data;
  });
}

/** A refusal of the input, in the words of the service, with its path as the client would write it. */
export function invalidRequestOf(error: DomainError): InvalidRequest {
  const path = error.field?.replace(/\.(\d+)/g, "[$1]");
  return new InvalidRequest(path ? `${path}: ${error.message}` : error.message);
}
