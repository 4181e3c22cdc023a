import type { InventorySnapshot } from '@app/inventory';
import type { DeviceId } from '@app/kernel';
import type { Target } from '@app/probing';
import type { Roster } from '@app/reachability';
import { type DeviceRow, hopsFrom, noDarkness } from '@app/topology';
import type { EngineSettings } from './engine.settings.js';

const DEFAULT_REALM = 'default';
/** Time for the whole reading of a device's interfaces. */
const SNMP_TIMEOUT_MS = 2_000;

export interface Assignment {
  readonly targets: readonly Target[];
  readonly roster: Roster;
  /** Infrastructure devices that are asked by ICMP. */
  readonly infrastructure: number;
  /** 1 for devices that are asked by ICMP. */
  readonly isAsked: Uint8Array;
  /** 1 for devices whose interfaces are read. */
  readonly isTeller: Uint8Array;
  /** Devices that are another poller's to ask. */
  readonly leftToOthers: number;
}

/** Who is asked what, how often: infrastructure more often than cameras, routers' interfaces more often than those of others. */
export function assignmentOf(snapshot: InventorySnapshot, settings: EngineSettings): Assignment {
  const { document, graph, deviceIds } = snapshot;
  const isMine = mineAmongPollers(snapshot);
  let leftToOthers = 0;
  const isInfrastructure = new Uint8Array(graph.deviceCount);
  const isAsked = new Uint8Array(graph.deviceCount);
  const isTeller = new Uint8Array(graph.deviceCount);
  const targets: Target[] = [];
  let infrastructure = 0;
  document.devices.forEach((device, i) => {
    const realm = device.realm ?? DEFAULT_REALM;
    if (device.address === undefined) return;
    if (!isMine(i, realm)) {
      leftToOthers++;
      return;
    }
    const checks = device.checks ?? ['icmp'];
    const id = deviceIds[i] as DeviceId;
    const base = { deviceId: id, address: device.address, realm, port: device.port ?? null, credential: device.credential ?? null };
    if (checks.includes('icmp')) {
      const carries = device.role !== 'CAMERA';
      const intervalMs = carries ? settings.intervals.infrastructureMs : settings.intervals.cameraMs;
      targets.push({ ...base, check: 'icmp', intervalMs, timeoutMs: settings.intervals.icmpTimeoutMs });
      isAsked[i] = 1;
      isInfrastructure[i] = carries ? 1 : 0;
      infrastructure += isInfrastructure[i];
    }
    if (isRead(device, settings)) {
      const intervalMs = device.role === 'ROUTER' ? settings.intervals.snmpRouterMs : settings.intervals.snmpMs;
      targets.push({ ...base, check: 'snmp', intervalMs, timeoutMs: SNMP_TIMEOUT_MS });
      isTeller[i] = 1;
    }
  });
  return { targets, roster: rosterOf(snapshot, isInfrastructure), infrastructure, isAsked, isTeller, leftToOthers };
}

/**
 * This process is the first poller of the topology. What only another one can see, and realms that only another one names, are that
 * one's: asked from here they would answer falsely, or not at all, and so they stay UNKNOWN.
 */
function mineAmongPollers({ document, graph }: InventorySnapshot): (device: number, realm: string) => boolean {
  const [mine, ...others] = document.pollers ?? [];
  const theirs = new Set(others.flatMap(({ realms }) => realms ?? []));
  const isMyRealm = (realm: string) => (mine?.realms ? mine.realms.includes(realm) : !theirs.has(realm));
  if (others.length === 0) return (_, realm) => isMyRealm(realm);
  const hops = graph.pollers.map(({ device }) => hopsFrom(graph, device, noDarkness(graph)));
  const isOnlyTheirs = (device: number) => hops[0][device] < 0 && hops.some((each) => each[device] >= 0);
  return (device, realm) => isMyRealm(realm) && !isOnlyTheirs(device);
}

/** The port of a camera is that of its stream, not of its agent. */
function isRead({ checks, credential, role }: DeviceRow, { hasDefaultCredential }: EngineSettings): boolean {
  return (checks?.includes('snmp') ?? false) && role !== 'CAMERA' && (credential !== undefined || hasDefaultCredential);
}

function rosterOf(snapshot: InventorySnapshot, isInfrastructure: Uint8Array): Roster {
  return {
    deviceIds: snapshot.deviceIds,
    linkIds: snapshot.linkIds,
    isInfrastructure,
    indexOfDevice: (id) => snapshot.indexOfDevice(id as DeviceId),
    endOf: (device, name) => snapshot.graph.linkEndIndex(device, name),
  };
}
