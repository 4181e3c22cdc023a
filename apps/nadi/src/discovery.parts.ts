import { networkInterfaces } from 'node:os';
import {
  AllowedNetworks,
  DiscoveryService,
  type DiscoveryParts,
  type ExploreParts,
  MibTablesReader,
  type NetworkPolicy,
  parseAllowedCredentials,
  parseAllowedNetworks,
  ProberSweep,
} from '@app/discovery';
import { ProfileLibrary, SnmpDeviceInspector } from '@app/equipment';
import type { Settings } from '@app/platform';
import { openSnmpReader } from '@app/snmp';
import type { Lab } from '../../lab/src/index.js';

/** A setting of discovery that cannot be meant; the message names it, what was found and what is allowed. */
export class DiscoverySettingsError extends Error {}

/** What may be asked, and with which secrets. */
export function discoveryPolicy(settings: Settings): NetworkPolicy {
  const networks = parseAllowedNetworks(settings.NADI_DISCOVERY_NETWORKS);
  if (networks.kind === 'refused')
    throw new DiscoverySettingsError(`NADI_DISCOVERY_NETWORKS: ${networks.reason}. Write 10.20.0.0/16,branch=192.168.0.0/16`);
  const credentials = parseAllowedCredentials(settings.NADI_DISCOVERY_CREDENTIALS);
  if (credentials.kind === 'refused')
    throw new DiscoverySettingsError(`NADI_DISCOVERY_CREDENTIALS: ${credentials.reason}. Write core@10.20.0.0/16+10.21.0.0/16,edge`);
  return {
    networks: new AllowedNetworks(networks.value, () => listeningAddresses(settings.NADI_HTTP_HOST)),
    credentials: credentials.value,
  };
}

function listeningAddresses(host: string): string[] {
  if (host !== '0.0.0.0' && host !== '::') return [host];
  return Object.values(networkInterfaces()).flatMap((addresses) => (addresses ?? []).map(({ address }) => address));
}

type Given = Omit<DiscoveryParts, 'explore'> & {
  readonly policy: NetworkPolicy;
  readonly lab: Lab | null;
  readonly openCredential: ExploreParts['openCredential'];
};

export type OpenedDiscovery =
  | { readonly kind: 'opened'; readonly service: DiscoveryService; readonly close: () => Promise<void> }
  | { readonly kind: 'unable'; readonly reason: string };

/** Discovery with sockets of its own: what it waits for keeps no poll waiting. */
export async function openDiscovery({ policy, lab, openCredential, ...parts }: Given): Promise<OpenedDiscovery> {
  // Two who read one socket take each other's answers.
  if (lab) return { kind: 'unable', reason: 'the demo city lends one SNMP socket, which the poller reads' };
  const opened = await openSnmpReader();
  if (opened.kind === 'failed') return { kind: 'unable', reason: opened.reason };
  const { reader } = opened;
  const service = new DiscoveryService({
    ...parts,
    explore: {
      sweep: new ProberSweep(),
      inspector: new SnmpDeviceInspector(reader, ProfileLibrary.open()),
      tables: new MibTablesReader(reader),
      policy,
      openCredential,
    },
  });
  return {
    kind: 'opened',
    service,
    close: async () => {
      await service.stop();
      await reader.close();
    },
  };
}
