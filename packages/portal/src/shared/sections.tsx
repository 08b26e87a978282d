// SPDX-License-Identifier: Apache-2.0
import { useTranslation } from 'react-i18next';
import { Curve } from './curve.tsx';
import { linesOf, useSummary, useTrends } from './record.ts';
import { Card, Loading, Quiet } from './ui.tsx';

/** What the documents say, section by section. */
export const Summary = ({ recordId, codes }: { recordId: string; codes?: readonly string[] }) => {
  const { t } = useTranslation();
  const summary = useSummary(recordId);
  return (
    <Loading query={summary}>
      {(sections) => (
        <div className="grid">
          {sections
            .filter(({ code }) => codes === undefined || codes.includes(code.coding?.[0]?.code ?? ''))
            .map((section) => {
              const lines = linesOf(section);
              return (
                <Card key={section.title} title={section.title}>
                  {lines.length === 0 ? (
                    <Quiet>{t('health.nothing')}</Quiet>
                  ) : (
                    <ul className="lines">
                      {lines.map(({ words, notes }) => (
                        <li key={words} className="line">
                          <span>{words}</span>
                          <span className="quiet line-end">{notes.join(' · ')}</span>
                        </li>
                      ))}
                    </ul>
                  )}
                </Card>
              );
            })}
        </div>
      )}
    </Loading>
  );
};

/** The course of each test of which there are two results at least. */
export const Curves = ({ recordId, title }: { recordId: string; title: string }) => {
  const { t } = useTranslation();
  const trends = useTrends(recordId);
  return (
    <Card title={title}>
      <Loading query={trends}>
        {(all) => {
          const courses = all.filter(({ points }) => points.length > 1);
          if (courses.length === 0) return <Quiet>{t('health.noCurves')}</Quiet>;
          return (
            <div className="grid">
              {courses.map(({ key, ...trend }) => (
                <Curve key={key} {...trend} />
              ))}
            </div>
          );
        }}
      </Loading>
    </Card>
  );
};
