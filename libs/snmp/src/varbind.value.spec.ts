import fc from 'fast-check';
import { cleanText, MAX_TEXT_BYTES, readCounter, readNumber, readText, TAG } from './varbind.value.js';

const of = (type: number, value: unknown) => ({ oid: '1.3.6.1', type, value });

describe('a value an agent sent', () => {
  it('is a hole where the agent says that there is none', () => {
    for (const tag of [TAG.NO_SUCH_OBJECT, TAG.NO_SUCH_INSTANCE, TAG.END_OF_MIB_VIEW]) {
      expect(readNumber(of(tag, null))).toEqual({ kind: 'hole' });
      expect(readCounter(of(tag, null))).toEqual({ kind: 'hole' });
      expect(readText(of(tag, null))).toEqual({ kind: 'hole' });
    }
  });

  it('is a counter of at most 64 bits', () => {
    const counter = (hex: string) => readCounter(of(TAG.COUNTER64, Buffer.from(hex, 'hex')));
    expect(counter('ffffffffffffffff')).toEqual({ kind: 'value', value: 2n ** 64n - 1n });
    expect(counter('00ffffffffffffffff')).toEqual({ kind: 'value', value: 2n ** 64n - 1n });
    expect(counter('01')).toEqual({ kind: 'value', value: 1n });
    expect(counter('0102030405060708090a0b0c')).toEqual({ kind: 'bad', reason: 'a counter of 12 bytes' });
    expect(counter('')).toEqual({ kind: 'bad', reason: 'a counter of no bytes' });
    expect(readCounter(of(TAG.COUNTER32, 7))).toEqual({ kind: 'value', value: 7n });
    expect(readCounter(of(TAG.INTEGER, -7))).toEqual({ kind: 'bad', reason: 'a negative counter' });
    expect(readCounter(of(TAG.OCTET_STRING, Buffer.from('12 kB')))).toEqual({ kind: 'bad', reason: 'not a counter' });
  });

  it('is a number only if it is one of 32 bits', () => {
    expect(readNumber(of(TAG.GAUGE32, 4_294_967_295))).toEqual({ kind: 'value', value: 4_294_967_295 });
    for (const value of [2 ** 40, 1.5, 'up', Buffer.from('1'), undefined]) expect(readNumber(of(TAG.INTEGER, value)).kind).toBe('bad');
  });
});

describe('a number that an agent wrote as text', () => {
  it('is a number, if it is nothing else', () => {
    const text = (digits: string) => of(TAG.OCTET_STRING, Buffer.from(digits));
    expect(readNumber(text('1000000000'))).toEqual({ kind: 'value', value: 1_000_000_000 });
    expect(readNumber(text('10000000000')).kind).toBe('bad');
    expect(readCounter(text('18446744073709551615'))).toEqual({ kind: 'value', value: 2n ** 64n - 1n });
    expect(readCounter(text('18446744073709551616')).kind).toBe('bad');
    for (const other of ['', '-1', '1e3', '0x10', ' 1', '9'.repeat(21)]) expect(readNumber(text(other)).kind).toBe('bad');
  });
});

describe('text an agent sent', () => {
  it('keeps what people wrote, and drops what moves cursors, ends strings or turns text around', () => {
    expect(cleanText(Buffer.from('Gi0/1 → ルーター'))).toBe('Gi0/1 → ルーター');
    expect(cleanText(Buffer.from('\u001b[31mred\u0007\u0000\r\n'))).toBe('[31mred');
    expect(cleanText(Buffer.from('two\r\nlines\tand\u2028more'))).toBe('two lines and more');
    expect(cleanText(Buffer.from('safe\u202egpj.exe'))).toBe('safegpj.exe');
    expect(cleanText(Buffer.from('  port 1  \0\0'))).toBe('port 1');
    expect(cleanText(Buffer.from([0x46, 0xfc, 0x72]))).toBe('Für');
  });

  it('cuts between characters, not in them', () => {
    const text = cleanText(Buffer.from(`${'a'.repeat(MAX_TEXT_BYTES - 1)}é`));
    expect(text).toBe('a'.repeat(MAX_TEXT_BYTES - 1));
  });

  it('is always valid, short and free of control characters', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
        const text = cleanText(Buffer.from(bytes));
        expect(text.isWellFormed()).toBe(true);
        // oxlint-disable-next-line no-control-regex
        expect(text).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
        expect(text.length).toBeLessThanOrEqual(MAX_TEXT_BYTES);
      }),
    );
  });
});
