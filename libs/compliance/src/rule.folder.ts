import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RuleBook } from './compliance.rule.js';
import { readRuleFile } from './rule.file.js';

const PLACES = ['../rules/city.yaml', '../../../../libs/compliance/rules/city.yaml'].map((path) =>
  fileURLToPath(new URL(path, import.meta.url)),
);
const LETTERS = 'letters';

/** A rule file that cannot be used; the message names each problem in a line of its own. */
export class RuleFileError extends Error {}

/** The rules that come with the product. */
export function ownRulesPath(): string {
  const found = PLACES.find((path) => existsSync(path));
  if (found === undefined) throw new Error('the rules that come with the product are missing');
  return found;
}

/** Reads a rule file with its letters, which lie in the folder `letters` beside it; null: those that come with the product. */
export function openRules(path: string | null): RuleBook {
  const file = path ?? ownRulesPath();
  const letterOf = (name: string) => (basename(name) === name ? readOrNull(join(dirname(file), LETTERS, name)) : null);
  const text = readOrNull(file);
  if (text === null) throw new RuleFileError(`${file} cannot be read`);
  const read = readRuleFile(text, letterOf);
  if (read.kind === 'refused') throw new RuleFileError(read.problems.map((problem) => `${file}: ${problem}`).join('\n'));
  return read.book;
}

function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
