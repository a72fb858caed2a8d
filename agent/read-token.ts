import { readFileSync } from "node:fs";

/** From a file, or typed without being shown. */
export async function readToken(file: string | undefined): Promise<string> {
  const token = (file === undefined ? await prompt("Enrolment token: ") : readFileSync(file, "utf8")).trim();
  if (token === "") throw new Error(file === undefined ? "no token was given" : `${file} holds no token`);
  return token;
}

async function prompt(question: string): Promise<string> {
  const { stdin, stderr } = process;
  stderr.write(question);
  if (!stdin.isTTY) {
    let text = "";
    for await (const chunk of stdin) text += String(chunk);
    return text;
  }
  stdin.setRawMode(true);
  let text = "";
  try {
    for await (const chunk of stdin) {
      for (const character of String(chunk)) {
        if (character === "\r" || character === "\n") return text;
        if (character === "\u0003") throw new Error("stopped: no token was given");
        text = character === "\u007f" ? text.slice(0, -1) : text + character;
      }
    }
    return text;
  } finally {
    stdin.setRawMode(false);
    stdin.pause();
    stderr.write("\n");
  }
}
