import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const FILES = {
  'index.html': 'text/html; charset=utf-8',
  'console.css': 'text/css; charset=utf-8',
  'explanation.css': 'text/css; charset=utf-8',
  'map.css': 'text/css; charset=utf-8',
  'buildings.css': 'text/css; charset=utf-8',
  'console.mjs': 'text/javascript; charset=utf-8',
  'buildings.mjs': 'text/javascript; charset=utf-8',
  'client.mjs': 'text/javascript; charset=utf-8',
  'door.mjs': 'text/javascript; charset=utf-8',
  'explanation.mjs': 'text/javascript; charset=utf-8',
  'make.mjs': 'text/javascript; charset=utf-8',
  'map.mjs': 'text/javascript; charset=utf-8',
  'map.view.mjs': 'text/javascript; charset=utf-8',
  'operations.mjs': 'text/javascript; charset=utf-8',
} as const;
export type ConsoleFileName = keyof typeof FILES;

export interface ConsoleFile {
  readonly type: string;
  readonly body: Buffer;
  readonly etag: string;
}

/** Only this page's own files, and data from where it came from. No inline script or style, so neither a nonce nor a hash is needed. */
export const CONSOLE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const loaded = new Map<ConsoleFileName, Promise<ConsoleFile>>();

export function isConsoleFile(name: string): name is ConsoleFileName {
  return Object.hasOwn(FILES, name);
}

/** One of the files of the page, read once. */
export function consoleFile(name: ConsoleFileName): Promise<ConsoleFile> {
  let file = loaded.get(name);
  if (!file) {
    file = load(name);
    loaded.set(name, file);
    file.catch(() => loaded.delete(name));
  }
  return file;
}

async function load(name: ConsoleFileName): Promise<ConsoleFile> {
  const body = await readFile(join(projectRoot(import.meta.dirname), 'apps/api/src/console/page', name));
  return { type: FILES[name], body, etag: `"${createHash('sha256').update(body).digest('base64url')}"` };
}

/** The operations that the page asks. */
export async function consoleOperations(): Promise<readonly string[]> {
  const file = join(projectRoot(import.meta.dirname), 'apps/api/src/console/page/operations.mjs');
  const operations = (await import(pathToFileURL(file).href)) as Readonly<Record<string, string>>;
  return Object.values(operations);
}

/** The folder that holds package.json: the same for the sources and for what is built from them. */
function projectRoot(from: string): string {
  const parent = dirname(from);
  if (existsSync(join(from, 'package.json')) || parent === from) return from;
  return projectRoot(parent);
}
