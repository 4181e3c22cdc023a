import { lookup } from 'node:dns/promises';
import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { Settings } from '@app/platform';
import { NO_REALMS, readRealmNetworks, type RealmNetworks, RealmNetworksError, withLab } from '@app/verification';

/** Where the demo city's simulated hosts stand. */
const LAB = { realm: 'city', allowed: ['127.16.0.0/12'] };

/** Which networks declared cameras may be asked in. Throws a RealmNetworksError where the file cannot be used. */
export async function declaredNetworks(settings: Settings, isDemo: boolean): Promise<RealmNetworks> {
  const file = settings.NADI_REALM_NETWORKS;
  const networks = file === null ? NO_REALMS : readRealmNetworks(read(file), [...machineNetworks(), ...(await serverNetworks(settings))]);
  return isDemo ? withLab(networks, LAB) : networks;
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new RealmNetworksError(`cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`);
  }
}

/** This machine's own addresses: nobody's declaration leads to the service itself. */
export function machineNetworks(): string[] {
  return hostNetworks(
    Object.values(networkInterfaces())
      .flatMap((each) => each ?? [])
      .map(({ address }) => address.split('%')[0] ?? ''),
  );
}

/** The servers that the settings name, by every address that their names have now; of one whose name is not known now, `never:` must tell. */
async function serverNetworks(settings: Settings): Promise<string[]> {
  const urls = [settings.NADI_DATABASE_URL, settings.NADI_CONSOLE_URL, ...settings.NADI_ALERTMANAGER_URLS];
  const hosts = urls.flatMap((url) => (url === null ? [] : new URL(url).hostname.replaceAll(/[[\]]/g, ''))).filter((host) => host !== '');
  const found = await Promise.all(hosts.map((host) => lookup(host, { all: true }).catch(() => [])));
  return hostNetworks(found.flat().map(({ address }) => address.split('%')[0] ?? ''));
}

function hostNetworks(addresses: readonly string[]): string[] {
  return [...new Set(addresses)].filter((address) => isIP(address) !== 0).map((address) => `${address}/${isIP(address) === 4 ? 32 : 128}`);
}
