import http from "node:http";

export interface EventStream {
  /** What came so far. */
  text(): string;
  /** When the server ended it. */
  readonly ended: Promise<number>;
  readonly isOpen: () => boolean;
  close(): void;
}

/** `GET /events` without a browser that would connect again by itself; a status other than 200 is a refusal. */
export function openEvents(
  base: string,
  cookie: string,
): Promise<EventStream | { readonly refused: number }> {
  const { hostname, port } = new URL(base);
  return new Promise((resolve, reject) => {
    const request = http.request({ hostname, port, path: "/events", headers: { cookie }, agent: false });
    request.on("error", reject);
    request.on("response", (response) => {
      if (response.statusCode !== 200) {
        response.resume();
        return resolve({ refused: response.statusCode ?? 0 });
      }
      let text = "";
      let isOpen = true;
      const ended = new Promise<number>((end) => {
        response.on("close", () => {
          isOpen = false;
          end(Date.now());
        });
      });
      response.setEncoding("utf8").on("data", (more: string) => {
        text += more;
      });
      response.on("error", () => {});
      resolve({ text: () => text, ended, isOpen: () => isOpen, close: () => void request.destroy() });
    });
    request.end();
  });
}
