import { jest } from '@jest/globals';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { startEmbeddedPostgres } from '@app/platform';
import { runExport } from '../apps/nadi/src/export.command.js';
import { runImport } from '../apps/nadi/src/import.command.js';
import type { Command } from '../apps/nadi/src/io.js';
import { runSettings } from '../apps/nadi/src/settings.command.js';
import { temporaryFolder } from './support/database.js';

jest.setTimeout(60_000);

const EXAMPLE = new URL('fixtures/topology.json', import.meta.url).pathname;
const OTHER = ['--data', '/dev/null/never-opened'];

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

describe('nadi import and export', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  beforeEach(() => (folder = temporaryFolder()));
  afterEach(() => folder.remove());

  it('start a database for their own time, and what went in comes out', async () => {
    const data = ['--data', join(folder.path, 'data')];
    const file = join(folder.path, 'out.json');
    const dry = await say(runImport, [EXAMPLE, '--dry-run', ...data]);
    expect(dry).toMatchObject({ code: 0, stderr: '' });
    expect(dry.stdout).toMatch(/^nothing was written; an import would change\n {2}stations: 5 added \(PLD, PRA, PRB, PSA, SUB\)\n/);
    expect((await say(runImport, [EXAMPLE, ...data])).stdout).toMatch(/^imported as version 1\n/);
    expect(await say(runExport, [file, ...data])).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(await say(runImport, [file, ...data])).toEqual({
      code: 0,
      stdout: 'nothing to change: the topology is already so\n',
      stderr: '',
    });
    expect(readdirSync(join(folder.path, 'data'))).not.toContain('postgres.json');
  });

  it('work on the database of a service that runs', async () => {
    const running = await startEmbeddedPostgres(folder.path);
    const data = ['--data', folder.path];
    const imported = await say(runImport, ['-', '--json', ...data], readFileSync(EXAMPLE));
    expect(JSON.parse(imported.stdout)).toMatchObject({ kind: 'imported', version: 1 });
    const exported = await say(runExport, ['-', ...data]);
    expect(JSON.parse((await say(runImport, ['-', '--json', ...data], `\uFEFF${exported.stdout}`)).stdout)).toMatchObject({
      kind: 'unchanged',
    });
    const then = new Date().toISOString();
    const emptier = { version: 1, stations: [{ code: 'PLD', kind: 'POLDA', name: 'Polda' }], devices: [], links: [] };
    await say(runImport, ['-', ...data], JSON.stringify(emptier));
    expect((await say(runExport, ['-', ...data])).stdout).not.toBe(exported.stdout);
    expect((await say(runExport, ['-', '--as-of', then, ...data])).stdout).toBe(exported.stdout);
    await say(runImport, ['-', ...data], exported.stdout);
    const future = await say(runExport, ['-', '--as-of', '2999-01-01T00:00:00Z', ...data]);
    expect([future.code, future.stderr]).toEqual([2, expect.stringMatching(/--as-of has not come yet/)]);
    expect((await say(runExport, ['-', '--as-of', '2026-11-23T09:00:00', ...data])).code).toBe(2);
    const folders = join(folder.path, 'out');
    mkdirSync(folders);
    expect(await say(runExport, [folders, ...data])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('cannot be written') as string,
    });
    expect(readdirSync(folder.path).filter((name) => name.endsWith('.part'))).toEqual([]);
    await running.stop();
  });

  it('name each row that cannot be, without any database', async () => {
    const file = join(folder.path, 'bad.json');
    const document = JSON.parse(readFileSync(EXAMPLE, 'utf8')) as { devices: Record<string, unknown>[] };
    document.devices[2].place = 'NIX';
    document.devices[3].place = 'NIX';
    writeFileSync(file, JSON.stringify(document));
    const refused = await say(runImport, [file, '--json', ...OTHER]);
    expect(refused.code).toBe(1);
    expect(refused.stderr.split('\n').slice(0, 3)).toEqual([
      `${file}: devices[2] "prb-rt".place: "NIX" does not exist among the stations, buildings, accessPoints`,
      `${file}: devices[3] "psa-sw".place: "NIX" does not exist among the stations, buildings, accessPoints`,
      `nadi import: nothing was written: 2 problems in ${file}`,
    ]);
    expect(JSON.parse(refused.stdout)).toMatchObject({ kind: 'refused', problemCount: 2 });
  });

  it.each<[string[], string | Buffer, number, RegExp]>([
    [['-'], '{', 1, /^-: \(file\): is no JSON: /],
    [['-'], '', 1, /^-: \(file\): is no JSON: /],
    [['-'], Buffer.from([0xff, 0xfe, 0]), 2, /-: is no UTF-8 text/],
    [['-'], Buffer.from('PK\u0003\u0004…'), 2, /-: is a spreadsheet \(XLSX\), which this version does not import/],
    [['cameras.csv'], '', 2, /cameras\.csv: is CSV, which this version does not import: it reads topology v1 as JSON/],
    [['cameras.XLSX'], '', 2, /is a spreadsheet/],
    [['/nowhere.json'], '', 2, /\/nowhere\.json: cannot be read: .*ENOENT/],
    [[], '', 2, /name one file, or - for the standard input\nusage: nadi import/],
    [['a', 'b'], '', 2, /name one file/],
    [['-', '--colour'], '', 2, /--colour/],
  ])('refuse %j (%j) with exit %d', async (args, stdin, code, reason) => {
    const refused = await say(runImport, [...args, ...OTHER], stdin);
    expect(refused).toMatchObject({ code, stdout: '' });
    expect(refused.stderr).toMatch(reason);
  });

  it('say where they looked when there is no database', async () => {
    expect(await say(runImport, [EXAMPLE, ...OTHER])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^nadi: the data folder \/dev\/null\/never-opened cannot be made: .* Set NADI_DATA_DIR\n$/) as string,
    });
    process.env.NADI_DATABASE_URL = 'postgres://nadi:hunter2@127.0.0.1:1/nadi';
    const unreachable = await say(runExport, ['-', ...OTHER]);
    delete process.env.NADI_DATABASE_URL;
    expect(unreachable).toEqual({
      code: 2,
      stdout: '',
      stderr: 'nadi: the database at 127.0.0.1:1 cannot be opened: connect ECONNREFUSED 127.0.0.1:1\n',
    });
    expect(await say(runExport, [])).toMatchObject({ code: 2, stderr: expect.stringContaining('name one file') as string });
  });
});

describe('nadi settings', () => {
  it('lists each with its default and its meaning, for people and for programs', async () => {
    const { code, stdout } = await say(runSettings, []);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^SETTING +DEFAULT +MEANING\n/);
    expect(stdout).toMatch(/^NADI_HTTP_PORT +3000 +TCP port/m);
    const rows = JSON.parse((await say(runSettings, ['--json'])).stdout) as { name: string }[];
    expect(rows.map(({ name }) => name)).toContain('NADI_DATABASE_URL');
    expect(await say(runSettings, ['x'])).toMatchObject({ code: 2, stdout: '' });
  });
});
