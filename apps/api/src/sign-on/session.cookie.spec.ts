import { oidcCookie, sessionCookie } from './session.cookie.js';

const VALUE = 'a'.repeat(43);

describe('the cookie of a session', () => {
  it('is of this host alone, unseen by scripts, and never sent along from elsewhere', () => {
    expect(sessionCookie(true).set(VALUE, 60)).toBe(`__Host-nadi-session=${VALUE}; Max-Age=60; Path=/; HttpOnly; Secure; SameSite=Strict`);
    expect(sessionCookie(true).clear()).toBe('__Host-nadi-session=; Max-Age=0; Path=/; HttpOnly; Secure; SameSite=Strict');
    expect(sessionCookie(false).set(VALUE, 60)).toBe(`nadi-session=${VALUE}; Max-Age=60; Path=/; HttpOnly; SameSite=Strict`);
    expect(oidcCookie(true).set(VALUE, 60)).toContain('SameSite=Lax');
  });

  it('is read under its own name alone', () => {
    expect(sessionCookie(true).read(`a=b; __Host-nadi-session=${VALUE}`)).toBe(VALUE);
    expect(sessionCookie(true).read(`nadi-session=${VALUE}`)).toBeNull();
    expect(sessionCookie(false).read(`__Host-nadi-session=${VALUE}`)).toBeNull();
  });

  it.each([
    undefined,
    '',
    'nadi-session=',
    'nadi-session=x',
    `nadi-session=${VALUE}x`,
    `nadi-session=${'%41'.repeat(14)}`,
    `x=${'y'.repeat(9_000)}; nadi-session=${VALUE}`,
  ])('is not in %j', (header) => {
    expect(sessionCookie(false).read(header)).toBeNull();
  });
});
