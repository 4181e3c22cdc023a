import { jest } from '@jest/globals';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import type { TrailVerdict } from '@app/ledger';
import { SILENT_LOG, startEmbeddedPostgres } from '@app/platform';
import { runAudit } from '../apps/nadi/src/audit.command.js';
import { runCredential } from '../apps/nadi/src/credential.command.js';
import { openNadiDatabase } from '../apps/nadi/src/database.rooms.js';
import { runExport } from '../apps/nadi/src/export.command.js';
import { runImport } from '../apps/nadi/src/import.command.js';
import type { Command } from '../apps/nadi/src/io.js';
import { runToken } from '../apps/nadi/src/token.command.js';
import { temporaryFolder } from './support/database.js';

jest.setTimeout(60_000);
const EXAMPLE = new URL('fixtures/small-city.json', import.meta.url).pathname;
const SECRET = 'community-that-nobody-may-see';

let folder: ReturnType<typeof temporaryFolder>;
let running: Awaited<ReturnType<typeof startEmbeddedPostgres>>;
beforeAll(async () => {
  folder = temporaryFolder();
  running = await startEmbeddedPostgres(folder.path);
});
afterAll(async () => {
  await running.stop();
  folder.remove();
});

async function say(command: Command, args: string[], stdin: string | Buffer = '') {
  const said = { stdout: '', stderr: '' };
  const into = (name: 'stdout' | 'stderr') =>
    new Writable({
      write(chunk: Buffer, _, done) {
        said[name] += chunk.toString();
        done();
      },
    });
  const code = await command(args, { stdin: Readable.from([stdin]), stdout: into('stdout'), stderr: into('stderr') });
  return { code, ...said };
}
const data = (...args: string[]) => [...args, '--data', folder.path];

