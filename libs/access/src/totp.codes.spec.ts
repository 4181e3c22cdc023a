import { newRecoveryCodes, newTotpSecret, recoveryDigest, totpCode, totpStepOf, totpUri } from './totp.codes.js';

const at = (seconds: number) => new Date(seconds * 1000);

describe('a code of an authenticator', () => {
  // RFC 6238, appendix B (SHA-1), the last six digits of each.
  const secret = Buffer.from('12345678901234567890');
  it.each([
    [59, '287082'],
    [1111111109, '081804'],
    [1234567890, '005924'],
    [20000000000, '353130'],
  ])('at %d s is %s, as the standard has it', (seconds, code) => {
    expect(totpCode(secret, at(seconds))).toBe(code);
    expect(totpStepOf(secret, code, at(seconds))).toBe(Math.floor(seconds / 30));
  });

  it('names its own step one step early or late, and nothing further away', () => {
    const now = 1_800_000_000;
    const step = Math.floor(now / 30);
    for (const [off, found] of [
      [-2, null],
      [-1, step - 1],
      [0, step],
      [1, step + 1],
      [2, null],
    ] as const)
      expect(totpStepOf(secret, totpCode(secret, at(now + off * 30)), at(now))).toBe(found);
  });

  it.each(['', '12345', '1234567', 'abcdef', '１２３４５６', '-12345', '12 345'])('is not %j', (code) => {
    expect(totpStepOf(secret, code, at(59))).toBeNull();
  });

  it('comes of a secret that an app can take', () => {
    const uri = new URL(totpUri(newTotpSecret(), 'budi & co'));
    expect(uri.protocol).toBe('otpauth:');
    expect(uri.searchParams.get('secret')).toMatch(/^[A-Z2-7]{32}$/);
    expect(decodeURIComponent(uri.pathname)).toContain('budi & co');
  });
});

describe('recovery codes', () => {
  it('are ten, all different, and are known however they are typed', () => {
    const codes = newRecoveryCodes();
    expect(new Set(codes).size).toBe(10);
    for (const code of codes) {
      expect(code).toMatch(/^([A-Z2-7]{4}-){3}[A-Z2-7]{4}$/);
      expect(recoveryDigest(code.toLowerCase().replaceAll('-', ' '))).toEqual(recoveryDigest(code));
    }
  });
});
