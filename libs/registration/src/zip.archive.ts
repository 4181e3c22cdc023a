import type { FileHandle } from 'node:fs/promises';
import { crc32, createInflateRaw } from 'node:zlib';
import { pipeline } from 'node:stream';
import { bytesAt, bytesOf, CHUNK_BYTES } from './file.bytes.js';
import { refuse } from './table.piece.js';

/** What an archive may ask of us, whatever it says of itself. */
export const ZIP_LIMITS = {
  entries: 2_000,
  directoryBytes: 4 * 1024 * 1024,
  /** Of one entry, unpacked. */
  entryBytes: 1024 * 1024 * 1024,
  /** A sheet of a city's cameras packs 10:1, one of nothing but the same value 100:1; a bomb 1,000:1. */
  ratio: 250,
  /** So much may be unpacked before the ratio is looked at. */
  freeBytes: 8 * 1024 * 1024,
} as const;

const END_SIGNATURE = 0x06054b50;
const DIRECTORY_SIGNATURE = 0x02014b50;
const LOCAL_SIGNATURE = 0x04034b50;
const END_BYTES = 22;
const LONGEST_COMMENT = 65_535;
const STORED = 0;
const DEFLATED = 8;
const ZIP64 = 0xffff_ffff;

interface Entry {
  readonly method: number;
  readonly isEncrypted: boolean;
  readonly crc: number;
  readonly packedBytes: number;
  readonly bytes: number;
  readonly offset: number;
}

/** The entries of a ZIP file on disk, by name: read one at a time as streams, within bounds. Refusals are thrown as TableRefusal. */
export class ZipArchive {
  private constructor(
    private readonly file: FileHandle,
    private readonly entries: ReadonlyMap<string, Entry>,
  ) {}

  static async open(file: FileHandle): Promise<ZipArchive> {
    const { size } = await file.stat();
    const tail = await bytesAt(file, Math.max(0, size - END_BYTES - LONGEST_COMMENT), Math.min(size, END_BYTES + LONGEST_COMMENT));
    const at = lastEnd(tail);
    if (at < 0) refuse('UNREADABLE', 'is an XLSX file that is cut off: its end is missing');
    const count = tail.readUInt16LE(at + 10);
    const length = tail.readUInt32LE(at + 12);
    const offset = tail.readUInt32LE(at + 16);
    if (offset === ZIP64 || length === ZIP64 || count === 0xffff) refuse('UNREADABLE', 'is a ZIP64 file: save it anew as XLSX');
    if (count > ZIP_LIMITS.entries || length > ZIP_LIMITS.directoryBytes) refuse('UNREADABLE', 'is a ZIP file of too many parts');
    if (offset + length > size) refuse('UNREADABLE', 'is an XLSX file that is cut off or damaged');
    return new ZipArchive(file, readDirectory(await bytesAt(file, offset, length), count));
  }

  has(name: string): boolean {
    return this.entries.has(name);
  }

  /** The unpacked bytes of an entry; refused where they are more than allowed, or not those that were packed. */
  async *read(name: string, mostBytes: number = ZIP_LIMITS.entryBytes): AsyncGenerator<Buffer> {
    const entry = this.entries.get(name);
    if (!entry) return refuse('UNREADABLE', 'is no XLSX file: it lacks a part that every one has');
    if (entry.isEncrypted) refuse('UNREADABLE', 'is protected by a password: save it without');
    if (entry.method !== STORED && entry.method !== DEFLATED) refuse('UNREADABLE', 'is packed in a way that is not read here');
    let bytes = 0;
    let crc = 0;
    const most = Math.min(mostBytes, ZIP_LIMITS.entryBytes);
    for await (const chunk of this.unpacked(entry)) {
      bytes += chunk.length;
      const isBomb = bytes > ZIP_LIMITS.freeBytes && bytes > entry.packedBytes * ZIP_LIMITS.ratio;
      if (isBomb || bytes > most) refuse('TOO_LONG', 'unpacks to more than is taken: a file like that is refused as a ZIP bomb');
      crc = crc32(chunk, crc);
      yield chunk;
    }
    if (bytes !== entry.bytes || crc !== entry.crc) refuse('UNREADABLE', 'is damaged: what it unpacks to is not what was packed');
  }

  private async *unpacked(entry: Entry): AsyncGenerator<Buffer> {
    const local = await bytesAt(this.file, entry.offset, 30);
    if (local.length < 30 || local.readUInt32LE(0) !== LOCAL_SIGNATURE) refuse('UNREADABLE', 'is a damaged XLSX file');
    const start = entry.offset + 30 + local.readUInt16LE(26) + local.readUInt16LE(28);
    if (entry.packedBytes === 0) return;
    const packed = bytesOf(this.file, start, start + entry.packedBytes);
    if (entry.method === STORED) {
      yield* packed;
      return;
    }
    // The error comes out of the iteration too, which is where it is told.
    const inflate = pipeline(packed, createInflateRaw({ chunkSize: CHUNK_BYTES }), () => undefined);
    try {
      yield* inflate as AsyncIterable<Buffer>;
    } catch (error) {
      if (isZlibError(error)) refuse('UNREADABLE', 'is a damaged XLSX file: it cannot be unpacked');
      throw error;
    } finally {
      inflate.destroy();
    }
  }
}

function isZlibError(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  return typeof code === 'string' && (code.startsWith('Z_') || code === 'ERR_STREAM_PREMATURE_CLOSE');
}

function lastEnd(tail: Buffer): number {
  for (let at = tail.length - END_BYTES; at >= 0; at--) if (tail.readUInt32LE(at) === END_SIGNATURE) return at;
  return -1;
}

function readDirectory(directory: Buffer, count: number): Map<string, Entry> {
  const entries = new Map<string, Entry>();
  let at = 0;
  for (let i = 0; i < count; i++) {
    if (at + 46 > directory.length || directory.readUInt32LE(at) !== DIRECTORY_SIGNATURE) refuse('UNREADABLE', 'is a damaged XLSX file');
    const nameLength = directory.readUInt16LE(at + 28);
    const name = directory.toString('utf8', at + 46, at + 46 + nameLength);
    entries.set(name, {
      isEncrypted: (directory.readUInt16LE(at + 8) & 1) !== 0,
      method: directory.readUInt16LE(at + 10),
      crc: directory.readUInt32LE(at + 16),
      packedBytes: directory.readUInt32LE(at + 20),
      bytes: directory.readUInt32LE(at + 24),
      offset: directory.readUInt32LE(at + 42),
    });
    at += 46 + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return entries;
}
