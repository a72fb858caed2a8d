/** Thrown inside the reader alone, for every damaged record: no Error, as a stack trace costs more than a record. */
export class Damage {
  constructor(readonly reason: string) {}
}

/** Why a record could not be read; what is no damage is a defect and goes on. */
export function reasonOfDamage(thrown: unknown): string {
  if (thrown instanceof Damage) return thrown.reason;
  if (thrown instanceof RangeError) return "the record points outside its chunk";
  throw thrown;
}
