import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { nadi } from './support/nadi.js';

jest.setTimeout(30_000);

const EXAMPLE = new URL('../libs/diagnosis/src/testing/example/', import.meta.url).pathname;
const example = (file: string) => readFileSync(join(EXAMPLE, file), 'utf8');

interface Topology {
  stations: { code: string; parent?: string | null }[];
  devices: { name: string; role: string; place: string }[];
  links: unknown[];
  pollers?: { code: string; attachedTo: string }[];
}
interface Observation {
  id: string;
  at?: unknown;
  poller?: unknown;
  devices: { name: unknown; reachable: unknown }[];
  interfaces: { device: string; interface: string; operUp: boolean }[];
}
interface Answer {
  id: string;
  rootCauses: { candidates: { kind: string; code: string }[]; affectedDevices: string[]; affectedCameras: number }[];
  devices: { name: string; status: string }[];
}

const topology = () => JSON.parse(example('topology.json')) as Topology;
const observations = () => lines<Observation>(example('observations.ndjson'));
const seen = (id: string) => observations().find((row) => row.id === id) as Observation;

function lines<Row>(text: string): Row[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Row);
}

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'nadi-diagnose-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

/** Runs the command on lines, each a text or what is to be written as JSON. */
async function diagnose(document: unknown, rows: readonly unknown[]) {
  const text = rows.map((row) => (typeof row === 'string' ? row : JSON.stringify(row))).join('\n');
  const { code, stdout, stderr } = await nadi(['diagnose', '--topology', file('topology.json', document), '--observations', '-'], {
    stdin: text,
  });
  expect(stderr).not.toMatch(/\n\s+at /);
  return { code, answers: lines<Answer>(stdout), said: stderr.replaceAll(`${folder}/`, '').split('\n').slice(0, -1) };
}

const named = (answer: Answer | undefined) =>
  answer?.rootCauses.map(({ candidates }) => candidates.map(({ kind, code }) => `${kind} ${code}`).join(' '));
const status = (answer: Answer | undefined, name: string) => answer?.devices.find((device) => device.name === name)?.status;

