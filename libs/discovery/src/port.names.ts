import { macOf } from './hardware.address.js';
import type { PortFacts } from './finding.js';

/** How makers shorten the kinds of ports; the first of each line is the form compared. */
const KINDS: readonly (readonly string[])[] = [
  ['eth', 'ethernet', 'et', 'e'],
  ['fa', 'fastethernet', 'fast'],
  ['gi', 'gigabitethernet', 'gige', 'gig', 'ge', 'gei', 'gbe'],
  ['te', 'tengigabitethernet', 'tengige', 'tengig', 'ten', 'xge', 'xgei', 'xgigabitethernet', 'xe', '10ge'],
  ['twe', 'twentyfivegige', 'twentyfivegigabitethernet', '25ge'],
  ['fo', 'fortygigabitethernet', 'fortygige', '40ge'],
  ['hu', 'hundredgige', 'hundredgigabitethernet', '100ge'],
  ['po', 'portchannel', 'bundleether', 'be', 'ethtrunk', 'lag', 'bridgeaggregation', 'bagg'],
  ['vl', 'vlan', 'vlanif', 'vlaninterface'],
];
const SHORT = new Map(KINDS.flatMap(([short = '', ...others]) => [short, ...others].map((name) => [name, short] as const)));

/** One form of a port's name: GigabitEthernet1/0/1, Gi1/0/1 and gi 1/0/1 are the same port. */
export function portForm(name: string): string {
  const text = name.trim().toLowerCase();
  const mac = macOf(text);
  if (mac !== null) return mac;
  const match = /^(\d*[a-z][a-z _-]*?)[ _-]*(\d.*)$/.exec(text);
  if (!match) return text;
  const kind = (match[1] ?? '').replaceAll(/[ _-]/g, '');
  return `${SHORT.get(kind) ?? kind}${match[2] ?? ''}`;
}

/** A port of a device by any of the names it goes by: its own name first, free texts last. Null where none or several answer to it. */
export function findPort(ports: readonly PortFacts[], name: string): PortFacts | null {
  const form = portForm(name);
  const forms: readonly ((port: PortFacts) => string | null)[] = [
    (port) => port.ifName && portForm(port.ifName),
    (port) => port.ifDescr && portForm(port.ifDescr),
    (port) => macOf(port.mac),
    (port) => port.ifAlias && portForm(port.ifAlias),
  ];
  for (const formOf of forms) {
    const found = ports.filter((port) => formOf(port) === form);
    if (found.length > 0) return found.length === 1 ? (found[0] as PortFacts) : null;
  }
  return null;
}

/** What people call a port. */
export function portLabel({ ifName, ifDescr, ifIndex }: PortFacts): string {
  return ifName || ifDescr || String(ifIndex);
}

/** Whether two names of devices mean one: in any case, with or without a domain. */
export function isSameHost(a: string, b: string): boolean {
  const [one, other] = [hostForm(a), hostForm(b)];
  if (one === other) return true;
  // Only a domain that one of the two leaves out may be missing: a.x and a.y are two.
  return one.startsWith(`${other}.`) || other.startsWith(`${one}.`);
}

export function hostForm(name: string): string {
  return name.trim().toLowerCase().replace(/\.$/, '');
}

/** The part before the domain; an address has none. */
export function shortHost(name: string): string {
  const form = hostForm(name);
  return /^[0-9.]+$/.test(form) || form.includes(':') ? form : (form.split('.')[0] ?? form);
}
