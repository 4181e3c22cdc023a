import fc from 'fast-check';
import { inform, message, oldTrap, secured, trap } from '@testing/snmp';
import { TRAP_RESULTS } from './trap.js';
import { readContent } from './trap.content.js';
import { BerCursor } from './trap.cursor.js';
import { readSecured } from './trap.message.js';
import { TrapSecurity } from './trap.security.js';

const LINK_DOWN = '1.3.6.1.6.3.1.1.5.3';
const ENGINE = Buffer.from('8000000904726f75746572', 'hex');
const USER = {
  version: 'v3',
  user: 'teller',
  level: 'authPriv',
  authProtocol: 'sha',
  authKey: 'auth-pass-123',
  privProtocol: 'des',
  privKey: 'priv-pass-123',
} as const;
const SEEDS = [
  message('v1', 'told', oldTrap('1.3.6.1.4.1.9', 6, 3, 7)),
  message('v2c', 'told', trap(LINK_DOWN, 5)),
  message('v2c', 'told', inform(LINK_DOWN, 5)),
  secured({ credential: USER, engineId: ENGINE, boots: 1, time: 1, pdu: trap(LINK_DOWN) }),
];

/** Messages with some bytes changed, put in, taken out, or doubled. */
const spoilt = fc
  .record({
    seed: fc.constantFrom(...SEEDS),
    edits: fc.array(
      fc.record({
        at: fc.nat(1000),
        how: fc.constantFrom('set', 'insert', 'remove', 'double'),
        bytes: fc.uint8Array({ minLength: 1, maxLength: 8 }),
      }),
      { maxLength: 8 },
    ),
  })
  .map(({ seed, edits }) =>
    edits.reduce((whole, { at, how, bytes }) => {
      const place = whole.length === 0 ? 0 : at % whole.length;
      const [head, tail] = [whole.subarray(0, place), whole.subarray(place)];
      switch (how) {
        case 'set':
          return Buffer.concat([head, bytes, tail.subarray(bytes.length)]);
        case 'insert':
          return Buffer.concat([head, bytes, tail]);
        case 'remove':
          return Buffer.concat([head, tail.subarray(bytes.length)]);
        default:
          return Buffer.concat([head, tail, tail]);
      }
    }, seed),
  );

describe('whatever a datagram holds', () => {
  const security = new TrapSecurity({ id: ENGINE, boots: 1, time: () => 1 });
  security.admit([USER]);

  it('is read or not, and what is read is bounded', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          spoilt,
          fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
        ),
        (datagram) => {
          const outside = new BerCursor(datagram).enter(0x30);
          outside.integer();
          outside.octets(0x04);
          const content = readContent(outside);
          for (const { oid, value } of content?.varbinds ?? []) {
            expect(oid).toMatch(/^[0-2](\.[0-9]+)+$/);
            // oxlint-disable-next-line no-control-regex
            if (typeof value === 'string') expect(value).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/u);
            if (typeof value === 'string' && !/^[0-9.]+$/.test(value)) expect(value.length).toBeLessThanOrEqual(255);
          }
          expect(content?.varbinds.length ?? 0).toBeLessThanOrEqual(32);
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('is opened or refused, and never trusted after a change', () => {
    fc.assert(
      fc.property(spoilt, (datagram) => {
        const read = readSecured(datagram);
        if (read === null) return;
        const opened = security.open(read, '192.0.2.1', 1000);
        if (opened.kind === 'refused') expect(TRAP_RESULTS).toContain(opened.result);
        else expect(SEEDS.some((seed) => seed.equals(read.whole))).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });
});
