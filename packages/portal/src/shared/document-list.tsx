// SPDX-License-Identifier: Apache-2.0
import { Link } from '@tanstack/react-router';
import { type ReactNode, useDeferredValue, useState } from 'react';
import { Button, Input, Label, SearchField, Text } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { authorsOf, type DocumentReference, isMasked, labelOf } from './fhir.ts';
import { dateText } from './format.ts';
import { type Hit, useDocuments, useInside } from './record.ts';
import { Loading, Problem, Quiet, Waiting } from './ui.tsx';

interface To {
  /** Address of the page of a document. */
  readonly pageOf: (id: string) => string;
}

const dateOf = ({ context, content, date }: DocumentReference): string | undefined =>
  context?.period?.start ?? content[0]?.attachment.creation ?? date;

export const DocumentLine = ({ document, pageOf }: To & { document: DocumentReference }) => {
  const { t, i18n } = useTranslation();
  const who = authorsOf(document);
  const title = document.content[0]?.attachment.title;
  return (
    <li className="line">
      <div>
        <Link to={pageOf(document.id)}>{title ?? labelOf(document.type)}</Link>
        <p className="quiet">
          {[labelOf(document.type) !== title && labelOf(document.type), who && t('documents.by', { who })]
            .filter(Boolean)
            .join(' ')}
        </p>
      </div>
      <div className="line-end">
        {isMasked(document) && <span className="tag">{t('documents.hidden')}</span>}
        <time className="quiet">{dateText(dateOf(document), i18n.language)}</time>
      </div>
    </li>
  );
};

/** Text with what was found in it marked. */
const Marked = ({ text, marks }: Hit['highlights'][number]) => {
  const parts: ReactNode[] = [];
  let at = 0;
  for (const [from, to] of marks) {
    parts.push(text.slice(at, from), <mark key={from}>{text.slice(from, to)}</mark>);
    at = to;
  }
  return (
    <p className="quiet">
      {parts}
      {text.slice(at)}
    </p>
  );
};

const HitLine = ({ hit, pageOf }: To & { hit: Hit }) => {
  const { i18n } = useTranslation();
  return (
    <li className="line">
      <div>
        <Link to={pageOf(hit.id)}>{hit.title || hit.type}</Link>
        {hit.highlights.slice(0, 2).map((highlight) => (
          <Marked key={highlight.text} {...highlight} />
        ))}
      </div>
      <time className="quiet line-end">{dateText(hit.date, i18n.language)}</time>
    </li>
  );
};

const Found = ({ recordId, text, pageOf }: To & { recordId: string; text: string }) => {
  const { t } = useTranslation();
  const inside = useInside(recordId, text);
  return (
    <Loading query={inside}>
      {({ total, hits }) => (
        <>
          <p role="status">{t('documents.count', { count: total })}</p>
          {hits.length === 0 ? (
            <Quiet>{t('documents.noHit')}</Quiet>
          ) : (
            <ul className="lines">
              {hits.map((hit) => (
                <HitLine key={hit.id} hit={hit} pageOf={pageOf} />
              ))}
            </ul>
          )}
        </>
      )}
    </Loading>
  );
};

const All = ({ recordId, pageOf }: To & { recordId: string }) => {
  const { t } = useTranslation();
  const documents = useDocuments(recordId);
  if (documents.error) return <Problem error={documents.error} />;
  if (documents.data === undefined) return <Waiting />;
  const { total, items } = documents.data;
  if (items.length === 0) return <Quiet>{t('documents.none')}</Quiet>;
  return (
    <>
      {total !== undefined && <p className="quiet">{t('documents.count', { count: total })}</p>}
      <ul className="lines">
        {items.map((document) => (
          <DocumentLine key={document.id} document={document} pageOf={pageOf} />
        ))}
      </ul>
      {documents.hasNextPage && (
        <Button
          className="button second"
          isDisabled={documents.isFetchingNextPage}
          onPress={() => void documents.fetchNextPage()}
        >
          {t('more')}
        </Button>
      )}
    </>
  );
};

/** The documents of a record, or those that answer what is typed. */
export const DocumentList = ({ recordId, pageOf }: To & { recordId: string }) => {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const asked = useDeferredValue(text.trim());
  return (
    <>
      <SearchField className="field" value={text} onChange={setText}>
        <Label>{t('documents.search')}</Label>
        <Input />
        <Text slot="description" className="quiet">
          {t('documents.searchHelp')}
        </Text>
      </SearchField>
      {asked.length > 1 ? (
        <Found recordId={recordId} text={asked} pageOf={pageOf} />
      ) : (
        <All recordId={recordId} pageOf={pageOf} />
      )}
    </>
  );
};
