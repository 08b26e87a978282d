// SPDX-License-Identifier: Apache-2.0
import { defaultsFor, type IntakeContext } from '../intake/index.ts';
import type { Exchange } from './route.ts';

/** What reading a message depends on besides the message: the law of the day, the caller, the limits. */
export const intakeContext = ({ actor, ports, now, base, limits }: Exchange): IntakeContext => {
  const law = ports.law(now);
  return {
    law,
    environment: ports.environment,
    insKeyErrors: ports.insKeyErrors,
    now,
    uuid: ports.uuid,
    base,
    limits: { entries: limits.entries, ...ports.limits },
    defaults: defaultsFor(actor, law, ports.repositoryUniqueId),
  };
};
