import fc from 'fast-check';
import { decodeNodeId, encodeNodeId, NODE_TYPES, numericKey } from './node.id.js';

describe('opaque ids', () => {
  it('give back what they were made of', () => {
    fc.assert(
      fc.property(fc.constantFrom(...NODE_TYPES), fc.integer({ min: 0, max: 2 ** 31 - 1 }), (type, key) => {
        expect(numericKey(encodeNodeId(type, key), type)).toBe(key);
      }),
    );
  });

  it('name nothing if this service did not give them', () => {
    fc.assert(fc.property(fc.string(), (text) => expect(decodeNodeId(text)).toBeNull()));
    for (const text of ['Device:1 OR 1=1', 'Device:', 'Nobody:1', 'Device:1\n'])
      expect(decodeNodeId(Buffer.from(text).toString('base64url'))).toBeNull();
    // One thing has one id: padding and other spellings of the same bytes are refused.
    expect(decodeNodeId(`${encodeNodeId('Device', 1)}=`)).toBeNull();
  });

  it('are not mistaken for another type or for a key that no row can have', () => {
    expect(numericKey(encodeNodeId('Link', 5), 'Device')).toBeNull();
    expect(numericKey(encodeNodeId('Device', 2 ** 31), 'Device')).toBeNull();
    expect(numericKey(encodeNodeId('Device', 'abc'), 'Device')).toBeNull();
  });
});
