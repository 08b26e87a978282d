// SPDX-License-Identifier: Apache-2.0
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { DocumentLine } from '../shared/document-list.tsx';
import { useAccesses, useDocuments } from '../shared/record.ts';
import { Title } from '../shared/shell.tsx';
import { Card, Loading, Quiet } from '../shared/ui.tsx';
import { AccessLine, isByOthers } from './access-line.tsx';
import { useRecord } from './use-record.ts';

const FEW = 5;

/** What is new, who looked, and what whoever helps needs first. */
export const Home = () => {
  const { t } = useTranslation();
  const { recordId, me } = useRecord();
  const documents = useDocuments(recordId);
  const accesses = useAccesses(recordId);
  return (
    <>
      <Title>{t('home.hello', { name: me.name ?? '' })}</Title>
      <div className="grid">
        <Card title={t('home.newest')} more={<Link to="/patient/documents">{t('home.allDocuments')}</Link>}>
          <Loading query={documents}>
            {({ items }) =>
              items.length === 0 ? (
                <Quiet>{t('documents.none')}</Quiet>
              ) : (
                <ul className="lines">
                  {items.slice(0, FEW).map((document) => (
                    <DocumentLine key={document.id} document={document} pageOf={(id) => `/patient/documents/${id}`} />
                  ))}
                </ul>
              )
            }
          </Loading>
        </Card>
        <Card title={t('home.looked')} more={<Link to="/patient/accesses">{t('home.allAccesses')}</Link>}>
          <Loading query={accesses}>
            {({ items }) => {
              const others = items.filter(isByOthers).slice(0, FEW);
              if (others.length === 0) return <Quiet>{t('home.nobody')}</Quiet>;
              return (
                <ul className="lines">
                  {others.map((event) => (
                    <AccessLine key={event.id} event={event} />
                  ))}
                </ul>
              );
            }}
          </Loading>
        </Card>
        <Card title={t('home.card')}>
          <p>{t('home.emergencyText')}</p>
          <a
            className="button"
            href={`/fhir/Patient/${recordId}/$summary?view=emergency&_format=pdf`}
            download="urgence.pdf"
          >
            {t('home.emergency')}
          </a>
        </Card>
      </div>
    </>
  );
};
