export interface TlsFiles {
  /** How often it is looked whether they were renewed [10 s]. */
  readonly lookMs?: number;
  readonly certFile: string;
  readonly keyFile: string;
}

/** What the web may do with us; whoever starts the API reads it from the settings of the process. */
export interface WebSettings {
  /** Other origins whose pages may ask us, e.g. https://map.example.id; exact, and with bearer tokens alone. */
  readonly origins: readonly string[];
  /** Names by which people reach us, beside addresses, localhost and this machine's own name. */
  readonly hosts: readonly string[];
  /** Networks (CIDR) of the proxies whose word is taken on who asks and how they came. */
  readonly trustedProxies: readonly string[];
  /** Networks (CIDR) that read /metrics and /sd without a token, beside this machine. */
  readonly metricsNetworks: readonly string[];
  /** Whether these want a token of their own, wherever the reader is. */
  readonly hasMetricsToken: boolean;
  readonly tls: TlsFiles | null;
  /** Cost of operations that one viewer may use up in a minute; null: as much as they want. */
  readonly costPerMinute: number | null;
  /** A manifest of operations (JSON), and whether others are refused; null: any operation. */
  readonly operations: { readonly file: string; readonly isOnly: boolean } | null;
}

export const DEFAULT_WEB: WebSettings = {
  origins: [],
  hosts: [],
  trustedProxies: [],
  metricsNetworks: [],
  hasMetricsToken: false,
  tls: null,
  costPerMinute: null,
  operations: null,
};

/** What is wrong with the settings of the web face, in words that say what to do. */
export class WebSettingsError extends Error {}
