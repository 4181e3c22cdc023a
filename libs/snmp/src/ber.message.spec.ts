import { checkParser, parserSeeds } from '@testing/snmp';

describe('the parser', () => {
  it('reads what the obvious decoder reads, and refuses what that refuses', () => {
    for (const seed of parserSeeds()) checkParser(seed);
    // Every length, and every byte another one.
    for (const seed of parserSeeds()) {
      for (let cut = 0; cut < seed.length; cut += 1) checkParser(seed.subarray(0, cut));
      for (let at = 0; at < seed.length; at += 1) {
        for (const value of [0x00, 0x02, 0x7f, 0x80, 0x81, 0x84, 0xff]) checkParser(seed.with(at, value));
      }
    }
  });
});
