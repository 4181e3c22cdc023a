import { keyOf, type ListName, type Row } from './topology.kinds.js';

/** One thing that is wrong, where: e.g. `devices[17] "gd1-cam-1".place`. */
export interface Problem {
  readonly place: string;
  readonly reason: string;
}

const MOST_PROBLEMS = 1_000;

/** Gathers problems: the first thousand whole, the rest counted. */
export class Problems {
  readonly list: Problem[] = [];
  count = 0;

  add(place: string, reason: string): void {
    this.count += 1;
    if (this.list.length < MOST_PROBLEMS) this.list.push({ place, reason });
  }

  row(list: ListName, index: number, row: Row, field: string, reason: string): void {
    this.add(`${list}[${index}] ${JSON.stringify(keyOf(list, row).slice(0, 80))}${field === '' ? '' : `.${field}`}`, reason);
  }
}
