import { jest } from '@jest/globals';
import fc from 'fast-check';
import { type DeviceDocument, DOCUMENT_PARTS, type DocumentPart } from '@app/equipment';
import { type InventorySnapshot, StoredInventory } from '@app/inventory';
import type { DeviceId } from '@app/kernel';
import { type Hidden, type Kept, ObservedQueries, ObservedService, ObservedTelling, OPTICAL_POLICY } from '@app/observed';
import { deviceDocument, neighbour, onlyParts, onu, port, receivePower } from '@testing/equipment';
import { fixture } from './support/api.js';
import { startTestDatabase, type TestDatabase } from './support/database.js';

jest.setTimeout(120_000);

const MINUTE = 60_000;
const NO_PART = { model: null, serial: 'x', hardware: null, firmware: null, software: null };
const NOBODY_HIDDEN: Hidden = { device: () => false, link: () => false };
const POLICY = { optical: OPTICAL_POLICY, defaultSensitivityDbm: null };
const FREQUENT: readonly DocumentPart[] = ['sensors', 'onus'];

let nadi: TestDatabase;
let snapshot: InventorySnapshot;
beforeAll(async () => {
  nadi = await startTestDatabase();
  expect(await nadi.importer.import(fixture('small-city.json'), { actor: 'test', dryRun: false })).toMatchObject({ kind: 'imported' });
  snapshot = await new StoredInventory(nadi.transactor, nadi.events).snapshot();
});
afterAll(() => nadi.stop());
beforeEach(async () => {
  await nadi.rows('TRUNCATE device_facts, device_fact_change, device_interface, sensor, optical_port, optical_alarm, onu, onu_transition');
});

const idOf = (name: string) => snapshot.deviceIds[snapshot.graph.deviceNames.indexOf(name)] as DeviceId;

/** One lead of an engine: what it is told, it keeps. */
class Lead {
  readonly service = new ObservedService(nadi.transactor, nadi.clock, POLICY);
  hidden = NOBODY_HIDDEN;

  static async begin(): Promise<Lead> {
    const lead = new Lead();
    await lead.service.takeLead(new Date(nadi.clock.now().getTime() - 15 * MINUTE));
    return lead;
  }

  hear(device: string, document: DeviceDocument, parts: readonly DocumentPart[] = DOCUMENT_PARTS): void {
    const now = nadi.clock.now().getTime();
    const ticks = 1_000_000 + Math.floor(nadi.clock.monotonicMs() / 10);
    const told = { ...document, device: { ...document.device, sysUpTimeTicks: ticks } };
    const inspection = { kind: 'read' as const, document: onlyParts(told, parts), ageMs: 0 };
    this.service.hearDocument({ deviceId: idOf(device), observedAtMs: now, parts, inspection });
  }

  keep(hold = () => Promise.resolve()): Promise<Kept> {
    return this.service.keep(snapshot, this.hidden, hold);
  }

  async told(device: string, document: DeviceDocument, parts?: readonly DocumentPart[], minutes = 1): Promise<Kept> {
    nadi.clock.advance(minutes * MINUTE);
    this.hear(device, document, parts);
    return this.keep();
  }
}

const named = (ifIndex: number, ifName: string) => port(ifIndex, { ifName, ifDescr: ifName });
const light = (ifIndex: number, ifName: string, value: number) => receivePower(ifIndex, value, { descr: `${ifName} Rx power` });
/** The router at one end of L-PLD-PRA, with this light at its port. */
const router = (value: number) =>
  deviceDocument({
    interfaces: [named(1, 'ge1'), named(2, 'ge2'), named(9, 'mgmt')],
    sensors: [light(1, 'ge1', value), light(9, 'mgmt', -10)],
    neighbours: [neighbour('ge1', 'pra-rt')],
    onus: [onu('0/1/1:1'), onu('0/1/1:2')],
  });

