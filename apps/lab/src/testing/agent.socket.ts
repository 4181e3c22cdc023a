import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { SnmpAgent } from '../snmp/snmp.agent.js';
import { DeviceReadings } from '../truth/device.readings.js';
import { addressNumber, type LabTruth } from '../truth/lab.truth.js';

/** One device of the lab behind a UDP port of its own, for whoever wants to read it where no namespace can be made. */
export class AgentSocket {
  private constructor(
    private readonly socket: Socket,
    readonly port: number,
  ) {}

  static async open(truth: LabTruth, name: string, readings = new DeviceReadings(truth, () => performance.now())): Promise<AgentSocket> {
    const agent = new SnmpAgent(truth, readings);
    const address = addressNumber(truth.document.devices[truth.graph.deviceIndex(name)].address ?? '') ?? -1;
    const socket = createSocket('udp4');
    socket.on('message', (message, from) => {
      const answer = agent.answer(address, message);
      if (answer) socket.send(answer, from.port, from.address);
    });
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    return new AgentSocket(socket, socket.address().port);
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => this.socket.close(() => resolve()));
  }
}
