/** The two text formats Prometheus reads. */
export type ExpositionFormat = 'text' | 'openmetrics';

export const CONTENT_TYPES: Readonly<Record<ExpositionFormat, string>> = {
  text: 'text/plain; version=0.0.4; charset=utf-8',
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
};

/**
 * Which format to answer in (RFC 9110, section 12.5.1). OpenMetrics only where it is asked for by name and not less than plain text;
 * whatever else is asked for gets plain text, as all exporters do: a person with a browser wants to see something.
 */
export function negotiateFormat(accept: string | undefined): ExpositionFormat {
  let openmetrics = 0;
  let text = 0;
  for (const { type, quality, version } of mediaRanges(accept ?? '')) {
    if (type === 'application/openmetrics-text' && (version === null || version === '1.0.0')) openmetrics = Math.max(openmetrics, quality);
    if (type === 'text/plain' && (version === null || version === '0.0.4')) text = Math.max(text, quality);
  }
  return openmetrics > 0 && openmetrics >= text ? 'openmetrics' : 'text';
}

/** Whether a coding is welcome (RFC 9110, section 12.5.3). */
export function acceptsGzip(acceptEncoding: string | undefined): boolean {
  const ranges = mediaRanges(acceptEncoding ?? '');
  const named = ranges.find(({ type }) => type === 'gzip') ?? ranges.find(({ type }) => type === '*');
  return named !== undefined && named.quality > 0;
}

interface MediaRange {
  readonly type: string;
  readonly quality: number;
  readonly version: string | null;
}

function mediaRanges(header: string): MediaRange[] {
  return header.split(',').map((range) => {
    const [type, ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const named = new Map(
      parameters
        .map((parameter) => parameter.split('=').map((side) => side.trim().replace(/^"|"$/g, '')))
        .map(([key, value]) => [key, value]),
    );
    const quality = named.has('q') ? Number(named.get('q')) : 1;
    return { type, quality: quality >= 0 && quality <= 1 ? quality : 0, version: named.get('version') ?? null };
  });
}
