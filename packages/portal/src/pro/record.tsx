// SPDX-License-Identifier: Apache-2.0
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { Input, Label, TextField } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { DocumentList } from '../shared/document-list.tsx';
import { DocumentPage } from '../shared/document-page.tsx';
import { ask, RefusedError } from '../shared/fhir.ts';
import { dateText } from '../shared/format.ts';
import { useDocuments, usePatient } from '../shared/record.ts';
import { Curves, Summary } from '../shared/sections.tsx';
import { useMe } from '../shared/session.ts';
import { Title } from '../shared/shell.tsx';
import { Card, Confirm, Loading, Problem, Waiting } from '../shared/ui.tsx';
import { nameOf } from './name.ts';

/** What matters first, in the order in which it is read. */
const FIRST = ['48765-2', '10160-0', '11450-4', '11348-0', '11369-6'];

const useEntry = (recordId: string) => {
  const cache = useQueryClient();
  const { data: me } = useMe();
  const onSuccess = () => cache.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'me' });
  const declare = useMutation({
    mutationFn: () =>
      ask('/fhir/Consent', {
        method: 'POST',
        body: {
          resourceType: 'Consent',
          status: 'active',
          scope: {
            coding: [{ system: 'http://terminology.hl7.org/CodeSystem/consentscope', code: 'patient-privacy' }],
          },
          category: [{ coding: [{ system: 'urn:dossier:consent-kind', code: 'authorization' }] }],
          patient: { reference: `Patient/${recordId}` },
          provision: {
            type: 'permit',
            actor: [
              {
                role: {
                  coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType', code: 'IRCP' }],
                },
                reference: { identifier: { system: 'urn:oid:1.2.250.1.71.4.2.1', value: me?.nationalId } },
              },
            ],
          },
        },
      }),
    onSuccess,
  });
  const breakGlass = useMutation({
    mutationFn: (reason: string) =>
      ask(`/fhir/Patient/${recordId}/$break-glass`, {
        method: 'POST',
        body: { resourceType: 'Parameters', parameter: [{ name: 'reason', valueString: reason }] },
      }),
    onSuccess,
  });
  return { declare, breakGlass };
};

/** The two ways in for whom the patient has not authorised yet. */
const NoAccess = ({ recordId }: { recordId: string }) => {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const { declare, breakGlass } = useEntry(recordId);
  const error = declare.error ?? breakGlass.error;
  return (
    <Card title={t('pro.noAccess')}>
      <p>{t('pro.noAccessText')}</p>
      {error && <Problem error={error} />}
      <div className="row">
        <Confirm
          label={t('pro.declare')}
          title={t('pro.declareTitle')}
          confirm={t('pro.declare')}
          onConfirm={() => declare.mutate()}
        >
          <p>{t('pro.declareText')}</p>
        </Confirm>
        <Confirm
          danger
          label={t('pro.glass')}
          title={t('pro.glassTitle')}
          confirm={t('pro.glass')}
          onConfirm={() => breakGlass.mutate(reason)}
        >
          <p>{t('pro.glassText')}</p>
          <TextField className="field" value={reason} onChange={setReason}>
            <Label>{t('pro.reason')}</Label>
            <Input />
          </TextField>
        </Confirm>
      </div>
    </Card>
  );
};

const Content = ({ recordId }: { recordId: string }) => {
  const { t } = useTranslation();
  const documents = useDocuments(recordId);
  if (documents.error instanceof RefusedError && documents.error.status === 403)
    return <NoAccess recordId={recordId} />;
  if (documents.error) return <Problem error={documents.error} />;
  if (documents.data === undefined) return <Waiting />;
  return (
    <>
      <h2>{t('pro.summary')}</h2>
      <Summary recordId={recordId} codes={FIRST} />
      <Card title={t('pro.lastLetters')}>
        <DocumentList recordId={recordId} pageOf={(id) => `/pro/records/${recordId}/documents/${id}`} />
      </Card>
      <Curves recordId={recordId} title={t('pro.curves')} />
    </>
  );
};

/** A record in the ten minutes of a visit. */
export const ProRecord = () => {
  const { t, i18n } = useTranslation();
  const { recordId } = useParams({ strict: false });
  const patient = usePatient(recordId ?? '');
  if (recordId === undefined) return null;
  return (
    <>
      <Link to="/pro">{t('pro.back')}</Link>
      <Loading query={patient}>
        {(found) => (
          <>
            <Title>{nameOf(found)}</Title>
            <p className="quiet">{t('pro.born', { date: dateText(found.birthDate, i18n.language) })}</p>
          </>
        )}
      </Loading>
      <Content recordId={recordId} />
    </>
  );
};

export const ProDocument = () => {
  const { t } = useTranslation();
  const { recordId, documentId } = useParams({ strict: false });
  if (recordId === undefined || documentId === undefined) return null;
  return (
    <>
      <Link to={`/pro/records/${recordId}`}>{t('documents.back')}</Link>
      <DocumentPage id={documentId} />
    </>
  );
};
