import "server-only";

/** What a secret of the connection is sealed for: read for one address, it is worth nothing to another. */
export const authorizationPurpose = (url: string) => `superoffice authorization for ${url}`;
export const appTokenPurpose = (url: string) => `superoffice application token for ${url}`;
