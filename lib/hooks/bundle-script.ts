import fs from "node:fs";
import path from "node:path";
import { build, type Message, type Plugin } from "esbuild";

export interface BundledScript {
  readonly code: string;
  /** Every file that went into it, so that a change of any of them is seen. */
  readonly inputs: readonly string[];
}

const HELPER = "curfew/hooks";
const MOST_BYTES = 2 * 1024 * 1024;

/**
 * One file out of a script and what it imports from its own folder. The gateway reads these files, so nothing outside
 * the folder may be named: a script that could import the signing key would have it.
 */
export async function bundleScript(folder: string, name: string): Promise<BundledScript> {
  try {
    const built = await build({
      absWorkingDir: folder,
      entryPoints: [`./${name}`],
      bundle: true,
      write: false,
      metafile: true,
      platform: "node",
      target: "node20",
      format: "cjs",
      // The process knows no modules but Node's own: `import()` becomes the `require` that it is given.
      supported: { "dynamic-import": false },
      banner: { js: '"use strict";' },
      charset: "utf8",
      logLevel: "silent",
      tsconfigRaw: {},
      loader: { ".json": "json", ".txt": "text" },
      plugins: [ownFolderOnly(folder)],
    });
    const code = built.outputFiles[0]?.text ?? "";
    if (code.length > MOST_BYTES) throw new Error("With what it imports it is larger than 2 MB.");
    const inputs = Object.keys(built.metafile.inputs).map((file) => path.resolve(folder, file));
    return { code, inputs: inputs.filter((file) => fs.existsSync(file)) };
  } catch (error) {
    throw new Error(wordsOf(error), { cause: error });
  }
}

function ownFolderOnly(folder: string): Plugin {
  return {
    name: "own-folder-only",
    setup(bundler) {
      bundler.onResolve({ filter: /^curfew\/hooks$/ }, () => ({
        path: path.resolve("lib/hooks/define-hooks.ts"),
      }));
      bundler.onResolve({ filter: /.*/ }, async (asked) => {
        if (asked.pluginData === "resolved" || asked.kind === "entry-point") return undefined;
        if (asked.path === HELPER || asked.path.startsWith("node:")) return undefined;
        // esbuild leaves Node's own modules outside by itself.
        const found = await bundler.resolve(asked.path, {
          kind: asked.kind,
          importer: asked.importer,
          resolveDir: asked.resolveDir,
          pluginData: "resolved",
        });
        if (found.errors.length > 0 || found.external || isInside(folder, found.path)) return found;
        return { errors: [{ text: `${asked.path} is outside the hooks folder.` }] };
      });
      bundler.onLoad({ filter: /.*/ }, ({ path: file }) => {
        const isHelper = file === path.resolve("lib/hooks/define-hooks.ts");
        if (isHelper || isInside(folder, file)) return undefined;
        return { errors: [{ text: `${path.basename(file)} is outside the hooks folder.` }] };
      });
    },
  };
}

/** By where it really is: a link leads out as well as a path does. */
function isInside(folder: string, file: string): boolean {
  const way = path.relative(fs.realpathSync(folder), fs.realpathSync(file));
  return way !== "" && !way.startsWith("..") && !path.isAbsolute(way);
}

function wordsOf(error: unknown): string {
  const messages = (error as { errors?: readonly Message[] }).errors;
  const first = messages?.[0];
  if (!first) return error instanceof Error ? error.message : String(error);
  return first.location ? `${first.text} (line ${first.location.line})` : first.text;
}
