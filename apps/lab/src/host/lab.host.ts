import { readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { createInterface } from 'node:readline';
import type { TopologyDocument } from '@app/topology';
import { CameraService } from '../camera/camera.service.js';
import { SnmpAgent } from '../snmp/snmp.agent.js';
import { DeviceReadings } from '../truth/device.readings.js';
import { LabTruth } from '../truth/lab.truth.js';
import { listenForCameras } from './camera.listener.js';
import { relayDials } from './dial.relay.js';
import { EchoResponder } from './echo.responder.js';
import type { HostOrder, HostReport, HostSockets, HostTask } from './host.messages.js';
import { bringLoopbackUp, IPPROTO_ICMP, openSocket, Readable, SOCK_DGRAM, SOCK_NONBLOCK, SOCK_RAW, widen } from './native.js';
import { SnmpResponder } from './snmp.responder.js';
import { TrapSender } from './trap.sender.js';

/**
 * All hosts of a city, in a network namespace of their own: `node lab.host.js TASK`. It answers in their place, lends the sockets
 * that the poller asks from, hears what is broken on stdin, and ends with it.
 */
const IDLE_MS = 200;
/** A UDP socket of the namespace that we were started from: traps arrive where the service listens. */
const TRAP_FD = 3;

function say(message: HostSockets | HostReport): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

async function serve(echo: EchoResponder, snmp: SnmpResponder): Promise<never> {
  const readable = new Readable([echo.fd, snmp.fd]);
  for (;;) {
    const echoHasMore = echo.serve();
    const snmpHasMore = snmp.serve();
    // A poll returns at once while there is more, and lets the control line have its turn.
    await readable.wait(echoHasMore || snmpHasMore ? 0 : IDLE_MS);
  }
}

const task = JSON.parse(process.argv[2]) as HostTask;
const truth = new LabTruth(JSON.parse(readFileSync(task.document, 'utf8')) as TopologyDocument);
bringLoopbackUp();
// The kernel would answer for all of 127.0.0.0/8, dead or alive.
writeFileSync('/proc/sys/net/ipv4/icmp_echo_ignore_all', '1');
const echo = new EchoResponder(truth);
const readings = new DeviceReadings(truth, () => performance.now());
const snmp = new SnmpResponder(new SnmpAgent(truth, readings));
const cameras = new CameraService(truth);
await listenForCameras(cameras);
await relayDials(task.relay, cameras);
if (task.trapsTo) new TrapSender(TRAP_FD, readings, task.trapsTo);
const icmp4 = openSocket(SOCK_RAW | SOCK_NONBLOCK, IPPROTO_ICMP, 'raw socket to lend');
const udp4 = openSocket(SOCK_DGRAM | SOCK_NONBLOCK, 0, 'UDP socket to lend');
widen(udp4);
// Two readers of one socket would take each other's answers.
const inspect4 = openSocket(SOCK_DGRAM | SOCK_NONBLOCK, 0, 'UDP socket to lend to who inspects');
widen(inspect4);
const verify4 = openSocket(SOCK_RAW | SOCK_NONBLOCK, IPPROTO_ICMP, 'raw socket to lend to who verifies declared cameras');

createInterface({ input: process.stdin })
  .on('line', (line) => {
    const { id, broken, restart } = JSON.parse(line) as HostOrder;
    if (restart) truth.restart(restart);
    else truth.setBroken(broken);
    say({ done: id, echoesAnswered: echo.answered, snmpAnswered: snmp.answered });
  })
  // Whoever started us is gone, and nobody else knows of this namespace.
  .on('close', () => process.exit(0));
// Ctrl-C reaches the whole group; the hosts stay until whoever asks them has ended.
process.on('SIGINT', () => undefined);
process.stdout.on('error', () => process.exit(0));
say({
  pid: process.pid,
  icmp4: { fd: icmp4, kind: 'raw' },
  udp4: { fd: udp4 },
  inspect4: { fd: inspect4 },
  verify4: { fd: verify4, kind: 'raw' },
});
await serve(echo, snmp);
