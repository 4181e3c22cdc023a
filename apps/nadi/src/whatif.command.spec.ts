import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import type { Command } from './io.js';
import { runOtdr } from './otdr.command.js';
import { runPath } from './path.command.js';
import { runWhatif } from './whatif.command.js';

const CITY = new URL('../../../test/fixtures/small-city.json', import.meta.url).pathname;

async function say(command: Command, ...args: string[]) {
  const said = { stdout: '', stderr: '' };
  const into = (name: 'stdout' | 'stderr') =>
    new Writable({
      write(chunk: Buffer, _, done) {
        said[name] += chunk.toString();
        done();
      },
    });
  const code = await command(args, { stdin: Readable.from([]), stdout: into('stdout'), stderr: into('stderr') });
  return { code, ...said };
}

const ask = async (command: Command, ...args: string[]) => {
  const { code, stdout, stderr } = await say(command, '--topology', CITY, '--json', ...args);
  return { code, stderr, answer: JSON.parse(stdout || 'null') as unknown };
};

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'nadi-whatif-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify(content));
  return path;
}

describe('nadi whatif', () => {
  it('takes several things at once', async () => {
    const { answer } = await ask(runWhatif, '--cut', 'S1,DUCT1', '--cut', 'gd1-sw');
    expect(answer).toMatchObject({
      cut: [
        { kind: 'SPAN', code: 'S1' },
        { kind: 'CONDUIT', code: 'DUCT1' },
        { kind: 'DEVICE', code: 'gd1-sw' },
      ],
      stationsIsolated: ['SUB'],
      stationsLosingRedundancy: ['PRA', 'PRB'],
      camerasLost: 3,
    });
  });

  it('takes planned works, and tells what they take together and none of them alone', async () => {
    const work = (code: string, component: string, startsAt: string, endsAt: string) => ({
      code,
      components: [component],
      startsAt,
      endsAt,
    });
    const works = file('works.json', [
      work('W1', 'S1', '2026-11-25T22:00:00+07:00', '2026-11-26T02:00:00+07:00'),
      work('W2', 'S3', '2026-11-25T18:00:00Z', '2026-11-25T20:00:00Z'),
    ]);
    const { answer } = await ask(runWhatif, '--works', works);
    const { intervals } = answer as { intervals: Record<string, unknown>[] };
    expect(intervals.map(({ startsAt, works: active, stationsIsolatedTogether }) => [startsAt, active, stationsIsolatedTogether])).toEqual([
      ['2026-11-25T15:00:00.000Z', ['W1'], []],
      ['2026-11-25T18:00:00.000Z', ['W1', 'W2'], ['PRA', 'PSA', 'SUB']],
      ['2026-11-25T19:00:00.000Z', ['W2'], []],
    ]);
    expect((await say(runWhatif, '--topology', CITY, '--works', works)).stdout).toContain(
      'by these works together     3: PRA, PSA, SUB isolated',
    );
  });

  it('names every work that cannot be', async () => {
    const works = file('bad.json', [
      { components: ['S1'], startsAt: '2026-11-25T22:00:00', endsAt: '2026-11-26T02:00:00Z' },
      { components: ['S1'], startsAt: '2026-11-26T02:00:00Z', endsAt: '2026-11-26T02:00:00Z' },
      { components: ['NONE', 7], startsAt: '2026-11-25T22:00Z', endsAt: '2026-11-26T02:00Z', note: 1 },
      'W',
    ]);
    const { code, stderr, stdout } = await say(runWhatif, '--topology', CITY, '--works', works);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.replaceAll(`${works}: `, '').split('\n')).toEqual([
      'works[0].startsAt: must be an instant with its offset, like 2026-11-25T22:00:00+07:00',
      'works[1]: ends before it starts',
      'works[2]: "note" is no part of a work',
      'works[2].components[0]: there is no conduit, span, link, device or place "NONE"',
      'works[2].components[1]: must be a text',
      'works[3]: must be an object',
      '',
    ]);
    expect((await say(runWhatif, '--topology', CITY, '--works', join(folder, 'none.json'))).code).toBe(2);
  });

  it('ranks single points of failure', async () => {
    const { answer } = await ask(runWhatif, '--spof', '--first', '4');
    expect(answer).toMatchObject({
      total: expect.any(Number) as number,
      points: [
        { kind: 'DEVICE', code: 'pld-core', devicesBehind: 9, camerasBehind: 3, stationsIsolated: 5 },
        { kind: 'PLACE', code: 'PLD', devicesBehind: 9 },
        { kind: 'SPAN', code: 'S5', devicesBehind: 7, camerasBehind: 3, stationsIsolated: 2 },
        { kind: 'LINK', code: 'L-PRA-PSA', devicesBehind: 7 },
      ],
    });
  });

  it('finds ways that only seem to be two', async () => {
    const { answer } = await ask(runWhatif, '--false-diversity');
    expect(answer).toMatchObject([
      { links: ['L-PSA-SUB-1', 'L-PSA-SUB-2'], shared: [{ kind: 'CONDUIT', code: 'DUCT1' }], devices: 3, cameras: 1, stations: ['SUB'] },
    ]);
  });

  it('answers one question at a time', async () => {
    for (const args of [
      [],
      ['--cut', 'S1', '--spof'],
      ['--cut', ''],
      ['--first', '3', '--cut', 'S1'],
      ['--spof', '--first', '0'],
      ['--nonsense'],
    ])
      expect(await say(runWhatif, '--topology', CITY, ...args)).toMatchObject({ code: 2, stdout: '' });
    expect((await say(runWhatif, '--topology', CITY, '--cut', 'NONE')).stderr).toContain(
      'there is no conduit, span, link, device or place "NONE"',
    );
  });
});

