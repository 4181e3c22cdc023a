import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

export class UploadTooLarge extends Error {}

/**
 * Keeps what is sent in a file until the work on it is done: no transaction waits for a slow line, a sheet is unpacked from its end, and
 * what breaks off is never worked on. The file is this process's user's alone, and gone afterwards.
 */
export async function withUpload<Result>(body: Readable, mostBytes: number, work: (path: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'nadi-upload-'));
  try {
    const path = join(folder, 'file');
    await pipeline(atMost(body, mostBytes), createWriteStream(path, { mode: 0o600 }));
    return await work(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What is sent is left alone when it grows too large, not cut: who sends it is to be told why. */
async function* atMost(body: Readable, mostBytes: number): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const chunk of body.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > mostBytes) throw new UploadTooLarge(`is larger than ${mostBytes} bytes`);
    yield chunk;
  }
}
