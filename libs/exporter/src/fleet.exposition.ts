import { setImmediate as nextTurn } from 'node:timers/promises';
import { ChunkWriter } from './chunk.writer.js';
import type { ExpositionFormat } from './exposition.format.js';
import { fleetFamilies } from './fleet.families.js';
import type { FleetView } from './fleet.source.js';
import { LabelColumns } from './label.column.js';
import type { MetricFamily } from './metric.family.js';

/** Where rendered bytes go. It answers when it has room again and no longer needs the bytes it was given. */
export type ChunkSink = (chunk: Uint8Array) => Promise<void>;

export const DEFAULT_CHUNK_BYTES = 128 * 1024;

/**
 * Renders a fleet from its columns in chunks. After each chunk the event loop gets its turn, so a scrape of any size holds nothing up for
 * longer than one chunk takes (about a millisecond), and no more than one chunk is in memory.
 */
export class FleetExposition {
  private readonly labels = new LabelColumns();

  constructor(private readonly chunkBytes = DEFAULT_CHUNK_BYTES) {}

  /** Builds the label bytes of a new topology ahead of its first scrape, which is then as quick as any other. */
  async prepare(view: FleetView): Promise<void> {
    await fleetFamilies(view, this.labels);
  }

  /** Writes the fleet's families (none for null) and then `others`, and tells how many samples that were. Ends early when aborted. */
  async render(
    view: FleetView | null,
    others: readonly MetricFamily[],
    format: ExpositionFormat,
    sink: ChunkSink,
    signal?: AbortSignal,
  ): Promise<number> {
    const families = view === null ? [] : await fleetFamilies(view, this.labels);
    const writer = new ChunkWriter(format, this.chunkBytes);
    for (const chunk of writer.chunks([...families, ...others])) {
      signal?.throwIfAborted();
      await sink(chunk);
      // A socket that takes everything at once answers within the same turn of the event loop: without this a scrape would be one block.
      await nextTurn();
    }
    signal?.throwIfAborted();
    return writer.samples;
  }
}
