/** Why a user of a SuperOffice server is nobody here. Who is meant is never guessed. */
export const UNLINKED_REASONS = ["no_sid", "shared_sid", "two_people"] as const;
export type UnlinkedReason = (typeof UNLINKED_REASONS)[number];

export const SUPEROFFICE_RUN_STATES = ["asked", "running", "done", "failed"] as const;
export type SuperOfficeRunState = (typeof SUPEROFFICE_RUN_STATES)[number];
