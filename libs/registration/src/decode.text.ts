import { isAscii, isUtf8 } from 'node:buffer';
import { refuse } from './table.piece.js';

/** Windows-1252 from 0x80 to 0x9f; elsewhere it is Latin-1. Not every Node's TextDecoder knows the difference. */
const HIGH = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

/**
 * Text of a file in UTF-8, with or without a byte order mark, or in Windows-1252: which one it is shows at the first byte that is not
 * ASCII. UTF-16, binary files, and texts that are now one and now the other are refused by name.
 */
export async function* decodeText(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let encoding: 'ascii' | 'utf-8' | 'windows-1252' = 'ascii';
  let rest: Buffer = Buffer.alloc(0);
  let isFirst = true;
  for await (const chunk of padded(chunks)) {
    let bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    rest = Buffer.alloc(0);
    if (isFirst) {
      if (bytes.length < 4 && chunk.length > 0) {
        rest = bytes;
        continue;
      }
      isFirst = false;
      refuseUtf16(bytes);
      if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
        bytes = bytes.subarray(3);
        encoding = 'utf-8';
      }
    }
    if (bytes.includes(0)) refuse('NOT_TEXT', 'holds NUL bytes: it is no text, or UTF-16. Save it as CSV in UTF-8');
    if (encoding === 'ascii' && isAscii(bytes)) {
      yield bytes.toString('latin1');
      continue;
    }
    if (encoding !== 'windows-1252') {
      const whole = chunk.length === 0 ? bytes.length : wholeLetters(bytes);
      if (isUtf8(bytes.subarray(0, whole))) {
        // Of a letter that is cut off it cannot be told yet which encoding it is.
        if (!isAscii(bytes.subarray(0, whole))) encoding = 'utf-8';
        yield bytes.toString('utf8', 0, whole);
        rest = Buffer.from(bytes.subarray(whole));
        continue;
      }
      if (encoding === 'utf-8') refuse('MIXED_ENCODING', 'begins as UTF-8 and goes on as something else. Save it as CSV in UTF-8');
      encoding = 'windows-1252';
    }
    yield bytes.toString('latin1').replaceAll(/[\u0080-\u009f]/g, (each) => HIGH[each.charCodeAt(0) - 0x80]);
  }
}

/** An empty chunk at the end: what is left over then is all there is. */
async function* padded(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) if (chunk.length > 0) yield chunk;
  yield Buffer.alloc(0);
}

function refuseUtf16(bytes: Buffer): void {
  const isMarked = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  if (isMarked) refuse('NOT_TEXT', 'is UTF-16. Save it as CSV in UTF-8');
}

/** How many bytes there are without a letter of UTF-8 that is cut off at the end. */
function wholeLetters(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back];
    if (byte >= 0xc0) {
      const needs = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return needs > back ? bytes.length - back : bytes.length;
    }
    if (byte < 0x80) break;
  }
  return bytes.length;
}
