import { isSameCredential, parseSnmpCredential } from './snmp.credential.js';

const AUTH = { user: 'poller', authProtocol: 'sha256', authKey: 'auth-pass-123' };
const PRIV = { ...AUTH, privProtocol: 'aes', privKey: 'priv-pass-123' };

describe('a credential', () => {
  it('is read with its version and level, or with what its fields imply', () => {
    expect(parseSnmpCredential({ community: 'public' })).toEqual({
      kind: 'parsed',
      credential: { version: 'v2c', community: 'public' },
    });
    expect(parseSnmpCredential({ version: 'v1', community: 'public' })).toMatchObject({ credential: { version: 'v1' } });
    expect(parseSnmpCredential(PRIV)).toEqual({ kind: 'parsed', credential: { version: 'v3', level: 'authPriv', ...PRIV } });
    expect(parseSnmpCredential(AUTH)).toMatchObject({ credential: { level: 'authNoPriv' } });
    expect(parseSnmpCredential({ user: 'poller', context: 'vlan-7' })).toEqual({
      kind: 'parsed',
      credential: { version: 'v3', level: 'noAuthNoPriv', user: 'poller', context: 'vlan-7' },
    });
  });

  it.each([
    ['an object is wanted', 'public'],
    ['an object is wanted', [PRIV]],
    ['version must be', { version: 'v4' }],
    ['community must be', {}],
    ['community must be', { community: 'a'.repeat(256) }],
    ['community must be', { community: 'a\0b' }],
    ['unknown field "communty"', { version: 'v2c', communty: 'public' }],
    ['user must be', { version: 'v3', user: '' }],
    ['level must be', { ...PRIV, level: 'all' }],
    ['level noAuthNoPriv uses no keys', { ...AUTH, level: 'noAuthNoPriv' }],
    ['level authNoPriv uses no privKey', { ...PRIV, level: 'authNoPriv' }],
    ['authProtocol must be', { ...PRIV, authProtocol: 'sha3' }],
    ['authKey must be', { ...PRIV, authKey: 'short' }],
    ['privProtocol must be', { ...PRIV, privProtocol: '3des' }],
    ['privKey must be', { ...AUTH, level: 'authPriv', privProtocol: 'aes' }],
  ])('is refused by name: %s', (reason, input) => {
    const parsed = parseSnmpCredential(input);
    expect(parsed).toEqual({ kind: 'refused', reason: expect.stringContaining(reason) });
  });

  it('is never repeated in its refusal', () => {
    expect(JSON.stringify(parseSnmpCredential({ ...PRIV, authKey: 'hunter2' }))).not.toContain('hunter2');
  });

  it('is the same only if all of it is', () => {
    const parsed = parseSnmpCredential(PRIV);
    if (parsed.kind !== 'parsed') throw new Error(parsed.reason);
    const { credential } = parsed;
    expect(isSameCredential(credential, { ...credential })).toBe(true);
    expect(isSameCredential(credential, { ...credential, context: 'x' } as typeof credential)).toBe(false);
    expect(isSameCredential(credential, { version: 'v2c', community: 'public' })).toBe(false);
  });
});
