import type { Network } from '@app/inventory';
import type { Impact } from '@app/topology';
import { namedDevices } from './device.page.js';
import type { Loss } from './topology.type.js';

export function toLoss(snapshot: Pick<Network, 'graph' | 'deviceIds'>, impact: Impact): Pick<Loss, keyof Loss> {
  const codes = (places: readonly number[]) => places.map((place) => snapshot.graph.placeCodes[place]!);
  return {
    darkLinkCount: impact.darkLinks.length,
    lostDeviceCount: impact.lostDevices.length,
    lostCameras: impact.lostCameras,
    isolatedStations: codes(impact.isolatedStations),
    exposedDeviceCount: impact.exposedDevices.length,
    exposedStations: codes(impact.exposedStations),
    lostDeviceIds: namedDevices(snapshot, impact.lostDevices),
    exposedDeviceIds: namedDevices(snapshot, impact.exposedDevices),
  };
}