describe('what devices tell of themselves', () => {
  it('is the same after a restart, and nothing is written that is known already', async () => {
    const before = await Lead.begin();
    expect(await before.told('pld-core', router(-12))).toMatchObject({ rows: 1 + 3 + 2 + 2 + 2 + 2, alarms: [], again: [] });
    const ports = await nadi.rows('SELECT id, if_name FROM device_interface ORDER BY id');
    expect(ports).toHaveLength(3);
    const after = await Lead.begin();
    expect(await after.told('pld-core', router(-12))).toMatchObject({ rows: 0 });
    const renumbered = { ...router(-12), interfaces: [named(21, 'ge2'), named(22, 'ge1'), named(23, 'mgmt')] };
    expect((await after.told('pld-core', renumbered)).rows).toBe(3 + 2);
    expect(await nadi.rows('SELECT id, if_name FROM device_interface ORDER BY id')).toEqual(ports);
  });

  it('is read by whoever holds it against the declared network', async () => {
    const lead = await Lead.begin();
    await lead.told('pld-core', router(-12));
    const upgraded = { ...router(-12), device: { ...router(-12).device, software: '2.0' } };
    await lead.told('pld-core', upgraded);
    const queries = new ObservedQueries(nadi.transactor);
    expect(await queries.facts()).toMatchObject([{ deviceId: idOf('pld-core'), vendor: 'Contoh', software: '2.0', sysName: 'sw1' }]);
    expect(await queries.neighbours([idOf('pld-core')])).toMatchObject([
      { neighbours: [{ localIfName: 'ge1', remoteHostname: 'pra-rt' }] },
    ]);
    expect((await queries.portNames()).map(({ ifName }) => ifName).toSorted((a, b) => (a ?? '').localeCompare(b ?? ''))).toEqual([
      'ge1',
      'ge2',
      'mgmt',
    ]);
    const changes = await queries.changesOf([idOf('pld-core'), idOf('pra-rt')], 10);
    expect(changes.get(idOf('pld-core'))).toMatchObject([{ fact: 'software', before: '1.0', after: '2.0' }]);
    expect(changes.get(idOf('pra-rt'))).toEqual([]);
  });

  it('is not lost when it cannot be written at once, nor written by one who does not lead any more', async () => {
    const lead = await Lead.begin();
    lead.hear('pld-core', router(-12));
    await expect(lead.keep(() => Promise.reject(new Error('somebody else leads')))).rejects.toThrow('somebody else leads');
    expect(await nadi.rows('SELECT 1 FROM device_interface')).toEqual([]);
    expect(await lead.keep()).toMatchObject({ rows: 12 });
    expect(await nadi.rows('SELECT 1 FROM device_interface')).toHaveLength(3);
  });

  it('takes any text, also what no database takes', async () => {
    const lead = await Lead.begin();
    const nasty = { ...router(-12), neighbours: [neighbour('ge1', 'a\u0000b\ud800c')], onus: [onu('x\u0000', { description: '\udfff' })] };
    await lead.told('pld-core', {
      ...nasty,
      interfaces: [port(2 ** 31 - 1, { ifAlias: "'; DROP TABLE onu; --\u0000", ifMtu: 4_294_967_295 })],
    });
    expect(await nadi.rows('SELECT if_alias, mtu FROM device_interface')).toEqual([
      { if_alias: "'; DROP TABLE onu; --", mtu: '4294967295' },
    ]);
  });

  it('takes any number, so that no device keeps the others from being written', async () => {
    const number = fc.oneof(fc.constantFrom(2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 4_194_312_192, -1, 0), fc.double(), fc.integer());
    const orNull = fc.option(number, { nil: null });
    const text = fc.option(fc.string({ unit: 'binary', maxLength: 300 }), { nil: null });
    const nasty = fc.record({ a: number, b: orNull, c: orNull, text, other: text, ifIndex: fc.oneof(fc.nat(2 ** 32 - 1), fc.nat(9)) });
    const lead = await Lead.begin();
    await fc.assert(
      fc.asyncProperty(nasty, async ({ a, b, c, text: one, other, ifIndex }) => {
        const document = deviceDocument({
          device: { sysName: one, serial: other, snmpEngineBoots: b, software: one },
          interfaces: [port(ifIndex, { ifName: one, ifAlias: other, ifType: b, ifMtu: c, speedBps: b, ifPhysAddress: other })],
          sensors: [
            receivePower(ifIndex, a, { descr: one ?? '', oid: other ?? '', limits: { low: b, lowWarn: c, highWarn: b, high: c } }),
            receivePower(null, a, { class: 'percent', kind: null, oid: '1.1', limits: null }),
          ],
          neighbours: [neighbour(one ?? '', other ?? '', { localIfIndex: b, remoteMgmtAddr: one })],
          onus: [onu(one ?? '', { serial: other, description: one, distanceMetres: b, downCauseRaw: other, ifIndex })],
          inventory: [{ entPhysicalIndex: a, containedIn: b, class: c, name: one, descr: other, ...NO_PART }],
          faults: [one ?? '', other ?? ''],
        });
        await lead.told('pld-core', document);
        // What was written is read back, too.
        await (await Lead.begin()).told('pld-core', document);
      }),
      { numRuns: 100 },
    );
  });

  it('takes the numbers that OLTs give their ports, beyond what the MIB allows, and reads them back', async () => {
    const lead = await Lead.begin();
    const olt = { ...router(-12), interfaces: [named(4_194_312_192, 'GPON 0/1/0'), named(2 ** 32 - 1, 'ge2')] };
    await lead.told('pld-core', olt);
    const numbers = (await new ObservedQueries(nadi.transactor).portNames()).map(({ ifIndex }) => ifIndex);
    expect(numbers.toSorted((a, b) => a - b)).toEqual([4_194_312_192, 2 ** 32 - 1]);
    expect(await (await Lead.begin()).told('pld-core', olt)).toMatchObject({ rows: 0 });
  });

  it('keeps every state of an ONU and why it left', async () => {
    const lead = await Lead.begin();
    await lead.told('pld-core', router(-12));
    const cut = { ...router(-12), onus: [onu('0/1/1:1', { state: 'offline', downCause: 'loss-of-signal' }), onu('0/1/1:2')] };
    await lead.told('pld-core', cut);
    await (await Lead.begin()).told('pld-core', cut);
    const steps = await nadi.rows(
      `SELECT onu.onu, onu_transition.state, onu_transition.down_cause FROM onu_transition JOIN onu ON onu.id = onu_id ORDER BY onu_transition.id`,
    );
    expect(steps).toEqual([
      { onu: '0/1/1:1', state: 'online', down_cause: null },
      { onu: '0/1/1:2', state: 'online', down_cause: null },
      { onu: '0/1/1:1', state: 'offline', down_cause: 'loss-of-signal' },
    ]);
  });
});

