import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import {
  type ImportOutcome,
  type ImportWarnings,
  LISTS,
  type Problem,
  type TopologyDiff,
  TopologyImporter,
  validateTopology,
} from '@app/inventory';
import { DomainEvents, SystemClock, Transactor } from '@app/platform';
import { recordedChange } from './command.audit.js';
import { withDatabase } from './database.session.js';
import type { Io } from './io.js';

const USAGE = 'usage: nadi import FILE|- [--dry-run] [--json] [--data DIR]\n';
/** Names shown of each kind of change. */
const NAMED = 5;
const WARNED = 20;

interface ImportArguments {
  readonly file: string;
  readonly dryRun: boolean;
  readonly isJson: boolean;
  readonly dataDir: string | undefined;
}

/**
 * `nadi import`: makes a topology v1 document the truth, all or nothing, and tells what that changes. Each row that cannot be is named
 * on stderr, and then nothing is written.
 */
export async function runImport(args: string[], io: Io): Promise<number> {
  const asked = readArguments(args);
  if (typeof asked === 'string') {
    io.stderr.write(`nadi import: ${asked}\n${USAGE}`);
    return 2;
  }
  const text = await readText(asked.file, io);
  if (text.kind === 'unreadable') {
    io.stderr.write(`nadi import: ${asked.file}: ${text.reason}\n`);
    return 2;
  }
  let input: unknown;
  try {
    input = JSON.parse(text.text);
  } catch (error) {
    const reason = `is no JSON: ${error instanceof Error ? error.message : String(error)}`;
    return tellRefused({ problems: [{ place: '(file)', reason }], problemCount: 1 }, asked, io);
  }
  // Before any database is opened: a file that cannot be needs none to be told so.
  const checked = await validateTopology(input);
  if (checked.kind === 'refused') return tellRefused(checked, asked, io);
  return withDatabase(asked.dataDir, io, async ({ database, url, log }) => {
    const transactor = new Transactor(database);
    const importer = new TopologyImporter(transactor, new DomainEvents(transactor, url, log), new SystemClock());
    const outcome = await recordedChange(
      transactor,
      () => importer.import(input, { dryRun: asked.dryRun, actor: 'cli' }),
      (done) => (done.kind === 'imported' ? { action: 'import', subjectKind: 'network', subject: String(done.version) } : null),
    );
    return outcome.kind === 'refused' ? tellRefused(outcome, asked, io) : tellChange(outcome, asked, io);
  });
}

type Text = { readonly kind: 'read'; readonly text: string } | { readonly kind: 'unreadable'; readonly reason: string };

async function readText(file: string, io: Io): Promise<Text> {
  const named = formatOfName(file);
  if (named !== null) return otherFormat(named);
  let bytes: Buffer;
  try {
    bytes = file === '-' ? await buffer(io.stdin) : await readFile(file);
  } catch (error) {
    return { kind: 'unreadable', reason: `cannot be read: ${error instanceof Error ? error.message : String(error)}` };
  }
  if (bytes.subarray(0, 4).equals(Buffer.from('PK\u0003\u0004'))) return otherFormat('a spreadsheet (XLSX)');
  try {
    return { kind: 'read', text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return { kind: 'unreadable', reason: 'is no UTF-8 text: topology v1 is JSON in UTF-8' };
  }
}

/** A format that people may well try. */
function formatOfName(file: string): string | null {
  if (/\.xlsx?$/i.test(file)) return 'a spreadsheet (XLSX)';
  if (/\.(csv|tsv)$/i.test(file)) return 'CSV';
  if (/\.ya?ml$/i.test(file)) return 'YAML';
  return null;
}

function otherFormat(name: string): Text {
  return { kind: 'unreadable', reason: `is ${name}, which this version does not import: it reads topology v1 as JSON` };
}

function tellRefused(
  { problems, problemCount }: { readonly problems: readonly Problem[]; readonly problemCount: number },
  { file, isJson }: ImportArguments,
  io: Io,
): number {
  for (const { place, reason } of problems) io.stderr.write(`${file}: ${place}: ${reason}\n`);
  if (problemCount > problems.length) io.stderr.write(`${file}: and ${problemCount - problems.length} more\n`);
  io.stderr.write(`nadi import: nothing was written: ${problemCount} ${problemCount === 1 ? 'problem' : 'problems'} in ${file}\n`);
  if (isJson) io.stdout.write(`${JSON.stringify({ kind: 'refused', problemCount, problems }, null, 2)}\n`);
  return 1;
}

function tellChange(outcome: Exclude<ImportOutcome, { kind: 'refused' }>, { isJson }: ImportArguments, io: Io): number {
  if (isJson) {
    io.stdout.write(`${JSON.stringify(outcome, null, 2)}\n`);
    return 0;
  }
  switch (outcome.kind) {
    case 'imported':
      io.stdout.write(`imported as version ${outcome.version}\n`);
      break;
    case 'unchanged':
      io.stdout.write('nothing to change: the topology is already so\n');
      break;
    case 'dry-run':
      io.stdout.write('nothing was written; an import would change\n');
  }
  for (const line of changesOf(outcome.diff)) io.stdout.write(`  ${line}\n`);
  if (outcome.kind === 'dry-run' && changesOf(outcome.diff).length === 0) io.stdout.write('  nothing\n');
  if (outcome.kind !== 'unchanged') for (const line of warningsOf(outcome)) io.stdout.write(`warning: ${line}\n`);
  return 0;
}

/** What was taken, and somebody should look at all the same. */
function warningsOf({ warnings, warningCount }: ImportWarnings): string[] {
  const shown = warnings.slice(0, WARNED).map(({ message }) => message);
  const rest = warningCount - shown.length;
  return rest > 0 ? [...shown, `and ${rest} more: nadi whatif --false-diversity lists them all`] : shown;
}

function changesOf(diff: TopologyDiff): string[] {
  return LISTS.flatMap((list) => {
    const parts = (['added', 'changed', 'retired'] as const)
      .filter((change) => diff[list][change].length > 0)
      .map((change) => {
        const keys = diff[list][change];
        const shown = keys.slice(0, NAMED).join(', ') + (keys.length > NAMED ? ', …' : '');
        return `${keys.length} ${change} (${shown})`;
      });
    return parts.length === 0 ? [] : [`${list}: ${parts.join('; ')}`];
  });
}

function readArguments(args: string[]): ImportArguments | string {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { 'dry-run': { type: 'boolean' }, json: { type: 'boolean' }, data: { type: 'string' } },
    });
    if (positionals.length !== 1) return 'name one file, or - for the standard input';
    return { file: positionals[0], dryRun: values['dry-run'] ?? false, isJson: values.json ?? false, dataDir: values.data };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
