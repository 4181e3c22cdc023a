import net from 'node:net';
import { CAMERA_PORTS } from '../camera/camera.traits.js';
import type { CameraService } from '../camera/camera.service.js';
import { addressNumber } from '../truth/lab.truth.js';

/** Two sockets on every address of the namespace are the RTSP and ONVIF ports of all cameras: the address that was dialled says whose. */
export async function listenForCameras(cameras: CameraService): Promise<void> {
  for (const port of Object.values(CAMERA_PORTS)) {
    const server = net.createServer({ noDelay: true }, (socket) => {
      socket.on('error', () => socket.destroy());
      const address = addressNumber(socket.localAddress ?? '') ?? 0;
      switch (cameras.reception(address, port)) {
        case 'answers':
          cameras.serve(socket, address, port);
          return;
        case 'refuses':
          socket.resetAndDestroy();
          return;
        case 'silent':
          // The kernel has taken the connection: it is never answered, and ends with whoever dialled.
          socket.resume();
      }
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '0.0.0.0', resolve);
    });
  }
}
