import type { Request, RequestHandler } from 'express';
import { isLoopback, Networks } from './networks.js';
import type { WebSettings } from './web.settings.js';

const FORWARDED = ['forwarded', 'x-forwarded-for'];

/**
 * /metrics and /sd tell of all of the network: without a token of their own they answer this machine, the networks that were named, and
 * whoever shows a bearer token that may read them.
 */
export function telemetryGate(
  { metricsNetworks, hasMetricsToken, trustedProxies }: Pick<WebSettings, 'metricsNetworks' | 'hasMetricsToken' | 'trustedProxies'>,
  mayRead: (request: Request) => Promise<boolean>,
): RequestHandler {
  const networks = new Networks(metricsNetworks);
  return (request, response, next) => {
    // What a proxy hands on that nobody named comes from who knows where, though it looks as if it came from this machine.
    const isFromAnywhere = trustedProxies.length === 0 && FORWARDED.some((name) => request.headers[name] !== undefined);
    const ip = isFromAnywhere ? '' : (request.ip ?? '');
    // The metrics token is asked for where the figures are.
    if (hasMetricsToken || isLoopback(ip) || networks.has(ip)) return next();
    const decide = async () => {
      try {
        if (await mayRead(request)) return next();
        const message = 'the metrics are told to this machine, to NADI_METRICS_NETWORKS, or with NADI_METRICS_TOKEN';
        return response.status(403).json({ errors: [{ message, extensions: { code: 'FORBIDDEN' } }] });
      } catch (error) {
        return next(error);
      }
    };
    return void decide();
  };
}
