import { Readable } from 'node:stream';
import { boundedLines } from './bounded.lines.js';

async function linesOf(chunks: readonly string[], mostBytes = 100): Promise<(string | null)[]> {
  const lines: (string | null)[] = [];
  for await (const line of boundedLines(Readable.from(chunks.map((chunk) => Buffer.from(chunk, 'latin1'))), mostBytes)) lines.push(line);
  return lines;
}

describe('lines of a stream', () => {
  it('are the same however the stream is cut', async () => {
    const text = Buffer.from('satu\n\ndua: é\r\nlast').toString('latin1');
    const whole = await linesOf([text]);
    expect(whole).toEqual(['satu', '', 'dua: é\r', 'last']);
    for (let at = 1; at < text.length; at++) expect(await linesOf([text.slice(0, at), text.slice(at)])).toEqual(whole);
  });

  it('that are too long are passed over, and those after them read', async () => {
    expect(await linesOf(['short\n', 'x'.repeat(60), 'x'.repeat(60), '\nnext\n'])).toEqual(['short', null, 'next']);
    expect(await linesOf(['12345678\n'], 8)).toEqual(['12345678']);
    expect(await linesOf(['123456789'], 8)).toEqual([null]);
  });

  it('of an empty stream are none', async () => {
    expect(await linesOf([])).toEqual([]);
    expect(await linesOf(['a\n'])).toEqual(['a']);
  });
});
