import { EVERYWHERE, NOWHERE } from '@app/kernel';
import { type Area, faultOfAreas, jurisdictionOf, WHOLE_NETWORK } from './area.js';
import { permissionsOf, type Role, ROLES } from './viewer.js';

const GAMBIR: Area = { kind: 'STATION', code: 'PMJ-JAKPUS-GAMBIR' };
const OWNER: Area = { kind: 'OWNER', code: 'OWN-1' };

describe('the area of an account', () => {
  it('is nothing for station viewers and owners to whom nobody gave one, and for roles that nobody knows', () => {
    for (const role of ['station-viewer', 'owner', 'king', 'constructor'] as Role[]) expect(jurisdictionOf(role, [])).toEqual(NOWHERE);
  });

  it('is the whole network for the others, until somebody narrows it', () => {
    for (const role of ROLES.filter((each) => each !== 'station-viewer' && each !== 'owner')) {
      expect(jurisdictionOf(role, [])).toEqual(EVERYWHERE);
      expect(jurisdictionOf(role, [GAMBIR, OWNER])).toEqual({ kind: 'AREAS', stations: [GAMBIR.code], owners: [OWNER.code] });
    }
  });

  it('is the whole network where it is said so, as a station only', () => {
    expect(jurisdictionOf('station-viewer', [GAMBIR, WHOLE_NETWORK])).toEqual(EVERYWHERE);
    expect(jurisdictionOf('owner', [{ kind: 'OWNER', code: '*' }])).toEqual({ kind: 'AREAS', stations: [], owners: ['*'] });
    expect(faultOfAreas([{ kind: 'OWNER', code: '*' }])).toMatch(/no code/);
    expect(faultOfAreas([WHOLE_NETWORK, GAMBIR, OWNER])).toBeNull();
  });

  it.each(["x'; DROP TABLE place", '', 'a b', '\u0000', 'x'.repeat(200)])('has no code like %j', (code) => {
    expect(faultOfAreas([{ kind: 'STATION', code }])).toMatch(/no code/);
  });
});

describe('what a role may do', () => {
  it('is nothing where nobody knows the role', () => {
    for (const role of ['king', '', 'constructor', '__proto__'] as string[] as Role[]) expect(permissionsOf(role, EVERYWHERE).size).toBe(0);
  });

  it('includes what is computed on the whole network only for a station viewer who sees it all', () => {
    expect(permissionsOf('station-viewer', EVERYWHERE).has('topology:read')).toBe(true);
    expect(permissionsOf('station-viewer', jurisdictionOf('station-viewer', [GAMBIR])).has('topology:read')).toBe(false);
    expect(permissionsOf('owner', EVERYWHERE).has('topology:read')).toBe(false);
  });
});
