import { ARGON2_PARAMETERS, PasswordHasher, PasswordsBusyError } from './password.hasher.js';

const LIGHT = { memoryKib: 64, passes: 1, lanes: 1 };

describe('hashes of passwords', () => {
  const hasher = new PasswordHasher(LIGHT);
  afterAll(() => hasher.stop());

  it('carry their parameters and a salt of their own, and match their password alone', async () => {
    const [one, two] = [await hasher.hash('hujan turun di Cawang'), await hasher.hash('hujan turun di Cawang')];
    expect(one).toMatch(/^\$argon2id\$v=19\$m=64,t=1,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    expect(one).not.toBe(two);
    expect(await hasher.matches('hujan turun di Cawang', one)).toBe(true);
    expect(await hasher.matches('hujan turun di cawang', one)).toBe(false);
  });

  it('match whichever way the letters were composed', async () => {
    expect(await hasher.matches('cafe\u0301 di Menteng', await hasher.hash('caf\u00e9 di Menteng'))).toBe(true);
  });

  it('match nothing where there is no hash, at the same work', async () => {
    expect(await hasher.matches('', null)).toBe(false);
    expect(await hasher.matches('hujan turun di Cawang', null)).toBe(false);
  });

  it('made with other parameters still match, and are known to be outdated', async () => {
    const old = await hasher.hash('hujan turun di Cawang');
    const raised = new PasswordHasher({ ...LIGHT, passes: 2 });
    expect(await raised.matches('hujan turun di Cawang', old)).toBe(true);
    expect([raised.isOutdated(old), hasher.isOutdated(old)]).toEqual([true, false]);
    await raised.stop();
  });

  it('are made with what OWASP asks for at the least', async () => {
    expect(ARGON2_PARAMETERS).toEqual({ memoryKib: 19_456, passes: 2, lanes: 1 });
    const real = new PasswordHasher();
    expect(await real.hash('hujan turun di Cawang')).toContain('$argon2id$v=19$m=19456,t=2,p=1$');
    await real.stop();
  });

  it('wait for their turn, and past a bound are told to come again', async () => {
    const flood = Array.from({ length: 40 }, () => hasher.matches('x', null).catch((error: unknown) => error));
    const answers = await Promise.all(flood);
    expect(answers.filter((answer) => answer === false)).toHaveLength(32);
    expect(answers.filter((answer) => answer instanceof PasswordsBusyError)).toHaveLength(8);
    expect(await hasher.matches('x', null)).toBe(false);
  });
});
