import { createHmac } from 'node:crypto';
import type { Clock } from '@app/kernel';
import { base64url, exportJWK, exportSPKI, generateKeyPair, importJWK, type JWK, type JWTPayload, SignJWT } from 'jose';
import { AUDIENCE, CLIENT, type IdentityProvider } from './identity.provider.js';

/** A token as the provider would sign it, with what is to be different. */
export async function signedToken(
  idp: IdentityProvider,
  clock: Pick<Clock, 'now'>,
  claims: JWTPayload = {},
  header: Record<string, unknown> = {},
  key: JWK = idp.key,
): Promise<string> {
  const now = Math.floor(clock.now().getTime() / 1000);
  const payload = { iss: idp.issuer, aud: AUDIENCE, sub: 'program', iat: now, exp: now + 300, groups: ['nadi-noc'], ...claims };
  return new SignJWT(payload)
    .setProtectedHeader({ alg: 'RS256', typ: 'at+jwt', kid: idp.key.kid, ...header })
    .sign(await importJWK(key, 'RS256'), { crit: { 'exp-late': true } });
}

const encoded = (part: object) => base64url.encode(JSON.stringify(part));
const pem = async (jwk: JWK) => exportSPKI((await importJWK(jwk, 'RS256')) as Parameters<typeof exportSPKI>[0]);

/** What forgers try, each with its name. */
export function forgedTokens(idp: IdentityProvider, clock: Pick<Clock, 'now'>): [string, () => Promise<string> | string][] {
  const signed = (claims?: JWTPayload, header?: Record<string, unknown>, key?: JWK) => signedToken(idp, clock, claims, header, key);

  const now = () => Math.floor(clock.now().getTime() / 1000);
  const claimsNow = () => ({ iss: idp.issuer, aud: AUDIENCE, sub: 'program', iat: now(), exp: now() + 300, groups: ['nadi-noc'] });

  /** By the public key, which everybody has, as if it were a secret. */
  async function confused(alg: 'HS256' | 'HS512', secretOf: (jwk: JWK) => Promise<string>): Promise<string> {
    const { kty, n, e } = idp.key;
    const text = `${encoded({ alg, typ: 'at+jwt', kid: idp.key.kid })}.${encoded(claimsNow())}`;
    const secret = await secretOf({ kty, n, e } as JWK);
    return `${text}.${createHmac(alg === 'HS256' ? 'sha256' : 'sha512', secret)
      .update(text)
      .digest('base64url')}`;
  }

  async function foreign(header: (key: JWK) => Record<string, unknown>): Promise<string> {
    const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true });
    return signed({}, header(await exportJWK(publicKey)), await exportJWK(privateKey));
  }

  return [
    ['alg none', () => `${encoded({ alg: 'none', typ: 'at+jwt' })}.${encoded(claimsNow())}.`],
    [
      'alg None with a signature',
      async () => `${encoded({ alg: 'None', typ: 'at+jwt' })}.${encoded(claimsNow())}.${(await signed()).split('.')[2]}`,
    ],
    ['no alg', async () => `${encoded({ typ: 'at+jwt' })}.${encoded(claimsNow())}.${(await signed()).split('.')[2]}`],
    ['HS256 by the public key as PEM', () => confused('HS256', pem)],
    ['HS256 by the public key as PEM without its last line end', () => confused('HS256', async (jwk) => (await pem(jwk)).trim())],
    ['HS512 by the public key as JSON', () => confused('HS512', async (jwk) => JSON.stringify(jwk))],
    ['HS256 by the modulus', () => confused('HS256', async ({ n }) => n!)],
    ['HS256 by nothing', () => confused('HS256', async () => '')],
    ['expired', () => signed({ iat: now() - 200, exp: now() - 60 })],
    ['not yet valid', () => signed({ nbf: now() + 120 })],
    ['issued in the future', () => signed({ iat: now() + 120 })],
    ['issued too long ago, though it says it lasts', () => signed({ iat: now() - 3_600, exp: now() + 3_600 })],
    ['without exp', () => signed({ exp: undefined })],
    ['without iat', () => signed({ iat: undefined })],
    ['without sub', () => signed({ sub: undefined })],
    ['with an empty sub', () => signed({ sub: '' })],
    ['with a NUL in its sub', () => signed({ sub: 'a\u0000b' })],
    ['with exp as text', () => signed({ exp: `${now() + 300}` as unknown as number })],
    ['for another audience', () => signed({ aud: 'another-api' })],
    ['for our client, as an ID token is', () => signed({ aud: CLIENT.id })],
    ['for no audience', () => signed({ aud: undefined })],
    ['of another issuer', () => signed({ iss: 'https://evil.example' })],
    ['of the issuer with a slash', () => signed({ iss: `${idp.issuer}/` })],
    ['of no issuer', () => signed({ iss: undefined })],
    ['of the type of an ID token', () => signed({}, { typ: 'JWT' })],
    ['of another type', () => signed({}, { typ: 'logout+jwt' })],
    ['of no type', () => signed({}, { typ: undefined })],
    ['by a foreign key under a known name', () => foreign(() => ({}))],
    ['by a foreign key that it brings itself', () => foreign((jwk) => ({ jwk }))],
    ['by a foreign key that it brings without a name', () => foreign((jwk) => ({ jwk, kid: undefined }))],
    ['by a foreign key at an address it names', () => foreign(() => ({ jku: 'http://127.0.0.1:9/jwks', kid: 'theirs' }))],
    ['by a foreign key in a certificate it names', () => foreign(() => ({ x5u: 'http://127.0.0.1:9/cert', kid: 'theirs' }))],
    ['with a path as the name of its key', () => signed({}, { kid: '../../../../dev/null' })],
    ['with SQL as the name of its key', () => signed({}, { kid: `x' UNION SELECT 'key` })],
    ['with an extension that must be understood', () => signed({}, { crit: ['exp-late'], 'exp-late': true })],
    ['with its signature cut', async () => (await signed()).slice(0, -20)],
    ['without its signature', async () => (await signed()).replace(/[^.]+$/, '')],
    ['with one bit of its claims turned', async () => (await signed()).replace(/\.(.{20})./, (_, kept: string) => `.${kept}~`)],
    [
      'with the claims of another',
      async () => [(await signed()).split('.')[0], encoded({ ...claimsNow(), sub: 'admin' }), (await signed()).split('.')[2]].join('.'),
    ],
    ['bound to a key of its sender', () => signed({ cnf: { jkt: 'x'.repeat(43) } })],
    ['of groups that mean nothing', () => signed({ groups: ['choir'] })],
    ['of groups in another shape', () => signed({ groups: { 'nadi-noc': true } })],
    ['of four parts', async () => `${await signed()}.x`],
    ['of two parts', async () => (await signed()).split('.').slice(0, 2).join('.')],
    ['of nothing but dots', () => '..'],
    ['of 12 KB', () => signed({ fat: 'x'.repeat(9_000) })],
  ];
}
