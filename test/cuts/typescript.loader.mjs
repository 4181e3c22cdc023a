// Lets plain Node (20.19 too) run the TypeScript of this folder, which jest runs as well: no built copy can be older than its source.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { transform } from '@swc/core';

const TEST = new URL('../', import.meta.url).href;
const ROOT = new URL('../../', import.meta.url).href;
const BUILT = new URL('../../dist/', import.meta.url).href;

/** Sources name each other as what they would be compiled to; what is no test is taken as it was built. */
export async function resolve(specifier, context, next) {
  const room = /^@app\/([a-z]+)$/.exec(specifier)?.[1];
  if (room !== undefined) return { url: `${BUILT}libs/${room}/src/index.js`, format: 'module', shortCircuit: true };
  if (specifier.startsWith('.') && context.parentURL?.startsWith(TEST)) {
    const { href } = new URL(specifier, context.parentURL);
    if (!href.startsWith(TEST)) return { url: href.replace(ROOT, BUILT), format: 'module', shortCircuit: true };
  }
  if (specifier.startsWith('.') && specifier.endsWith('.js') && context.parentURL?.endsWith('.ts')) {
    const source = new URL(specifier.replace(/\.js$/, '.ts'), context.parentURL);
    if (existsSync(source)) return { url: source.href, format: 'module', shortCircuit: true };
  }
  return next(specifier, context);
}

export async function load(url, context, next) {
  if (!url.endsWith('.ts') || url.includes('/node_modules/')) return next(url, context);
  const filename = fileURLToPath(url);
  const { code } = await transform(await readFile(filename, 'utf8'), {
    filename,
    swcrc: false,
    configFile: false,
    sourceMaps: 'inline',
    module: { type: 'es6' },
    jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
  });
  return { format: 'module', source: code, shortCircuit: true };
}
