import { SENSOR_UNITS } from '@app/equipment';
import type { InventorySnapshot } from '@app/inventory';
import type { DeviceMemory, KnownOnu, KnownSensor } from './device.memory.js';
import { sensitivityOf } from './apply.sensors.js';
import { portNameOf, type Receiver } from './low.light.js';
import type { ObservedService } from './observed.service.js';

/** Rows of names: the same object as long as no name has changed. */
export interface NamedRows {
  readonly names: readonly (readonly string[])[];
}

/** What is told of what devices measure, as it stands now; columns by row of the names beside them, NaN where nothing is known now. */
export interface ObservedFigures {
  /** device, sensor, class, unit. */
  readonly sensors: NamedRows;
  /** device, sensor, class, interface, kind. */
  readonly sensorInfo: NamedRows;
  readonly values: Float64Array;
  /** device, interface: of a port with several receivers, the worst of them. */
  readonly ports: NamedRows;
  readonly receiveDbm: Float64Array;
  readonly marginDb: Float64Array;
  readonly medianDbm: Float64Array;
  readonly driftDb: Float64Array;
  /** device, onu. */
  readonly onus: NamedRows;
  readonly onuUp: Float64Array;
  /** How many ONUs of each device are in a state, and for which cause they are down ('' where none is told). */
  readonly onuCounts: readonly { readonly device: string; readonly state: string; readonly cause: string; readonly count: number }[];
  /** What is polled of a device, by position in the graph. */
  readonly models: ReadonlyMap<number, { readonly vendor: string; readonly model: string }>;
}

interface Tables {
  readonly snapshot: InventorySnapshot;
  readonly revision: number;
  readonly sensors: readonly KnownSensor[];
  readonly sensorNames: NamedRows;
  readonly sensorInfo: NamedRows;
  readonly ports: readonly (readonly Receiver[])[];
  readonly portNames: NamedRows;
  readonly onus: readonly KnownOnu[];
  readonly onuNames: NamedRows;
  readonly models: ReadonlyMap<number, { readonly vendor: string; readonly model: string }>;
}

/** Tells what is known in rows and columns. The rows are made anew only when a name changed; the columns each time. */
export class ObservedTelling {
  private tables: Tables | null = null;
  private readonly named = new WeakMap<DeviceMemory, NamedDevice>();

  constructor(
    private readonly service: Pick<ObservedService, 'memories' | 'revision' | 'policy'>,
    /** What was read longer ago is not known any more, milliseconds. */
    private readonly staleMs: number,
  ) {}

  figures(snapshot: InventorySnapshot, nowMs: number): ObservedFigures {
    const { revision } = this.service;
    if (this.tables?.revision !== revision || this.tables.snapshot !== snapshot) this.tables = this.built(snapshot);
    const { sensors, sensorNames, sensorInfo, ports, portNames, onus, onuNames, models } = this.tables;
    const oldest = nowMs - this.staleMs;
    const isFresh = ({ readAt, goneAt }: KnownSensor | KnownOnu) => goneAt === null && readAt >= oldest;
    const values = new Float64Array(sensors.length);
    for (let row = 0; row < values.length; row++) values[row] = isFresh(sensors[row]) ? sensors[row].value : NaN;
    const onuUp = new Float64Array(onus.length);
    for (let row = 0; row < onuUp.length; row++) onuUp[row] = isFresh(onus[row]) ? upOf(onus[row]) : NaN;
    const light = this.light(ports, isFresh);
    return {
      sensors: sensorNames,
      sensorInfo,
      values,
      ports: portNames,
      ...light,
      onus: onuNames,
      onuUp,
      models,
      onuCounts: countsOf(onus, onuNames, isFresh),
    };
  }

  // Plain loops, no object a port: 100,000 ports are told at each scrape.
  private light(ports: readonly (readonly Receiver[])[], isFresh: (sensor: KnownSensor) => boolean) {
    const [receiveDbm, margins, medians, drifts] = Array.from({ length: 4 }, () => new Float64Array(ports.length).fill(NaN));
    for (let row = 0; row < ports.length; row++) {
      let least = Infinity;
      for (const sensor of ports[row]) {
        if (!isFresh(sensor)) continue;
        const { value } = sensor;
        const sensitivity = sensitivityOf(sensor.reading, this.service.policy);
        // Of lanes whose needs nobody knows, the darkest is the worst.
        const worth = sensitivity === null ? value + 1_000 : value - sensitivity;
        if (worth >= least) continue;
        least = worth;
        const { medianDbm } = sensor.optics;
        receiveDbm[row] = value;
        margins[row] = sensitivity === null ? NaN : value - sensitivity;
        medians[row] = medianDbm ?? NaN;
        drifts[row] = medianDbm === null ? NaN : medianDbm - value;
      }
    }
    return { receiveDbm, marginDb: margins, medianDbm: medians, driftDb: drifts };
  }