describe('nadi path', () => {
  it('tells two ways from a camera to a station, and what they share', async () => {
    const { code, answer } = await ask(runPath, '--from', 'gd1-cam-1', '--to', 'PLD');
    expect(code).toBe(0);
    expect(answer).toMatchObject({
      paths: [
        { links: ['L-GD1-C1', 'L-PSA-GD1', 'L-PRA-PSA', 'L-PLD-PRA'], spans: ['S9', 'S8', 'S5', 'S2', 'S1'], lengthM: 6750 },
        { links: ['L-GD1-C1', 'L-PSA-GD1', 'L-PRA-PSA', 'L-PRA-PRB', 'L-PRB-PLD'] },
      ],
      shared: {
        links: ['L-PRA-PSA', 'L-PSA-GD1', 'L-GD1-C1'],
        devices: ['pra-rt', 'psa-sw', 'gd1-sw'],
        spans: ['S5', 'S8', 'S9'],
        conduits: [],
        places: ['PRA', 'PSA', 'ODC1'],
      },
    });
    const duct = await say(runPath, '--topology', CITY, '--from', 'psa-sw', '--to', 'SUB');
    expect(duct.stdout).toContain('psa-sw -[L-PSA-SUB-1]- sub-sw  (900 m of fibre)\n');
    expect(duct.stdout).toContain('They share:\n  conduits DUCT1\n');
  });

  it('says what does not exist, and where no way leads', async () => {
    const unknown = await say(runPath, '--topology', CITY, '--from', 'none', '--to', 'JC1');
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toContain('there is no device "none"');
    expect(unknown.stderr).toContain('there is no device "JC1", and no place of this code with any');
    const city = JSON.parse(readFileSync(CITY, 'utf8')) as { links: unknown[] };
    const apart = file('apart.json', { ...city, links: [] });
    expect(await say(runPath, '--topology', apart, '--from', 'pra-rt', '--to', 'PLD')).toMatchObject({ code: 1, stdout: '' });
    expect((await say(runPath, '--topology', CITY, '--from', 'pra-rt')).code).toBe(2);
  });
});

describe('nadi otdr', () => {
  it('tells the point and the places before and behind it', async () => {
    const { code, answer } = await ask(runOtdr, '--span', 'S8', '--from', 'ODC1', '--metres', '150');
    expect(code).toBe(0);
    expect(answer).toMatchObject({ kind: 'point', before: { place: 'ODC1' }, behind: { place: 'PSA' }, lengthM: 300 });
    const { lat, lon } = (answer as { position: { lat: number; lon: number } }).position;
    expect([lat, lon]).toEqual([expect.closeTo(-6.17575, 5), expect.closeTo(106.8275, 5)]);
    const plain = await say(runOtdr, '--topology', CITY, '--span', 'S8', '--from', 'ODC1', '--metres', '150');
    expect(plain.stdout).toContain(
      'S8, 150 m of fibre from ODC1: between ODC1 (at 0 m) and PSA (at 118 m)\n  position  -6.175750, 106.827500\n',
    );
    expect(plain.stdout).toContain('slack  182 m');
  });

  it('says why there is no such point', async () => {
    const beyond = await say(runOtdr, '--topology', CITY, '--span', 'S5', '--from', 'PRA', '--metres', '2500.5');
    expect(beyond).toMatchObject({ code: 1, stdout: '' });
    expect(beyond.stderr).toContain('the span is 2100 m long: 400.5 m lie beyond PSA');
    for (const [args, reason] of [
      [['--span', 'NONE', '--from', 'PRA', '--metres', '1'], 'there is no such span'],
      [['--span', 'S5', '--from', 'PLD', '--metres', '1'], 'the span ends at PRA and PSA'],
      [['--span', 'S5', '--from', 'PRA', '--metres=-1'], '--metres takes a number of metres from 0 up, not "-1"'],
      [['--span', 'S5', '--from', 'PRA'], '--metres N is missing'],
    ] as const) {
      const refused = await say(runOtdr, '--topology', CITY, ...args);
      expect(refused).toMatchObject({ code: 2, stdout: '' });
      expect(refused.stderr).toContain(reason);
    }
    const city = JSON.parse(readFileSync(CITY, 'utf8')) as { spans: object[] };
    const broken = file('broken.json', { ...city, spans: city.spans.map((span) => ({ ...span, route: [[1]] })) });
    expect(await say(runOtdr, '--topology', broken, '--span', 'S5', '--from', 'PRA', '--metres', '1')).toMatchObject({
      code: 1,
      stdout: '',
    });
  });
});
