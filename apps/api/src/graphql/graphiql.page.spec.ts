import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { graphiqlPage } from './graphiql.page.js';

describe('the GraphiQL page', () => {
  it('loads nothing from elsewhere and lets its own script run only', async () => {
    const page = await graphiqlPage();
    const html = gunzipSync(page.gzip).toString('utf8');
    expect(html).not.toMatch(/<(script|link|img|iframe)[^>]+(src|href)="(https?:)?\/\//);
    expect(html).not.toMatch(/unpkg\.com|jsdelivr|cdnjs|googleapis/);
    const script = /<script>([\s\S]*)<\/script>\s*<\/body>/.exec(html)?.[1] ?? '';
    const hash = createHash('sha256').update(script, 'utf8').digest('base64');
    expect(page.contentSecurityPolicy).toContain(`script-src 'sha256-${hash}'`);
    expect(page.contentSecurityPolicy).not.toContain('http');
  }, 30_000);

  it('hands the headers of its editor to the WebSocket, and is packed once', async () => {
    const page = await graphiqlPage();
    expect(gunzipSync(page.gzip).toString('utf8')).toMatch(/connectionParams:\w+\?\.headers/);
    expect(await graphiqlPage()).toBe(page);
    expect(page.gzip.length).toBeLessThan(3_000_000);
  }, 30_000);
});
