import type { Clock } from '@app/kernel';
import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';

/** What a provider may sign with: with its private key, never with a secret that we, or a token, could hold. */
export const SIGNING_ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'];

const MOST_BYTES = 256 * 1024;
const ASK_TIMEOUT_MS = 5_000;

export interface KeyPolicy {
  /** Keys older than this are asked for again, while those that are known go on being used. */
  readonly refreshMs: number;
  /** A key that is not known makes us ask, but never more often than this: tokens with invented names of keys are cheap. */
  readonly pauseMs: number;
  /** Keys that could not be confirmed for so long are used no more. */
  readonly longestMs: number;
}

export const KEY_POLICY: KeyPolicy = { refreshMs: 5 * 60_000, pauseMs: 10_000, longestMs: 24 * 3_600_000 };

/** The public keys of a provider: those of its own address alone, kept while it is away, asked for anew when it signs with another. */
export class ProviderKeys {
  private known: { readonly find: ReturnType<typeof createLocalJWKSet>; readonly at: number } | null = null;
  private askedAt = -Infinity;
  private asking: Promise<void> | null = null;

  constructor(
    /** Where they are, which the provider's own document says. */
    private readonly address: () => Promise<string>,
    private readonly clock: Clock,
    private readonly policy: KeyPolicy = KEY_POLICY,
  ) {}

  readonly get: JWTVerifyGetKey = async (header, token) => {
    const now = this.clock.monotonicMs();
    if (this.known === null) await this.ask(now);
    else if (now - this.known.at > this.policy.refreshMs) void this.ask(now);
    try {
      return await this.find(now, header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      await this.ask(now);
      return this.find(now, header, token);
    }
  };

  private find(now: number, ...asked: Parameters<JWTVerifyGetKey>) {
    if (this.known === null || now - this.known.at > this.policy.longestMs) throw new errors.JWKSNoMatchingKey('no keys are known');
    return this.known.find(...asked);
  }

  /** Never fails: what was known stays known. */
  private ask(now: number): Promise<void> {
    if (this.asking === null && now - this.askedAt < this.policy.pauseMs) return Promise.resolve();
    this.asking ??= this.load(now)
      .catch(() => undefined)
      .finally(() => (this.asking = null));
    return this.asking;
  }

  private async load(now: number): Promise<void> {
    this.askedAt = now;
    const response = await fetch(await this.address(), { redirect: 'error', signal: AbortSignal.timeout(ASK_TIMEOUT_MS) });
    if (!response.ok) throw new Error(`the keys are answered by ${response.status}`);
    const document = JSON.parse(await boundedText(response)) as JSONWebKeySet;
    // Secrets have no place in a public document; one there must not become a key.
    const keys = document.keys.filter(({ kty, use }) => kty !== 'oct' && use !== 'enc');
    if (keys.length > 0) this.known = { find: createLocalJWKSet({ keys }), at: now };
  }
}

async function boundedText(response: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of response.body ?? []) {
    bytes += part.length;
    if (bytes > MOST_BYTES) throw new Error(`the keys take more than ${MOST_BYTES} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}
