import { mappedRights, type OidcMapping, readOidcMapping } from './oidc.mapping.js';

function mapping(text: string): OidcMapping {
  const read = readOidcMapping(text);
  if (read.kind !== 'read') throw new Error(read.problems.join('\n'));
  return read.mapping;
}
const problemsOf = (text: string) => {
  const read = readOidcMapping(text);
  return read.kind === 'refused' ? read.problems.join('\n') : '';
};

const FILE = `
claim: realm_access.roles
areas: { owners: owner_codes }
roles:
  - { value: noc, role: noc }
  - { value: polsek-a, role: station-viewer, stations: [PSA] }
  - { value: polsek-b, role: station-viewer, stations: [PSB, PSA] }
  - { value: building-owner, role: owner }
`;
const held = (...roles: unknown[]) => ({ realm_access: { roles } });

describe('the meaning of claims', () => {
  it('is the first role of the file that they hold, with the areas of all its entries', () => {
    expect(mappedRights(held('polsek-b', 'polsek-a', 'noc'), mapping(FILE))).toEqual({ role: 'noc', areas: [] });
    expect(mappedRights(held('polsek-b', 'polsek-a'), mapping(FILE))).toEqual({
      role: 'station-viewer',
      areas: [
        { kind: 'STATION', code: 'PSA' },
        { kind: 'STATION', code: 'PSB' },
      ],
    });
  });

  it('takes codes of areas from claims, but never that everything may be seen', () => {
    const claims = { ...held('building-owner'), owner_codes: ['OWN-1', '*', `x'; --`, 7] };
    expect(mappedRights(claims, mapping(FILE))).toEqual({ role: 'owner', areas: [{ kind: 'OWNER', code: 'OWN-1' }] });
  });

  it.each([
    {},
    held(),
    held('NOC', 'noc ', 'administrator'),
    { realm_access: { roles: { noc: true } } },
    { realm_access: null },
    { realm_access: { roles: [['noc'], { value: 'noc' }, 1, null] } },
    { roles: ['noc'] },
    JSON.parse('{"__proto__": {"realm_access": {"roles": ["noc"]}}}') as object,
  ])('is nothing for %j', (claims) => {
    expect(mappedRights(claims as Record<string, unknown>, mapping(FILE))).toBeNull();
  });

  it('is found under a name with dots, and as a single text', () => {
    const file = mapping('claim: https://city.example/role\nroles: [{ value: noc, role: noc }]');
    expect(mappedRights({ 'https://city.example/role': 'noc' }, file)?.role).toBe('noc');
  });
});

describe('the file of roles', () => {
  it.each([
    ['', /the file/],
    ['claim: [', /./],
    ['claim: groups', /roles/],
    ['claim: groups\nroles: []', /roles/],
    ['claim: groups\nroles: [{ value: x, role: king }]', /roles.0.role/],
    ['claim: groups\nroles: [{ value: x, role: noc, station: PSA }]', /station/],
    ['claim: groups\nroles: [{ value: x, role: owner, owners: ["*"] }]', /roles.0: .*no code/],
    ['claim: groups\nroles: [{ value: x, role: owner, owners: ["a b"] }]', /roles.0: .*no code/],
    ['a: &a [x]\nb: [*a, *a]', /./],
  ])('is refused where it says %j', (text, problem) => {
    expect(problemsOf(text)).toMatch(problem);
  });
});
