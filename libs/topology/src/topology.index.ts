import type { TopologyDocument } from './topology.document.js';
import { quoted, type TopologyProblem } from './topology.error.js';

/** The names of a document as positions, and what is wrong with them. */
export class TopologyIndex {
  readonly problems: TopologyProblem[] = [];
  readonly devices = new Map<string, number>();
  readonly links = new Map<string, number>();
  readonly spans = new Map<string, number>();
  readonly conduits = new Map<string, number>();
  /** Stations, then buildings, then access points: one name space. */
  readonly places = new Map<string, number>();

  constructor(document: TopologyDocument) {
    this.enter(this.places, 'stations', document.stations, ({ code }) => code);
    this.enter(this.places, 'buildings', document.buildings ?? [], ({ code }) => code);
    this.enter(this.places, 'accessPoints', document.accessPoints ?? [], ({ code }) => code);
    this.enter(this.conduits, 'conduits', document.conduits ?? [], ({ code }) => code);
    this.enter(this.spans, 'spans', document.spans ?? [], ({ code }) => code);
    this.enter(this.devices, 'devices', document.devices, ({ name }) => name);
    this.enter(this.links, 'links', document.links, ({ code }) => code);
  }

  /** The position of a name, or -1 with a problem noted against `place`. */
  find(names: ReadonlyMap<string, number>, what: string, name: string, place: () => string): number {
    const index = names.get(name);
    if (index !== undefined) return index;
    this.problems.push({ place: place(), reason: `there is no ${what} ${quoted(name)}` });
    return -1;
  }

  private enter<Row>(names: Map<string, number>, list: string, rows: readonly Row[], keyOf: (row: Row) => string): void {
    // Places come in three lists: the later ones count on. (A double spoils the count, but then no graph is built anyway.)
    const first = names.size;
    for (let i = 0; i < rows.length; i++) {
      const key = keyOf(rows[i]);
      if (names.has(key)) this.problems.push({ place: `${list}[${i}] ${quoted(key)}`, reason: 'this code or name is already taken' });
      else names.set(key, first + i);
    }
  }
}
