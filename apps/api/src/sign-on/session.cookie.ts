import { parseCookie, stringifySetCookie } from 'cookie';

/** `__Host-`: set by this host alone, for all of its paths, over TLS; a page of a neighbouring name cannot put its own there. */
const SECURE_PREFIX = '__Host-';
const LONGEST_COOKIES = 8_192;
const VALUE = /^[A-Za-z0-9_-]{43}$/;

/** A cookie of ours. Without TLS, which is for the loopback alone, it is neither Secure nor named so. */
export class OwnCookie {
  private readonly name: string;

  constructor(
    name: string,
    private readonly isSecure: boolean,
    private readonly sameSite: 'strict' | 'lax' = 'strict',
  ) {
    this.name = `${isSecure ? SECURE_PREFIX : ''}${name}`;
  }

  /** What a request's header holds of it; null: nothing that we could have given out. */
  read(header: string | undefined): string | null {
    if (header === undefined || header.length > LONGEST_COOKIES) return null;
    const value = parseCookie(header)[this.name];
    return value !== undefined && VALUE.test(value) ? value : null;
  }

  set(value: string, seconds: number): string {
    return this.write(value, seconds);
  }

  clear(): string {
    return this.write('', 0);
  }

  private write(value: string, maxAge: number): string {
    const { name, isSecure: secure, sameSite } = this;
    return stringifySetCookie({ name, value, maxAge, path: '/', httpOnly: true, secure, sameSite });
  }
}

export const sessionCookie = (isSecure: boolean) => new OwnCookie('nadi-session', isSecure);
/** Comes back with a redirect from the identity provider, which is another site: Strict would keep it away. */
export const oidcCookie = (isSecure: boolean) => new OwnCookie('nadi-oidc', isSecure, 'lax');
