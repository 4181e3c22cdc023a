import fc from 'fast-check';
import {
  blankSighting,
  checksum,
  ECHO_BYTES,
  readIpv4,
  readIpv6,
  readQuotation,
  SIGHTING,
  writeProbe,
  writeTemplate,
  type EchoIdentity,
} from './echo.packet.js';

const us: EchoIdentity = { tokenLow: 0xdeadbeef, tokenHigh: 0x01234567, identifier: 0xabcd };
const another: EchoIdentity = { ...us, tokenHigh: 0x76543210 };
const word = fc.nat(0xffffffff);

function request(family: 4 | 6, index: number, number: number, identity = us): Uint8Array {
  const bytes = new Uint8Array(ECHO_BYTES);
  const sum = writeTemplate(bytes, 0, family, identity);
  writeProbe(bytes, 0, sum, index, number);
  return bytes;
}

function reply(family: 4 | 6, index: number, number: number, identity = us): Uint8Array {
  const bytes = request(family, index, number, identity);
  bytes[0] = family === 4 ? 0 : 129;
  return bytes;
}

function ipv4(payload: Uint8Array, options = 0, protocol = 1): Uint8Array {
  const header = new Uint8Array(20 + options);
  header[0] = 0x40 | (header.length / 4);
  header[9] = protocol;
  header.set([192, 0, 2, 7], 16);
  return new Uint8Array([...header, ...payload]);
}

function ipv6(payload: Uint8Array): Uint8Array {
  const header = new Uint8Array(40);
  header[0] = 0x60;
  header[6] = 58;
  header[39] = 9;
  return new Uint8Array([...header, ...payload]);
}

const error = (type: number, code: number, quoted: Uint8Array) => new Uint8Array([type, code, 0, 0, 0, 0, 0, 0, ...quoted]);

function see4(bytes: Uint8Array, isRaw: boolean, identity = us) {
  const seen = blankSighting();
  readIpv4(bytes, 0, bytes.length, isRaw, identity, seen);
  return seen;
}

function see6(bytes: Uint8Array, isRaw = false) {
  const seen = blankSighting();
  readIpv6(bytes, 0, bytes.length, isRaw, us, seen);
  return seen;
}

describe('the Internet checksum', () => {
  it('of the example in RFC 1071 is 220d in network order', () => {
    const sum = checksum(Uint8Array.of(0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7), 0, 8);
    expect([sum & 0xff, sum >>> 8]).toEqual([0x22, 0x0d]);
  });

  it('of a probe, made from what differs alone, verifies', () => {
    fc.assert(
      fc.property(word, word, word, word, fc.nat(0xffff), (index, number, tokenLow, tokenHigh, identifier) => {
        const bytes = request(4, index, number, { tokenLow, tokenHigh, identifier });
        expect(checksum(bytes, 0, ECHO_BYTES)).toBe(0);
      }),
    );
  });
});

describe('reading a reply', () => {
  it('gives index and number back, behind any IP header and on both kinds of socket', () => {
    fc.assert(
      fc.property(word, word, fc.nat(10), (index, number, options) => {
        const wanted = { kind: SIGHTING.REPLY, index, number };
        expect(see4(ipv4(reply(4, index, number), options * 4), true)).toMatchObject(wanted);
        expect(see4(reply(4, index, number), false)).toMatchObject(wanted);
        expect(see6(reply(6, index, number))).toMatchObject(wanted);
      }),
    );
  });

  it('never takes an echo with another token, or another identifier on a raw socket, for ours', () => {
    expect(see4(reply(4, 1, 2, another), false).kind).toBe(SIGHTING.STRAY);
    const foreign = reply(4, 1, 2);
    foreign[5] = 0;
    expect(see4(ipv4(foreign), true).kind).toBe(SIGHTING.STRAY);
    // The kernel wrote another identifier on a datagram socket, and matched it: only the token counts.
    expect(see4(foreign, false).kind).toBe(SIGHTING.REPLY);
  });

  it('does not take our own request, seen on loopback, for a reply', () => {
    expect(see4(ipv4(request(4, 1, 2)), true).kind).toBe(SIGHTING.STRAY);
    expect(see6(request(6, 1, 2)).kind).toBe(SIGHTING.STRAY);
  });

  it('refuses a reply that is cut short', () => {
    for (let length = 0; length < 24; length += 1) expect(see4(reply(4, 1, 2).subarray(0, length), false).kind).not.toBe(SIGHTING.REPLY);
  });
});

