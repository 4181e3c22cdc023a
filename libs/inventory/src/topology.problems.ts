import type { ListName, Row } from './topology.kinds.js';

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
    if (this.list.length < MOST_PROBLEMS) this.list.push({ place: visible(place), reason: visible(reason) });
  }

  row(list: ListName, index: number, row: Row, field: string, reason: string): void {
    const known = row[list === 'devices' ? 'name' : 'code'];
    const key = typeof known === 'string' ? ` ${JSON.stringify(known.slice(0, 80))}` : '';
    this.add(`${list}[${index}]${key}${field === '' ? '' : `.${field}`}`, reason);
  }
}

/** Text of a file is shown on terminals and in logs: what steers those is written out. */
function visible(text: string): string {
  // eslint-disable-next-line no-control-regex -- exactly these are looked for
  return text.replaceAll(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
