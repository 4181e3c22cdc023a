import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import {
  AccountSealing,
  AccountService,
  AttemptThrottle,
  faultOfIssuer,
  type KeyRing,
  OidcAccounts,
  OidcBearer,
  type OidcMapping,
  OidcProvider,
  OidcSignOn,
  PasswordHasher,
  PasswordSignOn,
  readOidcMapping,
  SessionService,
} from '@app/access';
import type { Clock } from '@app/kernel';
import type { Settings, Transactor } from '@app/platform';
import type { SignOnParts } from '../../api/src/index.js';

/** What is wrong with the settings of sign-on, in words that say what to do. */
export class SignOnSettingsError extends Error {}

export interface SignOnOptions {
  readonly settings: Settings;
  readonly transactor: Transactor;
  readonly clock: Clock;
  /** Seals the secrets of authenticators. */
  readonly ring: KeyRing;
  /** Where people reach us, once that is known. */
  readonly publicUrl: () => string;
}

export interface SignOnDesk {
  readonly accounts: AccountService;
  readonly parts: SignOnParts;
  readonly sessions: SessionService;
  readonly notes: readonly string[];
  stop(): Promise<void>;
}

/** Everything that people sign on with, as the settings say. Throws SignOnSettingsError where they contradict each other. */
export function openSignOn(options: SignOnOptions): SignOnDesk {
  const { settings, transactor, clock, ring } = options;
  const hasher = new PasswordHasher();
  const sessions = new SessionService(transactor, clock, {
    idleMs: settings.NADI_SESSION_IDLE_MINUTES * 60_000,
    wholeMs: settings.NADI_SESSION_HOURS * 3_600_000,
  });
  const throttle = new AttemptThrottle(transactor, clock);
  const parts = { transactor, clock, hasher, sessions, throttle, sealing: new AccountSealing(ring) };
  const oidc = openOidc(options, sessions);
  const isSecure = isReachedByTls(settings);
  const accounts = new AccountService(parts);
  return {
    accounts,
    sessions,
    parts: { passwords: new PasswordSignOn(parts), sessions, accounts, oidc, isSecure, publicOrigin: originOf(settings.NADI_CONSOLE_URL) },
    notes: [
      ...(isSecure ? [] : ['sign-on: WITHOUT TLS, for browsers of this machine alone']),
      ...(oidc ? [`sign-on: also by ${settings.NADI_OIDC_ISSUER}`] : []),
    ],
    stop: () => hasher.stop(),
  };
}

function openOidc({ settings, transactor, clock, publicUrl }: SignOnOptions, sessions: SessionService): SignOnParts['oidc'] {
  const { NADI_OIDC_ISSUER: issuer, NADI_OIDC_CLIENT_ID: clientId, NADI_OIDC_ROLES_FILE: file } = settings;
  if (issuer === null) return null;
  const fault = faultOfIssuer(issuer);
  if (fault !== null) throw new SignOnSettingsError(`NADI_OIDC_ISSUER: ${fault}`);
  if (clientId === null) throw new SignOnSettingsError('NADI_OIDC_CLIENT_ID is needed beside NADI_OIDC_ISSUER');
  if (file === null)
    throw new SignOnSettingsError('NADI_OIDC_ROLES_FILE is needed beside NADI_OIDC_ISSUER: without it nobody may do anything');
  const provider = new OidcProvider(
    {
      issuer,
      clientId,
      clientSecret: clientSecretOf(settings),
      audience: settings.NADI_OIDC_AUDIENCE,
      tokenType: settings.NADI_OIDC_TOKEN_TYPE,
      tokenAgeSeconds: settings.NADI_OIDC_TOKEN_SECONDS,
      scope: settings.NADI_OIDC_SCOPE,
    },
    clock,
  );
  const mapping = mappingOf(file);
  const accounts = new OidcAccounts(transactor, clock, sessions);
  const redirectUri = () => `${originOf(publicUrl()) ?? ''}/auth/oidc/callback`;
  const signOn = new OidcSignOn({ transactor, clock, provider, mapping, accounts, sessions, redirectUri });
  return { signOn, bearer: new OidcBearer(provider, mapping, accounts, clock) };
}

function mappingOf(file: string): OidcMapping {
  const read = readOidcMapping(textOf('NADI_OIDC_ROLES_FILE', file));
  if (read.kind === 'refused') throw new SignOnSettingsError(`NADI_OIDC_ROLES_FILE: ${file}: ${read.problems.slice(0, 10).join('; ')}`);
  return read.mapping;
}

function clientSecretOf({ NADI_OIDC_CLIENT_SECRET: secret, NADI_OIDC_CLIENT_SECRET_FILE: file }: Settings): string | null {
  return file === null ? secret : textOf('NADI_OIDC_CLIENT_SECRET_FILE', file).trim();
}

function textOf(setting: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new SignOnSettingsError(`${setting}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function originOf(url: string | null): string | null {
  return url === null ? null : new URL(url).origin;
}

/** Cookies are Secure unless only this machine is served, and that without TLS: there is no way then on which they could be overheard. */
function isReachedByTls({ NADI_CONSOLE_URL: url, NADI_HTTP_HOST: host, NADI_TLS_CERT_FILE: certificate }: Settings): boolean {
  if (certificate !== null) return true;
  if (url?.startsWith('https:')) return true;
  return !(host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.')));
}
