import type { DeviceView, Network } from '@app/inventory';
import { decodeCursor, type DeviceId, encodeCursor, type Page, type PageRequest } from '@app/kernel';
import type { RequestContext } from '../graphql/request.context.js';

/** A device of the graph, as a page names it. */
export interface NamedDevice {
  readonly id: DeviceId;
  readonly name: string;
}

/** Devices by their position in the graph, sorted by name. */
export function namedDevices({ graph, deviceIds }: Pick<Network, 'graph' | 'deviceIds'>, devices: readonly number[]): NamedDevice[] {
  return devices
    .map((device) => ({ id: deviceIds[device] as DeviceId, name: graph.deviceNames[device]! }))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}

/** A page of devices that are known by name and id already; only those of the page are read. */
export async function devicePage(
  all: readonly NamedDevice[],
  request: PageRequest,
  { loaders }: RequestContext,
): Promise<Page<DeviceView>> {
  const after = decodeCursor(request.after, ['string'])?.[0];
  const from = after === undefined ? 0 : all.findIndex(({ name }) => name > after);
  const wanted = from < 0 ? [] : all.slice(from, from + request.first);
  const rows = await Promise.all(wanted.map(({ id }) => loaders.deviceById.load(id)));
  return {
    items: rows.flatMap((row) => (row ? [{ cursor: encodeCursor([row.name]), item: row }] : [])),
    hasNextPage: from >= 0 && from + request.first < all.length,
    totalCount: async () => all.length,
  };
}