describe('nadi diagnose', () => {
  it('answers the worked example exactly', async () => {
    const { code, answers, said } = await diagnose(topology(), observations());
    expect({ code, said }).toEqual({ code: 0, said: [] });
    const due = lines<Answer & { unreachableOrDown: string[] }>(example('answers.ndjson'));
    expect(answers.map(({ id }) => id)).toEqual(due.map(({ id }) => id));
    due.forEach((right, i) => {
      expect(named(answers[i])).toEqual(named(right));
      const lost = answers[i].devices.filter((device) => ['UNREACHABLE', 'DOWN'].includes(device.status)).map(({ name }) => name);
      expect(lost).toEqual(right.unreachableOrDown);
    });
  });

  it('gives the same bytes for any order of entries and lines, and for repeats', async () => {
    const turned = ({ devices, interfaces, ...row }: Observation) => ({
      interfaces: [...interfaces, ...interfaces].reverse(),
      devices: [...devices.slice(3), ...devices, ...devices.slice(0, 3)],
      ...row,
    });
    const plain = await diagnose(topology(), observations());
    const other = await diagnose(topology(), observations().map(turned).reverse());
    expect(other).toEqual({ ...plain, answers: [...plain.answers].reverse() });
  });

  it('answers each poller by what it sees from where it stands', async () => {
    const document = { ...topology(), pollers: [...(topology().pollers ?? []), { code: 'P2', attachedTo: 'gd2-sw' }] };
    const building = seen('conduit');
    // The same duct, from behind it: what is on the far side answers no more, and nobody there tells of its interfaces.
    const inside = ['sub-sw', 'gd2-sw', 'gd2-cam-1'];
    const behind = {
      ...building,
      poller: 'P2',
      devices: building.devices.map(({ name }) => ({ name, reachable: inside.includes(String(name)) })),
      interfaces: [
        { device: 'sub-sw', interface: 'ge1', operUp: false },
        { device: 'sub-sw', interface: 'ge2', operUp: false },
        { device: 'sub-sw', interface: 'ge3', operUp: true },
      ],
    };
    const { code, answers, said } = await diagnose(document, [building, behind]);
    expect({ code, said }).toEqual({ code: 0, said: [] });
    expect(answers.map(named)).toEqual([['CONDUIT DUCT1 DEVICE sub-sw PLACE SUB'], ['CONDUIT DUCT1 DEVICE psa-sw PLACE PSA']]);
  });

  it('names each line that cannot be read, and answers the others', async () => {
    const { code, answers, said } = await diagnose(topology(), [
      seen('ok'),
      '{"id":"cut off in the mid',
      '\u001b[31m not JSON',
      'null',
      { ...seen('ok'), poller: 'P9' },
      { ...seen('ok'), devices: [{ name: 'pld-core', reachable: 'yes' }] },
      { ...seen('ok'), devices: { name: 'pld-core' } },
      { at: '2026-11-23T09:00:00+07:00', poller: 'P1' },
      '',
      seen('ring'),
    ]);
    expect(code).toBe(1);
    expect(answers.map(({ id }) => id)).toEqual(['ok', 'ring']);
    expect(said).toEqual([
      expect.stringMatching(/^-:2: is no JSON: /),
      expect.stringMatching(/^-:3: is no JSON: [ -~]*\\u001b/),
      '-:4: the line must be an object',
      '-:5: there is no poller "P9"',
      '-:6: devices[0].reachable must be true or false',
      '-:7: "devices" must be a list',
      '-:8: "id" must be a text',
    ]);
  });

  it('leaves out what names nothing or contradicts itself, and answers the line by the rest', async () => {
    const camera = seen('camera');
    const { code, answers, said } = await diagnose(topology(), [
      {
        ...camera,
        devices: [...camera.devices, { name: 'nobody', reachable: false }, { name: 'gd1-cam-2', reachable: false }],
        interfaces: [...camera.interfaces, { device: 'gd1-sw', interface: 'fe99', operUp: false }],
      },
    ]);
    expect(code).toBe(1);
    expect(said).toEqual([
      '-:1: devices[10]: there is no device "nobody"',
      '-:1: interfaces[17]: no link ends at interface "fe99" of device "gd1-sw"',
      '-:1: device "gd1-cam-2" is listed with both answers: taken as not asked',
    ]);
    expect(answers.map(named)).toEqual([['LINK L-GD1-C1 DEVICE gd1-cam-1']]);
    expect(status(answers[0], 'gd1-cam-2')).toBe('UNKNOWN');
  });

  it('takes lines of any time in any order, and says what is odd about a time', async () => {
    const { code, answers, said } = await diagnose(topology(), [
      { ...seen('ring'), at: '2199-01-01T00:00:00Z' },
      { ...seen('camera'), at: 'yesterday' },
      { ...seen('ok'), at: '1999-01-01T00:00:00+07:00' },
    ]);
    expect({ code, said }).toEqual({
      code: 0,
      said: ['-:1: warning: "at" lies in the future', '-:2: warning: "at" must be a time with its offset, found "yesterday"'],
    });
    expect(answers.map((answer) => named(answer)?.length)).toEqual([1, 1, 0]);
  });

  it('fails open where the topology cannot explain a silence, and says so', async () => {
    const document = topology();
    document.devices.push({ name: 'unlinked', role: 'CAMERA', place: 'GD1' });
    const ok = seen('ok');
    const silent = (name: string) => ({
      ...ok,
      devices: [...ok.devices.filter((device) => device.name !== name), { name, reachable: false }],
    });
    const { code, answers, said } = await diagnose(document, [silent('unlinked'), silent('psa-sw')]);
    expect(code).toBe(0);
    expect(answers.map(named)).toEqual([[], []]);
    expect([status(answers[0], 'unlinked'), status(answers[1], 'psa-sw'), status(answers[1], 'unlinked')]).toEqual([
      'DOWN',
      'DOWN',
      'UNKNOWN',
    ]);
    expect(said).toEqual([
      '-:1: warning: device "unlinked" is silent, which nothing broken explains: DOWN on its own',
      '-:2: warning: device "psa-sw" is silent, which nothing broken explains: DOWN on its own',
    ]);
  });

  it('passes over a poller that stands nowhere, and refuses a topology where none stands', async () => {
    const lost = { code: 'P0', attachedTo: 'gone' };
    const some = await diagnose({ ...topology(), pollers: [lost, { code: 'P1', attachedTo: 'pld-core' }] }, [
      { ...seen('ok'), poller: 'P0' },
      seen('ring'),
    ]);
    expect({ ...some, answers: some.answers.map(({ id }) => id) }).toEqual({
      code: 1,
      answers: ['ring'],
      said: ['topology.json: pollers[0] "P0".attachedTo: there is no device "gone"', '-:1: there is no poller "P0"'],
    });
    const none = await diagnose({ ...topology(), pollers: [lost] }, [seen('ok')]);
    expect(none).toEqual({ code: 1, answers: [], said: ['topology.json: pollers[0] "P0".attachedTo: there is no device "gone"'] });
  });

  it('stands at the first router of the Polda where a topology names no poller, and says so', async () => {
    const document = topology();
    delete document.pollers;
    const { code, answers, said } = await diagnose(document, [seen('ring')]);
    expect({ code, said }).toEqual({
      code: 0,
      said: ['topology.json: warning: the topology names no poller: one is assumed at "pld-core"'],
    });
    expect(answers.map(named)).toEqual([['SPAN S1 SPAN S2 LINK L-PLD-PRA']]);
  });

  it('minds no circle of stations, and no place, duct or device that leads nowhere', async () => {
    const document = topology();
    const circle = document.stations.map((station, i, all) => ({ ...station, parent: all[(i + 1) % all.length].code }));
    const { code, answers, said } = await diagnose({ ...document, stations: circle, conduits: [{ code: 'DUCT1' }, { code: 'EMPTY' }] }, [
      seen('polsek'),
    ]);
    expect({ code, said }).toEqual({ code: 0, said: [] });
    expect(answers.map(named)).toEqual([['SPAN S5 LINK L-PRA-PSA DEVICE psa-sw PLACE PSA']]);
  });

  it('says what is wrong with files that hold nothing, or are none', async () => {
    const good = file('good.json', topology());
    const empty = file('empty', '');
    const run = async (top: string, obs: string) => {
      const { code, stdout, stderr } = await nadi(['diagnose', '--topology', top, '--observations', obs]);
      return { code, stdout, said: stderr.replaceAll(`${folder}/`, '') };
    };
    const runs = [run(good, empty), run(empty, good), run(good, join(folder, 'missing')), run(good, folder)];
    expect(await Promise.all(runs)).toEqual([
      { code: 0, stdout: '', said: 'empty: warning: holds no observation\n' },
      { code: 1, stdout: '', said: expect.stringMatching(/^empty: .* is no JSON: /) as string },
      { code: 2, stdout: '', said: expect.stringContaining('ENOENT') as string },
      { code: 2, stdout: '', said: expect.stringContaining('EISDIR') as string },
    ]);
  });
});
