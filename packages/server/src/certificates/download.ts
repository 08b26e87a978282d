// SPDX-License-Identifier: Apache-2.0

export interface DownloadOptions {
  readonly timeoutMs: number;
  readonly mostBytes: number;
  /** Sent there; absent: nothing is. */
  readonly post?: { readonly type: string; readonly body: Uint8Array };
}

/**
 * What an address answers, without redirects.
 *
 * @throws when it does not answer in time, answers anything but 2xx, or more than that
 */
export const download = async (url: string, { timeoutMs, mostBytes, post }: DownloadOptions): Promise<Buffer> => {
  const answer = await fetch(url, {
    signal: AbortSignal.timeout(timeoutMs),
    redirect: 'error',
    ...(post && { method: 'POST', headers: { 'content-type': post.type }, body: Uint8Array.from(post.body) }),
  });
  if (!answer.ok || answer.body === null) throw new Error(`it answers ${answer.status}`);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of answer.body) {
    size += chunk.byteLength;
    if (size > mostBytes) throw new Error(`it is larger than ${mostBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};
