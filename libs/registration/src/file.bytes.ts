import type { FileHandle } from 'node:fs/promises';

export const CHUNK_BYTES = 65_536;

/** Bytes of a file from one position to another, or to its end. A stream of Node's would close the file behind our back. */
export async function* bytesOf(file: FileHandle, from = 0, to = Infinity): AsyncGenerator<Buffer> {
  for (let at = from; at < to;) {
    const bytes = await bytesAt(file, at, Math.min(CHUNK_BYTES, to - at));
    if (bytes.length === 0) return;
    yield bytes;
    at += bytes.length;
  }
}

/** So many bytes at a position: fewer where the file ends before. */
export async function bytesAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  let read = 0;
  while (read < length) {
    const { bytesRead } = await file.read(buffer, read, length - read, position + read);
    if (bytesRead === 0) break;
    read += bytesRead;
  }
  return buffer.subarray(0, read);
}