  private built(snapshot: InventorySnapshot): Tables {
    const sensors: KnownSensor[] = [];
    const [sensorNames, sensorInfo, portNames, onuNames]: string[][][] = [[], [], [], []];
    const ports: Receiver[][] = [];
    const onus: KnownOnu[] = [];
    const models = new Map<number, { vendor: string; model: string }>();
    for (const [deviceId, memory] of this.service.memories) {
      const position = snapshot.indexOfDevice(deviceId);
      if (position < 0) continue;
      const { vendor, model } = memory.known?.facts ?? { vendor: null, model: null };
      models.set(position, { vendor: vendor ?? '', model: model ?? '' });
      const named = this.namedOf(memory, snapshot.graph.deviceNames[position]);
      for (const sensor of named.sensors) sensors.push(sensor);
      for (const names of named.sensorNames) sensorNames.push(names);
      for (const names of named.sensorInfo) sensorInfo.push(names);
      for (const receivers of named.ports) ports.push(receivers);
      for (const names of named.portNames) portNames.push(names);
      for (const onu of named.onus) onus.push(onu);
      for (const names of named.onuNames) onuNames.push(names);
    }
    const told = this.tables !== null && isSameMap(this.tables.models, models) ? this.tables.models : models;
    const names = { sensorNames: { names: sensorNames }, sensorInfo: { names: sensorInfo }, portNames: { names: portNames } };
    return { snapshot, revision: this.service.revision, sensors, ports, onus, models: told, ...names, onuNames: { names: onuNames } };
  }

  /** The names of one device, made anew only when one of them changed: a new sensor must not cost the names of a million others. */
  private namedOf(memory: DeviceMemory, device: string): NamedDevice {
    const before = this.named.get(memory);
    if (before?.revision === memory.revision && before.device === device) return before;
    const found = namedSensors(memory);
    const ports = portsOf(memory);
    const named: NamedDevice = {
      revision: memory.revision,
      device,
      sensors: found.map(([, sensor]) => sensor),
      sensorNames: found.map(([name, { reading }]) => [device, name, reading.class, SENSOR_UNITS[reading.class]]),
      sensorInfo: found.map(([name, sensor]) => {
        const { class: of, kind } = sensor.reading;
        return [device, name, of, sensor.port === null ? '' : portNameOf(sensor), kind ?? ''];
      }),
      ports: [...ports.values()],
      portNames: [...ports.keys()].map((name) => [device, name]),
      onus: [...memory.onus.values()],
      onuNames: [...memory.onus.keys()].map((name) => [device, name]),
    };
    this.named.set(memory, named);
    return named;
  }
}

interface NamedDevice {
  readonly revision: number;
  readonly device: string;
  readonly sensors: readonly KnownSensor[];
  readonly sensorNames: string[][];
  readonly sensorInfo: string[][];
  readonly ports: Receiver[][];
  readonly portNames: string[][];
  readonly onus: readonly KnownOnu[];
  readonly onuNames: string[][];
}

/** Sensors by names that are unique in a device and class: two of one description are told apart by their objects. */
function namedSensors({ sensors }: DeviceMemory): [name: string, KnownSensor][] {
  const known = sensors.filter(({ goneAt, optics }) => goneAt === null || optics !== null);
  const times = new Map<string, number>();
  const keyOf = ({ reading }: KnownSensor) => `${reading.class} ${reading.descr}`;
  for (const sensor of known) times.set(keyOf(sensor), (times.get(keyOf(sensor)) ?? 0) + 1);
  return known.map((sensor) => [
    times.get(keyOf(sensor)) === 1 ? sensor.reading.descr : `${sensor.reading.descr} [${sensor.reading.oid}]`,
    sensor,
  ]);
}

function portsOf(memory: DeviceMemory): Map<string, Receiver[]> {
  const ports = new Map<string, Receiver[]>();
  const receivers = memory.sensors.filter((sensor): sensor is Receiver => sensor.optics !== null);
  for (const sensor of receivers) {
    const name = portNameOf(sensor);
    const lanes = ports.get(name);
    if (lanes) lanes.push(sensor);
    else ports.set(name, [sensor]);
  }
  return ports;
}

function upOf({ reading }: KnownOnu): number {
  return reading.state === 'unknown' ? NaN : Number(reading.state === 'online');
}

function countsOf(onus: readonly KnownOnu[], { names }: NamedRows, isFresh: (onu: KnownOnu) => boolean): ObservedFigures['onuCounts'] {
  const counts = new Map<string, { device: string; state: string; cause: string; count: number }>();
  onus.forEach((onu, row) => {
    if (!isFresh(onu)) return;
    const [device] = names[row];
    const { state, downCause } = onu.reading;
    const cause = state === 'online' ? '' : (downCause ?? '');
    const key = JSON.stringify([device, state, cause]);
    const entry = counts.get(key) ?? { device, state, cause, count: 0 };
    entry.count += 1;
    counts.set(key, entry);
  });
  return [...counts.values()];
}

type Models = ObservedFigures['models'];

function isSameMap(one: Models, other: Models): boolean {
  if (one.size !== other.size) return false;
  for (const [position, { vendor, model }] of other) {
    const known = one.get(position);
    if (known?.vendor !== vendor || known.model !== model) return false;
  }
  return true;
}