describe('an alarm of low light', () => {
  const farEnd = deviceDocument({ interfaces: [named(1, 'ge1')], sensors: [light(1, 'ge1', -13)] });

  async function low(lead: Lead): Promise<Kept> {
    await lead.told('pra-rt', farEnd);
    await lead.told('pld-core', router(-22));
    await lead.told('pld-core', router(-22), FREQUENT);
    return lead.told('pld-core', router(-22), FREQUENT);
  }

  it('names the link and shows the light at both its ends, once', async () => {
    const lead = await Lead.begin();
    const { alarms } = await low(lead);
    expect(alarms).toMatchObject([{ severity: 'warning', root: { kind: 'LINK', code: 'L-PLD-PRA' }, station: 'PLD', clearedAt: null }]);
    expect(alarms[0].ports).toMatchObject([
      { device: 'pld-core', interface: 'ge1', level: 'warning', receiveDbm: -22, marginDb: 2 },
      { device: 'pra-rt', interface: 'ge1', level: 'ok', receiveDbm: -13, marginDb: 11 },
    ]);
    expect((await lead.told('pld-core', router(-22.1), FREQUENT)).alarms).toEqual([]);
  });

  it('outlives a restart, and is resolved once', async () => {
    await low(await Lead.begin());
    const after = new Lead();
    expect(await after.service.takeLead(nadi.clock.now())).toMatchObject([{ root: { code: 'L-PLD-PRA' }, clearedAt: null }]);
    expect(await after.keep()).toEqual({ alarms: [], again: [], rows: 0 });
    const well = [1, 2, 3, 4].map(() => router(-15));
    const cleared: Kept['alarms'][number][] = [];
    for (const document of well) cleared.push(...(await after.told('pld-core', document, FREQUENT)).alarms);
    expect(cleared.map(({ root, clearedAt }) => [root.code, clearedAt !== null])).toEqual([['L-PLD-PRA', true]]);
    expect(await nadi.rows('SELECT 1 FROM optical_alarm WHERE cleared_at IS NULL')).toEqual([]);
    expect(await (await Lead.begin()).keep()).toMatchObject({ alarms: [] });
  });

  it('is none while what is low is behind an outage, and comes back after it', async () => {
    const lead = await Lead.begin();
    await low(lead);
    lead.hidden = { ...NOBODY_HIDDEN, link: (link) => snapshot.graph.linkCodes[link] === 'L-PLD-PRA' };
    expect((await lead.keep()).alarms.map(({ clearedAt }) => clearedAt !== null)).toEqual([true]);
    expect((await lead.keep()).alarms).toEqual([]);
    lead.hidden = NOBODY_HIDDEN;
    expect((await lead.keep()).alarms.map(({ clearedAt }) => clearedAt)).toEqual([null]);
  });

  it('ends when all light is gone: then the link is down, which somebody else tells', async () => {
    const lead = await Lead.begin();
    await low(lead);
    const dark = { ...router(-22), sensors: [light(9, 'mgmt', -10)] };
    expect((await lead.told('pld-core', dark, FREQUENT)).alarms.map(({ clearedAt }) => clearedAt !== null)).toEqual([true]);
  });

  it('is told under the device where the port carries no declared link', async () => {
    const lead = await Lead.begin();
    const document = { ...router(-12), sensors: [light(9, 'mgmt', -23.5)] };
    for (const parts of [DOCUMENT_PARTS, FREQUENT]) await lead.told('pld-core', document, parts);
    const { alarms } = await lead.told('pld-core', document, FREQUENT);
    expect(alarms).toMatchObject([{ severity: 'critical', root: { kind: 'DEVICE', code: 'pld-core' }, ports: [{ interface: 'mgmt' }] }]);
  });

  it('warns of a fibre that degrades, by the median of a week that outlives restarts', async () => {
    let lead = await Lead.begin();
    for (let hour = 0; hour < 40; hour++) {
      await lead.told('pld-core', router(-12 - (hour % 3) / 10), hour === 0 ? DOCUMENT_PARTS : FREQUENT, 60);
      if (hour === 20) lead = await Lead.begin();
    }
    for (let reading = 0; reading < 2; reading++) expect((await lead.told('pld-core', router(-14.3), FREQUENT)).alarms).toEqual([]);
    const { alarms } = await lead.told('pld-core', router(-14.3), FREQUENT);
    expect(alarms).toMatchObject([{ severity: 'warning', ports: [{ level: 'warning', isDrifting: true, marginDb: 9.7 }] }]);
    expect(alarms[0].ports[0].driftDb).toBeCloseTo(2.2, 5);
    const [{ median }] = await nadi.rows<{ median: number }>('SELECT max(median_centi_dbm) AS median FROM optical_port WHERE is_drifting');
    expect(median).toBe(-1210);
  });
});

