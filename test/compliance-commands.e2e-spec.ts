import { jest } from '@jest/globals';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { ownRulesPath } from '@app/compliance';
import { startEmbeddedPostgres } from '@app/platform';
import { runCompliance } from '../apps/nadi/src/compliance.command.js';
import { runImport } from '../apps/nadi/src/import.command.js';
import type { Command } from '../apps/nadi/src/io.js';
import { temporaryFolder } from './support/database.js';

jest.setTimeout(60_000);
const CITY = new URL('fixtures/small-city.json', import.meta.url).pathname;

async function say(command: Command, args: string[]) {
  const said = { stdout: '', stderr: '' };
  const into = (name: 'stdout' | 'stderr') =>
    new Writable({
      write(chunk: Buffer, _, done) {
        said[name] += chunk.toString();
        done();
      },
    });
  const code = await command(args, { stdin: Readable.from(['']), stdout: into('stdout'), stderr: into('stderr') });
  return { code, ...said };
}

describe('nadi compliance', () => {
  const folder = temporaryFolder();
  const file = (name: string) => join(folder.path, name);
  const run = (...args: string[]) => say(runCompliance, [...args, '--data', folder.path]);
  let server: Awaited<ReturnType<typeof startEmbeddedPostgres>>;
  beforeAll(async () => {
    server = await startEmbeddedPostgres(folder.path);
    await say(runImport, [CITY, '--data', folder.path]);
  });
  afterAll(async () => {
    await server.stop();
    folder.remove();
  });

  it('shows a letter without writing anything, then moves, writes the letter once, and says what cannot be moved', async () => {
    const shown = await run('move', 'GD1', '--to', 'NOTIFIED', '--dry-run');
    expect(shown).toMatchObject({ code: 0, stderr: '' });
    expect(shown.stdout).toMatch(/^GD1: UNREGISTERED -> NOTIFIED, until \S+; nothing was written\n[^]*Yth\. /);
    const moved = await run('move', 'GD1', 'NO-SUCH', 'GD2', '--to', 'NOTIFIED', '--letters', folder.path);
    expect(moved.code).toBe(1);
    expect(moved.stderr).toBe('nadi compliance: NO-SUCH: there is no such building\n');
    expect(moved.stdout.match(/-> NOTIFIED/g)).toHaveLength(2);
    expect(readFileSync(file('GD1-NOTIFIED.txt'), 'utf8')).toContain('Yth. ');
    expect(await run('move', 'GD1', '--to', 'WARNED_1')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('its time as NOTIFIED runs until') as string,
    });
    expect(await run('move', 'GD2', '--to', 'EXEMPT')).toMatchObject({ code: 1, stderr: 'nadi compliance: GD2: this needs --reason\n' });
  });

  it('reports, lists, and writes files that it never writes over', async () => {
    expect((await run('report')).stdout).toMatch(/^PSA .*buildings 1 .*NOTIFIED 1\n[^]*total +buildings 2/);
    expect((await run('list', '--states', 'NOTIFIED')).stdout.trim().split('\n')).toHaveLength(2);
    expect((await run('list', '--overdue')).stdout).toBe('');
    for (const name of ['report.csv', 'report.xlsx']) {
      expect(await run('report', '--file', file(name))).toEqual({ code: 0, stdout: '', stderr: '' });
      expect(await run('report', '--file', file(name))).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('is there already') as string,
      });
    }
    expect(readFileSync(file('report.csv'), 'utf8')).toContain('PSA');
  });

  it('checks a rule file, and names each mistake', async () => {
    expect(await say(runCompliance, ['check'])).toMatchObject({ code: 0, stdout: '2026-1 from 2015-01-01: 2 sources, 0 of them read\n' });
    writeFileSync(file('rules.yaml'), readFileSync(ownRulesPath(), 'utf8').replace('next: REFERRED', 'next: WARNED_1'));
    const { code, stderr } = await say(runCompliance, ['check', file('rules.yaml')]);
    expect(code).toBe(1);
    expect(stderr).toContain('next goes in a circle');
    expect(stderr).toContain('letters.NOTIFIED: pemberitahuan.mustache: there is no such file beside the rules');
  });

  it.each([
    [[], 'say report, list, move or check'],
    [['move', 'GD1'], 'say --to STATE'],
    [['move', '--to', 'NOTIFIED'], 'name the buildings'],
    [['move', 'GD1', '--to', 'FINED'], 'there is no state FINED'],
    [['report', '--by', 'STREET'], '--by is one of'],
    [['report', '--file', 'x.pdf'], '.csv or .xlsx'],
    [['list', 'GD1'], 'too many words'],
    [['list', '--order'], '--order'],
  ])('refuses %j with exit code 2', async (args, why) => {
    const { code, stderr } = await say(runCompliance, args);
    expect(code).toBe(2);
    expect(stderr).toContain(why);
    expect(stderr).toContain('usage: nadi compliance report');
  });
});