describe('reading an ICMP error', () => {
  it.each([3, 11])('of type %i finds the probe it quotes', (type) => {
    const seen = see4(ipv4(error(type, 1, ipv4(request(4, 77, 0x12345678)))), true);
    expect(seen).toMatchObject({ kind: SIGHTING.ERROR, index: 77, number: 0x12345678, sequence: 0x5678, type, code: 1 });
  });

  it('makes do with the eight bytes that RFC 792 promises', () => {
    const bytes = ipv4(error(3, 1, ipv4(request(4, 77, 0x12345678).subarray(0, 8), 8)));
    const seen = see4(bytes, true);
    expect(seen).toMatchObject({ kind: SIGHTING.ERROR, index: -1, sequence: 0x5678 });
    expect([...bytes.subarray(seen.quotedTo, seen.quotedTo + 4)]).toEqual([192, 0, 2, 7]);
  });

  it('of ICMPv6 finds the probe it quotes', () => {
    const bytes = error(1, 0, ipv6(request(6, 5, 6)));
    const seen = see6(bytes, true);
    expect(seen).toMatchObject({ kind: SIGHTING.ERROR, index: 5, number: 6 });
    expect(bytes[seen.quotedTo + 15]).toBe(9);
  });

  it('ignores errors about what was not our echo request', () => {
    expect(see4(ipv4(error(3, 3, ipv4(request(4, 1, 1), 0, 17))), true).kind).toBe(SIGHTING.STRAY);
    expect(see4(ipv4(error(3, 1, ipv4(request(4, 1, 1, another)))), true).kind).toBe(SIGHTING.STRAY);
    expect(see4(ipv4(error(3, 1, ipv4(reply(4, 1, 1)))), true).kind).toBe(SIGHTING.STRAY);
  });
});

describe('reading garbage', () => {
  it('never throws, never reads outside the packet, never finds a reply in it', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.boolean(), fc.nat(20), (garbage, isRaw, margin) => {
        // Around the packet lies a valid reply's bytes: reading beyond the end would find the token.
        const bytes = new Uint8Array([...new Uint8Array(margin), ...garbage, ...reply(4, 1, 2)]);
        const seen = blankSighting();
        readIpv4(bytes, margin, garbage.length, isRaw, us, seen);
        expect(seen.kind).not.toBe(SIGHTING.REPLY);
        readIpv6(bytes, margin, garbage.length, isRaw, us, seen);
        expect(seen.kind).not.toBe(SIGHTING.REPLY);
        readQuotation(bytes, margin, margin + garbage.length, 8, isRaw, us, seen);
        expect(seen.kind === SIGHTING.ERROR && seen.index >= 0).toBe(false);
      }),
      { numRuns: 3000 },
    );
  });

  it('survives real packets with any bytes flipped and any length', () => {
    const packets = [ipv4(reply(4, 1, 2)), ipv4(error(3, 1, ipv4(request(4, 1, 2)))), error(1, 0, ipv6(request(6, 1, 2))), reply(6, 1, 2)];
    fc.assert(
      fc.property(
        fc.constantFrom(...packets),
        fc.nat(200),
        fc.array(fc.tuple(fc.nat(200), fc.nat(255)), { maxLength: 4 }),
        (packet, length, flips) => {
          const bytes = packet.slice(0, length);
          for (const [at, value] of flips) if (at < bytes.length) bytes[at] = value;
          for (const isRaw of [true, false]) {
            const seen = blankSighting();
            readIpv4(bytes, 0, bytes.length, isRaw, us, seen);
            if (seen.kind === SIGHTING.ERROR) expect(seen.quotedTo + 4).toBeLessThanOrEqual(bytes.length);
            readIpv6(bytes, 0, bytes.length, isRaw, us, seen);
            if (seen.kind === SIGHTING.ERROR) expect(seen.quotedTo + 16).toBeLessThanOrEqual(bytes.length);
          }
        },
      ),
      { numRuns: 3000 },
    );
  });
});
