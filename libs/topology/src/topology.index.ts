import { KeyTable } from './key.table.js';
import type { TopologyDocument } from './topology.document.js';
import { quoted, type TopologyProblem } from './topology.error.js';

/** The names of a document as positions, and what is wrong with them. */
export class TopologyIndex {
  readonly problems: TopologyProblem[] = [];
  /** Stations, then buildings, then access points: one name space. */
  readonly places: NameList;
  readonly conduits: NameList;
  readonly spans: NameList;
  readonly devices: NameList;
  readonly links: NameList;

  constructor({ stations, buildings = [], accessPoints = [], conduits = [], spans = [], devices, links }: TopologyDocument) {
    const code = ({ code }: { readonly code: string }) => code;
    this.places = this.enter(
      ['stations', stations.map(code)],
      ['buildings', buildings.map(code)],
      ['accessPoints', accessPoints.map(code)],
    );
    this.conduits = this.enter(['conduits', conduits.map(code)]);
    this.spans = this.enter(['spans', spans.map(code)]);
    this.devices = this.enter(['devices', devices.map(({ name }) => name)]);
    this.links = this.enter(['links', links.map(code)]);
  }

  /** The position of a name, or -1 with a problem noted against the place `at(i)`. */
  find(list: NameList, what: string, name: string, at: (i: number) => string, i: number): number {
    const index = list.find(name);
    if (index < 0) this.problems.push({ place: at(i), reason: `there is no ${what} ${quoted(name)}` });
    return index;
  }

  /** Lists that share a name space count on from one to the next. */
  private enter(...lists: readonly [list: string, names: readonly string[]][]): NameList {
    const names = lists.length === 1 ? lists[0][1] : lists.flatMap(([, some]) => some);
    const list = new NameList(names);
    let position = 0;
    for (const [title, some] of lists) {
      for (let i = 0; i < some.length; i++, position++) {
        if (list.enter(position) < 0) continue;
        this.problems.push({ place: `${title}[${i}] ${quoted(some[i])}`, reason: 'this code or name is already taken' });
      }
    }
    return list;
  }
}

/** Names by position, and positions by name. */
export class NameList extends KeyTable {
  constructor(readonly names: readonly string[]) {
    super(names.length, (position) => names[position]);
  }
}
