// Writes a ticket for every order into the folder that hooks may write to.
import fs from "node:fs";
import path from "node:path";
import { defineHooks } from "curfew/hooks";

interface Ticket {
  openedAt: string;
}

export default defineHooks({
  BeforeLogOffWindowsUsersAsync(_associateIds, _cancellationToken, eventState) {
    eventState.value = { ...(eventState.value as object | null), openedAt: new Date().toISOString() };
  },

  async AfterLogOffWindowsUsersAsyncAsync(_associateIds, _cancellationToken, returnValue, eventState) {
    const outcomes = await returnValue.value;
    const { openedAt } = eventState.value as Ticket;
    const order = outcomes.find(({ orderId }) => orderId !== null)?.orderId ?? "none";
    const lines = outcomes.map(({ associateId, outcome }) => `associate ${associateId}: ${outcome}`);
    const folder = process.env.CURFEW_HOOK_FILES ?? ".";
    fs.writeFileSync(
      path.join(folder, `order-${order}.txt`),
      [`opened ${openedAt}`, ...lines, ""].join("\n"),
    );
  },
});
