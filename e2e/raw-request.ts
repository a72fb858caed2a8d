import http from "node:http";

export interface RawAnswer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  /** Of an endless answer, what came within the first moment. */
  readonly body: string;
}

interface RawRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

const ENDLESS_MS = 1_500;

/** A request as an attacker writes it: any Host, any Origin, no browser and no redirects. */
export function rawRequest(base: string, path: string, options: RawRequest = {}): Promise<RawAnswer> {
  const { hostname, port } = new URL(base);
  return new Promise((resolve, reject) => {
    const request = http.request(
      { hostname, port, path, method: options.method ?? "GET", headers: options.headers ?? {}, agent: false },
      (response) => {
        let body = "";
        const finish = () => {
          clearTimeout(timer);
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
          request.destroy();
        };
        const timer = setTimeout(finish, ENDLESS_MS);
        response.setEncoding("utf8");
        response.on("data", (text: string) => {
          body += text;
        });
        response.on("end", finish);
        response.on("error", () => {});
      },
    );
    request.on("error", reject);
    request.end(options.body);
  });
}
