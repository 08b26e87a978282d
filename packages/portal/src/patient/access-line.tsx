// SPDX-License-Identifier: Apache-2.0
import { useTranslation } from 'react-i18next';
import type { AuditEvent } from '../shared/fhir.ts';
import { timeText } from '../shared/format.ts';

const requestorOf = ({ agent }: AuditEvent) => agent.find(({ requestor }) => requestor) ?? agent[0];

const kindOf = (event: AuditEvent): string | undefined => requestorOf(event)?.role?.[0]?.coding?.[0]?.code;

const operationOf = ({ subtype = [] }: AuditEvent): string =>
  subtype.find(({ system }) => system === 'urn:dossier:operation')?.code ?? '';

/** By somebody else than the patient and the house itself. */
export const isByOthers = (event: AuditEvent): boolean => !['patient', 'system'].includes(kindOf(event) ?? 'system');

/** One trace as a sentence. */
export const AccessLine = ({ event }: { event: AuditEvent }) => {
  const { t, i18n } = useTranslation();
  const agent = requestorOf(event);
  const kind = kindOf(event);
  const operation = operationOf(event);
  const who = kind === 'patient' ? t('accesses.you') : (agent?.who?.display ?? agent?.name ?? t('accesses.somebody'));
  const known = t('accesses.operations', { returnObjects: true }) as Readonly<Record<string, string>>;
  const words = known[operation] ?? t('accesses.otherOperation', { operation });
  const isRefused = event.outcome !== undefined && event.outcome !== '0';
  const isEmergency = agent?.purposeOfUse?.some(({ coding = [] }) => coding.some(({ code }) => code === 'ETREAT'));
  return (
    <li className="line">
      <span>
        <strong>{who}</strong> {words}
        {isRefused && <span className="tag">{t('accesses.refused')}</span>}
        {isEmergency && <span className="tag alarm">{t('accesses.emergency')}</span>}
      </span>
      <time className="quiet line-end" dateTime={event.recorded}>
        {timeText(event.recorded, i18n.language)}
      </time>
    </li>
  );
};
