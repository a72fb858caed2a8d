/** Runs once, before the first request. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { stampRequests } = await import("@/lib/auth/stamp-requests");
  stampRequests();
  const { keepImportWorker } = await import("@/lib/services/import-worker-process");
  if (process.env.DATABASE_URL) keepImportWorker();
}
