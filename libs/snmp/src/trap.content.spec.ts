import { element, identifier, integer, octets, oldTrap, sequence, trap } from '@testing/snmp';
import { readContent } from './trap.content.js';
import { BerCursor } from './trap.cursor.js';

const LINK_DOWN = '1.3.6.1.6.3.1.1.5.3';
const read = (pdu: Buffer) => readContent(new BerCursor(pdu));

/** A trap with one object of a vendor. */
function withValue(value: Buffer): Buffer {
  const oid = sequence(identifier('1.3.6.1.6.3.1.1.4.1.0'), identifier(LINK_DOWN));
  return element(0xa7, integer(1), integer(0), integer(0), sequence(oid, sequence(identifier('1.3.6.1.4.1.9.1'), value)));
}

const valueOf = (value: Buffer) => read(withValue(value))?.varbinds[0]?.value;

describe('what a notification says', () => {
  it('is what happened, and the port it is about', () => {
    const port = [{ oid: '1.3.6.1.2.1.2.2.1.1.2147483647', value: 2147483647 }];
    expect(read(trap(LINK_DOWN, 2147483647))).toMatchObject({ isInform: false, trapOid: LINK_DOWN, ifIndex: 2147483647, varbinds: port });
    expect(read(trap(LINK_DOWN))).toMatchObject({ ifIndex: null, varbinds: [] });
  });

  it('is the same in the words of SNMPv1 (RFC 3584)', () => {
    expect(read(oldTrap('1.3.6.1.4.1.9', 2, 0, 7))).toMatchObject({ trapOid: LINK_DOWN, ifIndex: 7 });
    expect(read(oldTrap('1.3.6.1.4.1.9', 0))).toMatchObject({ trapOid: '1.3.6.1.6.3.1.1.5.1', ifIndex: null });
    expect(read(oldTrap('1.3.6.1.4.1.2011.6', 6, 44))).toMatchObject({ trapOid: '1.3.6.1.4.1.2011.6.0.44' });
    expect(read(oldTrap('1.3.6.1.4.1.9', 7))).toBeNull();
  });

  it('keeps values of every type, text without what could harm a screen', () => {
    expect(valueOf(octets('on <b>\u001b[31mfire</b>\n'))).toBe('on <b>[31mfire</b>');
    expect(valueOf(octets('x'.repeat(5000)))).toHaveLength(255);
    expect(valueOf(integer(-5))).toBe(-5);
    expect(valueOf(integer(2 ** 32 - 1, 0x42))).toBe(4294967295);
    expect(valueOf(octets(Buffer.alloc(8, 0xff), 0x46))).toBe(2n ** 64n - 1n);
    expect(valueOf(octets(Buffer.from([192, 0, 2, 7]), 0x40))).toBe('192.0.2.7');
    expect(valueOf(identifier('1.3.6.1.4.1.4294967295'))).toBe('1.3.6.1.4.1.4294967295');
    expect(valueOf(octets('opaque', 0x44))).toBeNull();
    expect(valueOf(element(0x05))).toBeNull();
  });

  it('is nothing where it names nothing, and no more than 32 objects where it names thousands', () => {
    expect(read(element(0xa7, integer(1), integer(0), integer(0), sequence()))).toBeNull();
    expect(read(element(0xa0, integer(1), integer(0), integer(0), sequence()))).toBeNull();
    const what = sequence(identifier('1.3.6.1.6.3.1.1.4.1.0'), identifier(LINK_DOWN));
    const many = Array.from({ length: 3000 }, (_, i) => sequence(identifier(`1.3.6.1.4.1.9.${i}`), integer(i)));
    expect(read(element(0xa7, integer(1), integer(0), integer(0), sequence(what, ...many)))?.varbinds).toHaveLength(31);
  });

  it('is unreadable for lengths and numbers that lie', () => {
    expect(valueOf(Buffer.from([0x04, 0x84, 0x7f, 0xff, 0xff, 0xff]))).toBeUndefined();
    expect(valueOf(Buffer.from([0x04, 0x80, 0, 0]))).toBeUndefined();
    expect(valueOf(Buffer.from([0x02, 0x05, 1, 2, 3, 4, 5]))).toBeUndefined();
    expect(valueOf(Buffer.from([0x02, 0x00]))).toBeUndefined();
    expect(valueOf(octets(Buffer.alloc(12, 1), 0x46))).toBeUndefined();
    expect(valueOf(Buffer.from([0x06, 0x02, 0x2b, 0x86]))).toBeUndefined();
    expect(valueOf(octets(Buffer.alloc(200, 1), 0x06))).toBeUndefined();
    expect(valueOf(Buffer.from([0x06, 0x06, 0x2b, 0xff, 0xff, 0xff, 0xff, 0x7f]))).toBeUndefined();
    expect(valueOf(Buffer.from([0x06, 0x00]))).toBeUndefined();
  });
});
