import { decryptDes, encryptDes } from './des.privacy.js';
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

describe('the privacy of old agents', () => {
  const key = Buffer.from('0123456789abcdeffedcba9876543210', 'hex');

  it('is DES, though the library has only its triple', () => {
    // FIPS 46 by way of the classic example: "Now is t" under this key. Here the salt makes the chain begin at zero.
    const salt = key.subarray(8);
    expect(decryptDes(key, Buffer.from('3fa40e8a984d4815', 'hex'), salt).toString()).toBe('Now is t');
  });

  it('gives back what it hid, filled up to a block, and never hides it twice alike', () => {
    const pdu = Buffer.from('an odd number of bytes');
    const [one, other] = [encryptDes(key, pdu, 7), encryptDes(key, pdu, 7)];
    expect(decryptDes(key, one.encryptedPdu, one.msgPrivacyParameters).subarray(0, pdu.length)).toEqual(pdu);
    expect(one.encryptedPdu).not.toEqual(other.encryptedPdu);
    expect(() => decryptDes(key, one.encryptedPdu.subarray(1), one.msgPrivacyParameters)).toThrow(/block length/);
    expect(() => decryptDes(key, one.encryptedPdu, Buffer.alloc(3))).toThrow(RangeError);
  });
});
