import { isIP } from 'node:net';
import { z } from 'zod';

const oneOf = <const T extends readonly string[]>(allowed: T) => z.enum(allowed, { error: `must be one of ${allowed.join(', ')}` });
const flag = oneOf(['0', '1', 'true', 'false']).transform((text) => text === '1' || text === 'true');
const count = (least: number, most: number) => {
  const error = `must be a whole number from ${least} to ${most}`;
  return z.coerce.number({ error }).int({ error }).min(least, { error }).max(most, { error });
};
const decibels = (least: number, most: number) => {
  const error = `must be a number from ${least} to ${most}`;
  return z.coerce.number({ error }).min(least, { error }).max(most, { error });
};
const text = z.string().max(4_096);
const optional = <T extends z.ZodType>(inner: T) => inner.nullable().default(null);
/** A URL may carry a password; what is shown of it does not. */
const withoutLogin = (shown: string) => shown.replaceAll(/\/\/[^/@\s]*@/g, '//…@');
const urls = text.transform((list, context) => {
  const found = list
    .split(',')
    .map((url) => url.trim())
    .filter((url) => url !== '');
  for (const url of found) {
    if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
      context.addIssue({ code: 'custom', message: `"${withoutLogin(url)}" is no http or https URL` });
      return z.NEVER;
    }
  }
  return found.map((url) => url.replace(/\/$/, ''));
});

const names = text.transform((list) =>
  list
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== ''),
);
const hexKeys = text.transform((list, context) => {
  const keys = list
    .split(',')
    .map((key) => key.trim())
    .filter((key) => key !== '');
  if (keys.every((key) => /^[0-9a-fA-F]{64}$/.test(key))) return keys;
  context.addIssue({ code: 'custom', message: 'must be keys of 64 hexadecimal digits, comma-separated' });
  return z.NEVER;
});

