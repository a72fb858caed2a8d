// Adds a note to the outcome of everybody who has sessions in the order; whoever called sees it.
import { defineHooks } from "curfew/hooks";

export default defineHooks({
  async AfterLogOffWindowsUsersAsync(_associateIds, _cancellationToken, returnValue) {
    const outcomes = await returnValue.value;
    const note = `asked for at ${new Date().toISOString()}`;
    returnValue.value = Promise.resolve(
      outcomes.map((one) => (one.outcome === "ordered" ? { ...one, detail: note } : one)),
    );
  },
});
