import type { DeviceId } from '@app/kernel';
import { parentPort, workerData } from 'node:worker_threads';
import { LocalIcmpProber } from './icmp-prober.local.js';
import type { FromProber, ProberThreadData, ToProber } from './icmp-prober.messages.js';
import { buffersOf } from './schedule.batch.js';

/** The thread that asks: nothing but a prober of its own and the messages to and from it. */
const FIGURES_MS = 1000;

if (parentPort) {
  const port = parentPort;
  const prober = new LocalIcmpProber((workerData as ProberThreadData).options);
  const tell = (message: FromProber, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer);

  const figures = setInterval(() => tell({ kind: 'figures', figures: prober.figures() }), FIGURES_MS);
  port.on('message', (message: ToProber) => {
    switch (message.kind) {
      case 'assign':
        prober.assignColumns(message.columns);
        break;
      case 'ask-now':
        prober.askNow(message.deviceIds as Iterable<number> as Iterable<DeviceId>, message);
        break;
      case 'stop':
        clearInterval(figures);
        void prober.stop().then(() => {
          tell({ kind: 'stopped' });
          port.close();
        });
        break;
    }
  });
  const status = await prober.start((batch) => tell({ kind: 'results', batch, figures: prober.figures() }, buffersOf(batch)));
  tell({ kind: 'started', status });
}