const networks = text.transform((list, context) => {
  const found = list
    .split(',')
    .map((network) => network.trim())
    .filter((network) => network !== '');
  for (const network of found) {
    const [address, bits, more] = network.split('/');
    const most = isIP(address) === 4 ? 32 : 128;
    if (isIP(address) !== 0 && more === undefined && /^\d{1,3}$/.test(bits ?? '') && Number(bits) <= most) continue;
    context.addIssue({ code: 'custom', message: `"${network.slice(0, 60)}" is no network such as 10.0.0.0/8` });
    return z.NEVER;
  }
  return found;
});
const origins = text.transform((list, context) => {
  const found = list
    .split(',')
    .map((origin) => origin.trim())
    .filter((origin) => origin !== '');
  for (const origin of found) {
    if (/^https?:\/\//.test(origin) && URL.canParse(origin) && new URL(origin).origin === origin) continue;
    context.addIssue({
      code: 'custom',
      message: `"${withoutLogin(origin).slice(0, 60)}" is no origin such as https://map.example.id, exact and without a path`,
    });
    return z.NEVER;
  }
  return found;
});

/** Every setting of the product: an environment variable each, checked at start. */
export const SETTINGS = z.object({
  NADI_HTTP_HOST: text.default('127.0.0.1').describe('Address to listen on; the loopback unless you say otherwise'),
  NADI_HTTP_PORT: count(0, 65_535).default(3000).describe('TCP port of GraphQL, metrics and the console; 0: any free one'),
  NADI_CONSOLE_URL: optional(z.url({ protocol: /^https?$/ })).describe(
    'Where people reach the console, for links in alerts; default: the address listened on',
  ),
  NADI_HOSTS: names
    .default([])
    .describe(
      'Names by which people and Prometheus reach us, comma-separated, beside addresses, localhost, this machine and NADI_CONSOLE_URL',
    ),
  NADI_CORS_ORIGINS: origins
    .default([])
    .describe(
      'Origins whose pages may ask us with a bearer token, comma-separated, e.g. https://map.example.id; none: our own pages alone',
    ),
  NADI_TLS_CERT_FILE: optional(text).describe(
    'Certificate with its chain (PEM): we speak TLS ourselves; a renewed file is taken as it comes',
  ),
  NADI_TLS_KEY_FILE: optional(text).describe('Its key (PEM)'),
  NADI_TRUSTED_PROXIES: networks
    .default([])
    .describe('Networks of proxies whose X-Forwarded-For, -Proto and -Host are believed, comma-separated, e.g. 127.0.0.1/32; none: nobody'),
  NADI_DATA_DIR: text.min(1).default('data').describe('Folder of the embedded database, generated keys and the lab'),
  NADI_DATABASE_URL: optional(z.string().regex(/^postgres(ql)?:\/\//, 'must begin with postgres://')).describe(
    "One's own PostgreSQL (15 or newer) in place of the embedded one",
  ),
  NADI_DATABASE_POOL: count(2, 100).default(8).describe('Connections to the database'),
  NADI_ALERTMANAGER_URLS: urls.default([]).describe('Alertmanagers, comma-separated; every alert is sent to each'),
  NADI_ALERT_RESEND_MS: count(1_000, 300_000).default(60_000).describe('Pause between two sendings of an open alert, milliseconds'),
  NADI_AVAILABILITY_MONTHS: count(2, 1_200)
    .default(36)
    .describe('Months whose log of availability is kept; the sums of each month stay for good'),
  NADI_ALERT_STORM_MOST: count(2, 100_000)
    .default(30)
    .describe('New alerts at the most within NADI_ALERT_STORM_WINDOW_MS: the rest is one AlertStorm'),
  NADI_ALERT_STORM_WINDOW_MS: count(1_000, 3_600_000).default(600_000).describe('In what time new alerts are counted, milliseconds'),
  NADI_ALERT_FLAP_OPENINGS: count(2, 1_000)
    .default(3)
    .describe('What opens so often within NADI_ALERT_FLAP_WINDOW_MS flaps: one alert until it is steady'),
  NADI_ALERT_FLAP_WINDOW_MS: count(1_000, 86_400_000)
    .default(1_800_000)
    .describe('In what time openings are counted, and how long one must be steady, milliseconds'),
  NADI_METRICS_TOKEN: optional(text.min(16)).describe(
    'Bearer token that /metrics and /sd want from everybody; none: see NADI_METRICS_NETWORKS',
  ),
  NADI_METRICS_NETWORKS: networks
    .default([])
    .describe('Networks that read /metrics and /sd without a token, comma-separated; none: this machine alone'),
  NADI_SECRET_KEY: optional(z.string().regex(/^[0-9a-fA-F]{64}$/, 'must be 64 hexadecimal digits')).describe(
    'Key that seals device credentials, 32 bytes as hexadecimal digits',
  ),
  NADI_FORMER_SECRET_KEYS: hexKeys
    .default([])
    .describe('Keys that sealed before NADI_SECRET_KEY, comma-separated: they open, and seal nothing'),
  NADI_SECRET_KEY_FILE: optional(text).describe(
    'File with that key, the former ones below it, a line each; default: secret.key in the data folder, made at the first start',
  ),
  NADI_SESSION_IDLE_MINUTES: count(5, 1_440).default(60).describe('A session that nobody used for so long is over, minutes'),
  NADI_SESSION_HOURS: count(1, 168).default(12).describe('Any session is over after so long, hours'),
  NADI_OIDC_ISSUER: optional(z.url({ protocol: /^https?$/ })).describe(
    'OpenID Connect provider that people may sign on by; none: local accounts alone',
  ),
  NADI_OIDC_CLIENT_ID: optional(text).describe('What we are called there; our callback is /auth/oidc/callback'),
  NADI_OIDC_CLIENT_SECRET: optional(text).describe('Our secret there; none: a public client, by PKCE alone'),
  NADI_OIDC_CLIENT_SECRET_FILE: optional(text).describe('File with that secret'),
  NADI_OIDC_ROLES_FILE: optional(text).describe('YAML file: which claims of the provider mean which role and area here'),
  NADI_OIDC_SCOPE: text
    .regex(/(^| )openid( |$)/, 'must hold openid')
    .default('openid profile email')
    .describe('What is asked of the provider'),
  NADI_OIDC_AUDIENCE: optional(text).describe('Audience of the access tokens (JWT) that programs may show us; none: they are not taken'),
  NADI_OIDC_TOKEN_TYPE: text.default('at+jwt').describe('Their type, by RFC 9068; some providers write JWT'),
  NADI_OIDC_TOKEN_SECONDS: count(30, 86_400).default(300).describe('The oldest of them that is taken, whatever it says of itself, seconds'),
  NADI_LOG_LEVEL: oneOf(['trace', 'debug', 'info', 'warn', 'error', 'silent'])
    .default('info')
    .describe('What is logged, as JSON lines on stderr'),
  NADI_INFRA_INTERVAL_MS: count(500, 3_600_000)
    .default(5_000)
    .describe('Pause between two ICMP probes of an infrastructure device, milliseconds'),
  NADI_CAMERA_INTERVAL_MS: count(500, 3_600_000).default(30_000).describe('Pause between two ICMP probes of a camera, milliseconds'),
  NADI_PROBE_TIMEOUT_MS: count(50, 10_000).default(1_000).describe('A later answer is a loss, milliseconds'),
  NADI_SNMP_ROUTER_INTERVAL_MS: count(1_000, 3_600_000).default(10_000).describe('Pause between two SNMP reads of a router, milliseconds'),
  NADI_SNMP_INTERVAL_MS: count(1_000, 3_600_000).default(60_000).describe('Pause between two SNMP reads of any other device, milliseconds'),
  NADI_SENSOR_INTERVAL_MS: count(5_000, 3_600_000)
    .default(300_000)
    .describe("Pause between two SNMP reads of a device's sensors and ONUs, milliseconds"),
  NADI_FACTS_INTERVAL_MS: count(5_000, 86_400_000)
    .default(3_600_000)
    .describe("Pause between two SNMP reads of a device's neighbours, parts and whole interface table, milliseconds"),
  NADI_RX_SENSITIVITY_DBM: optional(decibels(-60, 10)).describe(
    'What an optical receiver needs at the least, dBm, where its device tells no low alarm; none: it has no margin then',
  ),
  NADI_SNMP_COMMUNITY: optional(text).describe('SNMPv2c community of devices that name no credential; none: they are not read'),
  NADI_TRAP_PORT: optional(count(0, 65_535)).describe(
    'UDP port for SNMP traps and informs, e.g. 1162 (162 needs rights); 0: any free one; none: they are not listened to',
  ),
  NADI_TRAP_CREDENTIALS: names
    .default([])
    .describe('Stored credentials that devices may tell traps with, comma-separated, beside those that they are read with'),
  NADI_TRAP_HOST: text
    .refine((address) => isIP(address) !== 0, 'must be an IPv4 or IPv6 address')
    .default('127.0.0.1')
    .describe('Address to listen on for traps; :: is every address of both families'),
  NADI_DISCOVERY_NETWORKS: text
    .default('')
    .describe('Networks that discovery may ask, comma-separated, each with its realm: 10.20.0.0/16,branch=192.168.0.0/16; none: nothing'),
  NADI_DISCOVERY_CREDENTIALS: text
    .default('')
    .describe('Credentials that discovery may try, in order, each with where: core@10.20.0.0/16+10.21.0.0/16,edge; none: no SNMP'),
  NADI_CONFIRM_TRIES: count(1, 10).default(3).describe('Tries on the fast clock that must agree before a state is believed'),
  NADI_CONFIRM_SPACING_MS: count(100, 10_000).default(500).describe('Pause between these tries, milliseconds'),
  NADI_SETTLE_MS: count(0, 60_000)
    .default(2_000)
    .describe('The evidence window stays open at least so long after the first contradiction, milliseconds'),
  NADI_WINDOW_MAX_MS: count(1_000, 120_000)
    .default(20_000)
    .describe('The evidence window stops waiting for answers after (for routers and switches in doubt after twice that), milliseconds'),
  NADI_HISTORY_DAYS: count(1, 36_500).default(400).describe('How long it is kept what was concluded of devices and outages, days'),
  NADI_HISTORY_MAX_CHANGES: count(1_000_000, 2_000_000_000)
    .default(50_000_000)
    .describe('How many changes of the state of devices are kept at the most; each takes some 90 bytes'),
  NADI_REALM_NETWORKS: optional(text).describe(
    'File that says in which networks declared cameras of each realm may be asked (YAML); none: declared cameras are kept, and not asked',
  ),
  NADI_VERIFY_PER_SECOND: count(1, 1_000).default(20).describe('Declared cameras of one building that are asked in a second'),
  NADI_VERIFY_AT_ONCE: count(1, 64).default(8).describe('Declared cameras of one building that are asked at the same time'),
  NADI_COMPLIANCE_RULES: optional(text).describe(
    'Rule file by which buildings are judged (YAML), its letters in the folder `letters` beside it; none: the proposals that come with Nadi',
  ),
  NADI_COMPLIANCE_INTERVAL_MS: count(1_000, 86_400_000)
    .default(900_000)
    .describe('Pause between two judgements of all buildings, milliseconds'),
  NADI_DECLARATION_DAYS: count(30, 36_500)
    .default(731)
    .describe('How long declarations are kept that were rejected or that a later one took the place of, days'),
  NADI_LETTER_DAYS: count(30, 36_500)
    .default(1_826)
    .describe('How long letters to owners are kept, days; the moves that they went with stay'),
  NADI_AUDIT_DAYS: count(30, 36_500)
    .default(731)
    .describe('How long the audit trail is kept before its oldest records are destroyed, days'),
  NADI_GRAPHQL_MAX_DEPTH: count(3, 50).default(8).describe('Levels of fields in one GraphQL operation'),
  NADI_GRAPHQL_MAX_COST: count(100, 1_000_000).default(5_000).describe('Cost of one GraphQL operation by the published formula'),
  NADI_GRAPHQL_COST_PER_MINUTE: count(0, 1_000_000_000)
    .default(1_000_000)
    .describe('Cost of all GraphQL operations that one viewer may use up in a minute; 0: any'),
  NADI_GRAPHQL_OPERATIONS: optional(text).describe(
    "Manifest of operations that are asked by their id (JSON, Apollo's persisted query manifest)",
  ),
  NADI_GRAPHQL_OPERATIONS_ONLY: flag.default(false).describe("Only those, and the console's: any other operation is refused"),
  NADI_IMPORT_MAX_BYTES: count(1_024, 268_435_456)
    .default(67_108_864)
    .describe('Largest body of a GraphQL request that imports a topology, bytes'),
  NADI_DEMO: flag.default(true).describe('Fill an empty database with the demo city and simulate its hosts (0: do not)'),
  NADI_DEMO_CAMERAS: count(10, 200_000).default(30_000).describe('Cameras of the demo city'),
});

export type Settings = z.infer<typeof SETTINGS>;

export type SettingsOutcome =
  | { readonly kind: 'ok'; readonly settings: Settings; readonly warnings: readonly string[] }
  | { readonly kind: 'refused'; readonly problems: readonly string[] };

const SECRET = new Set(['NADI_METRICS_TOKEN', 'NADI_OIDC_CLIENT_SECRET', 'NADI_SECRET_KEY', 'NADI_SNMP_COMMUNITY', 'NADI_DATABASE_URL']);

/** Reads the settings. A wrong one is named with what was found and what is allowed; a NADI_ variable nobody knows is warned of. */
export function loadSettings(env: Readonly<Record<string, string | undefined>>): SettingsOutcome {
  // Compose files pass an empty variable for one that is not set.
  const ours = Object.fromEntries(
    Object.entries(env).filter(([name, value]) => name.startsWith('NADI_') && value !== undefined && value !== ''),
  );
  const read = SETTINGS.safeParse(ours);
  if (!read.success) {
    const problems = read.error.issues.map((issue) => {
      const name = String(issue.path[0]);
      const found = SECRET.has(name) ? '(not shown)' : JSON.stringify(withoutLogin(ours[name] ?? ''));
      return `${name}: found ${found}: ${issue.message}. ${SETTINGS.shape[name as keyof Settings]?.description ?? ''}`;
    });
    return { kind: 'refused', problems };
  }
  const unknown = Object.keys(ours).filter((name) => !(name in SETTINGS.shape) && !name.startsWith('NADI_TEST_'));
  return { kind: 'ok', settings: read.data, warnings: unknown.map((name) => `${name} is no setting of Nadi: ignored`) };
}

/** Reads the settings of this process; the only place that looks at its environment. */
export function loadProcessSettings(overrides: Readonly<Record<string, string>> = {}): SettingsOutcome {
  return loadSettings({ ...process.env, ...overrides });
}

/** One line a setting, for `nadi settings` and the README. */
export function describeSettings(): { name: string; default: string; meaning: string }[] {
  const defaults: Readonly<Record<string, string | number | boolean | string[] | null>> = SETTINGS.parse({});
  return Object.entries(SETTINGS.shape).map(([name, schema]) => {
    const value = defaults[name] ?? '';
    return { name, default: typeof value === 'boolean' ? String(Number(value)) : value.toString(), meaning: schema.description ?? '' };
  });
}
