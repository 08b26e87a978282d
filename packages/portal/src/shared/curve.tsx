// SPDX-License-Identifier: Apache-2.0
import { useTranslation } from 'react-i18next';
import { dateText, numberText } from './format.ts';

export interface Point {
  readonly at: string;
  readonly value: number;
  readonly low?: number;
  readonly high?: number;
}

const WIDTH = 640;
const HEIGHT = 200;
const EDGE = { left: 52, right: 16, top: 12, bottom: 28 };

const scale = (from: number, to: number, start: number, end: number) => (value: number) =>
  to === from ? (start + end) / 2 : start + ((value - from) / (to - from)) * (end - start);

/** Values of one test over time, with the band of reference of the newest; the same as a table for who does not see it. */
export const Curve = ({ label, unit, points }: { label: string; unit: string; points: readonly Point[] }) => {
  const { t, i18n } = useTranslation();
  const [newest] = points.slice(-1);
  if (newest === undefined) return null;
  const bounds = points.flatMap(({ value, low, high }) => [value, ...[low, high].filter((one) => one !== undefined)]);
  const times = points.map(({ at }) => Date.parse(at));
  const x = scale(Math.min(...times), Math.max(...times), EDGE.left, WIDTH - EDGE.right);
  const spread = Math.max(...bounds) - Math.min(...bounds) || Math.abs(newest.value) || 1;
  const [floor, ceiling] = [Math.min(...bounds) - spread * 0.1, Math.max(...bounds) + spread * 0.1];
  const y = scale(floor, ceiling, HEIGHT - EDGE.bottom, EDGE.top);
  const { low = floor, high = ceiling } = newest;
  const isBounded = newest.low !== undefined || newest.high !== undefined;
  const [first] = points;
  const described = t('curve.described', {
    label,
    count: points.length,
    value: numberText(newest.value, i18n.language),
    unit,
    date: dateText(newest.at, i18n.language),
  });
  return (
    <figure className="curve">
      <figcaption>
        {label} <span className="quiet">({unit})</span>
      </figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={described}>
        {isBounded && (
          <rect
            className="band"
            x={EDGE.left}
            width={WIDTH - EDGE.left - EDGE.right}
            y={y(high)}
            height={Math.max(0, y(low) - y(high))}
          />
        )}
        {[...new Set([floor, newest.low, newest.high, ceiling].filter((one) => one !== undefined))].map((one) => (
          <text key={one} className="tick" x={EDGE.left - 6} y={y(one) + 4} textAnchor="end">
            {numberText(one, i18n.language)}
          </text>
        ))}
        <polyline
          className="line"
          points={points.map(({ at, value }) => `${x(Date.parse(at))},${y(value)}`).join(' ')}
        />
        {points.map(({ at, value }) => (
          <circle key={`${at} ${value}`} className="dot" cx={x(Date.parse(at))} cy={y(value)} r={4}>
            <title>{`${dateText(at, i18n.language)} : ${numberText(value, i18n.language)} ${unit}`}</title>
          </circle>
        ))}
        <text className="tick" x={EDGE.left} y={HEIGHT - 8}>
          {first && first !== newest ? dateText(first.at.slice(0, 7), i18n.language) : ''}
        </text>
        <text className="tick" x={WIDTH - EDGE.right} y={HEIGHT - 8} textAnchor="end">
          {dateText(newest.at.slice(0, 7), i18n.language)}
        </text>
      </svg>
      <details>
        <summary>{t('curve.asTable')}</summary>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('date')}</th>
              <th scope="col">{unit}</th>
            </tr>
          </thead>
          <tbody>
            {points.toReversed().map(({ at, value }) => (
              <tr key={`${at} ${value}`}>
                <td>{dateText(at, i18n.language)}</td>
                <td>{numberText(value, i18n.language)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
};
