import { parseDocument } from 'yaml';
import { z } from 'zod';
import { checkNetwork, type RealmPolicy } from './address.guard.js';

/** Which networks may be asked: of each realm, and which never. */
export interface RealmNetworks {
  /** Null: nothing of this realm is asked. */
  realm(code: string): RealmPolicy | null;
}

/** The file of networks cannot be used; the message says where and why. */
export class RealmNetworksError extends Error {}

const Network = z.string().superRefine((cidr, context) => {
  try {
    checkNetwork(cidr);
  } catch (error) {
    context.addIssue({ code: 'custom', message: (error as Error).message });
  }
});
const File = z.strictObject({
  realms: z.record(z.string(), z.strictObject({ networks: z.array(Network).min(1) })),
  /** The service's own servers and networks, beside those that it knows. */
  never: z.array(Network).default([]),
});

/**
 * Reads a file like `realms: { GD-1: { networks: [192.168.1.0/24] } }`, with `never:` for the deployer's own servers. `own`: networks of
 * the service that are never asked either. Throws a RealmNetworksError.
 */
export function readRealmNetworks(text: string, own: readonly string[]): RealmNetworks {
  const document = parseDocument(text, { uniqueKeys: true });
  const [fault] = document.errors;
  if (fault) throw new RealmNetworksError(`line ${fault.linePos?.[0].line ?? '?'}: ${fault.message.split('\n')[0]}`);
  const read = File.safeParse(document.toJS({ maxAliasCount: 0 }));
  if (!read.success)
    throw new RealmNetworksError(read.error.issues.map(({ path, message }) => `${path.join('.') || 'file'}: ${message}`).join('; '));
  const { realms, never } = read.data;
  const forbidden = [...own, ...never];
  return {
    realm: (code) => (Object.hasOwn(realms, code) ? { realm: code, allowed: realms[code].networks, forbidden } : null),
  };
}

/** Nothing is asked of anybody. */
export const NO_REALMS: RealmNetworks = { realm: () => null };

/** The same, and the demo city's simulated hosts on their loopback addresses. */
export function withLab(networks: RealmNetworks, lab: { readonly realm: string; readonly allowed: readonly string[] }): RealmNetworks {
  return {
    realm: (code) => (code === lab.realm ? { realm: code, allowed: lab.allowed, forbidden: [], isLab: true } : networks.realm(code)),
  };
}
