import { chmodSync, chownSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findRunningServer } from '@app/platform';
import type { TopologyDocument } from '@app/topology';
import { eventually, nadi, type RunningNadi, startNadi, type User } from './support/nadi.js';

const SMALL = { NADI_DEMO_CAMERAS: '50', NADI_INFRA_INTERVAL_MS: '500', NADI_CAMERA_INTERVAL_MS: '500' };
/** In numbers: names differ between systems. */
const NOBODY: User = { uid: 65_534, gid: 65_534 };
const isRoot = process.getuid?.() === 0;

const folders: string[] = [];
function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'nadi-starts-'));
  folders.push(path);
  return path;
}

/** What a start says that does not succeed. A stack would help nobody who starts a program. */
async function refused(args: readonly string[], env: Record<string, string> = {}, user?: User) {
  const { code, stderr } = await nadi(['up', '--port', '0', ...args], { env: { ...SMALL, ...env }, timeoutMs: 30_000, user });
  expect(stderr).not.toMatch(/\n\s+at /);
  return { code, said: stderr.trim() };
}

describe('a start that cannot succeed says why, in words', () => {
  let running: RunningNadi;

  beforeAll(async () => {
    running = await startNadi({ dataDir: folder(), env: SMALL });
  }, 60_000);
  afterAll(async () => {
    await running?.stop();
    for (const path of folders) rmSync(path, { recursive: true, force: true });
  }, 30_000);

  it('wrong settings: each with its name, what was found and what is allowed', async () => {
    const { code, said } = await refused(['--data', folder()], { NADI_INFRA_INTERVAL_MS: 'fast', NADI_LOG_LEVEL: 'loud' });
    expect(code).toBe(2);
    expect(said).toContain('NADI_INFRA_INTERVAL_MS: found "fast": must be a whole number from 500 to 3600000');
    expect(said).toMatch(/NADI_LOG_LEVEL: found "loud": must be one of trace, .*warn/);
  });

  it('a port in use', async () => {
    const { port } = new URL(running.url);
    const { code, said } = await refused(['--port', port, '--data', folder()]);
    expect(code).toBe(1);
    expect(said).toMatch(/^nadi: port \d+ of 127.0.0.1 is in use: choose another with --port or NADI_HTTP_PORT$/m);
    expect(said).toContain(port);
  }, 40_000);

  it('an address that is none of this machine, or none at all', async () => {
    for (const host of ['192.0.2.1', 'no..host']) {
      const { code, said } = await refused(['--data', folder()], { NADI_HTTP_HOST: host });
      expect({ code, said }).toEqual({
        code: 1,
        said: expect.stringContaining(`nadi: NADI_HTTP_HOST: ${host} is no address of`) as string,
      });
    }
  }, 60_000);

  it('a data folder of a running service, or none that can be written', async () => {
    expect(await refused(['--data', running.dataDir])).toEqual({
      code: 1,
      said: `nadi: the data folder ${running.dataDir} is in use by the running process ${running.child.pid}: stop it, or use another NADI_DATA_DIR`,
    });
    const file = join(folder(), 'a-file');
    writeFileSync(file, '');
    const { code, said } = await refused(['--data', file]);
    expect({ code, said }).toEqual({ code: 1, said: expect.stringContaining(`the data folder ${file} cannot be made`) as string });
    if (!isRoot) return;
    const ofRoot = folder();
    const denied = await refused(['--data', ofRoot], {}, NOBODY);
    expect(denied.code).toBe(1);
    expect(denied.said).toContain(ofRoot);
    expect(denied.said).toMatch(/permission denied/);
  }, 40_000);

  describe('a database that cannot be used', () => {
    let deaf: Server;
    beforeAll(async () => {
      deaf = createServer((socket) => void socket.resume().end('hello\n')).listen(0, '127.0.0.1');
      await new Promise((resolve) => deaf.once('listening', resolve));
    });
    afterAll(() => new Promise((resolve) => deaf.close(resolve)));

    it.each([
      ['nobody listens', () => '127.0.0.1:1', /ECONNREFUSED/],
      ['no PostgreSQL', () => `127.0.0.1:${(deaf.address() as AddressInfo).port}`, /./],
      ['not our login', () => new URL(findRunningServer(running.dataDir)?.url ?? '').host, /password authentication failed/],
    ])('%s', async (_, host, why) => {
      const { code, said } = await refused(['--data', folder()], { NADI_DATABASE_URL: `postgres://nadi:secret@${host()}/postgres` });
      expect({ code, said }).toEqual({
        code: 1,
        said: expect.stringMatching(/^nadi: the database of NADI_DATABASE_URL cannot be used: ./) as string,
      });
      expect(said).toMatch(why);
      expect(said).not.toContain('secret');
    });

    it('is not blamed for a file', async () => {
      const url = findRunningServer(running.dataDir)?.url ?? '';
      const { code, said } = await refused(['--no-demo', '--data', '/dev/null/nadi'], { NADI_DATABASE_URL: url });
      expect({ code, said }).toEqual({ code: 1, said: expect.stringContaining('/dev/null/nadi') as string });
      expect(said).not.toContain('NADI_DATABASE_URL');
    });
  });

  it('a key that others may read, that is none, or that is not there', async () => {
    const file = join(folder(), 'key');
    const start = () => refused(['--data', folder()], { NADI_SECRET_KEY_FILE: file });
    expect(await start()).toEqual({ code: 1, said: `nadi: NADI_SECRET_KEY_FILE: ${file} does not exist` });
    writeFileSync(file, 'short');
    chmodSync(file, 0o644);
    expect(await start()).toEqual({ code: 1, said: `nadi: ${file} may be read by others: chmod 600 it` });
    chmodSync(file, 0o600);
    expect(await start()).toEqual({
      code: 1,
      said: `nadi: ${file} must hold 64 hexadecimal digits a line, the current key first, at most 20 lines`,
    });
  }, 60_000);

  it('a topology with bad rows: each is named, and nothing is changed', async () => {
    const dataDir = folder();
    const first = await startNadi({ dataDir, env: SMALL });
    await first.stop();
    const exported = async () => (await nadi(['export', '-', '--data', dataDir])).stdout;
    const before = await exported();
    const document = JSON.parse(before) as TopologyDocument;
    const [device, ...devices] = document.devices;
    const file = join(folder(), 'bad.json');
    writeFileSync(file, JSON.stringify({ ...document, devices: [{ ...device, place: 'NOWHERE' }, ...devices] }));
    const { code, said } = await refused(['--topology', file, '--data', dataDir]);
    expect(code).toBe(1);
    expect(said).toContain(`${file}: devices[0] ${JSON.stringify(device.name)}.place`);
    expect(said).toMatch(/nothing was changed$/);
    writeFileSync(file, '{ "version": 1,');
    expect((await refused(['--topology', file, '--data', dataDir])).said).toContain(`${file}: `);
    expect((await refused(['--topology', `${file}.none`, '--data', dataDir])).said).toContain(`${file}.none`);
    expect(await exported()).toBe(before);
    expect(findRunningServer(dataDir)).toBeNull();
  }, 60_000);
});

