import { ConcludingService } from '@app/outages';
import type { InventorySnapshot } from '@app/inventory';
import { BELIEF, DeviceBeliefs, InterfaceBeliefs } from '@app/reachability';
import type { FakeClock } from '@testing/kernel';
import { type ApiUnderTest, fixture } from './api.js';

type Row = Record<string, unknown>;
type Random = () => number;

/** The same sequence for the same seed, on every machine. */
export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** What may fall silent together, by the beginning of the name. */
const SILENT = [[], ['gd1-cam-1'], ['gd1-cam-'], ['gd1-'], ['gd2-cam'], ['sub-', 'gd2-'], ['psa-', 'sub-', 'gd'], ['p', 's', 'gd']];

/** Changes a small network at random, by the doors that people and the engine use: imports, edits, retirements, outages, words on them. */
export class RandomHistory {
  private readonly concluding: ConcludingService;
  private isLeading = false;

  constructor(
    private readonly nadi: ApiUnderTest,
    private readonly clock: FakeClock,
    private readonly random: Random,
  ) {
    const { transactor, events } = nadi.parts;
    this.concluding = new ConcludingService(transactor, events, clock);
  }

  /** One change, or none where it comes to nothing. The clock stands still, goes on, or was set back. */
  async step(): Promise<void> {
    this.clock.advance(this.pick([0, 0, 1, 7, 1_000, 60_000, -1, -90_000]));
    await this.pick([
      () => this.conclude(),
      () => this.conclude(),
      () => this.import(),
      () => this.edit(),
      () => this.retire(),
      () => this.note(),
    ])();
  }

  async import(): Promise<void> {
    const document = structuredClone(fixture('small-city.json'));
    const drop = (list: string, key: string, name: string) => (document[list] = (document[list] ?? []).filter((row) => row[key] !== name));
    const of = (list: string, name: string) => document[list]?.find((row) => row['code'] === name || row['name'] === name) as Row;
    if (this.random() < 0.5) of('stations', 'PRA')['name'] = `Polres ${Math.floor(this.random() * 3)}`;
    if (this.random() < 0.3) of('stations', 'SUB')['parent'] = 'PRB';
    if (this.random() < 0.3) of('spans', 'S5')['conduit'] = 'DUCT1';
    if (this.random() < 0.3) of('links', 'L-GD1-C1')['spans'] = ['S9'];
    if (this.random() < 0.3) of('owners', 'OWN1')['phone'] = `+62 ${Math.floor(this.random() * 100)}`;
    if (this.random() < 0.4) {
      drop('links', 'code', 'L-GD2-C1');
      drop('devices', 'name', 'gd2-cam-1');
    }
    if (this.random() < 0.3) {
      // A place becomes another kind of place under the same code.
      drop('accessPoints', 'code', 'ODC1');
      document['buildings']?.push({ code: 'ODC1', name: 'Gedung ODC', station: 'PRB' });
    }
    await this.nadi.parts.importer.import(document, { dryRun: false, actor: 'test' });
  }

  /** Whether what it wants is allowed by now is the editor's matter. */
  private async edit(): Promise<void> {
    const { editor } = this.nadi.parts;
    const name = this.pick(['gd1-cam-1', 'gd1-cam-2', 'gd2-cam-1', 'new-cam']);
    const camera = this.random() < 0.5 ? {} : { camera: { headingDeg: Math.floor(this.random() * 360), recorder: 'gd1-sw' } };
    const place = this.pick(['GD1', 'GD2', 'PSA']);
    await editor.upsert('devices', { name, role: 'CAMERA', place, vendor: this.pick(['A', 'B']), ...camera }, 'test');
    await editor.upsert(
      'spans',
      { code: 'S8', a: 'PSA', z: this.pick(['ODC1', 'JC1']), lengthM: 300 + Math.floor(this.random() * 9) },
      'test',
    );
  }

  private async retire(): Promise<void> {
    const { editor } = this.nadi.parts;
    const [link, camera] = this.pick([
      ['L-GD1-C2', 'gd1-cam-2'],
      ['L-GD2-C1', 'gd2-cam-1'],
      ['L-NONE', 'new-cam'],
    ]);
    await editor.retire('links', link, 'test');
    if (this.random() < 0.5) await editor.retire('devices', camera, 'test');
  }

  private async note(): Promise<void> {
    const [row] = await this.nadi.sql('SELECT id FROM outage ORDER BY cleared_at NULLS FIRST, id LIMIT 1');
    if (!row) return;
    if (this.random() < 0.5)
      await this.nadi.parts.outageDesk.acknowledge(String(row['id']), { by: 'ani', until: null, note: 'on the way', isTakeover: false });
    else await this.nadi.parts.outageDesk.note(String(row['id']), 'ani', 'an excavator');
  }

  private async conclude(): Promise<void> {
    const snapshot = await this.newest();
    if (this.isLeading) this.concluding.adopt(snapshot);
    else await this.concluding.takeLead(snapshot);
    this.isLeading = true;
    await this.concluding.conclude(this.beliefs(snapshot, this.pick(SILENT)), true);
  }

  /** The announcement of a change may still be on its way. */
  async newest(): Promise<InventorySnapshot> {
    const version = await this.nadi.parts.importer.version();
    for (;;) {
      const snapshot = await this.nadi.parts.inventory.snapshot();
      if (snapshot.version === version) return snapshot;
      await new Promise((wake) => setImmediate(wake));
    }
  }

  private beliefs(snapshot: InventorySnapshot, silent: readonly string[]) {
    const { graph, deviceIds, linkIds } = snapshot;
    const isInfrastructure = new Uint8Array(graph.deviceCount);
    const roster = {
      deviceIds,
      linkIds,
      isInfrastructure,
      indexOfDevice: (id: number) => snapshot.indexOfDevice(id as never),
      endOf: () => -1,
    };
    const devices = new DeviceBeliefs(roster, { tries: 3, spacingMs: 500 });
    graph.deviceNames.forEach((name, device) => {
      const isSilent = name !== 'pld-core' && silent.some((start) => name.startsWith(start));
      devices.status[device] = isSilent ? BELIEF.DOWN : BELIEF.UP;
    });
    return { devices, interfaces: new InterfaceBeliefs(roster) };
  }

  private pick<Item>(items: readonly Item[]): Item {
    return items[Math.floor(this.random() * items.length)];
  }
}
