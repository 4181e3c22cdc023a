import type { DeviceAgent } from './device.agent.js';
import { ENTITY_COLUMNS } from './entity.tables.js';
import { HOST_COLUMNS } from './host.tables.js';
import { INTERFACE_COLUMNS } from './interface.tables.js';
import { LLDP_COLUMNS } from './lldp.tables.js';
import { MibView } from './mib.view.js';
import { ONU_COLUMNS } from './onu.tables.js';
import { OPTICS_COLUMNS } from './optics.table.js';

/** Everything that the lab's devices can be asked. */
export const DEVICE_MIB = new MibView<DeviceAgent>([
  ...INTERFACE_COLUMNS,
  ...LLDP_COLUMNS,
  ...ENTITY_COLUMNS,
  ...HOST_COLUMNS,
  ...ONU_COLUMNS,
  ...OPTICS_COLUMNS,
]);