describe('nadi audit', () => {
  it('shows what other commands changed and gave out, in the transaction of the change', async () => {
    expect(await say(runAudit, data('head'))).toMatchObject({ code: 1, stdout: '' });
    expect((await say(runImport, data(EXAMPLE))).code).toBe(0);
    expect((await say(runImport, data(EXAMPLE, '--dry-run'))).code).toBe(0);
    const token = (await say(runToken, data('issue', 'noc', '--role', 'viewer'))).stdout;
    expect((await say(runToken, data('issue', 'noc', '--role', 'engineer'))).code).toBe(1);
    expect((await say(runToken, data('revoke'), token)).code).toBe(0);
    expect((await say(runToken, data('revoke'), token)).code).toBe(1);
    expect((await say(runCredential, data('put', 'core'), JSON.stringify({ version: 'v2c', community: SECRET }))).code).toBe(0);
    expect((await say(runExport, data('-'))).code).toBe(0);
    const { stdout, stderr } = await say(runAudit, data('export', '-'));
    const records = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { actor: string; action: string; subjects: string[]; detail: { mark?: string } });
    expect(records.map(({ action, subjects }) => [action, subjects.join()])).toEqual([
      ['import', '1'],
      ['token.issue', 'noc'],
      ['token.revoke', records[1].detail.mark],
      ['credential.put', 'core'],
      ['export', ''],
      ['read', 'export'],
    ]);
    expect(new Set(records.map(({ actor }) => actor))).toEqual(new Set([`cli:${userInfo().username}`]));
    for (const secret of [token.trim(), SECRET]) expect(stdout).not.toContain(secret);
    expect(stderr).toMatch(/^nadi: 6 records; anchor: 6:[0-9a-f]{64}@\S+\n$/);
  });

  it('exports to a file that only its owner reads, and verifies it by itself', async () => {
    const file = join(folder.path, 'trail.ndjson');
    const anchor = (await say(runAudit, data('head'))).stdout.trim();
    expect(JSON.parse((await say(runAudit, data('head', '--json'))).stdout)).toMatchObject({ seq: 6 });
    expect((await say(runAudit, data('export', file))).code).toBe(0);
    expect(statSync(file).mode & 0o077).toBe(0);
    const verified = await say(runAudit, ['verify', file, '--anchor', anchor]);
    expect(verified).toMatchObject({
      code: 0,
      stderr: '',
      stdout: expect.stringMatching(/^intact: 7 records, 1 to 7, from \S+ to \S+\nanchor: 7:/) as string,
    });
    expect((await say(runAudit, ['verify', '-', '--json'], readFileSync(file))).code).toBe(0);
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    const [, mark] = /"mark":"([0-9a-f]+)"/.exec(lines[1]) ?? [];
    const tampered: [string, string[], RegExp][] = [
      ['changed', lines.with(1, lines[1].replace(mark ?? '', 'other')), /:2: record 2 is not what was recorded: its hash is another/],
      ['deleted', lines.toSpliced(2, 1), /:3: record 3 3 is missing, and no destruction accounts for it/],
      ['moved', lines.with(2, lines[3]).with(3, lines[2]), /:4: record 3 stands after 4: records are out of order/],
      ['cut off', lines.slice(0, 5), /record 6 is missing: the trail ends at 5\n/],
      ['cut short', [...lines.slice(0, 6), lines[6].slice(0, -5)], /:7: the line is no JSON/],
      ['filled with rubbish', ['\u0000\ufeff{', ...lines], /:1: the line is no JSON/],
    ];
    for (const [what, left, reason] of tampered) {
      const told = await say(runAudit, ['verify', '-', '--anchor', anchor], `${left.join('\n')}\n`);
      expect([what, told.code]).toEqual([what, 1]);
      expect(told.stderr).toMatch(reason);
      expect(told.stdout).toMatch(/NOT INTACT: \d records/);
    }
    const json = await say(runAudit, ['verify', '-', '--json', '--part'], `${lines.slice(3).join('\n')}\n`);
    expect(JSON.parse(json.stdout) as TrailVerdict).toMatchObject({
      isIntact: true,
      records: 4,
      notes: ['begins at 4: what came before is not in this part'],
    });
  });

  it('destroys what is too old, and says what; a dry run only says', async () => {
    const database = await openNadiDatabase({ url: running.url, log: SILENT_LOG });
    // As if three years had passed since the first records: no clock of ours runs in a command.
    await database.query(`ALTER TABLE audit_event DISABLE TRIGGER ALL`);
    await database.query(`UPDATE audit_event SET at = at - interval '3 years' WHERE seq <= 4`);
    await database.query(`ALTER TABLE audit_event ENABLE ALWAYS TRIGGER audit_event_keep_rows`);
    await database.query(`ALTER TABLE audit_event ENABLE ALWAYS TRIGGER audit_event_keep_all`);
    await database.destroy();
    const dry = await say(runAudit, data('retention', '--dry-run'));
    expect(dry.stdout).toMatch(
      /^rule audit-events: audit_event is kept 731 days: .*\nrule declarations: declaration is kept 731 days: .*\nrule letters: compliance_move\.letter is kept 1826 days: .*\nwould be destroyed by audit-events: 4 of audit_event, from \S+ to \S+, digest [0-9a-f]{64}\n$/,
    );
    const report = JSON.parse((await say(runAudit, data('retention', '--json'))).stdout) as object[];
    expect(report).toMatchObject([{ rule: 'audit-events', count: 4, ranges: [{ from: 1, to: 4 }] }]);
    expect((await say(runAudit, data('retention'))).stdout).toMatch(/nothing is due\n$/);
    const { stdout } = await say(runAudit, data('export', '-'));
    const verified = await say(runAudit, ['verify', '-'], stdout);
    expect(verified).toMatchObject({ code: 0, stdout: expect.stringMatching(/^destroyed by retention: records 1 to 4 \(4\)/) as string });
  });

  it.each<[string[], RegExp]>([
    [[], /say verify, export, head or retention\nusage: nadi audit verify/],
    [['verify'], /name one file, or -/],
    [['head', 'x'], /head takes no file/],
    [['verify', 'a', 'b'], /name one file/],
    [['verify', '-', '--anchor', '7'], /--anchor takes SEQ:HASH/],
    [['export', '-', '--from', 'yesterday'], /no time with an offset/],
    [['export', '-', '--colour'], /--colour/],
    [['verify', '/nowhere'], /\/nowhere: cannot be read: ENOENT/],
  ])('refuses %j with exit 2', async (args, reason) => {
    expect(await say(runAudit, args)).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(reason) as string });
  });

  it('leaves no half of an export', async () => {
    const folders = join(folder.path, 'out');
    mkdirSync(folders);
    writeFileSync(join(folders, 'kept'), '');
    expect(await say(runAudit, data('export', folders))).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/cannot be written/) as string,
    });
    expect(await say(runAudit, data('export', '/nowhere/trail'))).toMatchObject({ code: 2 });
    expect(readdirSync(folder.path).filter((name) => name.endsWith('.part'))).toEqual([]);
    expect(existsSync(join(folders, 'kept'))).toBe(true);
  });
});
