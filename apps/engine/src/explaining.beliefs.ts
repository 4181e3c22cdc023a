import type { InventorySnapshot } from '@app/inventory';
import type { DeviceId } from '@app/kernel';
import { lowLightOf, type ObservedService } from '@app/observed';
import type { Beliefs, Closing } from '@app/outages';
import type { Watch } from './watch.js';

/** What is believed, as it is judged when the window closes so. */
export function beliefsAt(closing: Closing, watch: Watch): Beliefs {
  const { devices, interfaces, onus, tellings, declared } = watch;
  const believed = { devices, interfaces, onus, tellings, declared };
  return closing === 'settled' ? believed : { ...believed, isUnsettled: (device) => watch.isUnsettled(device) };
}

/** The same with what explains it from elsewhere in this process. */
export function explainingBeliefs(closing: Closing, watch: Watch, observed: Pick<ObservedService, 'memories' | 'policy'>): Beliefs {
  const { snapshot } = watch;
  return {
    ...beliefsAt(closing, watch),
    lowLightAt: (device, port) => lowLightOf(observed, snapshot.deviceIds[device] as DeviceId, port),
    deviceByAddress: deviceByAddress(snapshot),
  };
}

/** An address that several realms use names nobody: who answered is not known. Read when somebody asks: most judgements do not. */
function deviceByAddress({ document }: InventorySnapshot): (address: string) => number {
  let found: Map<string, number> | null = null;
  return (address) => {
    if (!found) {
      found = new Map();
      for (const [position, device] of document.devices.entries()) {
        if (device.address !== undefined) found.set(device.address, found.has(device.address) ? -1 : position);
      }
    }
    return found.get(address) ?? -1;
  };
}
