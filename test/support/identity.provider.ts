import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import Provider from 'oidc-provider';
import type { Browser, Page } from './browser.js';

export const CLIENT = { id: 'nadi', secret: 'a secret between the two of them' };
export const PROGRAM = { id: 'program', secret: 'the secret of a program' };
export const AUDIENCE = 'nadi-api';

/** A certified OpenID Connect provider on a port of this machine; whoever gives a name is that person. */
export class IdentityProvider {
  /** What people and programs are in, by name. */
  readonly groups = new Map<string, readonly string[]>();
  /** How often its keys were asked for. */
  keysAsked = 0;
  key!: JWK & { kid: string };
  private server: Server | null = null;
  private handle: (request: IncomingMessage, response: ServerResponse) => void = (_, response) => response.writeHead(503).end();
  private port = 0;
  private keys = 0;

  private constructor(private readonly redirectUris: () => string[]) {}

  /** Listens at once; it answers after `ready`, by when our own address must be known. */
  static async start(redirectUris: () => string[]): Promise<IdentityProvider> {
    const provider = new IdentityProvider(redirectUris);
    await provider.comeBack();
    return provider;
  }

  get issuer(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async ready(): Promise<void> {
    await this.rotate();
  }

  /** Signs with a new key from now on, and forgets the old one. */
  async rotate(): Promise<void> {
    const { privateKey } = await generateKeyPair('RS256', { extractable: true });
    this.key = { ...(await exportJWK(privateKey)), kid: `key-${++this.keys}`, use: 'sig', alg: 'RS256' };
    const provider = new Provider(this.issuer, this.configuration());
    const answer = provider.callback();
    this.handle = (request, response) => {
      if (request.url?.startsWith('/jwks')) this.keysAsked += 1;
      answer(request, response);
    };
  }

  async goAway(): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise((resolve) => (this.server ? this.server.close(resolve) : resolve(null)));
    this.server = null;
  }

  async comeBack(): Promise<void> {
    const server = createServer((request, response) => this.handle(request, response));
    await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', resolve));
    this.port = (server.address() as AddressInfo).port;
    this.server = server;
  }

  /** An access token for us, as a program gets it. */
  async accessToken(scope?: string): Promise<string> {
    const body = new URLSearchParams({ grant_type: 'client_credentials', resource: 'urn:nadi:api', ...(scope ? { scope } : {}) });
    const authorization = `Basic ${Buffer.from(`${PROGRAM.id}:${encodeURIComponent(PROGRAM.secret)}`).toString('base64')}`;
    const response = await fetch(`${this.issuer}/token`, { method: 'POST', headers: { authorization }, body });
    return ((await response.json()) as { access_token: string }).access_token;
  }

  private configuration(): object {
    const groupsOf = (name: string) => ({ groups: this.groups.get(name) ?? [] });
    return {
      clients: [
        { client_id: CLIENT.id, client_secret: CLIENT.secret, redirect_uris: this.redirectUris(), grant_types: ['authorization_code'] },
        {
          client_id: PROGRAM.id,
          client_secret: PROGRAM.secret,
          redirect_uris: [],
          response_types: [],
          grant_types: ['client_credentials'],
        },
      ],
      jwks: { keys: [this.key] },
      claims: { openid: ['sub'], profile: ['preferred_username'], groups: ['groups'] },
      scopes: ['openid', 'profile', 'groups'],
      // Groups are told at the userinfo endpoint alone, as the standard has it for this flow.
      conformIdTokenClaims: true,
      cookies: { keys: ['not a secret: the cookies of a test'] },
      pkce: { required: () => true },
      findAccount: (_context: unknown, id: string) => ({
        accountId: id,
        claims: () => ({ sub: id, preferred_username: id, ...groupsOf(id) }),
      }),
      extraTokenClaims: (_context: unknown, token: { clientId: string }) => groupsOf(token.clientId),
      features: {
        clientCredentials: { enabled: true },
        resourceIndicators: {
          enabled: true,
          getResourceServerInfo: () => ({
            scope: '',
            audience: AUDIENCE,
            accessTokenFormat: 'jwt',
            accessTokenTTL: 300,
            jwt: { sign: { alg: 'RS256' } },
          }),
        },
      },
    };
  }
}

/** Signs on as somebody at the provider's own pages, from where ours sends us, up to our callback, which is not visited. */
export async function signOnAt(browser: Browser, start: string, name: string, callback: string): Promise<string> {
  const isTheirs = (next: string) => !next.startsWith(callback);
  let page: Page = await browser.visit(start, {}, isTheirs);
  for (let forms = 0; forms < 3 && page.status === 200; forms++) {
    const action = /action="([^"]+)"/.exec(page.text)?.[1];
    const prompt = /name="prompt" value="(\w+)"/.exec(page.text)?.[1];
    if (!action || !prompt) throw new Error(`no form: ${page.text.slice(0, 500)}`);
    const body = new URLSearchParams({ prompt, login: name, password: 'any' });
    page = await browser.visit(new URL(action, page.url).href, { method: 'POST', body }, isTheirs);
  }
  const to = page.headers.get('location');
  if (to === null) throw new Error(`the provider did not send us back: ${page.status} ${page.text.slice(0, 500)}`);
  return new URL(to, page.url).href;
}
