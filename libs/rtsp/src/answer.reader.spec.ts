import fc from 'fast-check';
import { AnswerReader } from './answer.reader.js';

describe('reading an RTSP answer from pieces', () => {
  /** What is read when it comes in pieces of these lengths, over and over. */
  function read(bytes: Buffer, lengths: readonly number[]) {
    const reader = new AnswerReader();
    for (let from = 0, i = 0; from < bytes.length; i++) {
      const outcome = reader.take(bytes.subarray(from, (from += lengths[i % lengths.length] as number)));
      if (outcome) return outcome;
    }
    return reader.end();
  }

  it('takes a body of the most bytes one by one', () => {
    const body = `v=0\r\nm=video 0 RTP/AVP 96\r\n${'a'.repeat(300_000)}`;
    const text = `RTSP/1.0 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
    expect(read(Buffer.from(text), [1])).toEqual({ kind: 'answered', status: 200, reason: 'OK', server: null, hasStream: true });
  });

  it('reads the same however the answer is cut', () => {
    const part = fc.constantFrom(
      'RTSP/1.0 ',
      '200',
      ' OK',
      '\r\n',
      '\r\n\r\n',
      '\n',
      'Content-Length: ',
      '5',
      'Server: x',
      'm=video ',
      '\u0000',
      'HTTP/1.1 ',
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }), (parts, lengths) => {
        const bytes = Buffer.from(`RTSP/1.0 200 OK\r\n${parts.join('')}`);
        expect(read(bytes, lengths)).toEqual(read(bytes, [bytes.length]));
      }),
      { numRuns: 2_000 },
    );
  });

  it('survives any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(['answered', 'not-rtsp']).toContain(read(Buffer.from(bytes), [3]).kind);
      }),
      { numRuns: 2_000 },
    );
  });
});
