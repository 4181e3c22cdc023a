import type { Readable } from 'node:stream';

const NEWLINE = 0x0a;

/** The lines of a stream, in UTF-8; null in the place of each that is longer than `mostBytes`, of which nothing is kept. */
export async function* boundedLines(input: Readable, mostBytes: number): AsyncGenerator<string | null> {
  let parts: Buffer[] = [];
  let length = 0;
  const take = (part: Buffer) => {
    length += part.length;
    if (length <= mostBytes) parts.push(part);
    else parts = [];
  };
  const line = () => {
    const text = length > mostBytes ? null : Buffer.concat(parts).toString('utf8');
    [parts, length] = [[], 0];
    return text;
  };
  for await (const chunk of input as AsyncIterable<Buffer | string>) {
    const bytes = Buffer.from(chunk);
    let from = 0;
    for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, from)) {
      take(bytes.subarray(from, end));
      from = end + 1;
      yield line();
    }
    take(bytes.subarray(from));
  }
  if (length > 0) yield line();
}