describe('what is told to Prometheus', () => {
  it('is what was read lately; what was not is not there', async () => {
    const lead = await Lead.begin();
    const telling = new ObservedTelling(lead.service, 3 * MINUTE);
    await lead.told('pld-core', router(-22));
    const now = () => nadi.clock.now().getTime();
    const figures = telling.figures(snapshot, now());
    expect(figures.sensors.names).toContainEqual(['pld-core', 'ge1 Rx power', 'dbm', 'dBm']);
    expect(figures.ports.names).toEqual([
      ['pld-core', 'ge1'],
      ['pld-core', 'mgmt'],
    ]);
    expect([...figures.marginDb]).toEqual([2, 14]);
    expect([...figures.onuUp]).toEqual([1, 1]);
    expect(figures.onuCounts).toEqual([{ device: 'pld-core', state: 'online', cause: '', count: 2 }]);
    expect(figures.models.get(snapshot.graph.deviceNames.indexOf('pld-core'))).toEqual({ vendor: 'Contoh', model: 'S-48' });
    await lead.told('pld-core', router(-21));
    const next = telling.figures(snapshot, now());
    expect(next.sensors).toBe(figures.sensors);
    expect(next.marginDb[0]).toBe(3);
    nadi.clock.advance(4 * MINUTE);
    const late = telling.figures(snapshot, now());
    expect([...late.values, ...late.marginDb, ...late.onuUp].every(Number.isNaN)).toBe(true);
    expect(late.onuCounts).toEqual([]);
  });

  it('is nothing of a restarted engine until it has read', async () => {
    await (await Lead.begin()).told('pld-core', router(-22));
    const lead = await Lead.begin();
    await lead.told('pld-core', { ...router(-22), sensors: [] }, ['neighbours']);
    const { values } = new ObservedTelling(lead.service, 3 * MINUTE).figures(snapshot, nadi.clock.now().getTime());
    expect(values.length).toBe(2);
    expect([...values].every(Number.isNaN)).toBe(true);
  });
});
