import type { Clock } from '@app/kernel';
import { jwtVerify } from 'jose';
import type { OidcAccounts } from './oidc.accounts.js';
import { SIGNING_ALGORITHMS } from './oidc.keys.js';
import { mappedRights, type OidcMapping } from './oidc.mapping.js';
import type { OidcProvider } from './oidc.provider.js';
import type { Viewer } from './viewer.js';

const LONGEST_TOKEN = 8_192;
const CLOCK_TOLERANCE_S = 30;

/** Takes access tokens of the identity provider (RFC 9068) from programs. Whatever is wrong with one, the answer is null. */
export class OidcBearer {
  constructor(
    private readonly provider: OidcProvider,
    private readonly mapping: OidcMapping,
    private readonly accounts: OidcAccounts,
    private readonly clock: Clock,
  ) {}

  async viewerOf(token: string): Promise<Viewer | null> {
    const claims = await this.claimsOf(token);
    if (claims === null) return null;
    const rights = mappedRights(claims, this.mapping);
    return rights && this.accounts.viewerOf({ issuer: claims.iss, subject: claims.sub, name: nameIn(claims) }, rights);
  }

  private async claimsOf(token: string): Promise<(Record<string, unknown> & { iss: string; sub: string }) | null> {
    const { issuer, audience, tokenType, tokenAgeSeconds } = this.provider.settings;
    if (audience === null || token.length > LONGEST_TOKEN) return null;
    try {
      const { payload } = await jwtVerify(token, this.provider.keys.get, {
        algorithms: SIGNING_ALGORITHMS,
        issuer,
        audience,
        typ: tokenType,
        requiredClaims: ['exp', 'iat', 'sub'],
        maxTokenAge: tokenAgeSeconds,
        clockTolerance: CLOCK_TOLERANCE_S,
        currentDate: this.clock.now(),
      });
      const { iss, sub } = payload;
      // One that is bound to its sender's key proves nothing without that proof, which is not asked for here.
      return typeof iss === 'string' && isSubject(sub) && payload['cnf'] === undefined ? { ...payload, iss, sub } : null;
    } catch {
      // The words of the library would tell a forger how far they got.
      return null;
    }
  }
}

/** PostgreSQL takes no NUL, and no provider should send more. */
export function isSubject(subject: unknown): subject is string {
  return typeof subject === 'string' && subject.length > 0 && subject.length <= 255 && !subject.includes('\0');
}

export function nameIn(claims: Readonly<Record<string, unknown>>): string {
  const found = [claims['preferred_username'], claims['email'], claims['name'], claims['sub']].find(
    (each) => typeof each === 'string' && each !== '',
  );
  return typeof found === 'string' ? found.slice(0, 255) : '';
}
