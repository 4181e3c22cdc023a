import { parseArgs } from 'node:util';
import { describeSettings } from '@app/platform';
import type { Io } from './io.js';

const USAGE = 'usage: nadi settings [--json]\n';

/** `nadi settings`: every setting with its default and what it means. */
export async function runSettings(args: string[], io: Io): Promise<number> {
  let isJson: boolean;
  try {
    isJson = parseArgs({ args, options: { json: { type: 'boolean' } } }).values.json ?? false;
  } catch (error) {
    io.stderr.write(`nadi settings: ${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
    return 2;
  }
  const settings = describeSettings();
  if (isJson) {
    io.stdout.write(`${JSON.stringify(settings, null, 2)}\n`);
    return 0;
  }
  const rows = [{ name: 'SETTING', default: 'DEFAULT', meaning: 'MEANING' }, ...settings];
  const width = (column: 'name' | 'default') => Math.max(...rows.map((row) => row[column].length));
  const [names, defaults] = [width('name'), width('default')];
  for (const row of rows) io.stdout.write(`${row.name.padEnd(names)}  ${row.default.padEnd(defaults)}  ${row.meaning}\n`);
  return 0;
}
