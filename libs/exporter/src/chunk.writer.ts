import type { ExpositionFormat } from './exposition.format.js';
import { labelSet, ROW_BITS } from './label.column.js';
import { type MetricFamily, type MetricSpec, type SampleColumn, sampleName, suffixOf } from './metric.family.js';
import { MAX_VALUE_BYTES, writeValue } from './sample.value.js';

const NEWLINE = 10;
const FIRST_OF_BLOCK = (1 << ROW_BITS) - 1;

/** Fills one buffer after the other with the lines of families. The buffer is the same each time: take its bytes before filling on. */
export class ChunkWriter {
  private readonly bytes: Buffer;
  private length = 0;
  samples = 0;

  constructor(
    private readonly format: ExpositionFormat,
    chunkBytes: number,
  ) {
    this.bytes = Buffer.allocUnsafeSlow(chunkBytes);
  }

  /** Yields each time the buffer is full, and once at the end. */
  *chunks(families: Iterable<MetricFamily>): Generator<Uint8Array> {
    for (const family of families) {
      yield* this.text(headerOf(family.spec, this.format));
      if (family.column) yield* this.column(family.spec, family.column);
      for (const { suffix, labels, value } of family.rows) {
        if (Number.isNaN(value)) continue;
        yield* this.text(`${family.spec.name}${suffix}${labelSet(Object.keys(labels), Object.values(labels))}`);
        if (this.length + MAX_VALUE_BYTES + 1 > this.bytes.length) yield this.take();
        this.length = writeValue(this.bytes, this.length, value, false);
        this.bytes[this.length++] = NEWLINE;
        this.samples++;
      }
    }
    if (this.format === 'openmetrics') yield* this.text('# EOF\n');
    if (this.length > 0) yield this.take();
  }

  private *text(text: string): Generator<Uint8Array> {
    // No character takes more than three bytes a code unit.
    if (this.length + text.length * 3 > this.bytes.length && this.length > 0) yield this.take();
    if (text.length * 3 > this.bytes.length) yield Buffer.from(text);
    else this.length += this.bytes.write(text, this.length, 'utf8');
  }

  private *column(spec: MetricSpec, column: SampleColumn): Generator<Uint8Array> {
    const name = Buffer.from(spec.name + suffixOf(spec.type));
    for (let row = this.fill(name, column, 0); row < column.labels.count;) {
      yield this.take();
      const next = this.fill(name, column, row);
      if (next === row) throw new Error(`a line of ${sampleName(spec)} is longer than a chunk of ${this.bytes.length} bytes`);
      row = next;
    }
  }

  /** The hot loop: copies name, labels and value of each row that has one until the buffer is full; returns the first row not written. */
  private fill(name: Buffer, { labels, values, absent }: SampleColumn, from: number): number {
    const { bytes } = this;
    const { count, blocks, ends } = labels;
    const isFloat32 = values instanceof Float32Array;
    const nameLength = name.length;
    const limit = bytes.length - nameLength - MAX_VALUE_BYTES - 1;
    let position = this.length;
    let samples = 0;
    let row = from;
    for (; row < count; row++) {
      const value = values === null ? 1 : values[row];
      // The first test is for NaN, at the price of one comparison.
      if (value !== value || value === absent) continue;
      const labelBytes = blocks[row >> ROW_BITS];
      const start = (row & FIRST_OF_BLOCK) === 0 ? 0 : ends[row - 1];
      const end = ends[row];
      if (position + end - start > limit) break;
      for (let at = 0; at < nameLength; at++) bytes[position + at] = name[at];
      position += nameLength;
      for (let at = start; at < end; at++) bytes[position++] = labelBytes[at];
      position = writeValue(bytes, position, value, isFloat32);
      bytes[position++] = NEWLINE;
      samples++;
    }
    this.length = position;
    this.samples += samples;
    return row;
  }

  private take(): Uint8Array {
    const chunk = this.bytes.subarray(0, this.length);
    this.length = 0;
    return chunk;
  }
}

function headerOf(spec: MetricSpec, format: ExpositionFormat): string {
  if (format === 'text') {
    const name = spec.type === 'info' || spec.type === 'counter' ? sampleName(spec) : spec.name;
    const type = spec.type === 'info' ? 'gauge' : spec.type === 'unknown' ? 'untyped' : spec.type;
    return `# HELP ${name} ${helpText(spec.help, format)}\n# TYPE ${name} ${type}\n`;
  }
  const unit = spec.unit === null ? '' : `# UNIT ${spec.name} ${spec.unit}\n`;
  return `# TYPE ${spec.name} ${spec.type}\n${unit}# HELP ${spec.name} ${helpText(spec.help, format)}\n`;
}

function helpText(help: string, format: ExpositionFormat): string {
  const text = help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', ' ');
  return format === 'openmetrics' ? text.replaceAll('"', '\\"') : text;
}
