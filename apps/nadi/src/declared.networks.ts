import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { Settings } from '@app/platform';
import { NO_REALMS, readRealmNetworks, type RealmNetworks, RealmNetworksError, withLab } from '@app/verification';

/** Where the demo city's simulated hosts stand. */
const LAB = { realm: 'city', allowed: ['127.16.0.0/12'] };

/** Which networks declared cameras may be asked in. Throws a RealmNetworksError where the file cannot be used. */
export function declaredNetworks(settings: Settings, isDemo: boolean): RealmNetworks {
  const file = settings.NADI_REALM_NETWORKS;
  const networks = file === null ? NO_REALMS : readRealmNetworks(read(file), ownNetworks(settings));
  return isDemo ? withLab(networks, LAB) : networks;
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new RealmNetworksError(`cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`);
  }
}

/** This machine's own addresses, and those of the servers that the settings name: nobody's declaration leads there. */
function ownNetworks(settings: Settings): string[] {
  const interfaces = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  const urls = [settings.NADI_DATABASE_URL, settings.NADI_CONSOLE_URL, ...settings.NADI_ALERTMANAGER_URLS];
  const servers = urls.flatMap((url) => (url === null ? [] : new URL(url).hostname.replaceAll(/[[\]]/g, '')));
  const addresses = [...interfaces.map(({ address }) => address.split('%')[0]), ...servers].filter((address) => isIP(address) !== 0);
  return [...new Set(addresses)].map((address) => `${address}/${isIP(address) === 4 ? 32 : 128}`);
}
