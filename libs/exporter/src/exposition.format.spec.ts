import { acceptsGzip, negotiateFormat } from './exposition.format.js';

describe('the format of the answer', () => {
  it.each([
    [undefined, 'text'],
    ['*/*', 'text'],
    ['text/html,application/xhtml+xml,*/*;q=0.8', 'text'],
    // What Prometheus 2.42 and 3 send.
    [
      'application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1',
      'openmetrics',
    ],
    ['application/openmetrics-text; version=0.0.1, text/plain;version=0.0.4;q=0.5', 'text'],
    ['application/openmetrics-text;q=0', 'text'],
    ['text/plain;version=0.0.4;q=0.9,application/openmetrics-text;q=0.3', 'text'],
    ['application/openmetrics-text', 'openmetrics'],
    ['application/openmetrics-text;version="1.0.0"', 'openmetrics'],
    ['application/openmetrics-text;q=nonsense', 'text'],
  ])('for Accept: %s is %s', (accept, format) => {
    expect(negotiateFormat(accept)).toBe(format);
  });

  it('is compressed only where that is welcome', () => {
    expect(acceptsGzip('gzip, deflate')).toBe(true);
    expect(acceptsGzip('*')).toBe(true);
    expect(acceptsGzip('gzip;q=0, *')).toBe(false);
    expect(acceptsGzip('identity')).toBe(false);
    expect(acceptsGzip(undefined)).toBe(false);
  });
});
