// Tells a chat channel what was done. Set HOOK_CHANNEL_URL in the environment of Curfew.
import { defineHooks } from "curfew/hooks";

export default defineHooks({
  async AfterLogOffWindowsUsersAsyncAsync(associateIds, cancellationToken, returnValue) {
    const url = process.env.HOOK_CHANNEL_URL;
    if (!url) throw new Error("HOOK_CHANNEL_URL is not set.");
    const outcomes = await returnValue.value;
    const ordered = outcomes.filter(({ outcome }) => outcome === "ordered");
    const text = `${ordered.length} of ${associateIds.length} associates are being logged off.`;
    const answer = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ text }),
      signal: cancellationToken,
    });
    if (!answer.ok) throw new Error(`The channel answered ${answer.status}.`);
  },

  OnError(message) {
    console.error(`Nobody was told: ${message}`);
  },
});
