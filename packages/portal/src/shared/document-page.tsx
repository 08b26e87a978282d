// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { authorsOf, type DocumentReference, isMasked, labelOf } from './fhir.ts';
import { dateText } from './format.ts';
import { useDocument } from './record.ts';
import { Title } from './shell.tsx';
import { Loading } from './ui.tsx';

/** A document, shown in a frame in which nothing runs; `more` are what one may do with it. */
export const DocumentPage = ({ id, more }: { id: string; more?: (document: DocumentReference) => ReactNode }) => {
  const { t, i18n } = useTranslation();
  const query = useDocument(id);
  return (
    <Loading query={query}>
      {(document) => {
        const [{ attachment } = { attachment: {} }] = document.content;
        return (
          <article>
            <Title>{attachment.title ?? labelOf(document.type)}</Title>
            {isMasked(document) && <p className="tag">{t('documents.hidden')}</p>}
            <dl className="facts">
              <div>
                <dt>{t('documents.type')}</dt>
                <dd>{labelOf(document.type)}</dd>
              </div>
              <div>
                <dt>{t('documents.author')}</dt>
                <dd>{authorsOf(document)}</dd>
              </div>
              <div>
                <dt>{t('date')}</dt>
                <dd>{dateText(document.context?.period?.start ?? attachment.creation, i18n.language)}</dd>
              </div>
            </dl>
            <div className="row">
              <a
                className="button second"
                href={`/fhir/Binary/${document.id}`}
                download={attachment.title ?? 'document'}
              >
                {t('documents.download')}
              </a>
              {more?.(document)}
            </div>
            <iframe
              className="page"
              title={t('documents.pageTitle')}
              sandbox=""
              src={`/fhir/DocumentReference/${document.id}/$render?_format=html&lang=${i18n.language}`}
            />
          </article>
        );
      }}
    </Loading>
  );
};
