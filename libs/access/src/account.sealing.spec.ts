import { AccountSealing } from './account.sealing.js';
import { FixedKeyRing } from './key.ring.js';

const [OLD, NEW] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
const SECRET = Buffer.from('twenty bytes of that');

describe('a sealed secret of an account', () => {
  it('opens for its account alone', () => {
    const sealing = new AccountSealing(new FixedKeyRing(OLD));
    const sealed = sealing.seal('a', SECRET);
    expect(sealing.open('a', sealed)).toEqual({ plain: SECRET, isOld: false });
    expect(sealing.open('b', sealed)).toBeNull();
    expect(sealed.includes(SECRET)).toBe(false);
  });

  it('opens while its key is being replaced, and says that it should be sealed anew', () => {
    const sealed = new AccountSealing(new FixedKeyRing(OLD)).seal('a', SECRET);
    expect(new AccountSealing(new FixedKeyRing(NEW, OLD)).open('a', sealed)).toEqual({ plain: SECRET, isOld: true });
    expect(new AccountSealing(new FixedKeyRing(NEW)).open('a', sealed)).toBeNull();
  });

  it('does not open with any bit turned, or cut short', () => {
    const sealing = new AccountSealing(new FixedKeyRing(OLD));
    const sealed = sealing.seal('a', SECRET);
    for (let bit = 0; bit < sealed.length * 8; bit += 5) {
      const turned = Buffer.from(sealed);
      turned[bit >> 3]! ^= 1 << (bit & 7);
      expect(sealing.open('a', turned)).toBeNull();
    }
    for (let length = 0; length < sealed.length; length++) expect(sealing.open('a', sealed.subarray(0, length))).toBeNull();
  });
});
