// SPDX-License-Identifier: Apache-2.0
import type { Support } from '@dossier/core/actors';
import type { AccountPorts } from '../accounts/index.ts';

/** What the use cases of this room may reach: the means of accounts of persons, over tables of its own. */
export type ConsolePorts = Pick<
  AccountPorts,
  'pool' | 'clock' | 'uuid' | 'rules' | 'secrets' | 'passwords' | 'throttle' | 'isCommon' | 'journal'
>;

/** Somebody who runs the house and helps those who use it. */
export interface Agent {
  readonly agentId: string;
  readonly login: string;
  readonly name: string;
}

/** An agent as the gates and the journal know them. */
export const actorOf = ({ agentId, name }: Agent): Support => ({
  kind: 'support',
  agentId,
  name,
  authentication: 'direct',
  mode: { kind: 'normal' },
});
