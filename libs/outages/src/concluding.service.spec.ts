import type { InventorySnapshot } from '@app/inventory';
import { DEVICE_STATUSES, type DeviceId } from '@app/kernel';
import type { DomainEvents, Transactor } from '@app/platform';
import { BELIEF, DeviceBeliefs, InterfaceBeliefs } from '@app/reachability';
import { NetworkGraph, type TopologyDocument } from '@app/topology';
import { FakeClock } from '@testing/kernel';
import { ConcludingService } from './concluding.service.js';
import type { DeviceConclusion } from './outage.store.js';

/** A router with six cameras, each on its own. */
const cameras = ['c1', 'c2', 'c3', 'c4', 'c5', 'c6'];
const document: TopologyDocument = {
  version: 1,
  stations: [{ code: 'noc', kind: 'POLSEK', name: 'noc' }],
  devices: [{ name: 'noc', role: 'ROUTER', place: 'noc' }, ...cameras.map((name) => ({ name, role: 'CAMERA' as const, place: 'noc' }))],
  links: cameras.map((name) => ({ code: name, a: { device: 'noc', interface: name }, z: { device: name, interface: 'up' } })),
  pollers: [{ code: 'P', attachedTo: 'noc' }],
};
const graph = NetworkGraph.from(document);
const snapshot = {
  version: 1,
  document,
  graph,
  deviceIds: Int32Array.from({ length: graph.deviceCount }, (_, i) => i),
  indexOfDevice: (id: DeviceId) => id as number,
} as unknown as InventorySnapshot;

/** A database that keeps what is concluded of devices and which outages are open; `isAway` loses every transaction. */
class Kept {
  readonly statuses = new Map<number, DeviceConclusion>();
  readonly outages = new Map<string, readonly unknown[]>();
  isAway = false;

  readonly transactor = {
    manager: { query: (sql: string, parameters: readonly unknown[] = []) => Promise.resolve(this.query(sql, parameters)) },
    run: async (work: () => Promise<unknown>) => {
      if (this.isAway) throw new Error('away');
      await work();
    },
  } as unknown as Transactor;

  private query(sql: string, parameters: readonly unknown[]): unknown {
    if (sql.startsWith('UPDATE engine_term')) return [[{ term: 1 }]];
    if (sql.startsWith('SELECT term')) return [{ term: 1 }];
    if (sql.startsWith('INSERT INTO history_clock')) return [{ at: parameters[0] }];
    if (sql.startsWith('SELECT device_id')) return [...this.statuses.values()];
    if (sql.startsWith('INSERT INTO outage (')) return this.outages.set(parameters[0] as string, parameters);
    if (sql.startsWith('INSERT INTO device_status')) return this.keepStatuses(parameters as [number[], never[], Date[], never[]]);
    return sql.includes('FROM outage WHERE cleared_at IS NULL') ? this.open() : [];
  }

  private keepStatuses([ids, statuses, since, outages]: [number[], never[], Date[], never[]]): void {
    ids.forEach((id, i) => this.statuses.set(id, { deviceId: id as DeviceId, status: statuses[i], since: since[i], outageId: outages[i] }));
  }

  private open(): unknown[] {
    const columns = ['id', 'alert_name', 'severity', 'kind', 'root_code', 'candidates', 'opened_at', 'cleared_at', 'affected_devices'];
    return [...this.outages.values()]
      .filter((row) => row[7] === null)
      .map((row) => ({ ...Object.fromEntries(columns.map((column, i) => [column, row[i]])), candidates: [], affected_stations: [] }));
  }
}

/** What is believed when these are silent. */
function silent(...names: string[]) {
  const roster = {
    deviceIds: snapshot.deviceIds,
    linkIds: Int32Array.from(cameras, (_, i) => i),
    isInfrastructure: new Uint8Array(graph.deviceCount),
    indexOfDevice: (id: number) => id,
    endOf: () => -1,
  };
  const devices = new DeviceBeliefs(roster, { tries: 3, spacingMs: 500 });
  graph.deviceNames.forEach((name, device) => (devices.status[device] = names.includes(name) ? BELIEF.DOWN : BELIEF.UP));
  return { devices, interfaces: new InterfaceBeliefs(roster) };
}

async function leading(kept: Kept): Promise<ConcludingService> {
  const nothing = () => Promise.resolve();
  const events = { publish: nothing, publishMany: nothing } as unknown as DomainEvents;
  const service = new ConcludingService(kept.transactor, events, new FakeClock());
  await service.takeLead(snapshot);
  return service;
}
const statusOf = (service: ConcludingService, name: string) => DEVICE_STATUSES[service.statuses[graph.deviceIndex(name)]];

describe('what is concluded', () => {
  it('is an outage, until it is healed', async () => {
    const service = await leading(new Kept());
    await service.conclude(silent(), true);
    await service.conclude(silent('c1'), true);
    expect([service.outages.map(({ root }) => root.code), statusOf(service, 'c1')]).toEqual([['c1'], 'DOWN']);
    await service.conclude(silent(), true);
    expect([service.outages, statusOf(service, 'c1')]).toEqual([[], 'UP']);
  });

  it('is nothing while the database is away: the next try judges anew', async () => {
    const kept = new Kept();
    const service = await leading(kept);
    await service.conclude(silent(), true);
    kept.isAway = true;
    await expect(service.conclude(silent('c1'), true)).rejects.toThrow('away');
    expect([service.outages, statusOf(service, 'c1')]).toEqual([[], 'UP']);
    kept.isAway = false;
    expect((await service.conclude(silent('c1'), true)).changes).toHaveLength(1);
  });

  it('is nothing but blindness when most fall silent for no one cause; who was down stays behind its outage', async () => {
    const service = await leading(new Kept());
    await service.conclude(silent(), true);
    await service.conclude(silent('c1'), true);
    const outcome = await service.conclude(silent(...cameras), true);
    expect(outcome).toMatchObject({ kind: 'blind' });
    expect(service.outages.map(({ alertName }) => alertName)).toEqual(['CameraDown', 'PollerBlind']);
    expect(statusOf(service, 'c2')).toBe('UNKNOWN');
  });

  it('stays blind through a restart: those who fell silent together are not blamed one by one', async () => {
    const kept = new Kept();
    const before = await leading(kept);
    await before.conclude(silent(), true);
    await before.conclude(silent('c1'), true);
    await before.conclude(silent(...cameras), true);
    const after = await leading(kept);
    expect(after.isBlind).toBe(true);
    expect(await after.conclude(silent(...cameras), true)).toMatchObject({ kind: 'blind', changes: [] });
    await after.conclude(silent('c1'), true);
    expect(after.isBlind).toBe(false);
    expect(after.outages.map(({ root }) => root.code)).toEqual(['c1']);
  });
});
