import type { Settings } from '@app/platform';
import { type WebSettings, WebSettingsError } from '../../api/src/index.js';

/** What the settings say of the web. Throws WebSettingsError where they contradict each other. */
export function webFaceOf(settings: Settings): WebSettings {
  const { NADI_TLS_CERT_FILE: certFile, NADI_TLS_KEY_FILE: keyFile, NADI_GRAPHQL_OPERATIONS: file, NADI_CONSOLE_URL: url } = settings;
  if ((certFile === null) !== (keyFile === null)) throw new WebSettingsError('NADI_TLS_CERT_FILE and NADI_TLS_KEY_FILE go together');
  const isOnly = settings.NADI_GRAPHQL_OPERATIONS_ONLY;
  if (isOnly && file === null) throw new WebSettingsError('NADI_GRAPHQL_OPERATIONS_ONLY needs NADI_GRAPHQL_OPERATIONS');
  const host = settings.NADI_HTTP_HOST;
  return {
    origins: settings.NADI_CORS_ORIGINS,
    hosts: [...settings.NADI_HOSTS, host, ...(url === null ? [] : [new URL(url).hostname])],
    trustedProxies: settings.NADI_TRUSTED_PROXIES,
    metricsNetworks: settings.NADI_METRICS_NETWORKS,
    hasMetricsToken: settings.NADI_METRICS_TOKEN !== null,
    tls: certFile === null || keyFile === null ? null : { certFile, keyFile },
    costPerMinute: settings.NADI_GRAPHQL_COST_PER_MINUTE === 0 ? null : settings.NADI_GRAPHQL_COST_PER_MINUTE,
    operations: file === null ? null : { file, isOnly },
  };
}
