import { parseSetCookie, stringifyCookie } from 'cookie';

export interface Page {
  readonly url: string;
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // Tests look into answers of any shape.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly body: any;
}

const MOST_REDIRECTS = 10;

/** Keeps cookies by origin as a browser does, says where it comes from, and follows redirects one by one. */
export class Browser {
  private readonly jars = new Map<string, Map<string, string>>();
  /** Every Set-Cookie that was seen. */
  readonly cookiesSet: string[] = [];

  constructor(private readonly home: string) {}

  cookie(name: string, origin = new URL(this.home).origin): string | undefined {
    return this.jar(origin).get(name);
  }

  setCookie(name: string, value: string): void {
    this.jar(new URL(this.home).origin).set(name, value);
  }

  header(url: string): string {
    return stringifyCookie(Object.fromEntries(this.jar(new URL(url).origin)));
  }

  /** As our own page asks: with the header that no other page can send. */
  post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Page> {
    const own = { 'content-type': 'application/json', 'x-nadi-csrf': '1', origin: new URL(this.home).origin };
    return this.send(new URL(path, this.home).href, { method: 'POST', headers: { ...own, ...headers }, body: JSON.stringify(body) });
  }

  get(path: string): Promise<Page> {
    return this.send(new URL(path, this.home).href, { headers: { 'x-nadi-csrf': '1' } });
  }

  /** As somebody who follows a link or sends a form: redirects are followed while `isFollowed` says so. */
  async visit(url: string, init: RequestInit = {}, isFollowed: (next: string) => boolean = () => true): Promise<Page> {
    let page = await this.send(new URL(url, this.home).href, init);
    for (let i = 0; i < MOST_REDIRECTS; i++) {
      const to = page.headers.get('location');
      if (page.status < 300 || page.status > 399 || to === null) return page;
      const next = new URL(to, page.url).href;
      if (!isFollowed(next)) return page;
      page = await this.send(next, {});
    }
    throw new Error(`redirected without end: ${page.url}`);
  }

  private async send(url: string, init: RequestInit): Promise<Page> {
    const { origin } = new URL(url);
    const headers = new Headers(init.headers);
    if (!headers.has('cookie') && this.jar(origin).size > 0) headers.set('cookie', this.header(url));
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const text of response.headers.getSetCookie()) this.keep(origin, text);
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') ?? false;
    return { url, status: response.status, headers: response.headers, text, body: isJson ? (JSON.parse(text) as unknown) : null };
  }

  private keep(origin: string, text: string): void {
    this.cookiesSet.push(text);
    const { name, value, maxAge, expires } = parseSetCookie(text);
    if (maxAge === 0 || (expires && expires.getTime() < Date.now()) || value === undefined) this.jar(origin).delete(name);
    else this.jar(origin).set(name, value);
  }

  private jar(origin: string): Map<string, string> {
    const jar = this.jars.get(origin) ?? new Map<string, string>();
    this.jars.set(origin, jar);
    return jar;
  }
}
