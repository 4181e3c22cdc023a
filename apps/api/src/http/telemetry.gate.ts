import type { Request, RequestHandler } from 'express';
import { isLoopback, Networks } from './networks.js';
import type { WebSettings } from './web.settings.js';

/**
 * /metrics and /sd tell of all of the network: without a token of their own they answer this machine, the networks that were named, and
 * whoever shows a bearer token that may read them.
 */
export function telemetryGate(
  { metricsNetworks, hasMetricsToken }: Pick<WebSettings, 'metricsNetworks' | 'hasMetricsToken'>,
  mayRead: (request: Request) => Promise<boolean>,
): RequestHandler {
  const networks = new Networks(metricsNetworks);
  return (request, response, next) => {
    const { ip = '' } = request;
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
