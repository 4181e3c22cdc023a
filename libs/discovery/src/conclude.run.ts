import { randomUUID } from 'node:crypto';
import type { TopologyDocument } from '@app/topology';
import { compareTopology } from './compare.topology.js';
import { type DiscoveryStore, type FoundRow, type KeptDevice, toFindings } from './discovery.store.js';
import type { Finding } from './finding.js';
import { type IdentifiedDevice, identify } from './identify.js';
import { NetworkMatch, type Observation, toObserved } from './observed.network.js';
import { type KeptDrift, settleDrift } from './settle.drift.js';

/** What one run brought. */
export interface RunFindings {
  readonly realm: string;
  readonly findings: readonly Finding[];
  /** Addresses that were asked and said nothing. */
  readonly silent: readonly string[];
}

/** Older than that, what was read says nothing of today any more. */
const EVIDENCE_DAYS = 7;
const DAY_MS = 86_400_000;

/** Puts what was found beside what was found before and what is declared, and keeps what differs. Inside a transaction that holds the store's lock. */
export async function concludeRun(store: DiscoveryStore, declared: TopologyDocument, run: RunFindings, now: Date): Promise<void> {
  const kept = await store.devices(run.realm);
  const isFresh = ({ lastSeenAt }: { readonly lastSeenAt: Date }) => now.getTime() - lastSeenAt.getTime() < EVIDENCE_DAYS * DAY_MS;
  const fresh = new Set(run.findings.map(({ address }) => address));
  const before = kept.filter(isFresh).flatMap((device) => toFindings(device).filter(({ address }) => !fresh.has(address)));
  const devices = identify([...run.findings, ...before]);
  const observation: Observation = { realm: run.realm, devices: devices.flatMap((device) => toObserved(device) ?? []), silent: run.silent };
  const match = new NetworkMatch(declared, observation);
  const rows = devices.map((device) => toRow(device, kept, match, fresh, now));
  await store.replaceDevices(run.realm, withOwnIds(rows));
  await knowSerials(store, match, now);
  const drifts = compareTopology(declared, observation, await store.serials());
  const asked = new Set([...fresh, ...run.silent]);
  const settled = settleDrift(await store.drifts(run.realm), drifts, now, (item) => isUnasked(item, declared, asked));
  await store.saveDrifts(run.realm, settled, now);
}

function toRow(
  device: IdentifiedDevice,
  kept: readonly KeptDevice[],
  match: NetworkMatch,
  fresh: ReadonlySet<string>,
  now: Date,
): FoundRow {
  const known =
    kept.find(({ key }) => key === device.key) ?? kept.find(({ addresses }) => addresses.some((each) => device.addresses.includes(each)));
  const isSeenNow = device.addresses.some((address) => fresh.has(address));
  const opened = device.findings.find(({ reading }) => reading !== null);
  const byAddress = match.declared.devices.find(
    ({ address, ...row }) => address !== undefined && match.isHere(row) && device.addresses.includes(address),
  );
  return {
    id: known?.id ?? randomUUID(),
    key: device.key,
    addresses: device.addresses,
    because: device.because.slice(0, 50),
    credential: opened?.credential ?? null,
    reading: toObserved(device)?.reading ?? null,
    deviceName: match.nameOf.get(device.key) ?? byAddress?.name ?? null,
    firstSeenAt: known?.firstSeenAt ?? now,
    lastSeenAt: isSeenNow ? now : (known?.lastSeenAt ?? now),
  };
}

/** What was taken for one device and is two now keeps its id once. */
function withOwnIds(rows: readonly FoundRow[]): FoundRow[] {
  const used = new Set<string>();
  return rows.map((row) => {
    const id = used.has(row.id) ? randomUUID() : row.id;
    used.add(id);
    return { ...row, id };
  });
}

/** The first serial number that a device tells is the one it is known by. */
async function knowSerials(store: DiscoveryStore, match: NetworkMatch, now: Date): Promise<void> {
  for (const [name, { reading }] of match.observedOf) {
    const serial = reading.serial?.trim();
    if (serial) await store.knowSerial(name, serial, now, false);
  }
}

/** A device that this run did not ask may be missing still. */
function isUnasked(item: KeptDrift, declared: TopologyDocument, asked: ReadonlySet<string>): boolean {
  if (item.kind !== 'device-missing') return false;
  const device = declared.devices.find(({ name }) => `device ${name} missing` === item.key);
  return device?.address !== undefined && !asked.has(device.address);
}
