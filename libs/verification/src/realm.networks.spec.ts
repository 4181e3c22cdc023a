import { guardAddress } from './address.guard.js';
import { NO_REALMS, readRealmNetworks, withLab } from './realm.networks.js';

const TEXT =
  'realms:\n  GD-1: { networks: [192.168.1.0/24] }\n  metro: { networks: [10.20.0.0/16, "2400:1234::/32"] }\nnever: [10.20.0.5/32]\n';

describe('the file of networks', () => {
  it('says of each realm what may be asked, and of all what never may', () => {
    const networks = readRealmNetworks(TEXT, ['10.20.1.0/24']);
    const kind = (realm: string, address: string) => {
      const policy = networks.realm(realm);
      return policy && guardAddress(address, policy).kind;
    };
    expect(kind('GD-1', '192.168.1.64')).toBe('allowed');
    expect(kind('metro', '192.168.1.64')).toBe('refused');
    expect(kind('metro', '10.20.7.7')).toBe('allowed');
    expect([kind('metro', '10.20.0.5'), kind('metro', '10.20.1.9')]).toEqual(['refused', 'refused']);
    expect([kind('unheard-of', '10.20.7.7'), kind('__proto__', '10.20.7.7'), kind('constructor', '10.20.7.7')]).toEqual([null, null, null]);
    expect(NO_REALMS.realm('GD-1')).toBeNull();
  });

  it.each([
    ['realms: {', /^line 1: /],
    ['realms:\n  a: { networks: [10.0.0.1/8] }', /^realms\.a\.networks\.0: .*bits beyond its prefix/],
    ['realms:\n  a: { networks: [] }', /^realms\.a\.networks: /],
    ['realms:\n  a: { network: [10.0.0.0/8] }', /^realms\.a/],
    ['realms: {}\nnever: [localhost]', /^never\.0: .*is no network/],
    ['realms: {}\nrealms: {}', /^line 2: /],
    ['x: &a [1]\nrealms: *a', /./],
    ['', /./],
  ])('that is wrong is refused: %j', (text, reason) => {
    expect(() => readRealmNetworks(text, [])).toThrow(reason);
  });

  it("lets the demo's hosts be asked on loopback, and nothing else there", () => {
    const networks = withLab(NO_REALMS, { realm: 'city', allowed: ['127.16.0.0/12'] });
    const policy = networks.realm('city');
    expect(policy && guardAddress('127.16.0.1', policy).kind).toBe('allowed');
    expect(policy && guardAddress('127.0.0.1', policy).kind).toBe('refused');
    expect(networks.realm('other')).toBeNull();
  });
});
