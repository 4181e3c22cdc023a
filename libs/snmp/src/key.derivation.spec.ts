import { KeyDerivation } from './key.derivation.js';

describe('the key of a password for an engine', () => {
  const engineId = Buffer.from('000000000000000000000002', 'hex');

  it('is that of RFC 3414, appendix A.3', () => {
    const keys = new KeyDerivation();
    expect(keys.localize('md5', 'maplesyrup', engineId).toString('hex')).toBe('526f5eed9fcce26f8964c2930787d82b');
    expect(keys.localize('sha1', 'maplesyrup', engineId).toString('hex')).toBe('6695febc9288e36282235fc7151f128497b38f3f');
    // The second time from memory.
    expect(keys.localize('md5', 'maplesyrup', engineId).toString('hex')).toBe('526f5eed9fcce26f8964c2930787d82b');
  });
});
