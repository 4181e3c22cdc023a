import { randomBytes } from 'node:crypto';
import type { Clock } from '@app/kernel';
import type { Transactor } from '@app/platform';
import { jwtVerify } from 'jose';
import {
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  type Configuration,
  fetchUserInfo,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from 'openid-client';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { networkOf } from './account.throttle.js';
import { digestOf } from './digest.js';
import type { OidcAccounts } from './oidc.accounts.js';
import { isSubject, nameIn } from './oidc.bearer.js';
import { SIGNING_ALGORITHMS } from './oidc.keys.js';
import { mappedRights, type OidcMapping } from './oidc.mapping.js';
import { type OidcProvider, ProviderAwayError } from './oidc.provider.js';
import type { Client, OpenedSession, SessionService } from './session.service.js';
import type { Viewer } from './viewer.js';

const ATTEMPT_MS = 10 * 60_000;
const MOST_ATTEMPTS = 100_000;
/** Attempts that may be begun from one address in ten minutes: a whole office may come from it, and nobody else is kept out by it. */
const MOST_EACH = 300;
const LONGEST_PARAMETER = 4_096;

export type OidcStart =
  | { readonly kind: 'started'; readonly url: string; readonly browserSecret: string; readonly lifeSeconds: number }
  | { readonly kind: 'away' | 'busy' };

export type OidcResult =
  | { readonly kind: 'signed-on'; readonly viewer: Viewer; readonly session: OpenedSession; readonly returnTo: string }
  | { readonly kind: 'refused' | 'away' };

export interface OidcAnswer {
  /** The query of the callback, as it came. */
  readonly parameters: URLSearchParams;
  /** What the cookie of the browser holds that began. */
  readonly browserSecret: string | null;
  readonly client: Client;
  readonly previousSecret: string | null;
}

export interface OidcParts {
  readonly transactor: Transactor;
  readonly clock: Clock;
  readonly provider: OidcProvider;
  readonly mapping: OidcMapping;
  readonly accounts: OidcAccounts;
  readonly sessions: SessionService;
  /** Our own address of the callback, as the provider knows it. */
  readonly redirectUri: () => string;
}

interface Attempt {
  readonly nonce: string;
  readonly codeVerifier: string;
  readonly returnTo: string;
}

/**
 * Sign-on by an identity provider: the authorization code flow of OpenID Connect, with PKCE. Each attempt ends once, in the browser
 * that began it. No refresh token is asked for or kept: a session here ends by itself, and the next sign-on asks the provider anew.
 */
export class OidcSignOn {
  private readonly begun = new RateLimiterMemory({ points: MOST_EACH, duration: ATTEMPT_MS / 1000 });

  constructor(private readonly parts: OidcParts) {}

  async start(returnTo: string, address: string): Promise<OidcStart> {
    if (!(await this.mayBegin(address))) return { kind: 'busy' };
    const configuration = await this.configuration();
    if (configuration === null) return { kind: 'away' };
    const [state, nonce, codeVerifier] = [randomState(), randomNonce(), randomPKCECodeVerifier()];
    const browserSecret = randomBytes(32).toString('base64url');
    if (!(await this.remember(state, browserSecret, { nonce, codeVerifier, returnTo: ownPath(returnTo) }))) return { kind: 'busy' };
    const url = buildAuthorizationUrl(configuration, {
      redirect_uri: this.parts.redirectUri(),
      scope: this.parts.provider.settings.scope,
      code_challenge: await calculatePKCECodeChallenge(codeVerifier),
      code_challenge_method: 'S256',
      state,
      nonce,
    });
    return { kind: 'started', url: url.href, browserSecret, lifeSeconds: ATTEMPT_MS / 1000 };
  }

  /** Whatever is wrong with an answer, it is refused without a word why. */
  async finish(answer: OidcAnswer): Promise<OidcResult> {
    const state = answer.parameters.get('state');
    if (state === null || answer.browserSecret === null || answer.parameters.toString().length > LONGEST_PARAMETER)
      return { kind: 'refused' };
    const attempt = await this.take(state, answer.browserSecret);
    if (attempt === null) return { kind: 'refused' };
    const configuration = await this.configuration();
    if (configuration === null) return { kind: 'away' };
    const claims = await this.claimsOf(configuration, answer.parameters, state, attempt);
    return claims.kind === 'claims' ? this.open(claims.claims, attempt, answer) : claims;
  }

  private async open(claims: Record<string, unknown> & { sub: string }, { returnTo }: Attempt, answer: OidcAnswer): Promise<OidcResult> {
    const { accounts, mapping, provider, sessions, transactor } = this.parts;
    const identity = { issuer: provider.settings.issuer, subject: claims.sub, name: nameIn(claims) };
    const rights = mappedRights(claims, mapping);
    if (rights === null) {
      await accounts.dismiss(identity);
      return { kind: 'refused' };
    }
    return transactor.run(async () => {
      const viewer = await accounts.signOn(identity, rights);
      if (viewer === null) return { kind: 'refused' };
      if (answer.previousSecret !== null) await sessions.revokeSecret(answer.previousSecret);
      const session = await sessions.open(viewer.accountId, 'OIDC', answer.client);
      return { kind: 'signed-on', viewer, session, returnTo };
    });
  }

  private async claimsOf(configuration: Configuration, parameters: URLSearchParams, state: string, attempt: Attempt) {
    const current = new URL(this.parts.redirectUri());
    current.search = parameters.toString();
    try {
      const tokens = await authorizationCodeGrant(configuration, current, {
        pkceCodeVerifier: attempt.codeVerifier,
        expectedState: state,
        expectedNonce: attempt.nonce,
        idTokenExpected: true,
      });
      const claims = tokens.claims();
      if (!claims || tokens.id_token === undefined || !isSubject(claims.sub)) return { kind: 'refused' } as const;
      await this.verify(tokens.id_token);
      const more = await this.userInfo(configuration, tokens.access_token, claims);
      return { kind: 'claims', claims: { ...more, ...claims } } as const;
    } catch (error) {
      return { kind: isAway(error) ? 'away' : 'refused' } as const;
    }
  }

  /** The line to the provider is proof by itself where it is TLS; its signature is held against its keys all the same. */
  private async verify(idToken: string): Promise<void> {
    const { issuer, clientId } = this.parts.provider.settings;
    await jwtVerify(idToken, this.parts.provider.keys.get, {
      algorithms: SIGNING_ALGORITHMS,
      issuer,
      audience: clientId,
      requiredClaims: ['exp', 'iat', 'sub'],
      clockTolerance: 30,
      currentDate: this.parts.clock.now(),
    });
  }

  /** Many providers tell groups at their userinfo endpoint alone. */
  private async userInfo(configuration: Configuration, accessToken: string, claims: { readonly sub: string }): Promise<object> {
    const isTold = mappedRights(claims as unknown as Record<string, unknown>, this.parts.mapping) !== null;
    if (isTold || configuration.serverMetadata().userinfo_endpoint === undefined) return {};
    return fetchUserInfo(configuration, accessToken, claims.sub);
  }

  private async configuration(): Promise<Configuration | null> {
    try {
      return await this.parts.provider.configuration();
    } catch (error) {
      if (error instanceof ProviderAwayError) return null;
      throw error;
    }
  }

  private mayBegin(address: string): Promise<boolean> {
    return this.begun.consume(networkOf(address)).then(
      () => true,
      () => false,
    );
  }

  /** False where so many have begun and not come back that this looks like somebody who fills the table. */
  private async remember(state: string, browserSecret: string, { nonce, codeVerifier, returnTo }: Attempt): Promise<boolean> {
    const now = this.parts.clock.now();
    const sql = this.parts.transactor.manager;
    await sql.query('DELETE FROM oidc_attempt WHERE expires_at < $1', [now]);
    const made = (await sql.query(
      `INSERT INTO oidc_attempt (state_digest, browser_digest, nonce, code_verifier, return_to, expires_at)
       SELECT $1, $2, $3, $4, $5, $6 WHERE (SELECT count(*) FROM oidc_attempt) < ${MOST_ATTEMPTS} RETURNING 1`,
      [digestOf(state), digestOf(browserSecret), nonce, codeVerifier, returnTo, new Date(now.getTime() + ATTEMPT_MS)],
    )) as unknown[];
    return made.length === 1;
  }

  /** Taken is gone: the same answer a second time finds nothing. */
  private async take(state: string, browserSecret: string): Promise<Attempt | null> {
    const [row] = (await this.parts.transactor.manager.query(
      `WITH taken AS (DELETE FROM oidc_attempt WHERE state_digest = $1 AND browser_digest = $2 AND expires_at > $3 RETURNING *)
       SELECT nonce, code_verifier AS "codeVerifier", return_to AS "returnTo" FROM taken`,
      [digestOf(state), digestOf(browserSecret), this.parts.clock.now()],
    )) as Attempt[];
    return row ?? null;
  }
}

/** A path of ours, never another site's address. */
function ownPath(path: string): string {
  return /^\/(?![/\\])[\w\-./?&=%#~+:@!$,;]{0,500}$/.test(path) ? path : '/';
}

/** The line broke, or nobody answered in time; whatever the provider said is a refusal. */
function isAway(error: unknown): boolean {
  let each = error;
  for (let depth = 0; depth < 5 && typeof each === 'object' && each !== null; depth++) {
    const { name, message, code, cause } = each as { name?: unknown; message?: unknown; code?: unknown; cause?: unknown };
    if (message === 'fetch failed' || name === 'TimeoutError' || code === 'OAUTH_TIMEOUT') return true;
    each = cause;
  }
  return false;
}
