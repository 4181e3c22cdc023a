import { isOwnOrigin, isOwnRequest } from './own.origin.js';

const OWN = { host: 'nadi.example:3000', 'x-nadi-csrf': '1' };

describe('a request that carries our cookie', () => {
  it.each([
    [OWN],
    [{ ...OWN, origin: 'http://nadi.example:3000' }],
    [{ ...OWN, origin: 'https://nadi.example:3000', 'sec-fetch-site': 'same-origin' }],
    [{ ...OWN, host: 'NADI.example:3000', origin: 'http://nadi.example:3000' }],
    [{ ...OWN, host: 'inner:3000', origin: 'https://nadi.example' }],
  ])('is ours: %j', (headers) => {
    expect(isOwnRequest(headers, 'https://nadi.example')).toBe(true);
  });

  it.each([
    [{ host: OWN.host }],
    [{ host: OWN.host, origin: 'http://nadi.example:3000' }],
    [{ ...OWN, origin: 'http://evil.example' }],
    [{ ...OWN, origin: 'null' }],
    [{ ...OWN, origin: '' }],
    [{ ...OWN, origin: 'http://nadi.example' }],
    [{ ...OWN, origin: 'http://nadi.example:3000.evil.example' }],
    [{ ...OWN, origin: 'http://nadi.example:3000@evil.example' }],
    [{ ...OWN, origin: 'ftp://nadi.example:3000' }],
    [{ ...OWN, 'sec-fetch-site': 'same-site' }],
    [{ ...OWN, 'sec-fetch-site': 'cross-site', origin: 'http://nadi.example:3000' }],
    [{ ...OWN, 'sec-fetch-site': 'none' }],
  ])('is not: %j', (headers) => {
    expect(isOwnRequest(headers, 'https://nadi.example')).toBe(false);
  });

  it('over a WebSocket says where it comes from, or is not ours', () => {
    expect(isOwnOrigin({ host: 'nadi.example:3000', origin: 'http://nadi.example:3000' }, null)).toBe(true);
    expect(isOwnOrigin({ host: 'nadi.example:3000' }, null)).toBe(false);
    expect(isOwnOrigin({ origin: 'null' }, null)).toBe(false);
  });
});
