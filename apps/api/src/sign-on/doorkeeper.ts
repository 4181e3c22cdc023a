import type { IncomingMessage } from 'node:http';
import type { AccessService, AccountService, OidcBearer, OidcSignOn, PasswordSignOn, SessionService, Viewer } from '@app/access';
import { bearerToken, tokenInParameters } from '../graphql/bearer.token.js';
import { isOwnOrigin, isOwnRequest } from './own.origin.js';
import { sessionCookie } from './session.cookie.js';

/** What people sign on with, where they may: without it there are bearer tokens alone. */
export interface SignOnParts {
  readonly passwords: PasswordSignOn;
  readonly sessions: SessionService;
  readonly accounts: AccountService;
  /** Where an identity provider is configured: for people, and for programs with access tokens of it. */
  readonly oidc?: { readonly signOn: OidcSignOn; readonly bearer: OidcBearer } | null;
  /** Whether browsers reach us by TLS. Only on the loopback it may be otherwise. */
  readonly isSecure: boolean;
  /** The origin by which people reach us where that is not the address of the request, e.g. behind a proxy. */
  readonly publicOrigin: string | null;
  /** Hears who signed on and off, e.g. for the audit trail. */
  readonly onEvent?: (event: SignOnEvent) => void;
}

/** No secret in it, and of a refused name only what was typed: it may be a password in the wrong field, so it is not to be shown widely. */
export interface SignOnEvent {
  readonly action: 'sign-on' | 'sign-off' | 'change-password' | 'enrol-totp' | 'revoke-session';
  readonly outcome: 'done' | 'refused';
  readonly name: string;
  readonly means: 'PASSWORD' | 'OIDC';
  readonly address: string;
}

/** How somebody proves who they are: `Bearer …` or `Session …`. */
export type Proof = string;
const BEARER = 'Bearer ';
const SESSION = 'Session ';
/** Three parts with dots between, which none of our own tokens has. */
const JWT = /^[^.]*\.[^.]*\.[^.]*$/;

/** Knows who asks, by a bearer token or by the cookie of a session; asked anew at each request. */
export class Doorkeeper {
  constructor(
    private readonly access: Pick<AccessService, 'viewerOf'>,
    private readonly signOn: SignOnParts | null,
  ) {}

  /** A header that says who asks is never made up for by a cookie. */
  proofOf(request: Pick<IncomingMessage, 'headers'>): Proof | null {
    const { headers } = request;
    if (headers.authorization !== undefined) return bearerProof(bearerToken(headers.authorization));
    return this.signOn && isOwnRequest(headers, this.signOn.publicOrigin) ? this.sessionProof(request) : null;
  }

  proofOfSocket(request: Pick<IncomingMessage, 'headers'>, parameters: Readonly<Record<string, unknown>> | undefined): Proof | null {
    const token = tokenInParameters(parameters);
    if (token !== null) return bearerProof(token);
    return this.signOn && isOwnOrigin(request.headers, this.signOn.publicOrigin) ? this.sessionProof(request) : null;
  }

  /** `isUse`: somebody does something with it; a look whether it is still valid keeps no session alive. */
  async viewerOf(proof: Proof | null, { isUse } = { isUse: true }): Promise<Viewer | null> {
    if (proof === null) return null;
    if (!proof.startsWith(SESSION)) return this.viewerOfToken(proof.slice(BEARER.length));
    const found = await this.signOn?.sessions.viewerOf(proof.slice(SESSION.length), { isUse });
    return found?.viewer ?? null;
  }

  private viewerOfToken(token: string): Promise<Viewer | null> {
    const bearer = this.signOn?.oidc?.bearer;
    return bearer && JWT.test(token) ? bearer.viewerOf(token) : this.access.viewerOf(token);
  }

  private sessionProof({ headers }: Pick<IncomingMessage, 'headers'>): Proof | null {
    const secret = sessionCookie(this.signOn?.isSecure ?? true).read(headers.cookie);
    return secret === null ? null : `${SESSION}${secret}`;
  }
}

function bearerProof(token: string | null): Proof | null {
  return token === null ? null : `${BEARER}${token}`;
}