describe('a start that succeeds', () => {
  afterAll(() => {
    for (const path of folders) rmSync(path, { recursive: true, force: true });
  });

  (isRoot ? it : it.skip)(
    'as a user with no rights, with hosts of its own or with none and saying so',
    async () => {
      const dataDir = folder();
      chownSync(dataDir, NOBODY.uid, NOBODY.gid);
      const service = await startNadi({ dataDir, env: { ...SMALL, HOME: dataDir }, user: NOBODY });
      try {
        expect(service.output()).toMatch(/simulated hosts answer real packets|NO PACKETS ARE SENT/);
        expect((await fetch(`${service.url}/readyz`)).status).toBe(200);
        const query = '{ devices(filter: { statuses: [UP] }) { totalCount } }';
        await eventually(
          async () => (await service.graphql<{ devices: { totalCount: number } }>(query)).data.devices.totalCount,
          (count) => count > 50,
          'the hosts to answer',
        );
      } finally {
        await service.stop();
      }
      expect(service.child.exitCode).toBe(0);
    },
    60_000,
  );

  it('ends in peace by Ctrl-C, which reaches the whole group of processes', async () => {
    const dataDir = folder();
    const service = await startNadi({ dataDir, env: SMALL, ownGroup: true });
    const ended = new Promise((resolve) => service.child.once('close', resolve));
    process.kill(-(service.child.pid ?? 0), 'SIGINT');
    await ended;
    expect(service.child.exitCode).toBe(0);
    expect(service.output()).toMatch(/nadi: stopping\n$/);
    expect(service.output()).not.toMatch(/Warning|"level":[456]0/);
    expect(existsSync(join(dataDir, 'postgres', 'postmaster.pid'))).toBe(false);
  }, 60_000);
});
