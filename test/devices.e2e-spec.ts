import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { documentJson, KnownDevice, ProfileLibrary, SnmpDeviceInspector, type DeviceDocument, type InspectOptions } from '@app/equipment';
import { openSnmpReader, type SnmpReader } from '@app/snmp';
import { EXPECTED, hasRecordings, RecordedDevices, recordingNames, SCORER } from './support/recorded.devices.js';

const describeRecorded = hasRecordings ? describe : describe.skip;

/** What the scorer counts over all recordings. */
interface Totals {
  readonly interfaces: {
    readonly req: number;
    readonly found: number;
    readonly fields: number;
    readonly ok: number;
    readonly act: number;
    readonly extra: number;
  };
  readonly sensors: Record<'std' | 'stdOk' | 'ven' | 'venOk' | 'com' | 'comOk' | 'tp' | 'fp', number>;
  readonly neighbours: Record<'std' | 'stdOk' | 'ven' | 'venOk' | 'tp' | 'fp', number>;
}

describeRecorded('recorded devices (shared/snmp)', () => {
  let reader: SnmpReader;
  let inspector: SnmpDeviceInspector;
  let folder: string;

  beforeAll(async () => {
    const opened = await openSnmpReader();
    if (opened.kind === 'failed') throw new Error(opened.reason);
    reader = opened.reader;
    inspector = new SnmpDeviceInspector(reader, ProfileLibrary.open());
    folder = mkdtempSync(join(tmpdir(), 'nadi-devices-'));
  });
  afterAll(async () => {
    await reader.close();
    rmSync(folder, { recursive: true });
  });

  async function inspect(port: number, name: string, options: InspectOptions = {}, version: 'v1' | 'v2c' = 'v2c'): Promise<DeviceDocument> {
    const read = await inspector.inspect(
      '127.0.0.1',
      port,
      { version, community: name },
      { deadlineMs: 120_000, isExactText: true, ...options },
    );
    if (read.kind !== 'read') throw new Error(`${name}: ${JSON.stringify(read)}`);
    return read.document;
  }

  it('are read as well as an established system reads them', async () => {
    const devices = await RecordedDevices.start();
    const questions = { whole: 0, again: 0 };
    try {
      for (const name of recordingNames()) {
        const known = new KnownDevice();
        const before = reader.counts().sent;
        const whole = await inspect(devices.port, name, { known });
        const between = reader.counts().sent;
        // A second reading, of values alone, tells what the first did.
        const again = await inspect(devices.port, name, { known, parts: ['sensors', 'onus'] });
        expect({ name, sensors: again.sensors, onus: again.onus }).toEqual({ name, sensors: whole.sensors, onus: whole.onus });
        questions.whole += between - before;
        questions.again += reader.counts().sent - between;
        writeFileSync(join(folder, `${name}.json`), JSON.stringify(documentJson(whole)));
      }
    } finally {
      await devices.stop();
    }
    const report = join(folder, 'score');
    const scored = spawnSync(process.execPath, [SCORER, EXPECTED, folder, '--json', report], { encoding: 'utf8' });
    process.stdout.write(`questions: ${questions.whole} for the whole, ${questions.again} for values alone\n`);
    expect(questions.again).toBeLessThan(questions.whole / 5);
    process.stdout.write(scored.stdout.split('\n').slice(-9).join('\n'));
    const { interfaces, sensors, neighbours } = (JSON.parse(readFileSync(report, 'utf8')) as { totals: Totals }).totals;
    expect(interfaces).toMatchObject({ found: interfaces.req, ok: interfaces.fields, extra: 0 });
    expect(sensors.stdOk).toBe(sensors.std);
    expect(neighbours.stdOk).toBe(neighbours.std);
    expect(sensors.comOk / sensors.com).toBeGreaterThanOrEqual(0.9);
    expect(sensors.venOk / sensors.ven).toBeGreaterThanOrEqual(0.75);
    expect(sensors.tp / (sensors.tp + sensors.fp)).toBeGreaterThanOrEqual(0.99);
    expect(neighbours.tp / (neighbours.tp + neighbours.fp)).toBeGreaterThanOrEqual(0.99);
  }, 240_000);

  it.each([
    ['a twentieth of the questions lost', ['--drop', '0.05'], { timeoutMs: 150, retries: 5 }, 'v2c'],
    ['answers after two seconds', ['--delay', '2000'], { timeoutMs: 3000 }, 'v2c'],
    ['no GETBULK', ['--no-bulk'], {}, 'v2c'],
    ['SNMPv1 alone', ['--v1-only'], {}, 'v1'],
    ['answers of 484 octets', ['--max-size', '484'], {}, 'v2c'],
  ] as const)(
    'read the same with %s',
    async (_, quirks, options, version) => {
      const [good, poor] = await Promise.all([RecordedDevices.start(), RecordedDevices.start(...quirks)]);
      // Small ones: an agent that takes two seconds an answer takes half a minute for one of them.
      const names = quirks[0] === '--delay' ? ['dahua-nvr'] : ['raisecom', 'siklu', 'dahua-nvr'];
      try {
        for (const name of names) {
          const whole = await inspect(good.port, name);
          const read = await inspect(poor.port, name, options, version);
          // SNMPv1 knows no 64-bit counters.
          const told = (document: DeviceDocument) => ({
            sensors: document.sensors,
            interfaces: document.interfaces.map(({ counters: _counters, counterBits: _bits, ...row }) => row),
          });
          expect(told(read)).toEqual(told(whole));
        }
      } finally {
        await Promise.all([good.stop(), poor.stop()]);
      }
    },
    180_000,
  );
});
