import { element, identifier, integer, octets, sequence } from './ber.js';

const ID = 0x0102_0304;

function message(...bindings: readonly Buffer[]): Buffer {
  return sequence(integer(1), octets('public'), element(0xa2, integer(ID), integer(0), integer(0), sequence(...bindings)));
}

/** Messages of each kind, to begin from. */
export function parserSeeds(): Buffer[] {
  return [
    message(sequence(identifier('1.3.6.1.2.1.1.3.0'), integer(123_456, 0x43)), sequence(identifier('1.3.6.1.2.1.1.5.0'), octets('switch'))),
    message(
      sequence(identifier('1.3.6.1.2.1.31.1.1.1.6.4294967295'), octets(Buffer.alloc(8, 0xff), 0x46)),
      sequence(identifier('2.999.1'), element(0x81)),
    ),
    message(
      sequence(identifier('1.3.6.1.2.1.4.20.1.1.10.0.0.1'), octets(Buffer.from([10, 0, 0, 1]), 0x40)),
      sequence(identifier('1.3'), element(0x05)),
    ),
    message(sequence(identifier('1.3.6.1.2.1.1.2.0'), identifier('1.3.6.1.4.1.9')), sequence(identifier('1.3.6'), octets('x'.repeat(300)))),
    sequence(integer(3), sequence(integer(1))),
    sequence(integer(0), octets(''), element(0xa2, integer(-1), integer(2), integer(1), sequence())),
  ];
}
