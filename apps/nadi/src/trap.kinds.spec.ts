import { ProfileLibrary } from '@app/equipment';
import { trapKindsOf } from './trap.kinds.js';

const HEAD = 'vendor: Example\nmibs: [EXAMPLE-MIB]\nmatch:\n  - sysObjectID: 1.3.6.1.4.1.99999\n';

describe('what notifications of vendors mean', () => {
  it('stands in all profiles that can be read', () => {
    const library = ProfileLibrary.of({
      'example.yaml': `${HEAD}traps:\n  1.3.6.1.4.1.99999.0.1: onuDyingGasp\n  1.3.6.1.4.1.99999.0.2: restart\n`,
      'spoilt.yaml': `${HEAD}traps:\n  1.3.6.1.4.1.99998.0.1: gone fishing\n`,
      'silent.yaml': HEAD,
    });
    expect(library.check().map(({ file }) => file)).toEqual(['spoilt.yaml']);
    expect([...trapKindsOf(library)]).toEqual([
      ['1.3.6.1.4.1.99999.0.1', 'onuDyingGasp'],
      ['1.3.6.1.4.1.99999.0.2', 'coldStart'],
    ]);
  });
});
