import { type NetworkGraph, quoted } from '@app/topology';
import type { Evidence } from './evidence.js';

export type ReadObservation =
  | {
      readonly kind: 'read';
      readonly id: string | number;
      readonly evidence: Evidence;
      /** When it was seen, by the poller's clock; null where the line does not say. The diagnosis does not depend on it. */
      readonly atMs: number | null;
      /** Entries that were left out: they name nothing in the topology, or contradict each other. */
      readonly refused: readonly string[];
      readonly warnings: readonly string[];
    }
  | { readonly kind: 'malformed'; readonly reason: string };

/**
 * Reads one observation (CONTRACT, section 3) as evidence on a graph. Any order and any repeats of its entries give the same
 * evidence.
 */
export function readObservation(graph: NetworkGraph, value: unknown): ReadObservation {
  try {
    return new ObservationReader(graph, value).read();
  } catch (error) {
    if (error instanceof Malformed) return { kind: 'malformed', reason: error.message };
    throw error;
  }
}

class Malformed extends Error {}

const NOT_ASKED = -1;
/** ISO 8601 with offset. */
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/;
/** Asked and answered in two ways. */
const TORN = -2;

class ObservationReader {
  private readonly refused: string[] = [];
  private readonly warnings: string[] = [];
  private readonly reachable: Int8Array;
  private readonly operUp: Int8Array;
  private readonly row: Record<string, unknown>;

  constructor(
    private readonly graph: NetworkGraph,
    value: unknown,
  ) {
    this.row = recordOf(value, 'the line');
    this.reachable = new Int8Array(graph.deviceCount).fill(NOT_ASKED);
    this.operUp = new Int8Array(2 * graph.linkCount).fill(NOT_ASKED);
  }

  read(): ReadObservation {
    const { id } = this.row;
    if (typeof id !== 'string' && typeof id !== 'number') throw new Malformed('"id" must be a text');
    const poller = this.poller();
    this.entries('devices').forEach((entry, i) => this.device(entry, `devices[${i}]`));
    this.entries('interfaces').forEach((entry, i) => this.interface(entry, `interfaces[${i}]`));
    this.mendTorn(this.reachable, (device) => `device ${quoted(this.graph.deviceNames[device])}`);
    this.mendTorn(this.operUp, (end) => this.endName(end));
    const evidence = { poller, reachable: this.reachable, operUp: this.operUp, isSnapshot: true };
    return { kind: 'read', id, evidence, atMs: this.at(), refused: this.refused, warnings: this.warnings };
  }

  private at(): number | null {
    const { at } = this.row;
    const atMs = typeof at === 'string' && INSTANT.test(at) ? Date.parse(at) : Number.NaN;
    if (!Number.isNaN(atMs)) return atMs;
    this.warnings.push(`"at" must be a time with its offset, found ${quoted(at)}`);
    return null;
  }

  private poller(): number {
    const { pollers, warnings } = this.graph;
    const { poller: code } = this.row;
    if (pollers.length === 0) throw new Malformed('the topology has no device that a poller could stand at');
    // An assumed poller has no name that a line could know.
    if (pollers.length === 1 && (code === undefined || warnings.length > 0)) return pollers[0].device;
    if (typeof code !== 'string') throw new Malformed('"poller" must name one of the topology\'s pollers');
    const poller = pollers.find((position) => position.code === code);
    if (!poller) throw new Malformed(`there is no poller ${quoted(code)}`);
    return poller.device;
  }

  private device(entry: Record<string, unknown>, place: string): void {
    const { name } = entry;
    const reachable = flagOf(entry, 'reachable', place);
    if (typeof name !== 'string') throw new Malformed(`${place}.name must be a text`);
    const device = this.graph.deviceIndex(name);
    if (device < 0) this.refused.push(`${place}: there is no device ${quoted(name)}`);
    else note(this.reachable, device, reachable);
  }

  private interface(entry: Record<string, unknown>, place: string): void {
    const { device: name, interface: port } = entry;
    const operUp = flagOf(entry, 'operUp', place);
    if (typeof name !== 'string') throw new Malformed(`${place}.device must be a text`);
    if (typeof port !== 'string') throw new Malformed(`${place}.interface must be a text`);
    const device = this.graph.deviceIndex(name);
    if (device < 0) {
      this.refused.push(`${place}: there is no device ${quoted(name)}`);
      return;
    }
    const end = this.graph.linkEndIndex(device, port);
    if (end < 0) this.refused.push(`${place}: no link ends at interface ${quoted(port)} of device ${quoted(name)}`);
    else note(this.operUp, end, operUp);
  }

  private mendTorn(states: Int8Array, nameOf: (index: number) => string): void {
    for (let i = 0; i < states.length; i++) {
      if (states[i] !== TORN) continue;
      states[i] = NOT_ASKED;
      this.refused.push(`${nameOf(i)} is listed with both answers: taken as not asked`);
    }
  }

  private endName(end: number): string {
    const { linkA, linkZ, linkInterfaces, deviceNames } = this.graph;
    const [device, port] = end & 1 ? [linkZ[end >> 1], linkInterfaces.z[end >> 1]] : [linkA[end >> 1], linkInterfaces.a[end >> 1]];
    return `interface ${quoted(port)} of device ${quoted(deviceNames[device])}`;
  }

  private entries(list: string): Record<string, unknown>[] {
    const rows = this.row[list] ?? [];
    if (!Array.isArray(rows)) throw new Malformed(`"${list}" must be a list`);
    return rows.map((row, i) => recordOf(row, `${list}[${i}]`));
  }
}

function note(states: Int8Array, index: number, flag: boolean): void {
  const state = flag ? 1 : 0;
  states[index] = states[index] === NOT_ASKED || states[index] === state ? state : TORN;
}

function flagOf(entry: Record<string, unknown>, field: string, place: string): boolean {
  const flag = entry[field];
  if (typeof flag !== 'boolean') throw new Malformed(`${place}.${field} must be true or false`);
  return flag;
}

function recordOf(value: unknown, what: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Malformed(`${what} must be an object`);
  return value as Record<string, unknown>;
}
