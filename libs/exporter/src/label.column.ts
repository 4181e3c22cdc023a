import { setImmediate as nextTurn } from 'node:timers/promises';
import { performance } from 'node:perf_hooks';

/** Rows that have labels. The object's identity says whether they changed: a new table is new labels. */
export interface LabelTable {
  readonly count: number;
  readonly labelNames: readonly string[];
  /** The values in the order of `labelNames`; an empty one is left out (Prometheus holds an empty label for none). */
  valuesAt(row: number): readonly string[];
}

export function labelTable(labelNames: readonly string[], count: number, valuesAt: LabelTable['valuesAt']): LabelTable {
  return { labelNames, count, valuesAt };
}

/**
 * `{a="b"} ` of each row, ready to be copied. Row i lies in blocks[i >> ROW_BITS], ends there at ends[i], and starts where the row before it
 * ends (at 0 for the first of its block). In blocks, because one array of 20 MB is grown by copies that each hold the event loop up.
 */
export interface LabelColumn {
  readonly count: number;
  readonly blocks: readonly Uint8Array[];
  readonly ends: Uint32Array;
}

export const ROW_BITS = 10;
const ROWS_A_BLOCK = 1 << ROW_BITS;

/** Names come from people and from the network, so none may grow a line without end. */
const MAX_LABEL_LENGTH = 200;
// How long labels are built before the event loop gets its turn; the figure to stay under is 50 ms.
const SLICE_MS = 5;

/** Escapes a label's value (the same in text format 0.0.4 and OpenMetrics 1.0); control characters become U+FFFD, long text is cut. */
export function labelText(value: string): string {
  const bounded = value.length > MAX_LABEL_LENGTH ? shortened(value) : value;
  // Nearly no name needs it, and the test is much cheaper than the replacing.
  // oxlint-disable-next-line no-control-regex -- these are what is looked for
  return /[\u0000-\u001f\u007f"\\]/.test(bounded) ? escaped(bounded) : bounded;
}

function escaped(value: string): string {
  let text = '';
  for (const character of value) {
    if (character === '\\') text += '\\\\';
    else if (character === '"') text += '\\"';
    else if (character === '\n') text += '\\n';
    else text += character < ' ' || character === '\u007f' ? '\ufffd' : character;
  }
  return text;
}

/** The end is replaced by a hash (FNV-1a) of the whole, so that two long names stay two series. */
function shortened(value: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < value.length; index++) hash = Math.imul(hash ^ value.charCodeAt(index), 0x01000193);
  const head = value.slice(0, MAX_LABEL_LENGTH - 9).toWellFormed();
  return `${head}~${(hash >>> 0).toString(16).padStart(8, '0')}`;
}

/** `{a="b",c="d"} ` with the trailing space, or a lone space where there is no label. */
export function labelSet(names: readonly string[], values: readonly string[]): string {
  let text = '';
  for (let index = 0; index < names.length; index++) {
    const value = values[index];
    if (value !== '') text += `${text === '' ? '{' : ','}${names[index]}="${labelText(value)}"`;
  }
  return text === '' ? ' ' : `${text}} `;
}

/** Builds the label bytes of all rows in slices of a few milliseconds, so that 100,000 new devices never hold the event loop up. */
export async function buildLabels(table: LabelTable): Promise<LabelColumn> {
  const ends = new Uint32Array(table.count);
  const blocks: Uint8Array[] = [];
  let sliceStarted = performance.now();
  for (let row = 0; row < table.count; row += ROWS_A_BLOCK) {
    blocks.push(buildBlock(table, row, Math.min(row + ROWS_A_BLOCK, table.count), ends));
    if (performance.now() - sliceStarted > SLICE_MS) {
      await nextTurn();
      sliceStarted = performance.now();
    }
  }
  return { count: table.count, blocks, ends };
}

/** The bytes of the rows from … to − 1; one encoding a block, because one a row costs several times the rest. */
function buildBlock(table: LabelTable, from: number, to: number, ends: Uint32Array): Uint8Array {
  let text = '';
  for (let row = from; row < to; row++) {
    text += labelSet(table.labelNames, table.valuesAt(row));
    ends[row] = text.length;
  }
  const bytes = Buffer.from(text, 'utf8');
  // As many bytes as characters: all of it is ASCII, and the ends in characters are those in bytes.
  if (bytes.length !== text.length) {
    let [characters, end] = [0, 0];
    for (let row = from; row < to; row++) {
      end += Buffer.byteLength(text.slice(characters, ends[row]));
      characters = ends[row];
      ends[row] = end;
    }
  }
  return bytes;
}

/** Keeps the label bytes of each table for as long as somebody holds the table: built once a topology version, shared by all scrapes. */
export class LabelColumns {
  private readonly built = new WeakMap<LabelTable, Promise<LabelColumn>>();

  of(table: LabelTable): Promise<LabelColumn> {
    let column = this.built.get(table);
    if (!column) {
      column = buildLabels(table);
      this.built.set(table, column);
      // A table that could not be read is asked again at the next scrape.
      column.catch(() => this.built.delete(table));
    }
    return column;
  }
}
