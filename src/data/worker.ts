/** Entry of the reading worker: one request, its progress, one outcome. */
import { type LoadRequest, serveLoad } from './workerProtocol';

self.addEventListener('message', (event: MessageEvent<LoadRequest>) => {
  void serveLoad(event.data, (reply, transfer) =>
    self.postMessage(reply, { transfer: transfer as ArrayBuffer[] }),
  );
});
