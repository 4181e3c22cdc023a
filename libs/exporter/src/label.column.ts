import { setImmediate as nextTurn } from 'node:timers/promises';
import { performance } from 'node:perf_hooks';

/** Rows that have labels. The object's identity says whether they changed: a new table is new labels. */
export interface LabelTable {
  readonly count: number;
  readonly labelNames: readonly string[];
  /** The values in the order of `labelNames`; an empty one is left out (Prometheus holds an empty label for none). */
  valuesAt(row: number): readonly string[];
}

/** `{a="b"} ` of each row, ready to be copied: row i lies at offsets[i] … offsets[i + 1]. */
export interface LabelColumn {
  readonly count: number;
  readonly bytes: Uint8Array;
  readonly offsets: Uint32Array;
}

/** Names come from people and from the network, so none may grow a line without end. */
const MAX_LABEL_LENGTH = 200;
// How long labels are built before the event loop gets its turn; the figure to stay under is 50 ms.
const SLICE_MS = 5;
const ROWS_BETWEEN_LOOKS = 256;

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
  const offsets = new Uint32Array(table.count + 1);
  let bytes = Buffer.allocUnsafeSlow(Math.max(4096, table.count * 32));
  let length = 0;
  let sliceStarted = performance.now();
  for (let row = 0; row < table.count; row++) {
    const text = labelSet(table.labelNames, table.valuesAt(row));
    if (length + text.length * 3 > bytes.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(bytes.length * 2, length + text.length * 3));
      bytes.copy(larger, 0, 0, length);
      bytes = larger;
    }
    length += bytes.write(text, length, 'utf8');
    offsets[row + 1] = length;
    if (row % ROWS_BETWEEN_LOOKS === 0 && performance.now() - sliceStarted > SLICE_MS) {
      await nextTurn();
      sliceStarted = performance.now();
    }
  }
  return { count: table.count, bytes: Uint8Array.prototype.slice.call(bytes, 0, length), offsets };
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
