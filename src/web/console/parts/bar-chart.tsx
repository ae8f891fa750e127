/**
 * Counts over time as stacked bars. To those who hear it, it is a picture with a sentence; the page beside gives the numbers as
 * a table. With a pointer, each column tells its own.
 */
import { type PointerEvent, useState } from 'react';
import css from './bar-chart.module.css';

/** What is counted. */
export interface Series<Item> {
  readonly key: string;
  readonly title: string;
  readonly tone: 'strong' | 'soft' | 'bad';
  readonly value: (item: Item) => number;
}

/** What the chart shows. */
export interface BarChartProps<Item> {
  readonly title: string;
  readonly items: readonly Item[];
  /** From the bottom up. */
  readonly series: readonly Series<Item>[];
  /** What a column is called; whole in its own words, short below the chart. */
  readonly labelOf: (item: Item, isWhole: boolean) => string;
}

const height = 132;
const width = 480;

/** Shows it. */
export function BarChart<Item>({ title, items, series, labelOf }: BarChartProps<Item>) {
  const [chosen, setChosen] = useState<number>();
  const sums = items.map((item) => series.reduce((sum, { value }) => sum + value(item), 0));
  const top = roundUp(Math.max(4, ...sums));
  const totals = series.map(({ title, value }) => ({
    title,
    total: items.reduce((sum, item) => sum + value(item), 0),
  }));
  const sentence = `${title}: ${totals.map(({ title, total }) => `${total} ${title.toLowerCase()}`).join(', ')}.`;
  const item = chosen === undefined ? undefined : items[chosen];
  const point = ({ clientX, currentTarget }: PointerEvent<SVGSVGElement>) => {
    const { left, width } = currentTarget.getBoundingClientRect();
    setChosen(Math.min(items.length - 1, Math.max(0, Math.floor(((clientX - left) / width) * items.length))));
  };
  return (
    <figure className={css['chart']}>
      <figcaption className={css['caption']}>
        <h3>{title}</h3>
        <span className={css['when']}>{item === undefined ? '' : labelOf(item, true)}</span>
        <ul className={css['legend']}>
          {series.map(({ key, title, tone, value }, place) => (
            <li key={key}>
              <span className={css['key']} data-tone={tone} aria-hidden />
              {title}{' '}
              <strong>{(item === undefined ? (totals[place]?.total ?? 0) : value(item)).toLocaleString('en')}</strong>
            </li>
          ))}
        </ul>
      </figcaption>
      <div className={css['plot']}>
        <svg
          viewBox={`0 0 ${width} ${height}`}
          preserveAspectRatio="none"
          role="img"
          aria-label={sentence}
          onPointerMove={point}
          onPointerLeave={() => setChosen(undefined)}
        >
          {[0, 0.5, 1].map((share) => (
            <line
              key={share}
              x1={0}
              x2={width}
              y1={share * (height - 1) + 0.5}
              y2={share * (height - 1) + 0.5}
              className={css['line']}
            />
          ))}
          {items.map((one, place) => (
            <Column
              key={labelOf(one, true)}
              values={series.map(({ key, tone, value }) => ({ key, tone, value: value(one) }))}
              x={(place * width) / items.length}
              step={width / items.length}
              top={top}
              isChosen={place === chosen}
            />
          ))}
        </svg>
        <span className={css['top']} aria-hidden>
          {top.toLocaleString('en')}
        </span>
      </div>
      <div className={css['axis']} aria-hidden>
        {axisOf(items).map((one) => (
          <span key={labelOf(one, true)}>{labelOf(one, false)}</span>
        ))}
        <span>now</span>
      </div>
    </figure>
  );
}

interface ColumnProps {
  readonly values: readonly { readonly key: string; readonly tone: string; readonly value: number }[];
  readonly x: number;
  readonly step: number;
  readonly top: number;
  readonly isChosen: boolean;
}

function Column({ values, x, step, top, isChosen }: ColumnProps) {
  const gap = Math.min(4, step * 0.25);
  let base = height;
  return (
    <g data-chosen={isChosen || undefined} className={css['column']}>
      <rect x={x} y={0} width={step} height={height} className={css['back']} />
      {values.map(({ key, tone, value }) => {
        const size = (value / top) * (height - 2);
        base -= size;
        return (
          <rect
            key={key}
            x={x + gap / 2}
            y={base}
            width={step - gap}
            height={size}
            data-tone={tone}
            className={css['part']}
          />
        );
      })}
    </g>
  );
}

/** Three columns of which the beginnings are named. */
function axisOf<Item>(items: readonly Item[]): readonly Item[] {
  const places = [0, Math.floor(items.length / 3), Math.floor((items.length * 2) / 3)];
  return places.flatMap((place) => items[place] ?? []);
}

/** A round number above: 4, 10, 20, 50, 100 ... */
function roundUp(value: number): number {
  const unit = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 4, 5, 10].map((factor) => factor * unit).find((round) => round >= value) ?? value;
}
