// SPDX-License-Identifier: Apache-2.0
import { findDocuments } from './find.ts';
import { openAndLook } from './open-and-look.ts';
import { retrieveDocument, retrieveHeavy } from './retrieve.ts';
import { shareBundle, shareSimplified } from './share.ts';
import { whatChanged } from './what-changed.ts';
import type { Workload } from './workload.ts';
import { findXds, retrieveXds, shareXds } from './xds.ts';

export type { BenchClient, ClientSetting, Conversation, FloorCrypto, FloorStatement, Workload } from './workload.ts';

/** Measured at every concurrency; the targets are about them. */
export const mainWorkloads: readonly Workload[] = [shareBundle, findDocuments, retrieveDocument];

/** All of them, in the order of the tables. */
export const workloads: readonly Workload[] = [
  shareBundle,
  shareSimplified,
  findDocuments,
  whatChanged,
  retrieveDocument,
  retrieveHeavy,
  openAndLook,
  shareXds,
  findXds,
  retrieveXds,
];

/** @throws RangeError for a name that none has */
export const workloadNamed = (name: string): Workload => {
  const found = workloads.find((workload) => workload.name === name);
  if (found !== undefined) return found;
  throw new RangeError(
    `There is no workload ${name}; they are ${workloads.map((workload) => workload.name).join(', ')}.`,
  );
};
