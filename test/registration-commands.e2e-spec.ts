import { jest } from '@jest/globals';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { startEmbeddedPostgres } from '@app/platform';
import { runImport } from '../apps/nadi/src/import.command.js';
import type { Command } from '../apps/nadi/src/io.js';
import { runRegister } from '../apps/nadi/src/register.command.js';
import { temporaryFolder } from './support/database.js';

jest.setTimeout(60_000);

const EXAMPLE = new URL('fixtures/topology.json', import.meta.url).pathname;

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

describe('nadi register', () => {
  const folder = temporaryFolder();
  const file = (name: string) => join(folder.path, name);
  const data = ['--data', folder.path];
  let server: Awaited<ReturnType<typeof startEmbeddedPostgres>>;
  beforeAll(async () => {
    server = await startEmbeddedPostgres(folder.path);
    await say(runImport, [EXAMPLE, ...data]);
  });
  afterAll(async () => {
    await server.stop();
    folder.remove();
  });

  it('writes a template, and takes it back when it is filled in', async () => {
    for (const name of ['list.csv', 'list.xlsx']) {
      expect(await say(runRegister, ['--template', file(name)])).toEqual({ code: 0, stdout: '', stderr: '' });
      expect(await say(runRegister, ['--template', file(name)])).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('EEXIST') as string,
      });
      const refused = await say(runRegister, [file(name), '--building', 'GD1', ...data]);
      expect(refused).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('row 2, "Name": is the example of the template') as string,
      });
    }
    const [headings] = readFileSync(file('list.csv'), 'utf8').split('\r\n');
    const empty = ';'.repeat(headings.split(';').length - 5);
    writeFileSync(file('list.csv'), `${headings}\r\nPintu;;;10.9.0.1;direct${empty}\r\n`);
    const tried = await say(runRegister, [file('list.csv'), '--building', 'GD1', '--dry-run', ...data]);
    expect(tried).toEqual({ code: 0, stdout: 'GD1: declaration 1 of 1 cameras would wait for review; nothing was written\n', stderr: '' });
    const piped = await say(runRegister, ['-', '--building', 'GD1', '--json', ...data], readFileSync(file('list.csv')));
    expect({ code: piped.code, outcome: JSON.parse(piped.stdout) as unknown }).toMatchObject({
      code: 0,
      outcome: { kind: 'submitted', declarations: [{ building: 'GD1', version: 1, cameraCount: 1 }] },
    });
    expect(await say(runRegister, [file('list.csv'), '--building', 'NIX', ...data])).toMatchObject({ code: 1 });
  });

  it.each([
    [[]],
    [['a', 'b']],
    [['--template', 'x.pdf']],
    [['--template', 'x.csv', 'y']],
    [['--what']],
    [['/no/such/file', '--building', 'GD1']],
  ])('says what it wants: %j', async (args) => {
    expect(await say(runRegister, args)).toMatchObject({ code: 2, stdout: '' });
  });
});
