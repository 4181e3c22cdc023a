import { isIP } from 'node:net';
import type { Clock } from '@app/kernel';
import { allowInsecureRequests, ClientSecretBasic, ClientSecretPost, type Configuration, discovery, None } from 'openid-client';
import { type KeyPolicy, ProviderKeys } from './oidc.keys.js';

export interface OidcSettings {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string | null;
  /** What access tokens for us are issued for; null: none are taken. */
  readonly audience: string | null;
  /** `at+jwt` by RFC 9068; some providers say `JWT`. */
  readonly tokenType: string;
  readonly tokenAgeSeconds: number;
  readonly scope: string;
}

/** The provider cannot be asked. */
export class ProviderAwayError extends Error {}

const ASK_TIMEOUT_S = 5;
const REFRESH_MS = 3_600_000;
const PAUSE_MS = 2_000;

/** An identity provider: what it says of itself, kept while it is away, and its keys. */
export class OidcProvider {
  readonly keys: ProviderKeys;
  private known: { readonly configuration: Configuration; readonly at: number } | null = null;
  private failedAt = -Infinity;
  private asking: Promise<Configuration> | null = null;

  constructor(
    readonly settings: OidcSettings,
    private readonly clock: Clock,
    policy?: KeyPolicy,
  ) {
    this.keys = new ProviderKeys(async () => keysOf(await this.configuration()), clock, policy);
  }

  /** Throws ProviderAwayError where nothing is known and the provider does not answer. */
  async configuration(): Promise<Configuration> {
    const now = this.clock.monotonicMs();
    if (this.known && now - this.known.at <= REFRESH_MS) return this.known.configuration;
    if (now - this.failedAt < PAUSE_MS) return this.kept(null);
    this.asking ??= this.discover(now).finally(() => (this.asking = null));
    return this.asking.catch((error: unknown) => {
      this.failedAt = now;
      return this.kept(error);
    });
  }

  private kept(cause: unknown): Configuration {
    if (this.known) return this.known.configuration;
    throw new ProviderAwayError(`the identity provider ${this.settings.issuer} cannot be asked`, { cause });
  }

  private async discover(now: number): Promise<Configuration> {
    const { issuer, clientId, clientSecret } = this.settings;
    const first = await this.read(issuer, clientId, clientSecret === null ? None() : ClientSecretBasic(clientSecret));
    const means = first.serverMetadata().token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    const configuration =
      clientSecret !== null && !means.includes('client_secret_basic') && means.includes('client_secret_post')
        ? await this.read(issuer, clientId, ClientSecretPost(clientSecret))
        : first;
    this.known = { configuration, at: now };
    return configuration;
  }

  private read(issuer: string, clientId: string, authentication: ReturnType<typeof None>): Promise<Configuration> {
    const execute = isPlainLoopback(issuer) ? [allowInsecureRequests] : [];
    return discovery(new URL(issuer), clientId, undefined, authentication, { execute, timeout: ASK_TIMEOUT_S });
  }
}

/** Without TLS a provider is believed on this machine alone. */
export function faultOfIssuer(issuer: string): string | null {
  if (!URL.canParse(issuer)) return 'is no URL';
  return new URL(issuer).protocol === 'https:' || isPlainLoopback(issuer) ? null : 'must be an https URL, or one of this machine';
}

function isPlainLoopback(issuer: string): boolean {
  const { protocol, hostname } = new URL(issuer);
  const isLoopback = hostname === 'localhost' || hostname === '[::1]' || (isIP(hostname) === 4 && hostname.startsWith('127.'));
  return protocol === 'http:' && isLoopback;
}

function keysOf(configuration: Configuration): string {
  const address = configuration.serverMetadata().jwks_uri;
  if (address === undefined) throw new Error('the provider names no keys');
  return address;
}
