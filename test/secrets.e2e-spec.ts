import { jest } from '@jest/globals';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Secret, TOTP } from 'otpauth';
import { readQuestion, ScriptedAgent, switchMib, writeAnswer } from '@testing/snmp';
import { Browser } from './support/browser.js';
import { eventually, nadi, type RunningNadi, startNadi } from './support/nadi.js';
import { PlantedSecrets } from './support/planted.secrets.js';

jest.setTimeout(60_000);

const COMMUNITY = 'gado-gado?&"pasar/minggu';
const OTHER = {
  version: 'v3',
  user: 'sate',
  authProtocol: 'sha256',
  authKey: 'kunci-otentikasi-7731',
  privProtocol: 'aes',
  privKey: 'kunci-privasi-99120',
};
const PASSWORD = 'hujan turun di Cawang sore';
const METRICS_TOKEN = 'rahasia-prometheus-50112';

interface Init {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

function network(port: number): object {
  return {
    version: 1,
    stations: [{ code: 'PLD', kind: 'POLDA', name: 'Polda Uji' }],
    devices: [{ name: 'r1', role: 'ROUTER', place: 'PLD', address: '127.0.0.1', port, checks: ['icmp', 'snmp'], credential: 'core' }],
    links: [],
    pollers: [{ code: 'P', attachedTo: 'r1' }],
  };
}

describe('secrets, while the service runs', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nadi-sealed-'));
  const dataDir = join(folder, 'data');
  const planted = new PlantedSecrets();
  const asked: string[] = [];
  let agent: ScriptedAgent;
  let service: RunningNadi;
  let uri: string;

  /** Every command's words are searched, but for those that are to be shown once. */
  async function run(words: string[], stdin = '', isShown = false) {
    const said = await nadi([...words, '--data', dataDir], { stdin });
    if (!isShown) planted.came(`nadi ${words.join(' ')}`, said.stdout + said.stderr);
    return said;
  }
  async function get(path: string, init: Init = {}, bearer = service.token) {
    const response = await fetch(`${service.url}${path}`, { ...init, headers: { authorization: `Bearer ${bearer}`, ...init.headers } });
    const body = Buffer.from(await response.arrayBuffer());
    planted.came(`${init.method ?? 'GET'} ${path}`, body);
    planted.came(`headers of ${path}`, JSON.stringify([...response.headers]));
    return { status: response.status, body: body.toString() };
  }
  const graphql = async (query: string, variables = {}, bearer = service.token) =>
    get(
      '/graphql',
      { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ query, variables }) },
      bearer,
    );
  const signOn = async (totp: string) =>
    (await new Browser(service.url).post('/auth/login', { name: 'ani', password: `${PASSWORD}!`, totp })).status;
  const codeAt = (laterMs: number) =>
    TOTP.generate({ secret: Secret.fromBase32(new URL(uri).searchParams.get('secret') ?? ''), timestamp: Date.now() + laterMs });
  const readAgain = (what: string) => {
    const before = asked.length;
    return eventually(
      () => asked.length,
      (count) => count > before + 2,
      what,
    );
  };
  const keys = async () =>
    JSON.parse((await run(['credential', 'keys', '--json'])).stdout) as {
      keys: { id: string; use: string; seals: number }[];
      unnamed: number;
    };

  beforeAll(async () => {
    const mib = switchMib(2);
    agent = await ScriptedAgent.open((bytes) => {
      const question = readQuestion(bytes);
      asked.push(bytes.includes(COMMUNITY) ? 'core' : 'another');
      return [writeAnswer(question, mib.answer(question))];
    });
    writeFileSync(join(folder, 'network.json'), JSON.stringify(network(agent.port)));
    await run(['credential', 'put', 'core'], JSON.stringify({ version: 'v2c', community: COMMUNITY }));
    expect((await run(['credential', 'put', 'edge'], JSON.stringify(OTHER))).code).toBe(0);
    service = await startNadi({
      dataDir,
      args: ['--topology', join(folder, 'network.json')],
      env: { NADI_SNMP_ROUTER_INTERVAL_MS: '1000', NADI_TRAP_PORT: '0', NADI_LOG_LEVEL: 'debug', NADI_METRICS_TOKEN: METRICS_TOKEN },
    });
    await run(['account', 'add', 'ani', '--role', 'noc'], PASSWORD);
    const browser = new Browser(service.url);
    expect((await browser.post('/auth/login', { name: 'ani', password: PASSWORD, newPassword: `${PASSWORD}!` })).status).toBe(200);
  }, 120_000);
  afterAll(async () => {
    await service?.stop();
    await agent?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('of a target alone are opened by who polls it', async () => {
    await readAgain('the device to be read');
    expect(new Set(asked)).toEqual(new Set(['core']));
    const trail = await run(['audit', 'export', '-']);
    const opened = trail.stdout.split('\n').filter((line) => line.includes('"credential.open"'));
    expect(opened.length).toBeGreaterThan(0);
    expect(opened.filter((line) => !line.includes('"core"'))).toEqual([]);
  });

  it('are sealed by another key while devices are read and people sign on', async () => {
    const enrolled = await run(['account', 'totp', 'ani', '--json'], '', true);
    ({ uri } = JSON.parse(enrolled.stdout) as { uri: string });
    expect(await signOn(codeAt(-30_000))).toBe(200);
    const before = await keys();
    expect(before).toMatchObject({ keys: [{ use: 'current', seals: 3 }], unnamed: 0 });
    const rotated = await run(['credential', 'rotate', '--new-key']);
    expect(rotated).toMatchObject({ code: 0, stdout: expect.stringMatching(/^sealed again by [0-9a-f]{8}: 3\n$/) as string });
    await readAgain('the device to be read by the new key');
    expect(await signOn(codeAt(0))).toBe(200);
    expect((await keys()).keys).toMatchObject([
      { use: 'current', seals: 3 },
      { id: before.keys[0].id, use: 'former', seals: 0 },
    ]);
    expect(await run(['credential', 'rotate'])).toMatchObject({ code: 0, stdout: expect.stringMatching(/: 0\n$/) as string });
    const dropped = await run(['credential', 'rotate', '--drop-former']);
    expect(dropped).toMatchObject({ code: 0, stdout: expect.stringContaining('former keys taken out of') as string });
    // The service learns of a credential, and so opens all of them again.
    await run(['credential', 'put', 'core'], JSON.stringify({ version: 'v2c', community: COMMUNITY }));
    await readAgain('the device to be read without the former key');
    expect(await signOn(codeAt(30_000))).toBe(200);
    expect((await keys()).keys).toHaveLength(1);
  });

  it('stand in no answer, log, metric, export, error, file or list of processes', async () => {
    const issued = await run(['token', 'issue', 'script', '--role', 'service'], '', true);
    const token = issued.stdout.trim();
    planted.plant('community', COMMUNITY);
    planted.plant('authentication key', OTHER.authKey);
    planted.plant('privacy key', OTHER.privKey);
    planted.plant('password', PASSWORD);
    planted.plant('token', token);
    planted.plant('metrics token', METRICS_TOKEN);
    planted.plant('authenticator', new URL(uri).searchParams.get('secret') ?? '');
    planted.plant('authenticator’s bytes', Buffer.from(Secret.fromBase32(new URL(uri).searchParams.get('secret') ?? '').bytes));
    const key = readFileSync(join(dataDir, 'secret.key'), 'utf8').trim();
    planted.plant('sealing key', key);
    planted.plant('sealing key’s bytes', Buffer.from(key, 'hex'));

    await graphql(
      '{ devices { nodes { name address credential status } } viewer { name permissions } accounts { nodes { name hasTotp } } auditEvents { nodes { action subjects detail } } }',
    );
    await graphql('query { __schema { types { name fields { name description } } } }');
    for (const wrong of [
      `{ device(name: ${JSON.stringify(token)}) { name } }`,
      '{ nothing }',
      '{',
      `{ devices(filter: { text: "\u0000" }) { totalCount } }`,
    ])
      await graphql(wrong, {}, token);
    await graphql('{ devices { totalCount } }', {}, `${token}x`);
    for (const path of [
      '/health',
      '/ready',
      '/',
      '/metrics',
      '/sd',
      '/nowhere',
      '/graphql?query={devices{nodes{name}}}',
      '/registrations/template.csv',
      '/compliance/buildings.csv',
    ])
      await get(path);
    await get('/metrics', {}, METRICS_TOKEN);
    await get('/auth/login', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: `{"name":"ani","password":"${PASSWORD}"`,
    });
    await get('/auth/login', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-nadi-csrf': '1' },
      body: JSON.stringify({ name: 'ani', password: PASSWORD }),
    });
    for (const words of [
      ['export', '-'],
      ['credential', 'list'],
      ['account', 'list'],
      ['audit', 'export', '-'],
      ['settings'],
      ['compliance', 'report'],
    ])
      await run(words);
    await run(['credential', 'put', 'core'], `{"version":"v2c","community":"${COMMUNITY}"`);
    await run(['credential', 'put', 'core'], JSON.stringify({ ...OTHER, version: 'v9' }));
    await run(['account', 'add', 'ani', '--role', 'noc'], PASSWORD);
    planted.came('what the service printed', service.output());
    for (const { parentPath, name } of readdirSync(dataDir, { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile()))
      if (name !== 'secret.key') planted.came(name, readFileSync(join(parentPath, name)));
    for (const pid of readdirSync('/proc').filter((each) => /^\d+$/.test(each)))
      planted.came(`the arguments of process ${pid}`, readOrNothing(`/proc/${pid}/cmdline`));
    expect(planted.found()).toEqual([]);
    expect(planted.bytes).toBeGreaterThan(1_000_000);

    // The search itself must be able to find.
    for (const leak of [
      COMMUNITY,
      Buffer.from(key, 'hex').toString('base64'),
      JSON.stringify({ password: PASSWORD }),
      Buffer.from(token, 'utf16le'),
    ])
      planted.came('a leak', leak);
    expect(new Set(planted.found().map((found) => found.split(/[ ’]/)[0]))).toEqual(new Set(['community', 'sealing', 'password', 'token']));
  });
});

function readOrNothing(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch {
    return Buffer.alloc(0);
  }
}
