import { request } from 'node:http';

/** Sends a request as a browser does when somebody follows a link or sends a form; some packages answer 401 to anything else. */
export const navigate = (url: URL, init: RequestInit): Promise<Response> =>
  new Promise((resolve, reject) => {
    const plain = new Request(url, { ...init, redirect: 'manual' });
    void plain.text().then((body) => {
      const headers = {
        ...Object.fromEntries(plain.headers),
        accept: 'text/html,application/xhtml+xml,*/*;q=0.8',
        'sec-fetch-mode': 'navigate',
        'sec-fetch-dest': 'document',
      };
      const sent = request(
        url,
        { method: plain.method, headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) } },
        (answer) => {
          const chunks: Buffer[] = [];
          answer.on('data', (chunk: Buffer) => chunks.push(chunk));
          answer.on('end', () => {
            const received = new Headers();
            for (let at = 0; at < answer.rawHeaders.length; at += 2)
              received.append(answer.rawHeaders[at] ?? '', answer.rawHeaders[at + 1] ?? '');
            const status = answer.statusCode ?? 0;
            resolve(new Response([204, 304].includes(status) ? null : Buffer.concat(chunks), { status, headers: received }));
          });
        },
      );
      sent.once('error', reject);
      sent.end(body);
    }, reject);
  });
